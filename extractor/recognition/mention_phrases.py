"""The words that tell a legal mention, as data: French first, then English and German.

Patterns are written in small letters without accents. A space stands for any gap up to three characters (none too),
`tva` for T.V.A. in any spelling, and a digit also for the letters it is misread as. `anchors` are words of which one
must stand on the page before the pattern is tried; `unless` is what makes the sentence something else.
"""

from __future__ import annotations

from dataclasses import dataclass

WHOLE_MATCH = frozenset({"REG", "ABL"})
"""Mentions that are the match itself and not the sentence around it: footers run many of them together."""


@dataclass(frozen=True, slots=True)
class Phrases:
    """What tells one code."""

    code: str
    anchors: tuple[str, ...]
    pattern: str
    unless: str | None = None


_ARTICLE = r"\b(?:arts?|articles?)\b"
_CODE = r"(?:cgi|c g i|code general|annexe)"
_FORM = (
    r"(?:s ?a ?s ?u?|s ?a ?r ?l|e ?u ?r ?l|s ?a|s ?n ?c|s ?c ?[ipo]|s ?c ?o ?p|s ?c ?i ?c|selarl|selas|earl|scea"
    r"|gaec|gie|societe(?: [a-z]{2,15}){1,5}|cooperative|gmbh|ltd)"
)
_MONEY = r"[0-9losz][0-9los ]{2,16}(?:€|eur[a-z]*|e\b|f\b|francs?)?"

PHRASES = (
    Phrases(
        "PMD",
        ("penal", "interet", "fois le taux", "late", "interest", "verzugszins"),
        r"penalites? (?:de|pour|du|en cas de)? ?(?:\w+ )?retard|retard\b.{0,80}\b(?:penalites?|interets?)\b"
        r"|\b(?:une|des|les) penalites? (?:exigible|de \d|au taux|egale)|interets? (?:de retard|moratoires?)"
        r"|\b(?:trois|3) fois le taux|taux (?:d )?interet legal|late payment (?:interest|penalt|fee|charge)"
        r"|interest (?:will be|is|shall be|may be) charged|verzugszins",
    ),
    Phrases(
        "PMT",
        ("indemni", "recouvrement", "d441", "d 441", "recovery", "collection", "pauschale", "beitreibung"),
        r"indemnites? (?:forfaitaires?|de recouvrement|compensatoires?|legale|de 40)|frais de recouvrement"
        r"|\bd ?441 5\b|(?:recovery|collection) (?:costs?|fee|charge)|mahnpauschale|verzugspauschale"
        r"|beitreibungskosten",
    ),
    Phrases(
        "AAB",
        ("escompte", "early payment", "prompt payment", "cash discount", "skonto"),
        r"\bescompte|(?:early|prompt) payment (?:cash )?discount|cash discount|discount for (?:early|prompt)|skonto",
        unless=r"taux d escompte de la banque",
    ),
    Phrases(
        "FRANCHISE",
        ("293", "franchise", "kleinunternehmer", "19 ustg"),
        rf"(?:{_ARTICLE}|\btva\b|franchise|\bcgi\b|applicable|exoner\w*|assujett\w*).{{0,60}}?\b293 [b8]\b"
        rf"|\b293 [b8]\b.{{0,25}}{_CODE}|franchise (?:en base )?(?:de|en) (?:la )?(?:tva|taxe)|kleinunternehmer"
        r"|§ 19 ustg",
    ),
    Phrases(
        "REVERSE_CHARGE",
        ("liquid", "283", "directive", "due par le", "reverse", "steuerschuldner", "13b", "due by the"),
        rf"auto liquid\w*|(?:{_ARTICLE}|\bcgi\b|applicable|code).{{0,40}}?\b283 (?:al )?(?:1|2|ter|bis)\b"
        rf"|\b283 2 (?:nonies|octies|sexies|quinquies|decies)|\b283 [12]\b.{{0,25}}{_CODE}"
        rf"|{_ARTICLE} (?:21|44|194|196)\b.{{0,50}}directive"
        r"|(?:tva|taxe) (?:\w+ )?due par (?:le|l) (?:preneur|client|acquereur|donneur|acheteur)"
        r"|reverse charge|vat due by the (?:customer|recipient)|steuerschuldnerschaft|\b13b ustg",
    ),
    Phrases(
        "MARGIN",
        ("marge", "voyage", "297", "occasion", "margin", "differenz"),
        rf"regime (?:particulier|de la marge|d imposition).{{0,30}}(?:marge|voyage|occasion|art\b|antiquite|collection)"
        rf"|regime de la marge|tva (?:sur|a) (?:la )?marge|{_ARTICLE} 297 [ae]\b|\b297 [ae]\b.{{0,25}}{_CODE}"
        r"|margin scheme|differenzbesteuer",
    ),
    Phrases(
        "EXEMPTION",
        (
            "exoner",
            "261",
            "262",
            "assujett",
            "soumis",
            "hors champ",
            "applicable",
            "net de taxe",
            "exempt",
            "steuerfrei",
            "259",
            "294",
            "295",
            "275",
            "298",
            "passible",
        ),
        r"exoner\w* (?:de|d|a) (?:la |toute )?(?:tva|taxe)|tva exoner|exoner\w*.{0,40}\bart"
        rf"|(?:{_ARTICLE}|\bcgi\b).{{0,30}}?\b(?:26[12]|259|275|294|295|298 sexdecies)\b"
        rf"|\b(?:26[12]|259|275|277 a|294|295)\b.{{0,40}}{_CODE}"
        r"|non (?:assujetti|soumis|passible)\w* (?:a|de) (?:la )?(?:tva|taxe)|tva non (?:applicable|due)"
        r"|hors (?:du )?champ (?:d application )?(?:de )?(?:la )?(?:tva|taxe)|net de taxe|not subject to vat"
        r"|vat exempt|exempt\w* (?:from|of) vat|steuerfrei|umsatzsteuerbefreit",
        unless=r"motif si exoner|\b293 [b8]\b|auto liquid|le cas echeant",
    ),
    Phrases(
        "DEBITS",
        ("debit",),
        r"(?:d apres|sur|selon|des) les debits|option (?:pour )?(?:le )?(?:paiement )?.{0,40}debits|tva (?:aux )?debits"
        r"|vat on debits",
        unless=r"(?:pas|sans|aucune) (?:d |exerce l |exerce )?option|pas opte",
    ),
    Phrases(
        "RECEIPTS",
        ("encaissement",),
        r"(?:tva|taxe)\b.{0,40}? (?:sur|aux|a|selon|d apres|lors de) (?:les |l )?encaissements?"
        r"|encaissements?.{0,20} tva",
    ),
    Phrases("SELF_BILLING", ("factur", "self"), r"auto factur(?:ation|e)\b|self bill(?:ing|ed)"),
    Phrases(
        "REG",
        ("capital", "individuel", "micro", "auto entre", "1901", "stammkapital"),
        rf"\b{_FORM}\b.{{0,60}}?\bcapital (?:social |variable |minimum |souscrit |fixe )*(?:de |d )?{_MONEY}"
        rf"|\bau capital (?:social |variable )*(?:de |d )?{_MONEY}|entrepreneur individuel|entreprise individuelle"
        r"|micro entrepr(?:ise|eneur)|auto entrepreneur|association .{0,20}loi (?:de |du )?(?:1er juillet )?1901",
    ),
    Phrases(
        "ABL",
        ("rcs", "r c s", "rsc", "rc ", "rm ", "r m ", "registre", "repertoire", "rne", "hrb"),
        r"\b(?:r ?c ?s|r ?s ?c|rc|r ?m)\b (?:de |d )?[a-z][a-z ]{1,30}? (?:[a-d] )?\d{3} \d{3} \d{3}\b"
        r"|\b\d{3} \d{3} \d{3} (?:r ?c ?s|rm)\b(?: [a-z]{3,20})?|\br ?c ?s\b (?:de |d )?[a-z]{3,20}|\brm \d{2,3}\b"
        r"|(?:immatricule\w* )?(?:au )?(?:registre (?:du commerce|national des entreprises)|repertoire des metiers)"
        r"(?: [a-z0-9]{1,15}){0,8}|\bhrb (?:nr )?\d{3,}",
    ),
    Phrases(
        "ABU",
        ("garantie", "retention"),
        r"retenue (?:de )?garantie|garantie a premiere demande|retention money",
        unless=r"garantie decennale",
    ),
    Phrases(
        "ACC",
        ("affactur", "subrog", "factor", "cession", "cede"),
        r"affacturage|\bsubrog\w*|\bfactor(?:ing)?\b"
        r"|cession (?:de )?(?:la )?(?:presente )?creance|creance (?:est )?cedee",
    ),
    Phrases(
        "BLU",
        ("eco ", "ecopart", "ecocontr", "deee", "d3e", "ecotaxe"),
        r"\beco (?:participation|contribution|part\b|taxe)|\bdeee\b|\bd3e\b",
    ),
)
"""In the order in which mentions are given."""
