"""Small invoices as PDFs with text, as many as wanted: each with a number, amounts and a content of its own."""

from __future__ import annotations

import io
from decimal import Decimal

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

HEAD = (
    (50, 790, "ATELIER DES HALLES SARL"),
    (50, 776, "SARL au capital de 8 000 €"),
    (50, 762, "12 rue des Tanneurs"),
    (50, 748, "44000 NANTES"),
    (50, 734, "SIRET 732 829 320 00074"),
    (50, 720, "N° TVA FR44732829320"),
    (50, 706, "RCS Nantes 732 829 320"),
    (330, 700, "Facturé à :"),
    (330, 686, "Commune de Valbrume"),
    (330, 672, "1 place de la Mairie"),
    (330, 658, "35000 RENNES"),
    (330, 644, "SIRET 215 565 409 00046"),
)
REFERENCES = (
    "Date de facture : 12/06/2026",
    "Échéance : 12/07/2026",
    "N° d'engagement : E26055358",
    "Code service : BAT",
)
FOOT = (
    "Règlement par virement, IBAN FR76 3000 6000 0112 3456 7890 189, BIC AGRIFRPP",
    "Paiement à 30 jours. Pénalités de retard : 12 % l'an ; indemnité forfaitaire de recouvrement : 40 €.",
    "Pas d'escompte pour paiement anticipé.",
)


def number(index: int) -> str:
    return f"AH-2026-{index:05d}"


def paper(index: int) -> bytes:
    """The PDF of invoice `index`."""
    kept = io.BytesIO()
    page = Canvas(kept, pagesize=A4, invariant=1)
    page.setFont("Helvetica", 10)
    net = Decimal(100) + index
    vat = (net * Decimal("0.2")).quantize(Decimal("0.01"))
    for x, y, text in HEAD:
        page.drawString(x, y, text)
    for line, text in enumerate((f"Facture n° {number(index)}", *REFERENCES)):
        page.drawString(50, 620 - 14 * line, text)
    columns = (50, 320, 380, 440, 500)
    for row, cells in enumerate(
        (
            ("Désignation", "Quantité", "PU HT", "TVA", "Total HT"),
            (f"Entretien des toitures, lot {index}", "1", money(net), "20 %", money(net)),
        )
    ):
        for x, text in zip(columns, cells, strict=True):
            page.drawString(x, 520 - 16 * row, text)
    totals = (("Total HT", net), ("TVA 20 %", vat), ("Total TTC", net + vat), ("Net à payer", net + vat))
    for row, (label, amount) in enumerate(totals):
        page.drawString(380, 460 - 16 * row, label)
        page.drawRightString(545, 460 - 16 * row, f"{money(amount)} €")
    for row, text in enumerate(FOOT):
        page.drawString(50, 330 - 14 * row, text)
    page.showPage()
    page.save()
    return kept.getvalue()


def money(amount: Decimal) -> str:
    """As it is printed.

    >>> money(Decimal("1200.5"))
    '1 200,50'
    """
    return f"{amount:,.2f}".replace(",", " ").replace(".", ",")
