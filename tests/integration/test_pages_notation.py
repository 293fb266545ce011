"""Amounts and days on the pages are written as the visitor's language writes them."""

import pytest

from api.app import create_app
from models.lifecycle import Role, State
from tests.api_kit import Client
from tests.people_kit import PASSWORD, account
from tests.worker_kit import extraction_of, make_service, principal, structure, upload

EMAIL = "claire@exemple.fr"


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    service = make_service(tmp_path_factory.mktemp("notation"))
    home = structure(service)
    account(service, home, Role.MANAGER, EMAIL)
    extraction = extraction_of(total_with_vat="1234.50")
    upload(service, principal(service, structure_id=home), extraction=extraction, state=State.TO_REVIEW)
    with Client(create_app(service)) as opened:
        assert opened.post("/api/v1/session", json={"email": EMAIL, "password": PASSWORD}).status_code == 200
        yield opened
    service.close()


@pytest.mark.parametrize(
    ("language", "written", "not_so"),
    [
        ("fr", ("01/10/2026", "1\u202f234,50\u00a0€", "98\u202f%"), ("1 Oct 2026", "€1,234.50")),
        ("en", ("1 Oct 2026", "€1,234.50", "98%"), ("01/10/2026", "1\u202f234,50")),
    ],
)
def test_the_list_of_invoices_is_written_in_its_language(client, language, written, not_so):
    client.cookies.set("langue", language)
    page = client.get("/factures").text
    assert [one for one in written if one not in page] == []
    assert [one for one in not_so if one in page] == []
