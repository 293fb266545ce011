"""What the columns of invoice lines are called, and which rows of a table are not lines.

Phrases are written folded: no case, accents or punctuation ("P.U. H.T." is `pu ht`), without the words that any head may
carry (`ht`, `eur`, articles). Business terms of EN 16931: BT-126 number, BT-155 reference, BT-153 description, BT-129
quantity, BT-130 unit, BT-146 price, BT-136 discount, BT-131 amount, BT-152 rate.

>>> kind_of(("montant", "ttc")), kind_of(("prix", "unit", "ht")), kind_of(("designation", "des", "travaux"))
(<Kind.GROSS: 'gross'>, <Kind.PRICE: 'price'>, <Kind.DESCRIPTION: 'description'>)
>>> tokens("Taux T.V.A. (%)"), tokens("N° Désignation")
(('taux', 'tva', '%'), ('n', 'designation'))
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache


class Kind(StrEnum):
    """What a column of the table holds. `PART` is an amount that is not the line's own: the contract's, an earlier one."""

    NUMBER = "number"
    REFERENCE = "reference"
    DESCRIPTION = "description"
    QUANTITY = "quantity"
    UNIT = "unit"
    PRICE = "price"
    GROSS_PRICE = "gross_price"
    DISCOUNT = "discount"
    AMOUNT = "amount"
    GROSS = "gross"
    TAX = "tax"
    RATE = "rate"
    DONE = "done"
    PART = "part"
    BASE = "base"
    OTHER = "other"


PHRASES: dict[Kind, str] = {
    Kind.NUMBER: (
        "n|no|num|numero|nr|ligne|lig|lg|li|pos|position|rang|poste|line|lfd nr|n ligne|l|n ordre|ordre|repere|"
        "rep|n poste|line no|sr|sl"
    ),
    Kind.REFERENCE: (
        "reference|ref|ref article|reference article|code|code article|code art|cod art|code produit|ref produit|"
        "reference produit|art|n article|no article|ref art|sku|item code|item no|part no|product code|"
        "artikelnummer|art nr|artnr|artikel nr|ean|code ean|gtin|code barre|cip|code cip|code prix|n prix|"
        "n de prix|prix n|ref bpu|bpu|code acte|lpp|code prestation|code interne|item number|product no|"
        "ref fournisseur|artikel|code barres"
    ),
    Kind.DESCRIPTION: (
        "designation|description|libelle|intitule|nature|prestation|prestations|objet|detail|details|article|"
        "articles|produit|produits|item|items|product|service|services|bezeichnung|beschreibung|leistung|"
        "artikelbezeichnung|artikelbeschreibung|positionsbeschreibung|leistungsbeschreibung|travaux|design|desig|"
        "designations|lib|descr|denomination|marchandises|honoraires|ouvrages|ouvrage|activity|omschrijving|"
        "particulars|descriptif|libelles|rubrique|mission|missions|phase|phases|elements|element|operation|"
        "operations"
    ),
    Kind.QUANTITY: (
        "quantite|quantites|qte|qtes|qt|q|nombre|nbre|nbr|nb|volume|nb heures|nb jours|nb h|nombre heures|"
        "nombre jours|heures|jours|quantite livree|quantites livrees|qte livree|qte liv|quantite facturee|"
        "qte facturee|qte fact|qte facturees|quantity|qty|hours|units|menge|anzahl|quant|consommation|conso|"
        "nb unites|nb u|aantal|qtite|quantite reelle|duree|nuits|nb nuits|days"
    ),
    Kind.UNIT: (
        "unite|unites|u|um|un|unit|uom|einheit|mengeneinheit|meng einheit|me|conditionnement|cdt|condit|"
        "unite mesure|unite oeuvre|uv|uf|eh|unit for pu"
    ),
    Kind.PRICE: (
        "pu|prix unitaire|prix unit|px unit|px unitaire|px u|px|prix u|p unitaire|p unit|prix|tarif|"
        "tarif unitaire|cout unitaire|taux horaire|prix forfaitaire|unit price|price|rate|unit cost|price unit|"
        "prix vente|puv|einzelpreis|preis|e preis|epreis|nettopreis|stuckpreis|pu brut|prix brut|valeur unitaire|"
        "montant unitaire|pu remise|prix remise|unitaire|cout|prix tarif|pv|price per unit|prijs|preis einheit|"
        "prix piece|cout horaire|prix unitaire brut|prix m2|prix kwh|unite prix|ep"
    ),
    Kind.DISCOUNT: (
        "remise|remises|rem|rabais|ristourne|r %|% r|remise %|rem %|% remise|% rem|taux remise|disc|disc %|"
        "discount|discount %|rebate|rabatt|nachlass|remise charge|reduction|escompte|rab|remise commerciale|"
        "taux rem|rist|allowance|rabatt %|korting|remise ligne"
    ),
    Kind.AMOUNT: (
        "montant|total|total ligne|montant ligne|prix total|mt|mnt|mtt|tot|line total|amount|betrag|gesamtpreis|"
        "gesamt|nettobetrag|entgelt|positionsbetrag|gesamtbetrag|montant total|somme|summe|subtotal|sous total|"
        "valeur|total remise|montant remise|presente situation|situation mois|situation presente|"
        "montant situation|a facturer|montant facture|montant periode|present|actuel|mois|mois courant|"
        "situation actuelle|present decompte|periode|montant mois|present mois|ce jour|price w o tax|"
        "price excl tax|price without tax|total excl tax|sum|bedrag|cout total|value|gp|g preis|amount excl tax|"
        "excl tax|line amount|extended price|travaux mois|montants|honoraires dus"
    ),
    Kind.TAX: "montant tva|mt tva|taxe|mnt tva|mont tva|vat amount|tax amount|total tva",
    Kind.RATE: (
        "tva|taux tva|taux|% tva|tva %|tx tva|tx|code tva|c tva|t|vat|vat rate|vat %|tax|tax %|tax rate|mwst|ust|"
        "steuersatz|cd tva|tva code|mwst %|ust %|tva tx|ct|code taxe|taux %|% mwst|tva taux|taxes|btw|cod tva|"
        "tva cod|iva|cdt tva|% vat"
    ),
    Kind.DONE: (
        "%|% avanc|avanc|avancement|% avancement|% cumule|pourcentage|avanc %|avancement %|% realise|% execution|"
        "av %|% av|% cumul|quote part|taux avancement|taux realisation|taux execution|% facture|% mission"
    ),
    Kind.PART: (
        "montant marche|marche|montant marches|montant du marche|cumul|cumule|montant cumule|total cumule|"
        "situation precedente|situations precedentes|precedent|precedente|cumul precedent|travaux anterieurs|"
        "anterieur|anterieurs|deja facture|facture anterieurement|facture precedemment|reste|reste a facturer|"
        "reste a realiser|mois precedent|mois precedents|situation anterieure|situations anterieures|"
        "decompte precedent|montant devis|devis|montant initial|montant prevu|cumul travaux|montant base|"
        "montant contrat|forfait|travaux cumules|total marche|cumul mois|montant honoraires|honoraires marche"
    ),
    Kind.BASE: (
        "base|base tva|assiette|bases|base imposable|montant base tva|basisbetrag|warenwert|taxable amount|"
        "net base|tax base"
    ),
    Kind.OTHER: (
        "date|dates|bl|n bl|commande|cde|livraison|colis|poids|lot|n lot|serie|n serie|index|ancien index|"
        "nouvel index|ancien|nouveau|coefficient|coef|eco part|eco participation|eco|ecotaxe|eco taxe|deee|d3e|"
        "echeance|du|au|compte|peremption|marque|origine|categorie|type|nature tva|droits|accises|cat|calibre|"
        "degre|km|compteur|datum|date livraison|qte cde|qte commandee|quantite commandee|commandee|commande le|"
        "reliquat|poids net|poids brut|pcb|taille|couleur|size|debit|credit|solde|statut"
    ),
}
"""Names of each kind of column, most usual first, separated by bars."""

DECORATIONS = frozenset(
    "ht htva hors eur euro euros en net nette nets de d du des la le les l par hts h.t inkl the exprime exprimee".split()
)
"""Words that a column's name may carry whatever it holds."""

_GROSS_MARKS = frozenset("ttc brutto gross incl".split())
LONG_NAMES = frozenset(
    "designation description libelle intitule nature prestation prestations detail details objet denomination bezeichnung beschreibung descriptif produits".split()
)
"""Names that more words may follow: `désignation des travaux`, `nature des prestations`."""

_TABLE: dict[tuple[str, ...], Kind] = {}
for _kind, _phrases in PHRASES.items():
    for _phrase in _phrases.split("|"):
        _words = tuple(_phrase.split())
        _TABLE.setdefault(_words, _kind)
        _TABLE.setdefault(tuple(word for word in _words if word not in DECORATIONS) or _words, _kind)

HEAD_WORDS = (
    frozenset(word for phrase in _TABLE for word in phrase)
    | DECORATIONS
    | _GROSS_MARKS
    | frozenset("charge taxe unit for port frais taxes toutes comprises payer regler remise acompte solde".split())
)
"""Every word that names of columns are made of."""

KINDS_OF_WORD: dict[str, frozenset[Kind]] = {
    word: frozenset(kind for phrase, kind in _TABLE.items() if word in phrase) for word in HEAD_WORDS - DECORATIONS
} | {"ht": frozenset({Kind.AMOUNT}), "ttc": frozenset({Kind.GROSS})}
"""The kinds of the names in which a word stands."""

_NEAR = {
    word[:place] + word[place + 1 :]: word
    for word in sorted(HEAD_WORDS)
    if len(word) >= 6
    for place in range(len(word))
}
_DIGITS_FOR_LETTERS = str.maketrans("015", "ols")
_INITIALS = re.compile(r"(?<![a-z])(?:(?:[a-z]\.)+[a-z](?![a-z])|(?:[a-z]\.)+)")
_TOKEN = re.compile(r"[a-z0-9]+|%")


@lru_cache(maxsize=8192)
def tokens(text: str) -> tuple[str, ...]:
    """The words of a printed text, folded: no case, accents, points or other punctuation."""
    folded = unicodedata.normalize(
        "NFKD", text.replace("œ", "oe").replace("Œ", "OE").replace("ß", "ss").replace("€", " eur ").replace("#", " n ")
    )
    plain = "".join(c for c in folded.casefold() if not unicodedata.combining(c))
    return tuple(_TOKEN.findall(_INITIALS.sub(lambda found: found[0].replace(".", "") + " ", plain)))


@lru_cache(maxsize=4096)
def head_tokens(text: str) -> tuple[str, ...]:
    """As `tokens`, with words glued or misread by one letter put right where they are words of a column's name.

    >>> head_tokens("MontantHT"), head_tokens("Désignatlon"), head_tokens("P.U.HT")
    (('montant', 'ht'), ('designation',), ('pu', 'ht'))
    """
    found: list[str] = []
    for word in tokens(text):
        tail = next((t for t in ("ht", "ttc", "tva") if word.endswith(t) and word[: -len(t)] in HEAD_WORDS), None)
        if word in HEAD_WORDS:
            found.append(word)
        elif tail:
            found += [word[: -len(tail)], tail]
        else:
            found.append(_nearest(word))
    return tuple(found)


def spelled(word: str) -> str:
    """A folded word with letters for the digits that OCR takes them for, where that makes it a known word.

    >>> spelled("t0tal"), spelled("b200")
    ('total', 'b200')
    """
    letters = word if word.isdigit() or len(word) < 3 else word.translate(_DIGITS_FOR_LETTERS)  # noqa: PLR2004
    return letters if letters in HEAD_WORDS else word


def _nearest(word: str) -> str:
    if (letters := spelled(word)) != word:
        return letters
    if len(word) < 5 or word.isdigit():  # noqa: PLR2004
        return word
    if word in _NEAR:
        return _NEAR[word]
    for place in range(len(word)):
        shorter = word[:place] + word[place + 1 :]
        if shorter in HEAD_WORDS and len(shorter) >= 5:  # noqa: PLR2004
            return shorter
        if shorter in _NEAR and len(_NEAR[shorter]) == len(word):
            return _NEAR[shorter]
    return word


@lru_cache(maxsize=4096)
def kind_of(words: tuple[str, ...]) -> Kind | None:
    """The kind of column that these folded words name, or None."""
    kind = _TABLE.get(words)
    if kind is not None and "ttc" not in words:
        return kind
    gross = any(word in _GROSS_MARKS for word in words)
    bare = tuple(word for word in words if word not in DECORATIONS and word not in _GROSS_MARKS)
    if not bare:
        if gross:
            return Kind.GROSS
        return Kind.AMOUNT if "ht" in words or "net" in words or "hors" in words else None
    kind = _TABLE.get(bare) or _TABLE.get(_unstarred(bare))
    if kind is None and bare[0] in LONG_NAMES and not any(word.isdigit() for word in bare):
        kind = (
            Kind.DESCRIPTION
            if all(_TABLE.get((word,), Kind.DESCRIPTION) is Kind.DESCRIPTION for word in bare)
            else None
        )
    if kind is None and len(bare) < 7:  # noqa: PLR2004
        # The same name in two languages.
        sides = ((_TABLE.get(bare[:cut]), _TABLE.get(bare[cut:])) for cut in range(1, len(bare)))
        kind = next((left for left, right in sides if left is not None and left is right), None)
    if gross:
        return {Kind.PRICE: Kind.GROSS_PRICE, Kind.AMOUNT: Kind.GROSS}.get(kind, kind) if kind else None
    return kind


def _unstarred(words: tuple[str, ...]) -> tuple[str, ...]:
    """Names without the percent sign that some carry."""
    return tuple(word for word in words if word != "%")
