"""Documents over HTTP: sent, listed, read, corrected, given back; every refusal says what to do."""

from __future__ import annotations

import pytest

from api.app import create_app
from models.lifecycle import State
from tests.api_kit import Client
from tests.worker_kit import extraction_of, make_service, principal, upload
from worker import keys
from worker.store.tables import DocumentRow, EventRow

PDF = b"%PDF-1.4 une facture"


@pytest.fixture
def service(tmp_path):
    opened = make_service(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def who(service):
    return principal(service)


@pytest.fixture
def client(service, who):
    with Client(create_app(service), {"Authorization": f"Bearer {key_of(service, who)}"}) as opened:
        yield opened


def key_of(service, who):
    with service.store.session() as session:
        return keys.issue(session, who.structure_id, "tests", who.role).secret


def send(client, *files, **more):
    return client.post("/api/v1/documents", files=[("files", (name, data)) for name, data in files], **more)


def rows(service):
    with service.store.reading() as session:
        return session.query(DocumentRow).all()


def refused(answer, status, code):
    told = answer.json()
    assert (answer.status_code, told["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert told["request_id"] == answer.headers["x-request-id"]
    assert len(told["detail"]) > 20
    assert told["detail"] != told["detail_en"]
    return told


def test_a_file_is_stored_and_noted_before_the_answer(client, service, who):
    answer = send(client, ("facture.pdf", PDF))
    told = answer.json()["files"][0]
    assert (answer.status_code, told["outcome"], told["document"]["state"]) == (201, "created", "received")
    [row] = rows(service)
    assert answer.headers["location"] == f"/api/v1/documents/{row.id}"
    assert (row.structure_id, row.media_type, service.files.read(row.sha256)) == (
        who.structure_id,
        "application/pdf",
        PDF,
    )
    with service.store.reading() as session:
        assert [(event.code, event.actor is not None) for event in session.query(EventRow)] == [("received", True)]


def test_the_same_content_is_one_document_whatever_its_name(client, service):
    first = send(client, ("a.pdf", PDF)).json()["files"][0]["document"]
    again = send(client, ("b.pdf", PDF), ("c.pdf", PDF + b"2"), ("d.pdf", PDF + b"2"))
    assert [file["outcome"] for file in again.json()["files"]] == ["known", "created", "known"]
    assert again.json()["files"][0]["document"]["id"] == first["id"]
    assert send(client, ("a.pdf", PDF)).status_code == 200
    assert len(rows(service)) == 2


def test_another_structure_has_a_document_of_its_own(client, service):
    send(client, ("a.pdf", PDF))
    with Client(create_app(service), {"Authorization": f"Bearer {key_of(service, principal(service))}"}) as stranger:
        told = send(stranger, ("a.pdf", PDF)).json()["files"][0]
    assert told["outcome"] == "created"
    assert len(rows(service)) == 2


def test_a_file_that_is_refused_does_not_stop_the_others(client, service):
    answer = send(client, ("lettre.docx", b"bonjour"), ("facture.xml", b"<?xml version='1.0'?><a/>"), ("vide.pdf", b""))
    files = answer.json()["files"]
    assert [file["outcome"] for file in files] == ["refused", "created", "refused"]
    assert "PDF" in files[0]["problem"]["message"]["fr"]
    assert "vide" in files[2]["problem"]["message"]["fr"]
    assert [row.media_type for row in rows(service)] == ["application/xml"]


def test_files_that_are_all_refused_are_a_problem_that_names_each(client, service):
    told = refused(send(client, ("a.exe", b"MZ..."), ("b.rtf", b"{\\rtf1")), 422, "invalid_request")
    assert [error["field"] for error in told["errors"]] == ["a.exe", "b.rtf"]
    assert rows(service) == []


def test_a_file_that_is_too_large_is_refused(tmp_path):
    service = make_service(tmp_path, max_upload_bytes=2**20)
    who = principal(service)
    with Client(create_app(service), {"Authorization": f"Bearer {key_of(service, who)}"}) as client:
        refused(send(client, ("grand.pdf", PDF + b" " * 2**20)), 422, "invalid_request")
        refused(send(client, *((f"{index}.pdf", PDF + b" " * (2**20 - 99)) for index in range(9))), 413, "too_large")
    assert rows(service) == []
    service.close()


def test_more_files_than_allowed_are_refused(tmp_path):
    service = make_service(tmp_path, max_files_per_upload=2)
    with Client(create_app(service), {"Authorization": f"Bearer {key_of(service, principal(service))}"}) as client:
        answer = send(client, *((f"{index}.pdf", PDF + b"%d" % index) for index in range(3)))
    assert answer.status_code in {400, 422}
    assert rows(service) == []
    service.close()


def test_a_repeated_key_gives_the_first_answer_again(client, service):
    first = send(client, ("a.pdf", PDF), headers={"Idempotency-Key": "envoi-1"})
    again = send(client, ("a.pdf", PDF), headers={"Idempotency-Key": "envoi-1"})
    assert (again.status_code, again.json()) == (first.status_code, first.json())
    assert again.json()["files"][0]["outcome"] == "created"
    told = refused(send(client, ("b.pdf", PDF + b"b"), headers={"Idempotency-Key": "envoi-1"}), 422, "invalid_request")
    assert "Idempotency-Key" in told["detail"]
    assert len(rows(service)) == 1


def test_files_may_come_as_a_batch(client, service):
    made = send(client, ("a.pdf", PDF), ("b.pdf", PDF + b"b"), data={"batch": "Courrier  de mars"}).json()
    more = send(client, ("c.pdf", PDF + b"c"), data={"batch_id": made["batch_id"]}).json()
    assert more["batch_id"] == made["batch_id"]
    assert {row.batch_id for row in rows(service)} == {made["batch_id"]}
    listed = client.get("/api/v1/documents", params={"batch_id": made["batch_id"]}).json()
    assert listed["total"] == 3
    refused(send(client, ("d.pdf", PDF + b"d"), data={"batch_id": "nul"}), 404, "not_found")


def test_names_are_shown_without_what_could_deceive(client):
    told = send(client, ("../../reçu\u202efdp.pdf", PDF)).json()["files"][0]["document"]
    assert told["name"] == "reçufdp.pdf"
    saved = client.get(f"/api/v1/documents/{told['id']}/file")
    assert saved.content == PDF
    assert saved.headers["content-disposition"].startswith('attachment; filename="re_ufdp.pdf"')
    assert saved.headers["x-content-type-options"] == "nosniff"


def test_what_is_no_form_or_has_no_file_is_told_so(client):
    refused(client.post("/api/v1/documents", json={"files": []}), 422, "invalid_request")
    refused(client.post("/api/v1/documents", data={"files": "a"}, files={"x": b"y"}), 422, "invalid_request")
    broken = client.post("/api/v1/documents", content=b"x", headers={"Content-Type": "multipart/form-data"})
    refused(broken, 400, "invalid_request")


def test_without_a_key_nothing_is_taken(service):
    with Client(create_app(service)) as stranger:
        refused(send(stranger, ("a.pdf", PDF)), 401, "not_signed_in")
    assert rows(service) == []


def test_a_list_is_filtered_and_paged(client, service, who):
    for index in range(5):
        upload(service, who, f"{index}.pdf", extraction=extraction_of(invoice_number=f"F-{index}"))
    upload(service, who, "neuf.pdf")
    first = client.get("/api/v1/documents", params={"limit": 2, "sort": "name"}).json()
    then = client.get("/api/v1/documents", params={"limit": 2, "sort": "name", "cursor": first["next"]}).json()
    assert (first["total"], [item["name"] for item in first["items"] + then["items"]]) == (
        6,
        ["0.pdf", "1.pdf", "2.pdf", "3.pdf"],
    )
    assert client.get("/api/v1/documents", params={"state": "received"}).json()["total"] == 1
    assert client.get("/api/v1/documents", params={"number": "f-3"}).json()["total"] == 1
    told = refused(client.get("/api/v1/documents", params={"limit": 0, "state": "x"}), 422, "invalid_request")
    assert {error["field"] for error in told["errors"]} == {"query.limit", "query.state.0"}
    refused(client.get("/api/v1/documents", params={"cursor": "zzz"}), 422, "invalid_request")
    late = client.get("/api/v1/documents", params={"created_from": "9999-12-31T23:59:59-12:00"})
    refused(late, 422, "invalid_request")


def test_a_correction_needs_the_version_that_was_seen(client, service, who):
    document = upload(service, who, extraction=extraction_of(issue_date=None))
    address = f"/api/v1/documents/{document}"
    seen = client.get(address)
    assert "issue_date" not in seen.json()["extraction"]["fields"]
    change = {"fields": {"issue_date": "12/03/2026"}}
    refused(client.patch(address, json=change), 428, "version_missing")
    done = client.patch(address, json=change, headers={"If-Match": seen.headers["etag"]})
    assert done.json()["extraction"]["fields"]["issue_date"]["value"] == "2026-03-12"
    assert done.headers["etag"] != seen.headers["etag"]
    told = refused(client.patch(address, json={**change, "version": seen.json()["version"]}), 409, "stale_version")
    assert told["current_version"] == done.json()["version"]
    [kept] = client.get(f"{address}/corrections").json()
    assert (kept["field"], kept["old"], kept["new"]) == ("issue_date", None, "2026-03-12")
    history = client.get(f"{address}/history").json()
    assert [line["code"] for line in history["actions"]] == ["corrected"]


def test_a_correction_that_is_not_understood_names_its_field(client, service, who):
    document = upload(service, who, extraction=extraction_of())
    address = f"/api/v1/documents/{document}"
    told = refused(
        client.patch(address, json={"version": 1, "fields": {"issue_date": "hier"}}), 422, "invalid_correction"
    )
    assert told["errors"][0]["field"] == "issue_date"
    told = refused(client.patch(address, json={"version": 2**40, "champs": {}}), 422, "invalid_request")
    assert {error["field"] for error in told["errors"]} == {"body.version", "body.champs"}
    both = client.patch(address, json={"version": 1}, headers={"If-Match": '"2"'})
    refused(both, 422, "invalid_request")
    refused(client.patch(address, json={}, headers={"If-Match": "*"}), 422, "invalid_request")


def test_a_document_is_read_anew_on_demand(client, service, who):
    document = upload(service, who, state=State.FAILED, tries=3, error={"code": "x", "message": {"fr": "a", "en": "b"}})
    answer = client.post(f"/api/v1/documents/{document}/reread")
    assert (answer.status_code, answer.json()["state"], answer.json()["tries"]) == (202, "received", 0)
    assert "error" not in answer.json()
    refused(client.post(f"/api/v1/documents/{document}/reread"), 409, "wrong_state")


def test_a_deleted_document_is_gone(client, service, who):
    document = upload(service, who)
    refused(client.delete(f"/api/v1/documents/{document}", headers={"If-Match": '"7"'}), 409, "stale_version")
    assert client.delete(f"/api/v1/documents/{document}").status_code == 204
    refused(client.get(f"/api/v1/documents/{document}"), 404, "not_found")


def test_approving_an_invoice_that_is_not_ready_tells_what_forbids_it(client, service, who):
    document = upload(service, who, extraction=extraction_of(issue_date=None))
    told = refused(client.post(f"/api/v1/documents/{document}/approve", json={"version": 1}), 422, "not_ready")
    assert told["findings"][0]["severity"] == "blocking"
