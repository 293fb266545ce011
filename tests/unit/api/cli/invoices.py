"""An extraction made by hand, with a bit of everything that a table shows."""

from decimal import Decimal

from models.document import Reading
from models.extraction import Extraction
from models.field import Alternative, Field, LineItem, Origin, Place, VatRow
from models.finding import Finding, Message, Severity
from models.invoice import Invoice
from models.terms import TERMS


def place(left, top, page=1):
    return Place(page=page, bbox=(left, top, left + 60, top + 10), text="…")


def field(name, value, confidence=0.99, **more):
    return Field(value=value, confidence=confidence, term=TERMS[name], **more)


FIELDS = {
    "invoice_number": field("invoice_number", "F-2026-118", provenance=place(412, 88)),
    "issue_date": field(
        "issue_date", "2026-03-01", 0.85, alternatives=(Alternative(value="2026-03-31", confidence=0.1),)
    ),
    "type_code": field("type_code", "381"),
    "currency": field("currency", "EUR"),
    "seller_name": field("seller_name", "Société Nouvelle de Menuiserie et d'Agencement du Val"),
    "seller_siret": field("seller_siret", "73282932000074", 0.55, provenance=place(40, 100)),
    "seller_siren": field("seller_siren", "732829320", origin=Origin.COMPUTED),
    "seller_vat": field("seller_vat", "FR44732829320"),
    "seller_address": field("seller_address", "12 rue des Lilas\n45000 Orléans"),
    "total_without_vat": field("total_without_vat", "1234.56", provenance=place(480, 640, page=2)),
    "total_with_vat": field("total_with_vat", "1481.47"),
    "iban": field("iban", "FR7630006000011234567890189"),
    "payment_terms": field(
        "payment_terms", "30 jours fin de mois, " + "pénalités de retard au taux légal, " * 4 + "fin."
    ),
}

EXTRACTION = Extraction(
    source="facture-2026-118.pdf",
    sha256="0" * 64,
    pages=(1, 2),
    reading=Reading.TEXT_LAYER,
    fields=FIELDS,
    vat_breakdown=(
        VatRow(
            rate=Decimal("20.00"), base=Decimal("1234.56"), tax=Decimal("246.91"), category="S", confidence=0.98,
            provenance=place(300, 600),
        ),
        VatRow(rate=Decimal(0), tax=Decimal(0), category="AE", exemption_reason="Autoliquidation", confidence=0.8),
    ),
    lines=(
        LineItem(
            description="Porte d'entrée en chêne massif, pose comprise, finition huilée", reference="PRT-01",
            quantity=Decimal("2.5"), unit="h", unit_price=Decimal("500.00"), net_amount=Decimal("1250.00"),
            vat_rate=Decimal("5.5"), confidence=0.97, provenance=place(40, 300),
        ),
        LineItem(description="Remise", confidence=0.5),
    ),
    invoice=Invoice(number="F-2026-118"),
    findings=(
        Finding(
            rule="W-1", severity=Severity.WARNING, field="lines[1]",
            message=Message(fr="Le montant manque.", en="No amount."), reference="EN 16931 BT-131",
        ),
        Finding(
            rule="BR-FR-09", severity=Severity.BLOCKING, field="seller_siret",
            message=Message(fr="La clé du SIRET est fausse.", en="Wrong check digit."),
            reference="Code de commerce, art. R123-221", provenance=place(40, 100),
        ),
    ),
    ready=False,
)  # fmt: skip
