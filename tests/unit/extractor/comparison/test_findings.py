"""What is said of a difference: both values as people write them, what to do, and how grave it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractor.comparison import findings_of
from extractor.comparison.subjects import SUBJECTS
from models.comparison import Agreement, Compared
from models.field import Place
from models.finding import Severity
from models.terms import TERMS

PLACE = Place(page=2, bbox=(1, 2, 3, 4), text="1 200,00")


def difference(field: str, term: str, xml: str, page: str | None, *, doubtful: bool = False) -> Compared:
    return Compared(
        field=field, term=term, xml_value=xml, agreement=Agreement.DIFFERENT, page_value=page, place=PLACE,
        doubtful=doubtful,
    )  # fmt: skip


def test_a_total_is_told_as_french_and_as_english_readers_write_it() -> None:
    (found,) = findings_of((difference("total_with_vat", "BT-112", "1000.00", "1200.00"),))
    assert (found.rule, found.severity, found.field) == ("PF-PAGE-TOTAL", Severity.BLOCKING, "total_with_vat")
    assert found.provenance == PLACE
    assert "le total TTC est 1 000,00, mais la page imprime 1 200,00" in found.message.fr
    assert "the total with VAT is 1,000.00, but the page prints 1,200.00" in found.message.en


def test_an_account_is_told_in_groups() -> None:
    (found,) = findings_of((difference("iban", "BT-84", "FR7630006000011234567890189", "DE89370400440532013000"),))
    assert (found.rule, found.severity) == ("PF-PAGE-IBAN", Severity.BLOCKING)
    assert "FR76 3000 6000 0112 3456 7890 189" in found.message.fr
    assert "DE89 3704 0044 0532 0130 00" in found.message.en


def test_a_date_is_a_warning() -> None:
    (found,) = findings_of((difference("due_date", "BT-9", "2026-03-01", "2026-03-31"),))
    assert found.severity is Severity.WARNING
    assert "01/03/2026" in found.message.fr
    assert "2026-03-31" in found.message.en


def test_a_doubtful_difference_is_only_to_be_checked_by_eye() -> None:
    (found,) = findings_of((difference("invoice_number", "BT-1", "F-118", "F-113", doubtful=True),))
    assert found.severity is Severity.WARNING
    assert "à l'œil" in found.message.fr
    assert "by eye" in found.message.en


def test_a_value_that_the_page_does_not_say_is_told_so() -> None:
    (found,) = findings_of((difference("seller_siret", "BT-29", "73282932000074", None),))
    assert "la page ne dit pas" in found.message.fr


def test_a_line_is_called_by_its_number() -> None:
    (found,) = findings_of((difference("lines[2].quantity", "BT-129", "3", "2.5"),))
    assert (found.rule, found.field) == ("PF-PAGE-LINE", "lines[2].quantity")
    assert "la quantité de la ligne 3 est 3, mais la page imprime 2,5" in found.message.fr


def test_a_vat_rate_is_told_in_per_cent() -> None:
    (found,) = findings_of((difference("vat_breakdown[0]", "BT-119", "5.50", "20"),))
    assert "5,5 %" in found.message.fr
    assert "20 %" in found.message.fr


def test_what_agrees_or_is_not_printed_gives_no_finding() -> None:
    for agreement in (Agreement.SAME, Agreement.UNSEEN):
        assert findings_of((Compared(field="iban", term="BT-84", xml_value="X", agreement=agreement),)) == ()


@pytest.mark.parametrize("field", TERMS)
def test_every_field_of_the_contract_has_a_name_in_both_languages(field: str) -> None:
    assert SUBJECTS[field].fr != SUBJECTS[field].en


def test_every_rule_is_documented_with_its_severity() -> None:
    page = (Path(__file__).parents[4] / "docs" / "comparison.md").read_text(encoding="utf-8")
    for subject in SUBJECTS.values():
        row = next(line for line in page.splitlines() if line.startswith(f"| {subject.rule} |"))
        assert row.endswith(f"| {subject.severity} |")


@pytest.mark.parametrize("text", ["NaN", "1e999", "", "x" * 5000, "\u202e", "12.3.4"])
@pytest.mark.parametrize(
    ("field", "term"), [("total_vat", "BT-110"), ("due_date", "BT-9"), ("lines[0].quantity", "BT-129")]
)
def test_a_page_value_of_any_form_is_told(field: str, term: str, text: str) -> None:
    (found,) = findings_of((difference(field, term, "1", text),))
    assert found.message.fr
