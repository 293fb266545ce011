"""/tableau-de-bord: how a structure's invoices fare, over days that its manager chooses."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response

from api.deps import ServiceIn
from api.pages import language, plots, rendering
from api.pages.figures import Figures, words_of
from api.pages.visitors import Looking
from models.lifecycle import Role
from models.service_errors import InvalidRequest
from models.statistics import Statistics
from worker import statistics
from worker.portal.french import FRANCE

router = APIRouter(include_in_schema=False)

PERIODS: Final = {"30": 30, "90": 90, "365": 365}
OWN: Final = "jours"
Choice = Annotated[str, Query(max_length=10)]


@router.get("/tableau-de-bord")
def dashboard(
    request: Request, service: ServiceIn, who: Looking, *, periode: Choice = "", du: Choice = "", au: Choice = ""
) -> Response:
    """Of the last thirty days unless others are chosen; days that are no period are told, and leave it at these."""
    if not who.may(Role.MANAGER):
        return rendering.page(request, "dashboard.html", who, status=HTTPStatus.FORBIDDEN, figures=None)
    chosen, wrong = periode or (OWN if du or au else "30"), False
    try:
        first, last = _days(chosen, du, au)
        told = statistics.of(service, who.principal, first, last)
    except (ValueError, InvalidRequest):
        wrong, chosen = True, "30"
        told = statistics.of(service, who.principal)
    return _page(request, who, told, chosen=chosen, wrong=wrong)


def _days(chosen: str, first: str, last: str) -> tuple[date | None, date | None]:
    if chosen == OWN:
        return (date.fromisoformat(first) if first else None), (date.fromisoformat(last) if last else None)
    today = datetime.now(FRANCE).date()
    if chosen not in PERIODS:
        raise ValueError(chosen)
    return today - timedelta(days=PERIODS[chosen] - 1), today


def _page(request: Request, who: Looking, told: Statistics, *, chosen: str, wrong: bool) -> Response:
    spoken = language.of(request)
    return rendering.page(
        request,
        "dashboard.html",
        who,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK,
        figures=told,
        say=Figures(spoken),
        plot=plots.weeks(told.weeks),
        groups=[name for name, _ in plots.GROUPS],
        by_group=plots.grouped,
        field_word=words_of(spoken, "review.field"),
        status_word=words_of(spoken, "dashboard.status"),
        most_corrected=max((one.corrected for one in told.corrections), default=1),
        periods=tuple(PERIODS),
        own=OWN,
        chosen=chosen,
        wrong=wrong,
        days=f"from={told.first_day}&to={told.last_day}",
    )
