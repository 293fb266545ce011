"""Platforms that invoices are deposited with; each is a module with one class of this shape."""

from __future__ import annotations

from typing import Protocol

from models.service_errors import Unavailable
from worker.gateway.folder import FolderGateway
from worker.gateway.parcel import Enclosed, GatewayRefused, GatewayUnavailable, Parcel, Sent
from worker.settings import ServiceSettings

__all__ = ["Enclosed", "Gateway", "GatewayRefused", "GatewayUnavailable", "Parcel", "Sent", "gateway_of"]


class Gateway(Protocol):
    """A platform. Both methods raise GatewayUnavailable where it does not answer."""

    def find(self, key: str, parcel: Parcel) -> Sent | None:
        """Whether the platform has what was sent under this key; `parcel` tells it by number and seller as well."""
        ...

    def send(self, parcel: Parcel) -> Sent:
        """Deposit it. Raises GatewayRefused."""
        ...


def gateway_of(settings: ServiceSettings) -> Gateway:
    """The platform that the settings name. Raises Unavailable where there is none of that name."""
    if settings.gateway == "folder":
        return FolderGateway(settings.home / "deposited")
    raise Unavailable(f"PREFACTURE_GATEWAY={settings.gateway}")
