"""Figures are those of the lines, and nothing is counted twice."""

import pytest

from models.report import Outcome, RunKind
from tests.unit.worker.reports.report_kit import change, line, message, run
from worker.reports import panels, reckoning, said
from worker.reports.figures import MOST_NAMES, MOST_UNSURE, figures_of


def test_the_time_saved_is_all_of_a_ready_invoice_and_half_of_one_to_review():
    aside, again = line(Outcome.SET_ASIDE), line(Outcome.UNCHANGED)
    ready, deposited, asked = line(), line(Outcome.DEPOSITED), line(Outcome.TO_REVIEW)
    report = run(ready, deposited, asked, aside, again, minutes_by_hand=5)
    figures = figures_of(report)
    assert (figures.without_person, figures.with_person, figures.minutes_saved) == (2, 1, 12.5)
    told = reckoning.worked(report, figures).replace(said.NARROW, " ")
    assert told == "2 factures sans intervention × 5 min + 1 facture à relire × 2,5 min = 12 min 30 s"


def test_a_changed_invoice_that_may_not_be_deposited_still_needs_a_person():
    figures = figures_of(run(line(Outcome.CHANGED), line(Outcome.CHANGED, findings=("FR-M-01",))))
    assert (figures.without_person, figures.with_person) == (1, 1)


def test_a_value_that_a_person_confirmed_is_kept_and_no_change():
    figures = figures_of(run(line(changes=(change(kept=True),)), line(changes=(change(old=None), change("total_vat")))))
    assert (figures.changed, figures.kept) == (1, 1)
    assert [(one.field, one.changed, one.filled, one.kept) for one in figures.fields] == [
        ("iban", 0, 1, 1),
        ("total_vat", 1, 0, 0),
    ]


def test_changes_of_several_lines_of_an_invoice_are_one_of_its_lines():
    figures = figures_of(run(line(changes=(change("lines[0].net_amount"), change("lines[1].quantity", new=None)))))
    assert [(one.field, one.new) for one in figures.fields] == [("lines", 1)]


@pytest.mark.parametrize(
    ("confidence", "band"), [(1.0, 0), (0.95, 0), (0.94, 1), (0.5, 2), (0.1, 3), (-1, 3), (None, 4), (float("nan"), 4)]
)
def test_each_invoice_is_in_one_band_of_confidence(confidence, band):
    figures = figures_of(run(line(confidence=confidence), line(Outcome.SET_ASIDE)))
    assert [index for index, number in enumerate(figures.bands) if number] == [band]
    assert sum(figures.bands) == figures.read == 1


def test_the_least_sure_invoices_come_first_and_are_few():
    lines = [line(confidence=1 - number / 100, number=str(number)) for number in range(60)]
    told = figures_of(run(*lines, line(confidence=None), line(Outcome.SET_ASIDE, confidence=0.0))).least_sure
    assert len(told) == MOST_UNSURE
    assert [one.number for _, one in told][:2] == ["59", "58"]
    assert told[0][0] == 60


def test_steps_of_deposited_invoices_are_done():
    figures = figures_of(run(line(Outcome.DEPOSITED, way_out="recycle"), line(Outcome.CHANGED, way_out="complete")))
    assert figures.ways_out == (("complete", 1),)


def test_reasons_without_end_are_counted_for_the_most_frequent_only():
    lines = [line(Outcome.SET_ASIDE, reason=message(f"motif {number}")) for number in range(300)]
    lines.append(line(Outcome.SET_ASIDE, reason=message("motif 7")))
    reasons = figures_of(run(*lines)).reasons
    assert len(reasons) == MOST_NAMES
    assert reasons[0] == ("motif 7", 2)


@pytest.mark.parametrize("counts", [(1, 0, 0), (1, 1, 1), (9999, 1, 0), (3, 2, 5)])
def test_the_pieces_of_the_bar_fill_it_and_none_is_too_small_to_be_seen(counts):
    outcomes = (Outcome.COMPLETE, Outcome.TO_REVIEW, Outcome.SET_ASIDE)
    lines = [line(outcome) for outcome, number in zip(outcomes, counts, strict=True) for _ in range(number)]
    report = run(*lines)
    pieces = panels.outcomes(report, figures_of(report))
    assert sum(piece.width for piece in pieces) == pytest.approx(panels.FULL, abs=0.1)
    assert [bool(piece.width) for piece in pieces] == [number > 0 for number in counts]
    assert min(piece.width for piece in pieces if piece.width) >= panels.LEAST * 0.9


def test_pages_are_of_one_kind_each():
    report = run(line(), files=2, pages=10, blank=3, separators=1, attachments=2)
    assert [bar.number for bar in panels.pages(report)] == ["6", "3", "1"]


def test_a_second_reading_has_no_whole_of_typing():
    assert panels.by_hand(run(line(), kind=RunKind.REPROCESS), figures_of(run(line()))) == ()
    whole, rest = panels.by_hand(run(line(), line(Outcome.SET_ASIDE)), figures_of(run(line(), line(Outcome.SET_ASIDE))))
    assert (whole.width, rest.width) == (100.0, 50.0)
