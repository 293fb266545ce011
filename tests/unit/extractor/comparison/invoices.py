"""An invoice as printed and as data, either of which a test may change."""

from __future__ import annotations

from decimal import Decimal

from extractor.comparison import compare
from extractor.recognition import find
from extractor.resolution import resolve
from extractor.testing import document_of
from models.comparison import Compared
from models.document import Document, Reading
from models.field import Field, LineItem, Origin, VatRow
from models.resolution import Resolution
from models.terms import TERMS

PAGE = """
DUBOIS MENUISERIE SARL                            FACTURE N° F-2026-118
1 rue Haute                                       Date de facture : 01/03/2026
19000 TULLE                                       Date d'échéance : 31/03/2026
SIRET : 732 829 320 00074                         Bon de commande : BC-4471
N° TVA : FR 44 732829320

                                                  Client :
                                                  MARTIN SAS
                                                  2 rue Basse
                                                  87000 LIMOGES
                                                  SIRET : 404 833 048 00022

Désignation                      Quantité     Prix unitaire HT     Montant HT     TVA
Pose de porte en chêne                  2               450,00         900,00    20 %
Vernis mat                              4                25,00         100,00    20 %

                                                  Total HT               1 000,00 €
                                                  TVA 20 %                 200,00 €
                                                  Total TTC              1 200,00 €
                                                  Net à payer            1 200,00 €

Paiement à 30 jours par virement
IBAN : FR76 3000 6000 0112 3456 7890 189     BIC : AGRIFRPP
"""

FIELDS = {
    "invoice_number": "F-2026-118",
    "issue_date": "2026-03-01",
    "type_code": "380",
    "currency": "EUR",
    "due_date": "2026-03-31",
    "purchase_order": "BC-4471",
    "seller_name": "Dubois Menuiserie",
    "seller_siret": "73282932000074",
    "seller_siren": "732829320",
    "seller_vat": "FR44732829320",
    "seller_address": "1 rue Haute, 19000 Tulle",
    "buyer_name": "Martin SAS",
    "buyer_siret": "40483304800022",
    "payment_means": "30",
    "iban": "FR7630006000011234567890189",
    "bic": "AGRIFRPP",
    "payment_terms": "Paiement à 30 jours par virement",
    "total_without_vat": "1000.00",
    "total_vat": "200.00",
    "total_with_vat": "1200.00",
    "amount_due": "1200.00",
}
ROW = VatRow(rate=Decimal(20), base=Decimal("1000.00"), tax=Decimal("200.00"), category="S", confidence=1.0)
LINES = (
    LineItem(
        description="Pose de porte en chêne", quantity=Decimal(2), unit_price=Decimal("450.00"),
        net_amount=Decimal("900.00"), vat_rate=Decimal(20), confidence=1.0,
    ),
    LineItem(
        description="Vernis mat", quantity=Decimal(4), unit_price=Decimal("25.00"),
        net_amount=Decimal("100.00"), vat_rate=Decimal(20), confidence=1.0,
    ),
)  # fmt: skip


def xml_of(
    *, rows: tuple[VatRow, ...] = (ROW,), lines: tuple[LineItem, ...] = LINES, **changes: str | None
) -> Resolution:
    """What the XML says; None takes a field away."""
    values = {**FIELDS, **changes}
    fields = {
        name: Field(value=value, confidence=1.0, term=TERMS[name], origin=Origin.EMBEDDED)
        for name, value in values.items()
        if value is not None
    }
    return Resolution(fields=fields, vat_breakdown=rows, lines=lines)


def held(xml: Resolution, page: str = PAGE, *, reading: Reading = Reading.TEXT_LAYER) -> tuple[Compared, ...]:
    """The XML against a page of text, read as any other."""
    document: Document = document_of(page, reading=reading)
    return compare(xml, document, resolve(document, find(document)))


def differing(values: tuple[Compared, ...]) -> dict[str, str | None]:
    """What is said to differ, and what the page prints instead."""
    return {one.field: one.page_value for one in values if one.agreement == "different"}
