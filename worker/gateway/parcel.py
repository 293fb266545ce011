"""What is handed to a platform, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from models.finding import Message


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file that goes with the invoice."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Parcel:
    """An invoice on its way. `key` is the same however often it is tried: a platform is asked for it before."""

    key: str
    name: str
    data: bytes
    number: str | None = None
    seller: str | None = None
    buyer: str | None = None
    issue_date: date | None = None
    total: Decimal | None = None
    enclosed: tuple[Enclosed, ...] = ()


@dataclass(frozen=True, slots=True)
class Sent:
    """The platform has it: under its own number, since that moment."""

    platform_id: str
    at: datetime


class GatewayRefused(Exception):
    """The platform does not take the invoice; `message` says why and what to do."""

    def __init__(self, code: str, message: Message) -> None:
        self.code = code
        self.message = message
        super().__init__(f"{code}: {message.en}")


class GatewayUnavailable(Exception):
    """The platform does not answer, or not for now: nobody knows whether it has the invoice."""

    def __init__(self, detail: str) -> None:
        self.detail = detail
        super().__init__(detail)
