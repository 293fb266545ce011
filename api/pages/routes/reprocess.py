"""/reprises: documents read again with today's engine; a run is shown as a dry run before anything is changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response

from api.deps import ServiceIn
from api.pages import language, rendering
from api.pages.figures import Figures, words_of
from api.pages.visitors import Looking
from extractor.identity import engine_version
from models import terms
from models.lifecycle import WAYS_OUT
from models.rejection import Cause
from models.report import ValueChange
from models.reprocessing import Mode, Stage, Step
from worker.reports.said import AMOUNTS_OF_ROWS
from worker.reprocessing import runs
from worker.reprocessing.narrowing import Wanted
from worker.reprocessing.selecting import QUIET

router = APIRouter(include_in_schema=False)

ITEMS: Final = 20
FIELDS: Final = 8
"""Documents of a run on one page, and fields that are told at once: those that change most."""
_SCRIPTS: Final = "reprocess.script."
_TABLES: Final = ("vat_breakdown", "lines", "pages")


@router.get("/reprises")
def listed(request: Request, service: ServiceIn, visitor: Looking) -> Response:
    """The form by which documents are chosen, with how many there are, and the runs so far."""
    return rendering.page(
        request,
        "reprocess.html",
        visitor,
        runs=runs.page(service, visitor.principal).items,
        states=QUIET,
        statuses=tuple(WAYS_OUT),
        causes=tuple(Cause),
        modes=tuple(Mode),
        engine=engine_version(),
        count=Figures(language.of(request)).count,
        status_word=words_of(language.of(request), "dashboard.status"),
        words=_words(request),
    )


@router.get("/reprises/{run_id}")
def shown(
    *,
    request: Request,
    service: ServiceIn,
    visitor: Looking,
    run_id: str,
    suite: Annotated[str | None, Query(max_length=20)] = None,
    etape: Step | None = None,
    precision: bool = False,
    cote: bool = False,
    cherche: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """One run: what would change, or what was done, document by document."""
    spoken = language.of(request)
    run = runs.get(service, visitor.principal, run_id)
    wanted = Wanted(etape, precision, cote, cherche)
    found = runs.items(service, visitor.principal, run_id, wanted=wanted, limit=ITEMS, cursor=suite)
    asked = {"etape": etape, "precision": precision or None, "cote": cote or None, "cherche": cherche or None}
    field = words_of(spoken, "review.field")
    return rendering.page(
        request,
        "reprocess_run.html",
        visitor,
        run=run,
        found=found,
        after=suite,
        wanted=wanted,
        asked=urlencode({name: str(value) for name, value in asked.items() if value is not None}),
        fields=sorted(run.fields, key=lambda one: (-one.found - one.changed - one.gone, -one.kept)),
        most=FIELDS,
        count=Figures(spoken).count,
        is_dry=run.stage is Stage.SHOWN,
        is_busy=run.stage in {Stage.READING, Stage.APPLYING},
        said=lambda message: message.fr if spoken == "fr" else message.en,
        named=lambda change: _named(change, field, language.words(spoken)),
        written=lambda change, value, currency: _written(Figures(spoken), change, value, currency),
        field_word=field,
        status_word=words_of(spoken, "deposit.code"),
        words=_words(request),
    )


def _named(change: ValueChange, field: Callable[[str], str], told: Mapping[str, str]) -> str:
    """What a changed value is called: a field, or a cell of a row."""
    table, bracket, rest = change.field.partition("[")
    if not bracket and table not in _TABLES:
        return field(table)
    name = told.get(f"reprocess.table.{table}", table)
    number, _, cell = rest.partition("].")
    if not cell:
        return f"{name} {rest.rstrip(']')}".strip()
    return f"{name} {number}, {told.get(f'reprocess.cell.{cell}', cell)}"


def _written(say: Figures, change: ValueChange, value: str | None, currency: str | None) -> str | None:
    """A value as the visitor's language writes it; what is no date or amount as it is."""
    if value is None:
        return None
    with suppress(ValueError, ArithmeticError):
        if change.field in terms.DATES:
            return say.day(value)
        if change.field in terms.AMOUNTS or change.field.rpartition("].")[2] in AMOUNTS_OF_ROWS:
            return say.money(value, currency)
    return value


def _words(request: Request) -> dict[str, str]:
    spoken = language.of(request)
    told = {**language.words("fr"), **language.words(spoken)}
    return {name: text for name, text in told.items() if name.startswith(_SCRIPTS)}
