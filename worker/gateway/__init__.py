"""Platforms that invoices are deposited with; each is a module with one class of this shape."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from models.service_errors import Unavailable
from worker.gateway.folder import FolderGateway
from worker.gateway.parcel import (
    Enclosed,
    GatewayRefused,
    GatewayUnavailable,
    Parcel,
    PlatformEntry,
    Progress,
    Routing,
    Sent,
)

if TYPE_CHECKING:
    from worker.service import Service

__all__ = [
    "Enclosed",
    "Gateway",
    "GatewayRefused",
    "GatewayUnavailable",
    "Parcel",
    "PlatformEntry",
    "Progress",
    "Routing",
    "Sent",
    "gateway_of",
]


class Gateway(Protocol):
    """A platform. All methods raise GatewayUnavailable where it does not answer, GatewayRefused where it says no."""

    def find(self, key: str, parcel: Parcel) -> Sent | None:
        """Whether the platform has what was sent under this key; `parcel` tells it by number and seller as well."""
        ...

    def send(self, parcel: Parcel) -> Sent:
        """Deposit it."""
        ...

    def follow(self, platform_id: str, parcel: Parcel, kept: dict[str, Any]) -> Progress:
        """What became of it; `kept` is what the last answer told to keep, {} at first."""
        ...

    def recycle(self, platform_id: str, parcel: Parcel, routing: Routing) -> None:
        """Send an invoice that went to the wrong place to the right one: its number stays."""
        ...

    def complete(self, platform_id: str, parcel: Parcel, enclosed: tuple[Enclosed, ...], comment: str | None) -> None:
        """Add what a suspended invoice lacked."""
        ...

    def acknowledge(self, platform_id: str, parcel: Parcel) -> None:
        """Tell the platform that a rejection was taken note of."""
        ...


def gateway_of(service: Service, name: str | None = None) -> Gateway:
    """The platform of that name, else the one that the settings name. Raises Unavailable where there is none such."""
    asked = name or service.settings.gateway
    if asked == "portal":
        from worker.gateway.embedded import EmbeddedGateway  # noqa: PLC0415 - each loads what it needs alone

        return EmbeddedGateway(service)
    if asked == "afnor":
        from worker.gateway.afnor.gateway import gateway_for  # noqa: PLC0415 - as above

        return gateway_for(service.settings)
    if asked == "chorus":
        from worker.gateway.chorus import chorus_gateway  # noqa: PLC0415 - as above

        return chorus_gateway(service.settings)
    if asked == "folder":
        return FolderGateway(service.settings.home / "deposited")
    raise Unavailable(f"PREFACTURE_GATEWAY={asked}")
