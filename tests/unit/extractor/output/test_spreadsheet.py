"""The workbook, read back by openpyxl."""

import io
import time
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from extractor.output.spreadsheet import to_xlsx
from extractor.testing import invoice_of
from models.document import Reading
from models.extraction import Extraction
from models.field import Field, LineItem, Place
from models.finding import Finding, Message, Severity
from models.output import OutputKind
from models.terms import TERMS


def extraction(**shown):
    values = {
        "invoice_number": "F-12",
        "issue_date": "2026-10-01",
        "seller_siret": "01234567890123",
        "total_without_vat": "100.00",
        "total_with_vat": "-120.5",
        **shown,
    }
    message = Message(fr="Le SIRET manque.", en="No SIRET.")
    place = Place(page=2, bbox=(0, 0, 10, 10), text="x")
    return Extraction(
        source="a.pdf", sha256="0" * 64, pages=(1,), reading=Reading.TEXT_LAYER,
        fields={name: Field(value=value, confidence=0.9, term=TERMS[name]) for name, value in values.items()},
        lines=(
            LineItem(description="Porte", reference="007", quantity=Decimal("2.5"), confidence=0.5, provenance=place),
        ),
        invoice=invoice_of(),
        findings=(
            Finding(rule="W", severity=Severity.WARNING, message=message, reference="CGI"),
            Finding(rule="B", severity=Severity.BLOCKING, field="buyer_siret", message=message, reference="CGI"),
        ),
    )  # fmt: skip


def book(*extractions):
    return openpyxl.load_workbook(io.BytesIO(to_xlsx(extractions).data))


def cell(sheet, title, row=2):
    heads = [head.value for head in sheet[1]]
    return sheet.cell(row, heads.index(title) + 1)


def test_four_sheets_frozen_and_filtered():
    written = book(extraction())
    assert written.sheetnames == ["Factures", "Lignes", "TVA", "Contrôles"]
    for sheet in written:
        assert sheet.freeze_panes == "D2"
        assert sheet.auto_filter.ref == sheet.dimensions


def test_numbers_are_numbers_and_dates_are_dates():
    sheet = book(extraction())["Factures"]
    assert cell(sheet, "Total TTC").value == -120.5
    assert cell(sheet, "Total TTC").number_format == "#,##0.00##"
    assert cell(sheet, "Date d'émission").value.date() == date(2026, 10, 1)
    assert cell(sheet, "Sûreté minimale").number_format == "0%"


def test_identifiers_are_text_and_keep_their_zeros():
    written = book(extraction())
    siret = cell(written["Factures"], "SIRET du vendeur")
    assert (siret.value, siret.data_type, siret.number_format) == ("01234567890123", "s", "@")
    assert cell(written["Lignes"], "Référence").value == "007"


@pytest.mark.parametrize("hostile", ["=1+1", "+1", "@A1", "#N/A", "=cmd|' /C calc'!A0", "{=1}"])
def test_no_text_is_a_formula(hostile):
    seller = cell(book(extraction(seller_name=hostile))["Factures"], "Vendeur")
    assert (seller.value, seller.data_type) == (hostile, "s")
    assert seller.quotePrefix is (hostile[0] in "=+-@")  # it stays text when a person edits the cell


@pytest.mark.parametrize(
    ("hostile", "kept"),
    [("a\x00\x1bb", "ab"), ("a\udcffb", "a?b"), ("a\uffffb", "ab"), ("a\r\nb", "a\nb"), ("é" * 40_000, None)],
)
def test_what_a_cell_cannot_hold_is_taken_out(hostile, kept):
    value = cell(book(extraction(seller_name=hostile))["Factures"], "Vendeur").value
    if kept is None:
        assert len(value) == 32_767
        assert value.endswith("[…]")
    else:
        assert value == kept


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31"])
def test_a_day_before_spreadsheets_count_is_text(day):
    assert cell(book(extraction(issue_date=day))["Factures"], "Date d'émission").value == day


def test_a_number_beyond_what_spreadsheets_hold_is_text():
    assert cell(book(extraction(total_with_vat="1E+400"))["Factures"], "Total TTC").value == "1E+400"


def test_lines_vat_and_findings_have_their_rows():
    written = book(extraction(), extraction())
    assert [written[name].max_row for name in ("Lignes", "TVA", "Contrôles")] == [3, 3, 5]
    assert cell(written["Lignes"], "Page").value == 2
    assert cell(written["TVA"], "Taux (%)").value == 20
    controls = written["Contrôles"]
    assert [cell(controls, "Gravité", row).value for row in (2, 3)] == ["à corriger", "à vérifier"]
    assert cell(controls, "Champ").value == "SIRET de l'acheteur"


def test_no_invoice_gives_heads_alone():
    assert [sheet.max_row for sheet in book()] == [1, 1, 1, 1]


def test_the_same_invoices_give_the_same_bytes_at_any_time():
    first = to_xlsx([extraction()])
    time.sleep(2.1)  # a zip archive counts every second second
    assert to_xlsx([extraction()]).data == first.data
    assert (first.name, first.kind) == ("factures.xlsx", OutputKind.XLSX)


def test_a_column_is_as_wide_as_pleasant():
    sheet = book(extraction(payment_terms="x" * 500, seller_name="Menuiserie du Haut"))["Factures"]
    widths = {sheet.cell(1, index).value: sheet.column_dimensions[sheet.cell(1, index).column_letter].width
              for index in range(1, sheet.max_column + 1)}  # fmt: skip
    assert widths["Conditions de paiement"] == 60
    assert widths["Vendeur"] == 20
    assert widths["Date d'émission"] >= len(f"{date(2026, 10, 1):%d/%m/%Y}")
