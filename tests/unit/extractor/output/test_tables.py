"""The CSV files, read back as a French spreadsheet reads them."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest

from extractor.output import tables
from extractor.output.columns import LABELS
from extractor.output.rows import MOST_RATES, state
from extractor.testing import invoice_of
from models.document import Reading
from models.extraction import Extraction
from models.field import Adjustment, Field, LineItem, VatRow
from models.finding import Finding, Message, Severity
from models.invoice import VatSubtotal
from models.terms import TERMS

SHOWN = {
    "invoice_number": ("F-12", 0.99),
    "issue_date": ("2026-10-01", 0.91),
    "seller_name": ("Dubois Menuiserie", 0.4),
    "seller_siret": ("73282932000074", 0.62),
    "purchase_order": ("0000048295", 0.9),
    "seller_address": ("1 rue Haute\n19000 Tulle", 0.9),
    "total_without_vat": ("1234.50", 0.98),
    "total_vat": ("-20.00", 0.98),
}


def finding(rule="X-1", field="buyer_siret", severity=Severity.BLOCKING):
    message = Message(fr="Le SIRET manque.", en="No SIRET.")
    return Finding(rule=rule, severity=severity, field=field, message=message, reference="CGI")


def extraction(invoice=None, shown=None, **more):
    fields = {
        name: Field(value=value, confidence=confidence, term=TERMS[name])
        for name, (value, confidence) in (SHOWN if shown is None else shown).items()
    }
    given = {"source": "a.pdf", "sha256": "0" * 64, "pages": (1, 2), "reading": Reading.TEXT_LAYER}
    return Extraction(**given, fields=fields, invoice=invoice or invoice_of(), **more)


def read(written):
    return list(csv.DictReader(io.StringIO(written.data.decode("utf-8-sig"), newline=""), delimiter=";"))


def first(**more):
    invoices, _ = tables.to_csv([extraction(**more)])
    (row,) = read(invoices)
    return row


def test_two_files_with_the_mark_of_utf_8_and_semicolons():
    invoices, lines = tables.to_csv([extraction()])
    assert (invoices.name, lines.name) == ("factures.csv", "lignes.csv")
    for written in (invoices, lines):
        assert written.data.startswith("\ufeffN°;Fichier;".encode())
        assert written.data.endswith(b"\r\n")


def test_a_row_holds_the_fields_as_a_french_spreadsheet_reads_them():
    row = first()
    assert row["Numéro de facture"] == "F-12"
    assert row["Date d'émission"] == "2026-10-01"
    assert row["Total HT"] == "1234,50"
    assert row["Total TVA"] == "-20,00"
    assert row["Adresse du vendeur"] == "1 rue Haute 19000 Tulle"
    assert row["Engagement ou bon de commande"] == "0000048295"
    assert (row["Fichier"], row["Pages"], row["N°"]) == ("a.pdf", "1-2", "1")


def test_every_field_of_the_contract_has_a_column_with_a_french_head():
    assert set(TERMS) <= set(LABELS)
    assert {LABELS[name] for name in TERMS} <= set(first())


def test_a_total_that_is_computed_stands_in_its_column():
    assert first()["Total TTC"] == "120,00"


def test_the_least_sure_key_field_is_named():
    row = first()
    assert (row["Sûreté minimale"], row["Champ le moins sûr"]) == ("0,62", "SIRET du vendeur")


@pytest.mark.parametrize(
    ("findings", "word"),
    [
        ((), "prête"),
        ((finding(severity=Severity.WARNING),), "prête"),
        ((finding(),), "à compléter"),
        ((finding(), finding(field="seller_siret")), "à corriger"),
        ((finding(field="lines"),), "à compléter"),
        ((finding(field=None),), "à corriger"),
    ],
)
def test_the_state_tells_what_is_missing_from_what_is_wrong(findings, word):
    assert state(extraction(findings=findings)) == word


def test_what_is_left_to_do_is_told_in_words():
    row = first(findings=(finding(), finding("X-2"), finding("X-3", severity=Severity.WARNING)))
    assert row["Reste à faire"] == "Le SIRET manque. · Le SIRET manque."


def vat(rate, base, tax, category="S"):
    return VatSubtotal(category=category, rate=Decimal(rate), base=None if base is None else Decimal(base), tax=tax)


def test_vat_stands_in_columns_per_rate_highest_first():
    two = invoice_of(vat_breakdown=(vat("5.50", "10.00", Decimal("0.55")), vat("20", "100.00", Decimal(20))))
    none = invoice_of(vat_breakdown=(vat(0, 50, Decimal(0), "E"), vat("0.0", 25, Decimal(0), "AE")))
    written, _ = tables.to_csv([extraction(two), extraction(none)])
    one, other = read(written)
    assert [head for head in one if head.startswith("Base HT")] == ["Base HT 20 %", "Base HT 5,5 %", "Base HT 0 %"]
    assert (one["Base HT 5,5 %"], one["TVA 5,5 %"], one["Base HT 0 %"]) == ("10,00", "0,55", "")
    assert (other["Base HT 0 %"], other["TVA 0 %"], other["TVA 20 %"]) == ("75", "0", "")


def test_more_rates_than_columns_are_added_up():
    rows = tuple(vat(rate, 1, Decimal(2)) for rate in range(1, MOST_RATES + 4))
    row = first(invoice=invoice_of(vat_breakdown=rows))
    assert (row["Base HT, autres taux"], row["TVA, autres taux"]) == ("3", "6")


def test_discounts_and_charges_are_added_up():
    adjustments = (
        Adjustment(amount=Decimal("5.00"), confidence=1),
        Adjustment(amount=Decimal("2.50"), confidence=1),
        Adjustment(amount=Decimal("9.00"), charge=True, confidence=1),
    )
    row = first(adjustments=adjustments)
    assert (row["Remises HT"], row["Frais HT"]) == ("7,50", "9,00")


def test_lines_name_their_invoice():
    amounts = {"quantity": Decimal("2.5"), "net_amount": Decimal("1250.00")}
    line = LineItem(description="Porte ; chêne", confidence=0.976, **amounts)
    _, lines = tables.to_csv([extraction(), extraction(lines=(line, line))])
    one, other = read(lines)
    assert one["N°"] == other["N°"] == "2"
    assert (one["Ligne"], other["Ligne"]) == ("1", "2")
    assert (one["Désignation"], one["Quantité"], one["Montant HT"]) == ("Porte ; chêne", "2,5", "1250,00")
    assert (one["Sûreté"], one["Unité"]) == ("0,98", "")


@pytest.mark.parametrize(
    "hostile",
    ["=1+1", "+33 1", "-cmd", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", " =1", "\x00=1", "\ufeff=1"],
)
def test_no_text_is_a_formula(hostile):
    row = first(shown={"seller_name": (hostile, 1.0)})
    assert row["Vendeur"].startswith("'")


@pytest.mark.parametrize("hostile", ['a";=1', "a\r\n;b", "\udcff", "\x1b[2J", "a\u2028b"])
def test_a_hostile_text_stays_in_its_cell(hostile):
    row = first(shown={"seller_name": (hostile, 1.0), "buyer_name": ("Martin", 1.0)})
    assert row["Acheteur"] == "Martin"
    assert row["Vendeur"].isprintable()


def test_negative_amounts_stay_numbers():
    assert tables.cell(Decimal("-12.5")) == "-12,5"


def test_a_number_of_a_million_digits_is_written_short():
    assert len(tables.cell(Decimal("1e1000000"))) < 20


def test_a_value_that_cannot_be_typed_stands_as_it_is():
    assert first(shown={"issue_date": ("31 février", 0.2)})["Date d'émission"] == "31 février"


def test_nothing_read_gives_heads_alone():
    for written in tables.to_csv([]):
        assert read(written) == []


def test_the_same_invoices_give_the_same_bytes():
    row = VatRow(rate=Decimal(20), tax=Decimal(1), category="S", confidence=1)
    given = [extraction(vat_breakdown=(row,))]
    assert [written.data for written in tables.to_csv(given)] == [written.data for written in tables.to_csv(given)]
    assert tables.cell(date(2026, 10, 1)) == "2026-10-01"
