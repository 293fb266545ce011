"""The facts that a rule's text tells of one invoice: the values that were found, apart from the sentence around them.

The French Schematrons write `Valeur actuelle : "…"`, `SIRET : "…", SIREN : "…"` or `« … »`; those of the extended
profile open with a list, `basisAmount : 100 , rate : 20 - [BR-…]`.

>>> [str(fact) for fact in facts('Le SIRET doit commencer par le SIREN. SIRET : " 12 ", SIREN : " 9 ".')]
['SIRET : « 12 »', 'SIREN : « 9 »']
>>> [str(fact) for fact in facts("Num line : 3 , BT-131 : 10 - [BR-FREXT-08]-If …")]
['ligne : « 3 »', 'BT-131 : « 10 »']
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

LONGEST = 80
"""Characters of a value that are repeated: a hostile one may have millions."""

_LIST = re.compile(r"^(?:\[BR[^\]]*\])?[\s-]*(?:warning)?[\s-]*(?P<list>[^\[]* : [^\[]*?)[\s,-]*\[BR-")
_ITEM = re.compile(r"\s*,\s*(?=\w[\w .()-]{0,40}:)")
_QUOTED = re.compile(
    r"(?P<label>[A-Za-zÀ-ÿ][\wÀ-ÿ'’() -]{0,40}?)?\s*[:=]\s*\"\s*(?P<value>[^\"]*?)\s*[\"'](?=[\s,.;)]|/|$)"
    r"|et non \"\s*(?P<instead>[^\"]*?)\s*\"|\"\s*(?P<bare>[^\"]*?)\s*\" est invalide|«\s*(?P<alone>[^»]*?)\s*»"
)
_COUNTED = re.compile(
    r"\b(?P<label>[A-ZÀ-Ý][\wÀ-ÿ' ()-]{1,45}?)\s*[:=]\s*(?P<value>-?\d+(?:[.,]\d+)?)(?=\s*(?:[,.;]|occurrence|$))"
)
_CODES = frozenset({"BAR", "%", ".", "-", "LISIBLE"})  # what French rules themselves write between guillemets
_ACCEPTED = re.compile(r"accept|attendu|autoris|suivants|^avec ", re.IGNORECASE)
_READ = re.compile(r"^.*\bvaleurs? (?:actuelle|fournie)s?\s+(?=\S)", re.IGNORECASE)
_WORDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "valeur actuelle": ("valeur lue", "value read"),
        "valeur fournie": ("valeur lue", "value read"),
        "valeurs actuelles": ("valeur lue", "value read"),
        "taux fourni": ("taux lu", "rate read"),
        "num line": ("ligne", "line"),
        "parent line": ("ligne parente", "parent line"),
        "value": ("valeur", "value"),
        "value quantity": ("valeur mesurée", "measured value"),
        "unité de mesure": ("unité", "unit"),
        "id seller": ("vendeur", "seller"),
        "nb ligne group seller": ("lignes de groupe du vendeur", "the seller's group lines"),
        "nb de ligne group avec num fact": ("lignes de groupe à ce numéro", "group lines of that number"),
        "numfact de ligne": ("numéro de facture de la ligne", "line's invoice number"),
        "devise de comptabilité": ("devise de comptabilisation", "accounting currency"),
        "tva en ligne": ("TVA de la ligne", "line's VAT"),
        "bt110 présent": ("BT-110 présent", "BT-110 present"),
        "tva": ("TVA", "VAT"),
        "ttc": ("TTC", "with VAT"),
        "période": ("période", "period"),
        "numéro de tva": ("numéro de TVA", "VAT number"),
        "ligne": ("ligne", "line"),
        "total ht (bt-106)": ("BT-106", "BT-106"),
        "total ht (bt-107)": ("BT-107", "BT-107"),
        "total ht (bt-108)": ("BT-108", "BT-108"),
        "total ht (bt-109)": ("BT-109", "BT-109"),
        "somme calculée": ("somme calculée", "calculated sum"),
        "ecart calculé": ("écart", "difference"),
        "nblineitem": ("nombre de lignes", "number of lines"),
        "nbelements": ("nombre d'éléments", "number of elements"),
        "nballowcharges": ("nombre de remises et de frais", "number of allowances and charges"),
        "sumchargesbt-99": ("frais", "charges"),
        "num fact": ("facture", "invoice"),
        "code": ("catégorie", "category"),
        "rate": ("taux", "rate"),
        "basisamount": ("base déclarée", "declared base"),
        "sumbt131": ("somme des lignes", "sum of lines"),
        "nblines": ("nombre de lignes", "number of lines"),
        "exempttext": ("motif d'exonération", "exemption reason"),
        "exemptcode": ("code d'exonération", "exemption code"),
        "sumallowbt-92": ("remises", "allowances"),
        "vatbt117": ("TVA déclarée", "declared VAT"),
        "calculatedbt-117": ("TVA calculée", "calculated VAT"),
        "sommebt-131": ("somme des sous-lignes", "sum of sub-lines"),
        "parentid": ("ligne parente", "parent line"),
        "subline code": ("sous-type", "subtype"),
        "montant payé": ("montant payé", "paid amount"),
        "montant total": ("montant total", "total amount"),
        "date facture": ("date de facture", "invoice date"),
        "date échéance": ("échéance", "due date"),
        "cadre": ("cadre", "process type"),
        "type": ("type", "type"),
        "endpointid": ("adresse électronique", "electronic address"),
        "schemeid": ("schéma", "scheme"),
        "références entête trouvées": ("références trouvées", "references found"),
        "nombre de références valides trouvées": ("références trouvées", "references found"),
        "nombre de documents trouvés": ("pièces trouvées", "attachments found"),
    }
)


@dataclass(frozen=True, slots=True)
class Fact:
    """A value that was found, and what it is the value of, in French and in English."""

    fr: str
    en: str
    value: str

    def __str__(self) -> str:
        return f"{self.fr} : « {self.value} »"


def facts(original: str) -> tuple[Fact, ...]:
    """Every fact of a rule's text, in its order, each once."""
    return tuple(dict.fromkeys((*_listed(original), *_told(original))))


def _listed(original: str) -> Iterator[Fact]:
    """The list that a text opens with; what it repeats as reckoned before ("…ini") is one fact where the two agree."""
    opening = _LIST.match(original)
    for pair in _ITEM.split(opening["list"]) if opening else ():
        label, colon, value = pair.partition(":")
        if colon and value.strip(" '"):
            yield _fact(label.strip(" -'").removesuffix("ini"), value.strip(" '"))


def _told(original: str) -> Iterator[Fact]:
    """Values in quotation marks, and figures behind a colon."""
    opening = _LIST.match(original)
    text = original[opening.end() :] if opening else original
    found = [*_QUOTED.finditer(text), *_COUNTED.finditer(text)]
    for one in sorted(found, key=lambda match: match.start()):
        groups = one.groupdict()
        value = next((groups[name] for name in ("value", "bare", "instead", "alone") if groups.get(name)), "")
        label = _READ.sub("", (groups.get("label") or "").strip(" -'.")) or "Valeur actuelle"
        label = "Valeur actuelle" if label.count("(") != label.count(")") else label
        if _ACCEPTED.search(label) or value.startswith("<value-of") or groups.get("alone") in _CODES:
            continue  # the rule's own
        yield _fact(label, value)


def _fact(label: str, value: str) -> Fact:
    french, english = _WORDS.get(label.lower(), (label, label))
    return Fact(french, english, value[:LONGEST] + ("…" if len(value) > LONGEST else ""))
