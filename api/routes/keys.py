"""Keys of the structure's programs; for its managers."""

from __future__ import annotations

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from api.auth import Manager, client_address
from api.deps import ServiceIn
from models.lifecycle import Role
from models.service import ApiKeyView
from worker import keys

router = APIRouter(prefix="/keys", tags=["clés"])


class NewKey(BaseModel):
    """A key to be made."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        json_schema_extra={"examples": [{"label": "Logiciel de facturation", "role": "supplier"}]},
    )

    label: str = Field(min_length=1, max_length=keys.LABEL, pattern=r"^[^\x00-\x1f\x7f]*$")
    role: Role = Role.SUPPLIER


@router.get("", summary="Liste les clés")
def listed(service: ServiceIn, who: Manager) -> list[ApiKeyView]:
    """Revoked ones too, latest first; what a key opens with is never shown again."""
    return list(keys.listed(service, who))


@router.post("", status_code=201, summary="Crée une clé")
def create(request: Request, service: ServiceIn, who: Manager, new: NewKey) -> ApiKeyView:
    """`secret` is shown this once: keep it where your program reads it."""
    return keys.create(service, who, new.label, new.role, address=client_address(request))


@router.delete("/{key_id}", summary="Révoque une clé")
def revoke(request: Request, service: ServiceIn, who: Manager, key_id: str) -> ApiKeyView:
    """It opens nothing from then on."""
    return keys.revoke(service, who, key_id, address=client_address(request))
