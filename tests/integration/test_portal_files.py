"""Files on the portal: what is kept, who sees it, and what becomes of it."""

import base64
import hashlib
import threading

import pytest

from api.app import create_app
from models.lifecycle import Role
from models.portal import NoRight, Refused
from models.portal_terms import FILE_LIMIT
from tests import portal_kit as kit
from tests.api_kit import Client
from tests.worker_kit import make_service, structure
from worker.portal import files
from worker.portal.callers import Caller
from worker.portal.completing import complete
from worker.portal.submission import Attached
from worker.store.tables import PortalFileRow, PortalInvoiceRow

ADD = "/cpro/transverses/v1/ajouter/fichier"
FORGET = "/cpro/transverses/v1/detacherPieceJointe"
FETCH = "/cpro/transverses/v1/telecharger/pieceJointe"


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    opened = make_service(tmp_path_factory.mktemp("portal"))
    kit.qualification(opened)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def person(service):
    return kit.supplier(service)


@pytest.fixture(scope="module")
def rival(service):
    return kit.supplier(service, "Rival", kit.OTHER_SIRET, "tech@rival.fr")


def row_of(service, number):
    with service.store.reading() as session:
        return session.get(PortalFileRow, number)


def refused(service, person, name="a.pdf", data=kit.PDF, **told):
    with pytest.raises(Refused) as caught:
        files.keep(service, person.caller, None, name, told.get("media_type"), told.get("extension"), data)
    return caught.value


def read(service, person, number):
    with service.store.reading() as session:
        return files.read(service, session, person.caller, number)


def test_a_file_is_kept_and_given_back_as_it_came(either_service):
    person = kit.supplier(either_service)
    number = files.keep(either_service, person.caller, None, "C:\\bons\\Bon n° 1.PDF", "text/plain", None, kit.PDF)
    row, data = read(either_service, person, number)
    assert (data, row.sha256, row.size) == (kit.PDF, hashlib.sha256(kit.PDF).hexdigest(), len(kit.PDF))
    assert (row.name, row.extension, row.media_type) == ("Bon n° 1.PDF", "pdf", "application/pdf")
    assert (row.structure_id, row.user_id) == (person.structure_id, person.caller.user_id)
    assert (row.invoice_id, row.main) == (None, False)
    with either_service.store.session() as session:
        files.detach(session, person.caller, number)
    assert row_of(either_service, number) is None
    with pytest.raises(Refused):
        read(either_service, person, number)


def test_the_extension_completes_a_name_that_has_none(service, person):
    told = [("bon", "PDF"), ("bon.v2", ".pdf"), ("bon.pdf", "TXT"), ("bon.pdf", None)]
    rows = [row_of(service, files.keep(service, person.caller, None, *one[:1], None, one[1], kit.PDF)) for one in told]
    assert [row.name for row in rows] == ["bon.pdf", "bon.v2.pdf", "bon.pdf", "bon.pdf"]
    assert {row.extension for row in rows} == {"pdf"}


def test_what_is_too_large_empty_or_not_what_it_says_is_refused(service, person):
    assert refused(service, person, data=b"%PDF-" + b"x" * FILE_LIMIT).code == 20003
    assert "vide" in refused(service, person, data=b"").said
    assert "PDF" in refused(service, person, data=b"MZ\x90").said
    assert "PDF" in refused(service, person, "a.txt", b"text", media_type="application/pdf").said
    for name, extension in (("virus.exe", None), ("virus", None), ("virus", "exe"), ("virus.exe", "js")):
        assert "l'extension doit être" in refused(service, person, name, extension=extension).said
    assert "51 caractères" in refused(service, person, "x" * 47 + ".pdf").said
    assert files.keep(service, person.caller, None, "x" * 46 + ".pdf", None, None, kit.PDF)
    assert files.keep(service, person.caller, None, "x" * 100 + ".pdf", None, None, kit.PDF, longest=200)


def test_a_file_belongs_to_a_structure_of_the_caller(service, person, rival):
    with pytest.raises(NoRight):
        files.keep(service, person.caller, rival.structure_id, "a.pdf", None, None, kit.PDF)
    with pytest.raises(NoRight):
        files.keep(service, Caller("x", "x", "x", {}), None, "a.pdf", None, None, kit.PDF)
    with pytest.raises(NoRight):
        files.keep(service, None, None, "a.pdf", None, None, kit.PDF)
    ours = files.keep(service, None, person.structure_id, "a.pdf", None, None, kit.PDF)
    assert row_of(service, ours).structure_id == person.structure_id


def test_a_file_alone_is_its_uploaders_and_with_an_invoice_both_sides_see_it(service, person, rival):
    body = kit.recipient(service, "22460001500511")
    town = kit.member(service, body, Role.REVIEWER, "agent@departement.fr")
    guest = kit.member(service, body, Role.SUPPLIER, "lecteur@departement.fr")
    colleague = kit.member(service, person.structure_id, Role.SUPPLIER, "collegue@dubois.fr")
    number = kit.file_of(service, person)
    others = (rival, town, guest, colleague)
    for other in others:
        with pytest.raises(Refused):
            read(service, other, number)
        with pytest.raises(Refused), service.store.session() as session:
            files.detach(session, other.caller, number)
    kit.submitted(service, person, "F-1", recipient_siret="22460001500511", attachments=(Attached(number),))
    for seeing in (person, town, colleague):
        assert read(service, seeing, number)[1] == kit.PDF
    for other in (rival, guest):
        with pytest.raises(Refused) as caught:
            read(service, other, number)
        assert caught.value.code == 20005
    with pytest.raises(Refused) as caught, service.store.session() as session:
        files.detach(session, person.caller, number)
    assert (caught.value.code, "déposée" in caught.value.said) == (20006, True)


def test_an_invoice_and_its_files_have_a_limit_together(service, person):
    first = [kit.file_of(service, person, f"{index}.pdf") for index in range(2)]
    with service.store.session() as session:
        for number in first:
            session.get_one(PortalFileRow, number).size = 61 * 1024**2
    with pytest.raises(Refused) as caught:
        kit.submitted(service, person, "BIG-1", attachments=tuple(map(Attached, first)))
    assert (caught.value.code, "120 Mo" in caught.value.said) == (20003, True)
    invoice = kit.submitted(service, person, "BIG-2", attachments=(Attached(first[0]),))
    with service.store.session() as session:
        session.get_one(PortalInvoiceRow, invoice).status = "SUSPENDUE"
    with pytest.raises(Refused) as caught, service.store.session() as session:
        complete(session, person.caller, invoice, (Attached(first[1]),), None)
    assert caught.value.code == 20003
    assert row_of(service, first[1]).invoice_id is None


def test_files_by_the_interface(service, person, rival):
    encoded = base64.b64encode(b"un texte").decode()
    app = create_app(service)
    with Client(app, person.headers) as client, Client(app, rival.headers) as other:
        body = {
            "pieceJointeFichier": f"{encoded[:4]}\n{encoded[4:]}",
            "pieceJointeNom": "bon de commande",
            "pieceJointeExtension": "TXT",
            "pieceJointeTypeMime": "text/plain",
        }
        told = client.post(ADD, json=body).json()
        number = told["pieceJointeId"]
        assert told["codeRetour"] == 0
        given = client.post(FETCH, json={"pieceJointeId": str(number)}).json()
        assert base64.b64decode(given["pieceJointe"]) == b"un texte"
        assert (given["pieceJointeNom"], given["pieceJointeExtension"]) == ("bon de commande.txt", "TXT")
        assert (given["pieceJointeTypeMime"], given["pieceJointeTaille"]) == ("text/plain", 8)
        assert other.post(FETCH, json={"pieceJointeId": number}).json()["codeRetour"] == 20005
        assert other.post(FORGET, json={"idPieceJointeObjet": number}).json()["codeRetour"] == 20005
        assert "telecharger/groupe" in client.post(FETCH, json={"objetPieceJointe": "FACTURE"}).json()["libelle"]
        wrong = client.post(ADD, json={**body, "pieceJointeFichier": "pas du base64 !"}).json()
        assert (wrong["codeRetour"], "base64" in wrong["libelle"]) == (20004, True)
        assert "vide" in client.post(ADD, json={**body, "pieceJointeFichier": ""}).json()["libelle"]
        large = base64.b64encode(b"x" * (FILE_LIMIT + 1)).decode()
        assert client.post(ADD, json={**body, "pieceJointeFichier": large}).json()["codeRetour"] == 20003
        assert client.post(FORGET, json={"idPieceJointeObjet": number}).json()["codeRetour"] == 0
        for body in ({"pieceJointeId": number}, {}):
            assert client.post(FORGET, json=body).json()["codeRetour"] == 20005


def test_an_account_of_several_structures_uses_its_file_for_any_of_them(service, person):
    second = structure(service, "Filiale", "40483304800022")
    boss = kit.member(service, second, Role.SUPPLIER, "groupe@dubois.fr")
    both = Caller(boss.caller.user_id, "x", "x", {second: Role.SUPPLIER, person.structure_id: Role.SUPPLIER})
    number = files.keep(service, both, None, "a.pdf", None, None, kit.PDF)
    assert row_of(service, number).structure_id == min(both.roles)
    kit.submitted(service, boss, "G-1", attachments=(Attached(number),))
    assert row_of(service, number).structure_id == second


def test_a_file_asked_for_twice_at_one_moment_goes_with_one_invoice(either_service):
    kit.qualification(either_service)
    person = kit.supplier(either_service)
    shared, outcomes, start = kit.file_of(either_service, person), [], threading.Barrier(4)

    def one(number):
        start.wait()
        try:
            outcomes.append(kit.submitted(either_service, person, f"T-{number}", attachments=(Attached(shared),)))
        except Refused as error:
            outcomes.append(error.said)

    threads = [threading.Thread(target=one, args=(number,)) for number in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sum(isinstance(outcome, str) and "accompagne déjà" in outcome for outcome in outcomes) == 3
    assert row_of(either_service, shared).invoice_id in outcomes
