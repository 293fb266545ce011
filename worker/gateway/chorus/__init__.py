"""Chorus Pro as a platform to deposit with, by its API; see `worker.gateway.chorus.gateway` for what it promises."""

from __future__ import annotations

from functools import lru_cache

from models.service_errors import Unavailable
from worker.gateway.chorus.gateway import ChorusGateway
from worker.gateway.chorus.http import Access, Connection, Manners
from worker.settings import ServiceSettings

__all__ = ["ChorusGateway", "chorus_gateway"]


def chorus_gateway(settings: ServiceSettings) -> ChorusGateway:
    """The gateway of these settings, the same for each deposit of a process: its token is kept. Raises Unavailable."""
    client_id, login = settings.chorus_client_id, settings.chorus_login
    secret, password = settings.chorus_client_secret, settings.chorus_password
    if client_id is None or secret is None or login is None or password is None:
        named = {"CLIENT_ID": client_id, "CLIENT_SECRET": secret, "LOGIN": login, "PASSWORD": password}
        missing = ", ".join(f"PREFACTURE_CHORUS_{name}" for name, value in named.items() if value is None)
        raise Unavailable(f"{missing} : à renseigner pour déposer sur Chorus Pro")
    api, oauth = settings.chorus_addresses
    access = Access(api, oauth, client_id, secret.get_secret_value(), login, password.get_secret_value())
    return _gateway(access, settings.chorus_pause_seconds)


@lru_cache(maxsize=4)
def _gateway(access: Access, pause: float) -> ChorusGateway:
    return ChorusGateway(Connection(access, Manners(pause=pause)))
