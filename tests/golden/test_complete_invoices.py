"""A complete invoice of every kind is read whole: what a deposit needs is found, and no rule blocks it."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from extractor.pipeline import extract
from extractor.settings import Settings
from models.extraction import Extraction
from models.finding import Severity
from tests.benchmarks.score import FIELDS, judged, same_line, same_vat
from tests.benchmarks.truths import read

FOLDER = Path(__file__).parents[2] / "fixtures" / "invoices"
NAMES = sorted(path.name for path in FOLDER.glob("complet_*"))
NEW_FIELDS = ("preceding_invoice_date", "billing_period_start", "billing_period_end")


def no_ocr(_image: object) -> tuple[()]:
    raise AssertionError("the page has text of its own")


@cache
def extraction(name: str) -> Extraction:
    path = FOLDER / name / "invoice.pdf"
    (found,) = extract(path.name, path.read_bytes(), ocr=no_ocr, settings=Settings())
    return found


@cache
def raw(name: str) -> dict[str, Any]:
    return json.loads((FOLDER / name / "truth.json").read_text(encoding="utf-8"))


def text(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount)


def test_there_is_one_of_every_kind() -> None:
    assert len(NAMES) >= 24
    assert {raw(name)["type_code"] for name in NAMES} == {"380", "381", "384", "386", "389"}
    assert {raw(name)["billing_mode"] for name in NAMES} >= {"B1", "S1", "M1", "B2", "S4"}
    assert {raw(name)["vat_point_code"] for name in NAMES} == {"5", "72", None}


@pytest.mark.parametrize("name", NAMES)
def test_every_field_is_that_of_the_truth(name: str) -> None:
    found, truth = json.loads(extraction(name).to_json())["fields"], read(dict(raw(name)))
    outcomes = {field: judged(field, truth, found.get(field)) for field in (*FIELDS, *NEW_FIELDS)}
    assert {field for field, outcome in outcomes.items() if outcome not in {"right", "absent", None}} == set()


@pytest.mark.parametrize("name", NAMES)
def test_the_invoice_is_pre_filled_with_what_the_page_tells(name: str) -> None:
    invoice, truth = extraction(name).invoice, raw(name)
    assert (invoice.billing_mode, invoice.vat_point_code) == (truth["billing_mode"], truth["vat_point_code"])
    assert text(invoice.allowance_total) == truth["allowance_total"]
    assert text(invoice.charge_total) == truth["charge_total"]
    assert {note.code for note in invoice.notes} >= {"PMT", "PMD", "AAB"}
    if truth["line_discounts"] is not None:
        assert [text(line.discount) for line in invoice.lines] == truth["line_discounts"]
    if truth["line_references"] is not None:
        assert [line.reference for line in invoice.lines] == truth["line_references"]


@pytest.mark.parametrize("name", NAMES)
def test_lines_and_rates_are_those_of_the_truth(name: str) -> None:
    found, truth = json.loads(extraction(name).to_json()), raw(name)
    assert len(found["lines"]) == len(truth["lines"])
    assert all(same_line(wanted, line) for wanted, line in zip(truth["lines"], found["lines"], strict=True))
    rows = truth.get("vat_breakdown")
    if rows is not None:
        assert len(found["vat_breakdown"]) == len(rows)
        assert all(any(same_vat(wanted, row) for row in found["vat_breakdown"]) for wanted in rows)


@pytest.mark.parametrize("name", NAMES)
def test_sums_close_to_the_cent(name: str) -> None:
    invoice = extraction(name).invoice
    assert invoice.line_total == sum(line.net_amount or 0 for line in invoice.lines)
    changed = (invoice.charge_total or 0) - (invoice.allowance_total or 0)
    assert invoice.line_total + changed == invoice.total_without_vat
    for part in (*invoice.allowances, *invoice.charges):
        assert part.amount > 0
        assert part.vat_category == "S"
        assert part.vat_rate in {row.rate for row in invoice.vat_breakdown}


@pytest.mark.parametrize("name", NAMES)
def test_no_rule_blocks_it(name: str) -> None:
    blocking = [finding for finding in extraction(name).findings if finding.severity is Severity.BLOCKING]
    assert blocking == []
    assert extraction(name).ready
