"""Whether the values that matter most were read with enough certainty to be taken as they are."""

from __future__ import annotations

from collections.abc import Iterator

from extractor.rules.case import Case
from extractor.rules.rule import WARNING, Breach, rule
from models.field import Origin

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


RULES = (mandatory_fields_are_read_with_confidence,)
