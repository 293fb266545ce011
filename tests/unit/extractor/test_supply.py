"""Billing mode and VAT point follow from the mentions and the sums; what is not printed is not told."""

from __future__ import annotations

from decimal import Decimal

import pytest

from extractor.supply import billing_mode, vat_point
from models.geometry import BBox
from models.provenance import Provenance
from models.resolution import Mention


def told(*codes: str, text: str = "") -> tuple[Mention, ...]:
    return tuple(Mention(code, text or code, Provenance(1, BBox(0, 0, 1, 1), code)) for code in codes)


def mode(*codes: str, type_code: str = "380", prepaid: str | None = None, due: str = "120") -> str | None:
    paid = None if prepaid is None else Decimal(prepaid)
    return billing_mode(told(*codes), type_code=type_code, gross=Decimal(120), prepaid=paid, due=Decimal(due))


@pytest.mark.parametrize(("code", "letter"), [("GOODS", "B"), ("SERVICES", "S"), ("MIXED", "M")])
def test_the_nature_gives_the_letter_and_the_sums_the_figure(code: str, letter: str) -> None:
    assert mode(code) == f"{letter}1"
    assert mode(code, prepaid="120", due="0") == f"{letter}2"
    assert mode(code, prepaid="20", due="100") == f"{letter}4"


@pytest.mark.parametrize("type_code", ["386", "500", "503", "381"])
def test_only_an_ordinary_invoice_is_final(type_code: str) -> None:
    assert mode("SERVICES", type_code=type_code, prepaid="20", due="100") == "S1"


def test_goods_and_services_named_apart_are_mixed() -> None:
    assert mode("GOODS", "SERVICES") == "M1"


def test_without_a_nature_there_is_no_mode() -> None:
    assert mode("PMT", prepaid="120", due="0") is None


def test_a_printed_mode_is_taken_as_it_stands() -> None:
    mentions = told("SERVICES", text="Cadre de facturation : S5")
    assert billing_mode(mentions, type_code="380", gross=None, prepaid=None, due=None) == "S5"


@pytest.mark.parametrize(
    ("codes", "point"), [(("DEBITS",), "5"), (("RECEIPTS",), "72"), ((), None), (("DEBITS", "RECEIPTS"), None)]
)
def test_the_vat_point_is_that_of_the_one_mention(codes: tuple[str, ...], point: str | None) -> None:
    assert vat_point(told(*codes)) == point
