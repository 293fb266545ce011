"""What the lines of a run come to, reckoned once: the same figures stand on the page, in the workbook and the lines.

The time saved is what typing would have taken: `minutes_by_hand` for each invoice that needs nobody, half of it for one
that a person still looks at, nothing for one that was set aside or that a second reading left as it was. The time of
the machine is not taken off, as nobody waits beside it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from heapq import nsmallest
from math import isfinite
from typing import Final

from models.report import Outcome, RunLine, RunReport, ValueChange
from worker.reports.said import ALWAYS_TOLD, OUTCOMES

BANDS: Final = (0.95, 0.80, 0.50, 0.0)
"""Least confidence of each band, surest first."""

HALF: Final = 0.5
"""Part of the typing that is saved where a person still looks: reading and correcting is quicker than typing."""

MOST_UNSURE: Final = 20
MOST_NAMES: Final = 100
"""Reasons, rules and causes that are counted by name; the rarer ones stand with their invoices alone."""

TO_BE_SEEN: Final = "values"
"""The step by which values are taken for a person to look at (models.reprocessing.Step)."""
_KINDS: Final = ("changed", "filled", "emptied", "kept")


@dataclass(frozen=True, slots=True)
class FieldChanges:
    """Invoices by what happened to a field: `filled` where nothing was, `kept` where the old value stands."""

    field: str
    changed: int = 0
    filled: int = 0
    emptied: int = 0
    kept: int = 0

    @property
    def new(self) -> int:
        """Invoices in which the field has another value than before."""
        return self.changed + self.filled + self.emptied


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of lines. `bands` are those of BANDS, with the lines of unknown confidence last; they leave out SET_ASIDE.

    `ways_out` are the steps still to be taken: those of deposited invoices are done.
    """

    lines: int
    outcomes: Mapping[Outcome, int]
    without_person: int
    with_person: int
    changed: int
    kept: int
    confirmed: int
    minutes_saved: float
    fields_read: int
    bands: tuple[int, ...]
    causes: tuple[tuple[str, int], ...]
    ways_out: tuple[tuple[str, int], ...]
    rules: tuple[tuple[str, int], ...]
    fields: tuple[FieldChanges, ...]
    reasons: tuple[tuple[str, int], ...]
    least_sure: tuple[tuple[int, RunLine], ...]

    @property
    def read(self) -> int:
        """Invoices that could be read."""
        return self.lines - self.outcomes[Outcome.SET_ASIDE]


def figures_of(report: RunReport) -> Figures:
    """The figures of a run; where several are of one kind, the most frequent come first."""
    lines = report.lines
    outcomes = Counter(line.outcome for line in lines)
    alone = sum(needs_nobody(line) for line in lines)
    asked = sum(needs_a_person(line) for line in lines)
    told = _fields(lines)
    read = [(number, line) for number, line in enumerate(lines, 1) if line.outcome is not Outcome.SET_ASIDE]
    return Figures(
        lines=len(lines),
        outcomes={outcome: outcomes[outcome] for outcome in Outcome},
        without_person=alone,
        with_person=asked,
        changed=sum(any(not change.kept for change in line.changes) for line in lines),
        kept=sum(change.kept for line in lines for change in line.changes),
        confirmed=sum(change.confirmed for line in lines for change in line.changes),
        minutes_saved=(alone + HALF * asked) * report.minutes_by_hand,
        fields_read=sum(line.fields_read for line in lines),
        bands=_bands(line for _, line in read),
        causes=_frequent(line.cause for line in lines),
        ways_out=_frequent(line.way_out for line in lines if line.outcome is not Outcome.DEPOSITED),
        rules=_frequent(rule for line in lines for rule in dict.fromkeys(line.findings)),
        fields=told,
        reasons=_frequent(reason_of(line) for line in lines if line.outcome is Outcome.SET_ASIDE),
        least_sure=tuple(
            nsmallest(MOST_UNSURE, ((number, line) for number, line in read if known(line)), key=_sureness)
        ),
    )


def told_outcomes(report: RunReport, figures: Figures) -> tuple[tuple[Outcome, int], ...]:
    """What became of the invoices, in the order in which it is told."""
    always = ALWAYS_TOLD[report.kind]
    return tuple((one, figures.outcomes[one]) for one in OUTCOMES if one in always or figures.outcomes[one])


def needs_nobody(line: RunLine) -> bool:
    """Whether the invoice is done, or can be deposited as it is."""
    ready = line.outcome in {Outcome.COMPLETE, Outcome.DEPOSITED}
    return ready or (line.outcome is Outcome.CHANGED and not _to_be_seen(line))


def needs_a_person(line: RunLine) -> bool:
    """Whether the program read something new of the invoice, and a person still has to look at it."""
    return line.outcome is Outcome.TO_REVIEW or (line.outcome is Outcome.CHANGED and _to_be_seen(line))


def _to_be_seen(line: RunLine) -> bool:
    return bool(line.findings) or line.way_out == TO_BE_SEEN


def known(line: RunLine) -> bool:
    """Whether it is known how sure the invoice was read."""
    return line.confidence is not None and isfinite(line.confidence)


def reason_of(line: RunLine) -> str:
    """Why a line was set aside; nothing is hidden where nobody said why."""
    return line.reason.fr if line.reason is not None else "Sans motif connu"


def _fields(lines: Iterable[RunLine]) -> tuple[FieldChanges, ...]:
    counts: dict[str, Counter[str]] = {}
    for line in lines:
        kinds: dict[str, str] = {}
        for change in line.changes:
            stem = change.field.partition("[")[0]  # the lines of an invoice are one field here
            kinds[stem] = min(kinds.get(stem, "kept"), _kind(change), key=_KINDS.index)
        for stem, kind in kinds.items():
            counts.setdefault(stem, Counter())[kind] += 1
    told = [FieldChanges(name, **numbers) for name, numbers in counts.items()]
    return tuple(sorted(told, key=lambda one: (-one.new, -one.kept, one.field)))


def _kind(change: ValueChange) -> str:
    if change.kept:
        return "kept"
    return "filled" if not change.old else "changed" if change.new else "emptied"


def _sureness(one: tuple[int, RunLine]) -> tuple[float, int]:
    number, line = one
    return (line.confidence or 0.0, number)


def _bands(lines: Iterable[RunLine]) -> tuple[int, ...]:
    counts = [0] * (len(BANDS) + 1)
    for line in lines:
        sure = line.confidence
        if sure is None or not isfinite(sure):
            counts[-1] += 1
        else:
            counts[next((index for index, least in enumerate(BANDS) if sure >= least), len(BANDS) - 1)] += 1
    return tuple(counts)


def _frequent(names: Iterable[str | None]) -> tuple[tuple[str, int], ...]:
    counts = Counter(name for name in names if name)
    return tuple(sorted(counts.items(), key=lambda one: (-one[1], one[0])))[:MOST_NAMES]
