"""What a supplier can do where the portal stopped an invoice: recycle it, complete it, acknowledge and replace it."""

import pytest
from sqlalchemy import select, update

from api.app import create_app
from models.lifecycle import State
from models.output import Supplements
from models.portal import Status
from tests.api_kit import Client
from tests.integration.durability_papers import number, paper
from tests.portal_kit import recipient
from tests.worker_kit import upload
from worker import deposits, documents, following, history, keys, reading
from worker.portal import treating
from worker.store.tables import DepositRow, PortalFileRow, PortalInvoiceRow, StructureRow

OTHER = "12345678200051"


@pytest.fixture
def client(service, who):
    with service.store.session() as session:
        secret = keys.issue(session, who.structure_id, "tests", who.role).secret
    with Client(create_app(service), {"Authorization": f"Bearer {secret}"}) as opened:
        yield opened


@pytest.fixture
def stopped(service, who, town):
    """A function that deposits an invoice and has its recipient stop it; the address of its document."""

    def stop(new, reason):
        document = upload(service, who, data=paper(1))
        reading.read_documents(service, document)
        told = documents.get(service, who, document)
        supplements = Supplements(billing_mode="S1")
        asked = deposits.request(service, who, document, told.version, kind="chorus", supplements=supplements)
        deposits.run(service, asked.id)
        treat(service, town, document, new, reason)
        return f"/api/v1/documents/{document}"

    return stop


def treat(service, town, document, new, reason=None):
    with service.store.session() as session:
        treating.treat(session, town, invoice_of(session, document).id, new, reason, None)
    follow(service)


def follow(service):
    with service.store.reading() as session:
        due = following.due(session)
    for one in due:
        following.run(service, one)


def invoice_of(session, document):
    """What the portal has of a document."""
    deposited = select(DepositRow.id).where(DepositRow.document_id == document)
    return session.scalars(select(PortalInvoiceRow).where(PortalInvoiceRow.key.in_(deposited))).one()


def act(client, address, step, **asked):
    return client.post(f"{address}/{step}", json={"version": client.get(address).json()["version"], **asked})


def test_an_invoice_that_went_to_the_wrong_place_is_sent_to_the_right_one(service, who, client, stopped):
    recipient(service, OTHER, "Aucune obligation")
    address = stopped(Status.A_RECYCLER, "Ce n'est pas pour nous.")
    told = client.get(address).json()
    assert (told["platform_status"], told["ways_out"]) == ("A_RECYCLER", ["recycle"])
    wrong = act(client, address, "recycle", siret="35600000000048")
    assert (wrong.status_code, wrong.json()["code"]) == (422, "platform_refused")
    assert "35600000000048 est absent de l'annuaire" in wrong.json()["detail"]
    assert act(client, address, "complete", comment="?").json()["code"] == "wrong_state"
    done = act(client, address, "recycle", siret=OTHER, engagement="E-9", comment="Avec nos excuses.")
    assert (done.status_code, done.json()["buyer"], done.json()["buyer_name"]) == (200, OTHER, "Aucune obligation")
    assert done.headers["ETag"] == f'"{done.json()["version"]}"'
    follow(service)
    told = client.get(address).json()
    assert (told["state"], told["platform_status"], told["ways_out"]) == ("deposited", "MISE_A_DISPOSITION", [])
    with service.store.reading() as session:
        row = invoice_of(session, told["id"])
        assert (row.number, row.engagement) == (number(1), "E-9")
        assert session.get_one(StructureRow, row.recipient_id).siret == OTHER
    lines = history.of(service, who, told["id"])
    [line] = [one for one in lines.actions if one.code == "recycled"]
    assert line.actor.startswith("clé « tests »")
    assert (line.comment, line.details["siret"]) == ("Avec nos excuses.", OTHER)
    assert [one.code for one in lines.states][-3:] == ["A_RECYCLER", "DEPOSEE", "MISE_A_DISPOSITION"]
    assert [one.comment for one in lines.states if one.code == "A_RECYCLER"] == ["Ce n'est pas pour nous."]


def test_a_suspended_invoice_is_completed_with_what_was_missing(service, who, client, stopped):
    address = stopped(Status.SUSPENDUE, "Il manque le bon de livraison.")
    assert client.get(address).json()["ways_out"] == ["complete"]
    nothing = act(client, address, "complete")
    assert (nothing.status_code, nothing.json()["code"]) == (422, "platform_refused")
    assert act(client, address, "complete", attachment_ids=["inconnue"]).status_code == 404
    attached = client.post(f"{address}/attachments", files={"file": ("bl.pdf", b"%PDF-1.4 bl", "application/pdf")})
    assert attached.status_code == 201
    kept = attached.json()["id"]
    assert client.delete(f"{address}/attachments/{kept}").json()["code"] == "wrong_state"
    assert act(client, address, "complete", attachment_ids=[kept], comment="Le voici.").status_code == 200
    follow(service)
    told = client.get(address).json()
    assert (told["platform_status"], told["ways_out"]) == ("COMPLETEE", [])
    with service.store.reading() as session:
        files = session.scalars(select(PortalFileRow).where(PortalFileRow.main.is_(False))).all()
        assert [(one.name, one.invoice_id) for one in files] == [("bl.pdf", invoice_of(session, told["id"]).id)]
    assert "completed" in [one.code for one in history.of(service, who, told["id"]).actions]
    more = client.post(f"{address}/attachments", files={"file": ("b.pdf", b"%PDF-1.4 b", "application/pdf")})
    assert more.json()["code"] == "wrong_state"


def test_a_rejected_invoice_is_acknowledged_and_made_anew_with_another_number(service, who, client, stopped):
    address = stopped(Status.REJETEE, "Le montant ne correspond pas au devis.")
    assert client.get(address).json()["ways_out"] == ["acknowledge", "replace"]
    assert act(client, address, "acknowledge").status_code == 200
    follow(service)
    assert client.get(address).json()["ways_out"] == ["replace"]
    made = act(client, address, "replace")
    assert made.status_code == 201
    new = made.headers["Location"]
    assert act(client, address, "replace").json()["code"] == "wrong_state"
    told = client.get(new).json()
    assert (told["state"], told["ready"], "number" in told) == ("to_review", False, False)
    assert [one["rule"] for one in told["findings"] if one["severity"] == "blocking"] == ["FR-M-11"]
    same = client.patch(new, json={"version": told["version"], "fields": {"invoice_number": number(1)}}).json()
    assert "PF-DUP-DEPOSITED" in [one["rule"] for one in same["findings"]]
    other = client.patch(new, json={"version": same["version"], "fields": {"invoice_number": "AH-2026-B"}}).json()
    assert (other["state"], other["duplicates"]) == ("ready", [])
    asked = act(client, new, "deposit", kind="chorus", supplements={"billing_mode": "S1"})
    assert asked.status_code == 202, asked.json()
    deposits.run(service, asked.json()["id"])
    assert client.get(new).json()["state"] == State.DEPOSITED
    before, after = (history.of(service, who, one.rpartition("/")[2]).actions for one in (address, new))
    assert {"rejection_acknowledged", "ACQUITTEMENT_REJET", "replaced"} <= {one.code for one in before}
    assert [one.details["replaces"] for one in after if one.code == "replaces"] == [address.rpartition("/")[2]]


def test_a_folder_offers_no_way_out_but_a_new_invoice(service, client, stopped):
    address = stopped(Status.REJETEE, "Non.")
    with service.store.session() as session:
        session.execute(update(DepositRow).values(gateway="folder"))
    assert client.get(address).json()["ways_out"] == ["replace"]
    assert act(client, address, "acknowledge").json()["code"] == "wrong_state"


def test_the_cause_of_a_stop_is_told_with_the_document(service, client, stopped):
    address = stopped(Status.SUSPENDUE, "Merci de joindre le bon de livraison signé. L'engagement est correct.")
    why = client.get(address).json()["causes"][0]
    assert (why["cause"], why["way"]) == ("attachment", "complete")
    assert "bon de livraison" in " ".join(why["words"])
    assert why["advice"]["fr"].endswith("Complétez ensuite la facture : elle garde son numéro et reprend son chemin.")
    assert act(client, address, "complete", comment="Le voici.").json()["causes"]
    follow(service)
    assert client.get(address).json()["causes"] == []
