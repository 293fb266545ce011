"""What every integration test may ask for: a real PostgreSQL, and a service on each of the two databases."""

import pytest

from tests.integration.postgres import postgres
from tests.worker_kit import make_service, migrated_in

__all__ = ["either_service", "postgres"]


@pytest.fixture(params=["sqlite", "postgresql"])
def either_service(request, tmp_path):
    """A service on an empty database, once on SQLite and once on PostgreSQL."""
    url = migrated_in(request.getfixturevalue("postgres")) if request.param == "postgresql" else None
    service = make_service(tmp_path, url)
    yield service
    service.close()
