"""A run as lines of JSON: the summary first, then one object for each invoice, in the order of the run.

What is not known is absent. Amounts are strings of decimals with a point, moments ISO 8601, confidences 0 to 1, times
seconds or minutes as their names say. `docs/reports.md` describes every field; VERSION changes when a meaning does.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from models.report import RunReport
from worker.reports.figures import BANDS, Figures

VERSION: Final = 1
_BREAKS: Final = str.maketrans({"\x85": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"})
"""What some readers take for the end of a line, though JSON does not."""


def records(report: RunReport, figures: Figures) -> Iterator[str]:
    """The lines, without their ends."""
    yield json.dumps(_summary(report, figures), ensure_ascii=False).translate(_BREAKS)
    for number, line in enumerate(report.lines, 1):
        told = line.model_dump_json(exclude_none=True)
        yield f'{{"record":"invoice","line":{number},{told[1:]}'.translate(_BREAKS)


def _summary(report: RunReport, figures: Figures) -> dict[str, object]:
    head = report.model_dump(mode="json", exclude={"lines"})
    return {
        "record": "summary",
        "version": VERSION,
        **head,
        "invoices": figures.lines,
        "outcomes": {outcome.value: number for outcome, number in figures.outcomes.items()},
        "without_person": figures.without_person,
        "with_person": figures.with_person,
        "changed": figures.changed,
        "kept": figures.kept,
        "confirmed": figures.confirmed,
        "minutes_saved": figures.minutes_saved,
        "fields_read": figures.fields_read,
        "confidence": [
            *({"least": least, "invoices": number} for least, number in zip(BANDS, figures.bands, strict=False)),
            {"invoices": figures.bands[-1]},
        ],
        "causes": dict(figures.causes),
        "ways_out": dict(figures.ways_out),
        "rules": dict(figures.rules),
        "changes": {
            one.field: {"changed": one.changed, "filled": one.filled, "emptied": one.emptied, "kept": one.kept}
            for one in figures.fields
        },
        "reasons": dict(figures.reasons),
    }
