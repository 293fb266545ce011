"""Figures of the structure over a period, for its managers."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.auth import Who
from api.deps import ServiceIn
from api.downloads import described, download
from models.statistics import Statistics
from worker import statistics
from worker.exports import TYPES
from worker.statistics_export import export

router = APIRouter(prefix="/statistics", tags=["statistiques"])

First = Annotated[date | None, Query(alias="from", description="Premier jour, compris ; trente jours sans lui.")]
Last = Annotated[date | None, Query(alias="to", description="Dernier jour, compris ; aujourd'hui sans lui.")]


@router.get("", summary="Donne les chiffres d'une période")
def figures(service: ServiceIn, who: Who, first: First = None, last: Last = None) -> Statistics:
    """Of the documents received in these days, whatever happened to them since."""
    return statistics.of(service, who, first, last)


@router.get(
    ".csv", summary="Donne les chiffres en CSV", response_class=Response,
    responses=described("text/csv", what="Une ligne par chiffre."),
)  # fmt: skip
def as_csv(service: ServiceIn, who: Who, first: First = None, last: Last = None) -> Response:
    """Semicolons, decimal commas, one line for each figure."""
    file = export(statistics.of(service, who, first, last), "csv")
    return download(file.data, file.name, file.media_type)


@router.get(
    ".xlsx", summary="Donne les chiffres en classeur", response_class=Response,
    responses=described(TYPES["xlsx"], what="Une feuille par sorte de chiffre."),
)  # fmt: skip
def as_workbook(service: ServiceIn, who: Who, first: First = None, last: Last = None) -> Response:
    """A sheet for each kind of figure."""
    file = export(statistics.of(service, who, first, last), "xlsx")
    return download(file.data, file.name, file.media_type)
