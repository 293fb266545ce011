"""Errors planted in clean invoices are told by the rule that is theirs; `make bench` plants them all."""

from __future__ import annotations

import pytest

from extractor.intake.embedded import read_xml
from models.validation import LayerName
from tests.benchmarks.planted.bases import BASES, written
from tests.benchmarks.planted.change import Inapplicable
from tests.benchmarks.planted.kind import Kind
from tests.benchmarks.planted_checks import KINDS, RIGHT, clean_report, false_alarms, outcome, planted

OFFICIAL = [kind for kind in KINDS if kind.layer is not LayerName.OWN]
OURS = [kind for kind in KINDS if kind.layer is LayerName.OWN]


def named(kinds: list[Kind]) -> list[object]:
    return [pytest.param(kind, id=kind.name) for kind in kinds]


@pytest.mark.parametrize("base", sorted(BASES))
def test_nothing_is_said_of_a_clean_invoice(base: str) -> None:
    assert false_alarms(base, "cii") == ()


@pytest.mark.parametrize("base", sorted(name for name, one in BASES.items() if one.allowed))
def test_a_warning_that_is_allowed_is_said(base: str) -> None:
    assert BASES[base].allowed <= {one.rule for one in clean_report(base, "cii").findings}


@pytest.mark.parametrize("base", ["credit", "public", "trade"])
def test_nothing_is_said_of_a_clean_invoice_in_ubl(base: str) -> None:
    assert false_alarms(base, "ubl") == ()


@pytest.mark.parametrize("kind", named(OURS))
def test_what_no_official_rule_tells_is_told_by_ours(kind: Kind) -> None:
    found = outcome(kind, kind.bases[0])
    assert found.state == RIGHT, found
    assert found.layer_right, found


@pytest.mark.parametrize("kind", named(OFFICIAL[::5]))
def test_what_an_official_rule_tells_is_told(kind: Kind) -> None:
    found = outcome(kind, kind.bases[0])
    assert found.state == RIGHT, found


@pytest.mark.parametrize("kind", named(list(KINDS)))
def test_every_kind_changes_its_bases_and_no_two_have_one_name(kind: Kind) -> None:
    for base in kind.bases:
        assert planted(kind, base) != written(base, kind.syntax)
    assert [other.name for other in KINDS].count(kind.name) == 1


def test_a_kind_without_a_place_is_not_counted_as_found() -> None:
    credit_note_only = next(kind for kind in KINDS if kind.name == "credit note without its invoice")
    with pytest.raises(Inapplicable):
        planted(credit_note_only, "trade")
    assert outcome(credit_note_only, "trade").state == "no place"


def test_the_bases_are_of_many_kinds() -> None:
    types = {read_xml("f.xml", written(base, "cii")).fields["type_code"].value for base in BASES}
    assert {"380", "381", "386", "389"} <= types
