"""The Flow Service: invoices are submitted as flows, looked for by what their sender calls them, and read back.

A flow is one file with what is said of it; the platform checks it after it took it, and its acknowledgement tells what
came of that. What happens to the invoice later comes as flows of its own, of the type CustomerInvoiceLC.

Sources: AFNOR XP Z12-013, Flow Service 1.3.0: POST /v1/flows, POST /v1/flows/search, GET /v1/flows/{flowId}
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Final, TypeVar
from urllib.parse import quote

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from worker.gateway.afnor.http import Answer, Api, Manner
from worker.gateway.parcel import GatewayUnavailable

PAGE: Final = 100
"""The most that a page may hold."""

MOST_PAGES: Final = 500
LONGEST_NAME: Final = 255
LIFE_CYCLE: Final = "CustomerInvoiceLC"


_Read = TypeVar("_Read", bound=BaseModel)


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


Moment = Annotated[datetime, AfterValidator(_aware)]


class _Told(BaseModel):
    """What a platform says; what else it says is its own business."""

    model_config = ConfigDict(frozen=True, extra="ignore", alias_generator=to_camel, populate_by_name=True)


class Detail(_Told):
    """One thing that the platform found in a flow; `item` is where."""

    level: str = "Error"
    item: str = ""
    reason_code: str = ""
    reason_message: str = ""


class Acknowledgement(_Told):
    """`status` is Pending, Ok or Error."""

    status: str = "Pending"
    details: tuple[Detail, ...] = ()

    def errors(self) -> tuple[Detail, ...]:
        return tuple(detail for detail in self.details if detail.level == "Error")

    def warnings(self) -> tuple[Detail, ...]:
        return tuple(detail for detail in self.details if detail.level != "Error")


class Flow(_Told):
    """A flow as the platform has it."""

    flow_id: str
    tracking_id: str | None = None
    name: str = ""
    flow_syntax: str = ""
    flow_type: str = "Undefined"
    submitted_at: Moment
    updated_at: Moment | None = None
    acknowledgement: Acknowledgement = Field(default_factory=Acknowledgement)

    @property
    def failed(self) -> bool:
        return self.acknowledgement.status == "Error"

    @property
    def touched(self) -> datetime:
        return self.updated_at or self.submitted_at


class _Page(_Told):
    results: tuple[Flow, ...] = ()
    next_cursor: str | None = None


@dataclass(frozen=True, slots=True)
class Submission:
    """A file to submit; `rule` is left to the platform where it is None."""

    tracking_id: str
    name: str
    syntax: str
    data: bytes
    rule: str | None = None


class Flows:
    """A platform's Flow Service. All methods raise Denied and GatewayUnavailable."""

    def __init__(self, api: Api) -> None:
        self._api = api

    def submit(self, asked: Submission) -> Flow:
        """Hand a file over; it is checked later. GatewayUnavailable leaves open whether it was taken."""
        info = {
            "trackingId": asked.tracking_id,
            "name": asked.name[-LONGEST_NAME:],
            "flowSyntax": asked.syntax,
            "sha256": hashlib.sha256(asked.data).hexdigest(),
        }
        if asked.rule is not None:
            info["processingRule"] = asked.rule
        media = "application/pdf" if asked.data.startswith(b"%PDF") else "application/xml"
        files = {
            "flowInfo": (None, json.dumps(info, ensure_ascii=False), "application/json"),
            "file": (info["name"], asked.data, media),
        }
        return _read(Flow, self._api.ask("POST", "/v1/flows", Manner.DEPOSIT, files=files))

    def get(self, flow_id: str) -> Flow:
        """A flow with its acknowledgement."""
        path = f"/v1/flows/{quote(flow_id, safe='')}"
        return _read(Flow, self._api.ask("GET", path, params={"docType": "Metadata"}))

    def original(self, flow_id: str) -> bytes:
        """The file of a flow as its sender gave it."""
        path = f"/v1/flows/{quote(flow_id, safe='')}"
        return self._api.ask("GET", path, params={"docType": "Original"}).body

    def search(self, where: dict[str, Any]) -> Iterator[Flow]:
        """All flows of which that holds, page by page."""
        asked: dict[str, Any] = {"limit": PAGE, "where": where}
        seen: set[str] = set()
        for _ in range(MOST_PAGES):
            page = _read(_Page, self._api.ask("POST", "/v1/flows/search", json=asked))
            yield from page.results
            if page.next_cursor is None or page.next_cursor in seen:
                return
            seen.add(page.next_cursor)
            asked["cursor"] = page.next_cursor
        raise GatewayUnavailable(f"plus de {MOST_PAGES * PAGE} flux répondent à la recherche")

    def tracked(self, tracking_id: str) -> Iterator[Flow]:
        """The flows that go by that name; a platform that does not filter is not believed."""
        return (flow for flow in self.search({"trackingId": tracking_id}) if flow.tracking_id == tracking_id)


def stamp(moment: datetime) -> str:
    """A moment as the interface writes it.

    >>> stamp(datetime(2026, 11, 22, 9, 15, tzinfo=UTC))
    '2026-11-22T09:15:00.000Z'
    """
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _read(model: type[_Read], answer: Answer) -> _Read:
    try:
        return model.model_validate(answer.json())
    except ValidationError as error:
        raise GatewayUnavailable(
            f"réponse inattendue de la plateforme : {model.__name__}, {error.error_count()}"
        ) from error
