"""`prefacture admin chorus-account`: what a program that speaks to Chorus Pro needs to speak to this service."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from api.cli import admin_words as said

if TYPE_CHECKING:
    from worker.service import Service


def run(service: Service, options: argparse.Namespace) -> int:
    """Make the account, and show its four values with the addresses."""
    from worker import administration
    from worker.portal import technical

    structure = administration.structure(service, options.structure)
    made = technical.create(service, structure, options.email, options.role)
    address = service.settings.public_url or f"http://{service.settings.host}:{service.settings.port}"
    values = {"client_id": made.client_id, "client_secret": made.client_secret, "header": made.header}
    print(
        said.CHORUS_ACCOUNT_MADE.format(login=made.login, password=made.password, address=address.rstrip("/"), **values)
    )
    return 0
