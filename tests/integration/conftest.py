"""What every integration test may ask for: a real PostgreSQL, a service on each of the two databases, and one that
deposits with the portal in it, for a supplier and a town. A file may have a `service` and a `who` of its own.
"""

import pytest

from models.lifecycle import Role
from tests.integration.postgres import postgres
from tests.people_kit import account
from tests.portal_kit import TOWN, add_service, caller, recipient
from tests.worker_kit import make_service, migrated_in, principal, structure

__all__ = ["either_service", "postgres"]


@pytest.fixture(params=["sqlite", "postgresql"])
def either_service(request, tmp_path):
    """A service on an empty database, once on SQLite and once on PostgreSQL."""
    url = migrated_in(request.getfixturevalue("postgres")) if request.param == "postgresql" else None
    service = make_service(tmp_path, url)
    yield service
    service.close()


@pytest.fixture
def service(tmp_path):
    """A service that deposits with the portal in it."""
    opened = make_service(tmp_path, gateway="portal")
    yield opened
    opened.close()


@pytest.fixture
def who(service):
    """The manager of a supplier."""
    return principal(service, structure_id=structure(service))


@pytest.fixture
def town(service):
    """A reviewer of the recipient, which has one service."""
    home = recipient(service, TOWN, "Commune de Valbrume", tenant=True)
    add_service(service, home, "BAT")
    return caller(service, account(service, home, Role.REVIEWER, "mairie@valbrume.fr"))
