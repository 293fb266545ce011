"""What is handed to a platform, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from models.finding import Finding, Message
from models.lifecycle import EventKind


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file that goes with the invoice."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Parcel:
    """An invoice on its way. `key` is the same however often it is tried: a platform is asked for it before.

    `kind` is that of `data` (models.output.OutputKind); of a PDF that goes with its fields it is "chorus", `data` the
    PDF as it came, and `request` the fields (SoumettreFactureParam, as `extractor.output.chorus` writes them).
    """

    key: str
    name: str
    data: bytes
    number: str | None = None
    seller: str | None = None
    buyer: str | None = None
    issue_date: date | None = None
    total: Decimal | None = None
    enclosed: tuple[Enclosed, ...] = ()
    kind: str = "facturx"
    request: dict[str, Any] | None = None
    service_code: str | None = None
    engagement: str | None = None
    account: str | None = None  # the chosen bank account: its number on the platform, else its IBAN
    frame: str | None = None  # codeCadreFacturation


@dataclass(frozen=True, slots=True)
class Sent:
    """The platform has it: under its own number, since that moment. `kept` is for the first `Gateway.follow`."""

    platform_id: str
    at: datetime
    kept: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PlatformEntry:
    """One line of what the platform tells of an invoice; `actor` is who did it there."""

    kind: EventKind
    code: str
    at: datetime
    comment: str | None = None
    actor: str | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """What became of a deposit: where it stands in the platform's words, and its whole history so far.

    `refusal` tells that the platform gave the deposit back as a whole, as it does with a flow some time after it took
    it: nothing of it is deposited, and its number is free. `kept` is the gateway's own, given back with the next
    question; `final` that none is needed any more.
    """

    status: str
    entries: tuple[PlatformEntry, ...] = ()
    final: bool = False
    refusal: GatewayRefused | None = None
    kept: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Routing:
    """What a recycled invoice may change: to whom it goes, and what the recipient finds it by."""

    siret: str | None = None
    service_code: str | None = None
    engagement: str | None = None
    contract: str | None = None
    comment: str | None = None


class GatewayRefused(Exception):
    """The platform does not take the invoice; `message` says why and what to do, `findings` in which fields."""

    def __init__(self, code: str, message: Message, findings: tuple[Finding, ...] = ()) -> None:
        self.code = code
        self.message = message
        self.findings = findings
        super().__init__(f"{code}: {message.en}")


class GatewayUnavailable(Exception):
    """The platform does not answer, or not for now: nobody knows whether it has the invoice."""

    def __init__(self, detail: str) -> None:
        self.detail = detail
        super().__init__(detail)
