"""Reprocessings: documents read again with today's engine, shown first, then applied and deposited anew."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Body, Path, Query, Response
from pydantic import Field

from api import preconditions
from api.auth import Who
from api.deps import ServiceIn
from api.downloads import described, download
from models.reprocessing import ItemPage, ItemView, NewRun, RunPage, RunView, Selected, Selection, Step, StepChoice
from worker.reprocessing import choosing, reporting, runs, selecting
from worker.reprocessing.narrowing import Wanted

router = APIRouter(prefix="/reprocessings", tags=["relectures"])

RunId = Annotated[str, Path(max_length=36, description="Identifiant de la relecture.")]
ItemId = Annotated[str, Path(max_length=36, description="Identifiant du document dans la relecture.")]


class Choosing(preconditions.Versioned):
    """Another step for a document; `version` is the run's (or `If-Match`)."""

    choice: StepChoice


class ChoosingAll(preconditions.Versioned):
    """One step for many: for those of a step, those that wait for a word, those whose names hold a text, or all."""

    choice: StepChoice
    step: Step | None = None
    lacking: bool = False
    text: Annotated[str, Field(max_length=200)] = ""


class Applying(preconditions.Versioned):
    """The version of the run that was shown (or `If-Match`): what was chosen otherwise since is not applied unseen."""

    version: Annotated[int | None, Field(ge=1, le=preconditions.LARGEST)] = None


_SELECTING = {
    "rejected": {
        "summary": "Rejetées pour leur engagement",
        "value": {"platform_statuses": ["REJETEE"], "causes": ["engagement"]},
    },
    "doubtful": {
        "summary": "Lues avec peu de certitude par un ancien moteur",
        "value": {"states": ["to_review"], "confidence_below": 0.8, "outdated": True},
    },
}
_MAKING = {
    "fill": {
        "summary": "Compléter ce qui manquait aux factures rejetées",
        "value": {"title": "Rejets de mars", "mode": "fill", "selection": {"platform_statuses": ["REJETEE"]}},
    }
}
_CHOOSING = {
    "recycle": {
        "summary": "Vers un autre service",
        "value": {"version": 1, "choice": {"step": "recycle", "service_code": "VOIRIE"}},
    },
    "leave": {"summary": "N'en rien faire", "value": {"version": 1, "choice": {"step": "leave"}}},
}
_CHOOSING_ALL = {
    "recycle": {
        "summary": "Toutes celles qui attendent une précision, vers un même service",
        "value": {"version": 1, "lacking": True, "choice": {"step": "recycle", "service_code": "VOIRIE"}},
    },
    "leave": {
        "summary": "N'en remplacer aucune",
        "value": {"version": 1, "step": "replace", "choice": {"step": "leave"}},
    },
}
_APPLYING = {"shown": {"summary": "Ce qui a été montré", "value": {"version": 1}}}


@router.post("/count", operation_id="count_selection", summary="Compter ce qu'une relecture prendrait")
def count(service: ServiceIn, who: Who, selection: Annotated[Selection, Body(openapi_examples=_SELECTING)]) -> Selected:
    """How many documents a selection holds, by state, platform status and cause; nothing is done."""
    return selecting.count(service, who, selection)


@router.post("", operation_id="create_reprocessing", status_code=HTTPStatus.CREATED, summary="Relire à blanc")
def create(
    service: ServiceIn, who: Who, response: Response, new: Annotated[NewRun, Body(openapi_examples=_MAKING)]
) -> RunView:
    """Reads the documents again and shows what would change; nothing is changed until the run is applied."""
    made = runs.create(service, who, new)
    response.headers["Location"] = f"/api/v1/reprocessings/{made.id}"
    return _told(response, made)


@router.get("", operation_id="list_reprocessings", summary="Lister les relectures, les plus récentes d'abord")
def page(service: ServiceIn, who: Who, limit: Annotated[int, Query(ge=1, le=runs.MOST)] = 20) -> RunPage:
    """A supplier's are those that they made; who reviews or manages has all of the structure's."""
    return runs.page(service, who, limit)


@router.get("/{run_id}", operation_id="get_reprocessing", summary="Dire où en est une relecture")
def get(service: ServiceIn, who: Who, run_id: RunId, response: Response) -> RunView:
    """Its stage, how far its documents are, and what changed in sum; `ETag` is the version to apply."""
    return _told(response, runs.get(service, who, run_id))


@router.delete("/{run_id}", operation_id="delete_reprocessing", status_code=204, summary="Retirer une relecture")
def delete(service: ServiceIn, who: Who, run_id: RunId) -> None:
    """What it did stays; not while it is being applied."""
    runs.delete(service, who, run_id)


@router.get("/{run_id}/items", operation_id="list_reprocessed", summary="Lire ce qui change, document par document")
def items(
    *,
    service: ServiceIn,
    who: Who,
    run_id: RunId,
    step: Annotated[Step | None, Query(description="Seulement ceux pour qui c'est prévu.")] = None,
    lacking: Annotated[bool, Query(description="Seulement ceux qui attendent une précision.")] = False,
    aside: Annotated[bool, Query(description="Seulement ceux qui sont mis de côté.")] = False,
    text: Annotated[str, Query(max_length=200, description="Numéro, fichier, vendeur ou acheteur.")] = "",
    limit: Annotated[int, Query(ge=1, le=runs.MOST)] = 50,
    cursor: Annotated[str | None, Query(max_length=20, description="`next` de la réponse précédente")] = None,
) -> ItemPage:
    """Each with its changes, why, what is proposed, and what became of it."""
    wanted = Wanted(step, lacking, aside, text)
    return runs.items(service, who, run_id, wanted=wanted, limit=limit, cursor=cursor)


@router.patch("/{run_id}/items/{item_id}", operation_id="choose_step", summary="Choisir ce qui est fait d'un document")
def choose(
    *,
    service: ServiceIn,
    who: Who,
    run_id: RunId,
    item_id: ItemId,
    response: Response,
    asked: Annotated[Choosing, Body(openapi_examples=_CHOOSING)],
    if_match: preconditions.IfMatch = None,
) -> ItemView:
    """Instead of what is proposed; the run's version goes up, and its `ETag` tells it."""
    version = preconditions.seen(if_match, asked.version)
    told, now = runs.choose(service, who, run_id, item_id, version=version, choice=asked.choice)
    preconditions.tell(response, now)
    return told


@router.post("/{run_id}/choices", operation_id="choose_step_for_many", summary="Choisir pour plusieurs à la fois")
def choose_all(
    *,
    service: ServiceIn,
    who: Who,
    run_id: RunId,
    response: Response,
    asked: Annotated[ChoosingAll, Body(openapi_examples=_CHOOSING_ALL)],
    if_match: preconditions.IfMatch = None,
) -> RunView:
    """Where the step is possible; each keeps its own new number and attachments. The run's version goes up."""
    version = preconditions.seen(if_match, asked.version)
    wanted = Wanted(asked.step, asked.lacking, text=asked.text)
    told, _ = choosing.choose_all(service, who, run_id, version=version, wanted=wanted, choice=asked.choice)
    return _told(response, told)


@router.post(
    "/{run_id}/apply", operation_id="apply_reprocessing", status_code=202, summary="Appliquer ce qui est montré"
)
def apply(
    *,
    service: ServiceIn,
    who: Who,
    run_id: RunId,
    response: Response,
    asked: Annotated[Applying | None, Body(openapi_examples=_APPLYING)] = None,
    if_match: preconditions.IfMatch = None,
) -> RunView:
    """Done by workers, each document once; one that was changed since it was shown is left and told."""
    version = preconditions.seen(if_match, asked.version if asked else None)
    return _told(response, runs.apply(service, who, run_id, version))


def _report(service: ServiceIn, who: Who, run_id: RunId, kind: str) -> Response:
    data = reporting.file_of(runs.report(service, who, run_id), kind)
    return download(data, f"relecture_{run_id[:8]}.{kind}", reporting.KINDS[kind])


@router.get(
    "/{run_id}/report.html",
    operation_id="get_reprocessing_report",
    summary="Télécharger le rapport",
    response_class=Response,
    responses=described("text/html", what="Le rapport, à lire et à imprimer."),
)
def report(service: ServiceIn, who: Who, run_id: RunId) -> Response:
    """What changed and what was done, with rates and plots."""
    return _report(service, who, run_id, "html")


@router.get(
    "/{run_id}/report.xlsx",
    operation_id="get_reprocessing_workbook",
    summary="Télécharger le rapport en XLSX",
    response_class=Response,
    responses=described(reporting.KINDS["xlsx"], what="Le rapport en feuilles de calcul."),
)
def workbook(service: ServiceIn, who: Who, run_id: RunId) -> Response:
    """The same as sheets."""
    return _report(service, who, run_id, "xlsx")


@router.get(
    "/{run_id}/report.jsonl",
    operation_id="get_reprocessing_lines",
    summary="Télécharger le rapport en JSONL",
    response_class=Response,
    responses=described("application/x-ndjson", what="Une ligne JSON par document."),
)
def lines(service: ServiceIn, who: Who, run_id: RunId) -> Response:
    """The same for programs: one JSON object on each line."""
    return _report(service, who, run_id, "jsonl")


def _told(response: Response, run: RunView) -> RunView:
    preconditions.tell(response, run.version)
    return run
