"""Runs for the tests of reports."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from models.finding import Message
from models.report import Outcome, RunKind, RunLine, RunReport, ValueChange

BEGAN = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)


def message(text: str) -> Message:
    return Message(fr=text, en=text)


def change(field="iban", old="1", new="2", *, kept=False, confirmed=False, why="clé fausse"):
    return ValueChange(field=field, old=old, new=new, why=message(why), kept=kept, confirmed=confirmed)


def line(outcome=Outcome.COMPLETE, **values):
    told = {
        "source": "pile.pdf",
        "pages": (1,),
        "number": "F-1",
        "total": Decimal("1234.5"),
        "confidence": 0.9,
        **values,
    }
    return RunLine(outcome=outcome, **told)


def run(*lines, kind=RunKind.DIGITISE, **values):
    return RunReport(kind=kind, title="Novembre", began_at=BEGAN, seconds=60.0, lines=lines, **values)


def everything(text: str) -> RunReport:
    """A run that says a text wherever it can say one, in every section of a report."""
    said = {"source": text, "number": text, "seller": text, "buyer": text, "files": (text,), "findings": (text,)}
    lines = [
        line(
            outcome,
            **said,
            cause=text,
            way_out=text,
            reason=message(text),
            changes=(change(text, text, text, why=text),),
        )
        for outcome in Outcome
    ]
    return RunReport(
        kind=RunKind.REPROCESS, title=text, began_at=BEGAN, seconds=1, files=6, pages=6, lines=tuple(lines), engine=text
    )


def many(count: int) -> RunReport:
    """A long run; each invoice has a change, each tenth was set aside for a reason of its own."""
    return run(
        *(
            line(
                Outcome.SET_ASIDE if number % 10 == 0 else Outcome.CHANGED,
                source=f"pile-{number}.pdf", number=f"F-{number}", changes=(change(f"lines[{number}].net_amount"),),
                reason=message(f"Motif {number}"), findings=(f"R-{number}",),
            )
            for number in range(count)
        ),
        kind=RunKind.REPROCESS,
    )  # fmt: skip
