"""Whether the values that matter most were read with enough certainty to be taken as they are."""

from __future__ import annotations

from collections.abc import Iterator

from extractor.rules.case import Case
from extractor.rules.rule import WARNING, Breach, rule
from models.field import Field, Origin, Place
from models.geometry import BBox

LOW = 0.6
"""Below it a value is shown to a person: two in five such values may be wrong."""

MANDATORY = {
    "invoice_number": ("le numéro de facture", "the invoice number"),
    "issue_date": ("la date de facture", "the issue date"),
    "seller_name": ("le nom du vendeur", "the seller's name"),
    "seller_siret": ("le SIRET du vendeur", "the seller's SIRET"),
    "seller_vat": ("le numéro de TVA du vendeur", "the seller's VAT number"),
    "buyer_name": ("le nom du client", "the buyer's name"),
    "buyer_siret": ("le SIRET du client", "the buyer's SIRET"),
    "total_without_vat": ("le total HT", "the total without VAT"),
    "total_vat": ("le montant de TVA", "the VAT amount"),
    "total_with_vat": ("le total TTC", "the total with VAT"),
    "amount_due": ("le net à payer", "the amount due"),
    "iban": ("l'IBAN", "the IBAN"),
}


@rule("PF-CONF", WARNING, *MANDATORY, reference="Prefacture, seuil de confiance 0,60")
def mandatory_fields_are_read_with_confidence(case: Case) -> Iterator[Breach]:
    """PF-CONF: a mandatory field read with a confidence below 0.60 is looked at by a person."""
    for name, (name_fr, name_en) in MANDATORY.items():
        field = case.resolution.fields.get(name)
        if field is not None and field.confidence < LOW and field.origin is not Origin.REVIEWED:
            yield Breach(
                f"À vérifier : {name_fr} a été lu « {field.value} » sans certitude, comparez à la facture.",
                f"To check: {name_en} was read as '{field.value}' without certainty, compare with the page.",
                name,
            )


READ_AGAIN = {name: words for name, words in MANDATORY.items() if not name.endswith("_name")}
"""Numbers, dates and amounts: of a name several lengths are printed at one place."""


@rule("PF-READINGS", WARNING, *READ_AGAIN, reference="Prefacture, seconde lecture")
def mandatory_fields_are_read_alike_by_every_reader(case: Case) -> Iterator[Breach]:
    """PF-READINGS: where two readings of one place of a scan differ, a person compares them with the page."""
    for name, (name_fr, name_en) in READ_AGAIN.items():
        field = case.resolution.fields.get(name)
        other = None if field is None else _other_reading(field)
        if field is not None and other is not None:
            yield Breach(
                f"À comparer à la facture : {name_fr} a été lu « {field.value} » et, au même endroit, « {other} ».",
                f"Compare with the page: {name_en} was read as '{field.value}' and, at the same place, as '{other}'.",
                name,
            )


def _other_reading(field: Field) -> str | None:
    """The value that another reading of the same place gave."""
    if field.origin is not Origin.EXTRACTED or field.provenance is None:
        return None
    for other in field.alternatives:
        there = other.provenance
        if there is not None and there.text != field.provenance.text and _overlap(field.provenance, there):
            return other.value
    return None


def _overlap(one: Place, other: Place) -> bool:
    """Whether two places share half of the smaller one."""
    a, b = BBox(*one.bbox), BBox(*other.bbox)
    return (
        one.page == other.page
        and 2 * a.x_overlap(b) > min(a.width, b.width)
        and 2 * a.y_overlap(b) > min(a.height, b.height)
    )


RULES = (mandatory_fields_are_read_with_confidence, mandatory_fields_are_read_alike_by_every_reader)
