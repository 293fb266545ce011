"""What each compared value is called, which rule it falls under, and how grave a difference of it is.

What decides who is paid, how much and for which document stops the deposit; dates, names, references and lines ask for
a look, since pages write them in more ways than one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType

from models.finding import Severity

BLOCKING, WARNING = Severity.BLOCKING, Severity.WARNING


@dataclass(frozen=True, slots=True)
class Subject:
    """The rule, its severity, and the value's name in both languages, with its article."""

    rule: str
    severity: Severity
    fr: str
    en: str


SUBJECTS = MappingProxyType(
    {
        "invoice_number": Subject("PF-PAGE-NUMBER", BLOCKING, "le numéro de facture", "the invoice number"),
        "type_code": Subject("PF-PAGE-TYPE", BLOCKING, "le type de document", "the type of document"),
        "currency": Subject("PF-PAGE-CURRENCY", BLOCKING, "la devise", "the currency"),
        "issue_date": Subject("PF-PAGE-DATE", WARNING, "la date d'émission", "the issue date"),
        "due_date": Subject("PF-PAGE-DATE", WARNING, "la date d'échéance", "the due date"),
        "delivery_date": Subject("PF-PAGE-DATE", WARNING, "la date de livraison", "the delivery date"),
        "billing_period_start": Subject("PF-PAGE-DATE", WARNING, "le début de la période", "the start of the period"),
        "billing_period_end": Subject("PF-PAGE-DATE", WARNING, "la fin de la période", "the end of the period"),
        "preceding_invoice_date": Subject(
            "PF-PAGE-DATE", WARNING, "la date de la facture d'origine", "the preceding invoice's date"
        ),
        "buyer_reference": Subject("PF-PAGE-REFERENCE", WARNING, "la référence de l'acheteur", "the buyer reference"),
        "contract_reference": Subject("PF-PAGE-REFERENCE", WARNING, "le numéro de marché", "the contract reference"),
        "purchase_order": Subject("PF-PAGE-REFERENCE", WARNING, "le numéro de commande", "the order number"),
        "preceding_invoice": Subject("PF-PAGE-REFERENCE", WARNING, "la facture d'origine", "the preceding invoice"),
        "seller_name": Subject("PF-PAGE-NAME", WARNING, "le nom du vendeur", "the seller's name"),
        "buyer_name": Subject("PF-PAGE-NAME", WARNING, "le nom de l'acheteur", "the buyer's name"),
        "seller_address": Subject("PF-PAGE-ADDRESS", WARNING, "l'adresse du vendeur", "the seller's address"),
        "buyer_address": Subject("PF-PAGE-ADDRESS", WARNING, "l'adresse de l'acheteur", "the buyer's address"),
        "seller_siret": Subject("PF-PAGE-PARTY", BLOCKING, "le SIRET du vendeur", "the seller's SIRET"),
        "seller_siren": Subject("PF-PAGE-PARTY", BLOCKING, "le SIREN du vendeur", "the seller's SIREN"),
        "seller_vat": Subject("PF-PAGE-PARTY", BLOCKING, "le numéro de TVA du vendeur", "the seller's VAT number"),
        "buyer_siret": Subject("PF-PAGE-PARTY", BLOCKING, "le SIRET de l'acheteur", "the buyer's SIRET"),
        "buyer_siren": Subject("PF-PAGE-PARTY", BLOCKING, "le SIREN de l'acheteur", "the buyer's SIREN"),
        "buyer_vat": Subject("PF-PAGE-PARTY", BLOCKING, "le numéro de TVA de l'acheteur", "the buyer's VAT number"),
        "iban": Subject("PF-PAGE-IBAN", BLOCKING, "l'IBAN", "the IBAN"),
        "bic": Subject("PF-PAGE-PAYMENT", WARNING, "le BIC", "the BIC"),
        "payment_terms": Subject("PF-PAGE-PAYMENT", WARNING, "les conditions de paiement", "the payment terms"),
        "payment_means": Subject("PF-PAGE-PAYMENT", WARNING, "le moyen de paiement", "the means of payment"),
        "total_without_vat": Subject("PF-PAGE-TOTAL", BLOCKING, "le total HT", "the total without VAT"),
        "total_vat": Subject("PF-PAGE-TOTAL", BLOCKING, "le total de la TVA", "the total VAT"),
        "total_with_vat": Subject("PF-PAGE-TOTAL", BLOCKING, "le total TTC", "the total with VAT"),
        "prepaid_amount": Subject("PF-PAGE-TOTAL", BLOCKING, "le montant déjà payé", "the prepaid amount"),
        "amount_due": Subject("PF-PAGE-TOTAL", BLOCKING, "le net à payer", "the amount due"),
        "BT-116": Subject("PF-PAGE-VAT", BLOCKING, "la base de TVA", "the VAT base"),
        "BT-117": Subject("PF-PAGE-VAT", BLOCKING, "le montant de TVA", "the VAT amount"),
        "BT-119": Subject("PF-PAGE-VAT", BLOCKING, "le taux de TVA", "the VAT rate"),
        "BT-129": Subject("PF-PAGE-LINE", WARNING, "la quantité", "the quantity"),
        "BT-131": Subject("PF-PAGE-LINE", WARNING, "le montant HT", "the net amount"),
        "BT-146": Subject("PF-PAGE-LINE", WARNING, "le prix unitaire", "the unit price"),
        "BT-152": Subject("PF-PAGE-LINE", WARNING, "le taux de TVA", "the VAT rate"),
        "BT-153": Subject("PF-PAGE-LINE", WARNING, "la désignation", "the description"),
    }
)
"""By field of the contract; by term for what stands in rows."""

_NUMBERED = re.compile(r"(lines|vat_breakdown)\[(\d+)\]")


def subject_of(field: str, term: str) -> Subject:
    """What a compared value is, with its row.

    >>> subject_of("lines[2].net_amount", "BT-131").fr, subject_of("vat_breakdown[0]", "BT-117").en
    ('le montant HT de la ligne 3', 'the VAT amount of VAT row 1')
    """
    found = _NUMBERED.match(field)
    if found is None:
        return SUBJECTS.get(field) or Subject("PF-PAGE-OTHER", WARNING, f"la valeur de {term}", f"the value of {term}")
    one, number = SUBJECTS[term], int(found[2]) + 1
    fr, en = ("de la ligne", "of line") if found[1] == "lines" else ("à la ligne de TVA", "of VAT row")
    return Subject(one.rule, one.severity, f"{one.fr} {fr} {number}", f"{one.en} {en} {number}")
