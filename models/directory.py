"""What the directory of public bodies tells: recipients with their demands, and the outcome of an import."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from models.finding import Message
from models.service import ServiceView


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class RecipientView(_Frozen):
    """A public body as everybody may see it. `services` are listed where one body was asked for by its SIRET."""

    siret: str
    siren: str | None = None
    name: str
    active: bool = True
    service_code_required: bool = False
    engagement_required: bool = False
    either_required: bool = False
    services: tuple[ServiceView, ...] = ()


class RecipientList(_Frozen):
    """What a search found; `more` when there are more bodies, or services, than are listed."""

    items: tuple[RecipientView, ...]
    more: bool = False


class RefusedRow(_Frozen):
    """A line of an imported file that was left out, and why. `line` counts from 1, the header included."""

    line: int
    reason: Message


class Imported(_Frozen):
    """What became of an imported directory. `created` and `updated` count structures; `refused` all refused lines.

    `refusals` tells the first of them.
    """

    rows: int = 0
    created: int = 0
    updated: int = 0
    services_created: int = 0
    services_updated: int = 0
    refused: int = 0
    refusals: tuple[RefusedRow, ...] = ()
