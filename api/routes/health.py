"""Whether the service is up and ready, and its figures: for load balancers and Prometheus, without a key."""

from __future__ import annotations

from fastapi import APIRouter, Response

from api.deps import ServiceIn
from models.operations import Readiness
from worker import health, metrics

router = APIRouter(tags=["operations"])


@router.get(
    "/health",
    summary="Le processus répond",
    responses={200: {"content": {"application/json": {"example": {"status": "ok"}}}}},
)
def up() -> dict[str, str]:
    """The process is up; `/ready` tells whether it can work."""
    return {"status": "ok"}


@router.get(
    "/ready",
    summary="Le service peut travailler, ou ce qui manque",
    responses={503: {"model": Readiness, "description": "Une partie ne répond pas : `what_to_do` dit quoi faire."}},
)
def ready(service: ServiceIn, response: Response) -> Readiness:
    """Each part that is needed, and what to do where it does not answer."""
    found = health.readiness(service)
    response.status_code = 200 if found.ready else 503
    return found


@router.get(
    "/metrics",
    summary="Chiffres pour Prometheus",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
def figures(service: ServiceIn) -> Response:
    """Figures in Prometheus' text format."""
    return Response(metrics.exposition(service), media_type=metrics.CONTENT_TYPE)
