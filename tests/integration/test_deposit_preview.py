"""What a deposit would be, told before it is asked for; and what is left of it afterwards: certificate and file."""

import hashlib

import pytest

from api.app import create_app
from models.deposit import Choices
from models.output import OutputKind, Supplements
from models.service_errors import NotFound, WrongState
from tests.api_kit import Client
from tests.integration.durability_papers import number, paper
from tests.portal_kit import TOWN, add_service, recipient
from tests.worker_kit import principal, structure, upload
from worker import certificates, deposit_preview, deposits, documents, first_reading, keys, reading


@pytest.fixture
def read(service, who):
    """An invoice to a town that demands nothing."""
    add_service(service, recipient(service, TOWN, "Commune de Valbrume", tenant=True), "BAT")
    document = upload(service, who, data=paper(1))
    reading.read_documents(service, document)
    return document


@pytest.fixture
def client(service, who):
    with service.store.session() as session:
        secret = keys.issue(session, who.structure_id, "tests", who.role).secret
    with Client(create_app(service), {"Authorization": f"Bearer {secret}"}) as opened:
        yield opened


def test_a_preview_tells_what_the_deposit_would_be_refused_for(service, who, read):
    plain = deposit_preview.preview(service, who, read, Choices())
    assert plain.kind is OutputKind.FACTURX
    chosen = Choices(kind=OutputKind.CHORUS, supplements=Supplements(billing_mode="S1"))
    told = deposit_preview.preview(service, who, read, chosen)
    assert (told.kind, told.mode_by, told.invoice.billing_mode) == (OutputKind.CHORUS, "person", "S1")
    assert (told.findings, told.recipient.name) == ((), "Commune de Valbrume")
    assert {one.kind: one.possible for one in told.kinds}[OutputKind.CHORUS]
    assert documents.get(service, who, read).state in {"to_review", "ready"}


def test_a_choice_that_can_not_be_is_left_out(service, who, read):
    told = deposit_preview.preview(service, who, read, Choices(kind=OutputKind.CSV, account="none"))
    assert told.kind is OutputKind.FACTURX
    assert told.account in {None, ""}


def test_nothing_is_told_of_what_was_not_read_or_is_not_ours(service, who):
    document = upload(service, who, data=paper(2))
    with pytest.raises(WrongState):
        deposit_preview.preview(service, who, document, Choices())
    stranger = principal(service, structure_id=structure(service, "Autre", None))
    with pytest.raises(NotFound):
        deposit_preview.preview(service, stranger, document, Choices())


def test_a_deposit_leaves_a_certificate_on_paper_and_the_file_that_was_sent(service, who, client, read):
    version = documents.get(service, who, read).version
    asked = deposits.request(service, who, read, version, kind="chorus", supplements=Supplements(billing_mode="S1"))
    address = f"/api/v1/deposits/{asked.id}"
    assert client.get(f"{address}/certificate.pdf").status_code == 409
    assert client.get(f"{address}/file").status_code == 409
    deposits.run(service, asked.id)
    paper_told, file = client.get(f"{address}/certificate.pdf"), client.get(f"{address}/file")
    assert (paper_told.status_code, paper_told.content[:4]) == (200, b"%PDF")
    certified = certificates.certificate(service, who, asked.id)
    assert hashlib.sha256(file.content).hexdigest() == certified.sha256
    assert file.headers["ETag"] == f'"{certified.sha256}"'
    assert client.get("/api/v1/deposits/unknown/certificate.pdf").status_code == 404


def test_what_was_read_at_first_stands_beside_what_stands_now(service, who, client, read):
    assert all(one.first == one.now and one.actor is None for one in first_reading.compared(service, who, read))
    address = f"/api/v1/documents/{read}"
    changes = {"version": client.get(address).json()["version"], "fields": {"invoice_number": "AUTRE-1"}}
    assert client.patch(address, json=changes).status_code == 200
    [line] = [one for one in client.get(f"{address}/first-reading").json() if one["field"] == "invoice_number"]
    assert (line["first"], line["now"]) == (number(1), "AUTRE-1")
    assert line["actor"].startswith("clé « tests »")
