"""Webhooks: addresses that are told of a structure's events; see `worker.webhooks` for what they are sent."""

from __future__ import annotations

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from api.auth import Manager
from api.deps import ServiceIn
from models.service import WebhookView
from worker import webhooks
from worker.webhook_addresses import LENGTH

router = APIRouter(prefix="/webhooks", tags=["webhooks"])


class NewWebhook(BaseModel):
    """A webhook to be made."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", json_schema_extra={"examples": [{"url": "https://example.org/prefacture"}]}
    )

    url: str = Field(min_length=8, max_length=LENGTH)


class WebhookChange(BaseModel):
    """Stop a webhook, or start it again."""

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_extra={"examples": [{"active": True}]})

    active: bool


@router.post("", status_code=201, summary="Crée un webhook ; son secret n'est montré qu'ici")
def create(service: ServiceIn, who: Manager, new: NewWebhook) -> WebhookView:
    """It is told of what happens from now on: a signed POST for each event, in order, tried again when it fails."""
    return webhooks.create(service, who, new.url)


@router.get("", summary="Liste les webhooks de la structure")
def listed(service: ServiceIn, who: Manager) -> list[WebhookView]:
    """Oldest first, without their secrets."""
    return list(webhooks.listed(service, who))


@router.get("/{webhook_id}", summary="Dit où en est un webhook")
def get(service: ServiceIn, who: Manager, webhook_id: str) -> WebhookView:
    """`last_error` says why the receiver did not take the last event."""
    return webhooks.get(service, who, webhook_id)


@router.patch("/{webhook_id}", summary="Arrête un webhook, ou le relance")
def switch(service: ServiceIn, who: Manager, webhook_id: str, change: WebhookChange) -> WebhookView:
    """Started again, it is told of what it missed."""
    return webhooks.switch(service, who, webhook_id, active=change.active)


@router.delete("/{webhook_id}", status_code=204, summary="Supprime un webhook")
def remove(service: ServiceIn, who: Manager, webhook_id: str) -> Response:
    """What it was not told yet, it will not be."""
    webhooks.remove(service, who, webhook_id)
    return Response(status_code=204)
