"""Invoices taken by the portal: by its own function on both databases, and by `soumettre` as programs call it."""

import threading
from collections import Counter
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from api.app import create_app
from api.chorus.objects.values import day
from models.lifecycle import Role
from models.portal import EntryKind, Refused, Status
from tests import portal_kit as kit
from tests.api_kit import Client
from tests.worker_kit import make_service, structure
from worker.portal.callers import Caller
from worker.portal.submission import Attached
from worker.portal.submitting import check, submit
from worker.store.tables import (
    MembershipRow,
    PortalEntryRow,
    PortalFileRow,
    PortalInvoiceRow,
    ServiceRow,
    StructureRow,
    now,
)

SOUMETTRE = "/cpro/factures/v1/soumettre"


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


@pytest.fixture(scope="module")
def client(service, person):
    with Client(create_app(service), person.headers) as opened:
        yield opened


def entries(service, invoice_id):
    query = select(PortalEntryRow).where(PortalEntryRow.invoice_id == invoice_id).order_by(PortalEntryRow.id)
    with service.store.reading() as session:
        return session.scalars(query).all()


def refused(service, person, number="R-1", **changes):
    with pytest.raises(Refused) as caught:
        kit.submitted(service, person, number, **changes)
    with service.store.reading() as session:
        assert session.scalar(select(PortalInvoiceRow.id).where(PortalInvoiceRow.number == number)) is None
    return caught.value


def test_an_invoice_is_taken_and_put_at_its_recipients_disposal(either_service):
    bodies = kit.qualification(either_service)
    person = kit.supplier(either_service)
    main, more = kit.file_of(either_service, person), kit.attachment(either_service, person)
    account, _ = kit.bank_account(either_service, person.structure_id)
    taken = kit.submitted(
        either_service, person, recipient_siret=kit.SERVICE_WANTED, service_code=kit.SERVICE, mode="DEPOT_PDF_API",
        main_file=main, attachments=(more,), account_id=account, engagement="EJ-7", comment="Bonjour", key="k-1",
    )  # fmt: skip
    row = kit.invoice_row(either_service, taken)
    assert (row.recipient_id, row.status, row.number) == (bodies[kit.SERVICE_WANTED], "MISE_A_DISPOSITION", "F-2026-1")
    assert (row.gross, row.engagement, row.account_id, row.key) == (Decimal(120), "EJ-7", account, "k-1")
    assert row.request["lines"][0]["lignePosteMontantUnitaireHT"] == "100.00"
    assert row.user_id == person.caller.user_id
    told = [(one.kind, one.code, one.user_id) for one in entries(either_service, taken)]
    assert told == [
        (EntryKind.STATUS, Status.DEPOSEE, person.caller.user_id),
        (EntryKind.STATUS, Status.MISE_A_DISPOSITION, None),
    ]
    with either_service.store.reading() as session:
        files = session.scalars(select(PortalFileRow).order_by(PortalFileRow.id)).all()
        service_id = session.scalar(select(ServiceRow.id).where(ServiceRow.code == kit.SERVICE))
    assert row.service_id == service_id
    assert [(one.id, one.invoice_id, one.main) for one in files] == [(main, taken, True), (more.file_id, taken, False)]
    assert files[1].designation == "Bon de livraison"


def test_a_number_is_taken_once_however_many_ask_at_the_same_moment(either_service):
    kit.qualification(either_service)
    person = kit.supplier(either_service)
    outcomes, start = [], threading.Barrier(6)

    def one():
        start.wait()
        try:
            outcomes.append(("taken", kit.submitted(either_service, person)))
        except Refused as error:
            outcomes.append((error.code, error.said))

    threads = [threading.Thread(target=one) for _ in range(6)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert Counter(kind for kind, _ in outcomes) == {"taken": 1, 20015: 5}
    said = next(said for kind, said in outcomes if kind == 20015)
    assert f"{now():%d/%m/%Y}" in said
    assert "« Mise à disposition »" in said
    with either_service.store.reading() as session:
        assert session.scalar(select(func.count()).select_from(PortalInvoiceRow)) == 1
        assert session.scalar(select(func.count()).select_from(PortalEntryRow)) == 2


def test_two_suppliers_may_use_the_same_number(service, person, rival):
    ours, theirs = kit.submitted(service, person, "SAME-1"), kit.submitted(service, rival, "SAME-1")
    assert ours != theirs


def test_a_depositors_key_is_used_once(service, person):
    kit.submitted(service, person, "KEY-1", key="deposit-1")
    assert "KEY-1" in refused(service, person, "KEY-2", key="deposit-1").said


def test_the_portal_numbers_invoices_that_come_without(service, person):
    first, second = (kit.invoice_row(service, kit.submitted(service, person, None)) for _ in range(2))
    assert first.number == f"CPP{first.id:010d}"
    assert first.number != second.number
    kit.submitted(service, person, f"CPP{second.id + 2:010d}")
    third = kit.invoice_row(service, kit.submitted(service, person, None))
    assert third.number == f"CPP{third.id:010d}-1"


def test_the_certificate_is_of_everything_that_was_deposited(service, person):
    def certificate(number, **changes):
        return kit.invoice_row(service, kit.submitted(service, person, number, **changes)).certificate

    def with_file(number, data):
        told = {"mode": "DEPOT_PDF_API", "main_file": kit.file_of(service, person, data=data)}
        return certificate(number, **told)

    digests = [certificate("C-1"), certificate("C-2"), with_file("C-3", kit.PDF), with_file("C-4", kit.PDF + b"%")]
    assert len(set(digests)) == 4
    assert all(len(digest) == 64 for digest in digests)


@pytest.mark.parametrize(
    ("routing", "refusal"),
    [
        ((kit.SERVICE_WANTED, None, None), 20010),
        ((kit.SERVICE_WANTED, kit.SERVICE, None), None),
        ((kit.SERVICE_WANTED, "AUTRE", None), 20011),
        ((kit.ENGAGEMENT_WANTED, None, None), 20012),
        ((kit.ENGAGEMENT_WANTED, None, "1234"), None),
        ((kit.EITHER_WANTED, None, None), 20013),
        ((kit.EITHER_WANTED, None, "1234"), None),
        ((kit.EITHER_WANTED, kit.EITHER_SERVICE, None), None),
        ((kit.NOTHING_WANTED, None, None), None),
        ((kit.STATE, kit.STATE_SERVICE, None), None),
        (("99999999999999", None, None), 20008),
        ((None, None, None), 20018),
    ],
)
def test_what_the_recipient_demands_is_looked_at(service, person, routing, refusal):
    siret, code, engagement = routing
    asked = kit.submission(person, "O-1", recipient_siret=siret, service_code=code, engagement=engagement)
    with service.store.reading() as session:
        if refusal is None:
            check(session, asked, person.caller)
            return
        with pytest.raises(Refused) as caught:
            check(session, asked, person.caller)
    assert caught.value.code == refusal


def test_inactive_recipients_and_services_take_no_invoice(service, person):
    gone = kit.recipient(service, "22460001500511", active=False)
    open_one = kit.recipient(service, "21380538500019")
    kit.add_service(service, open_one, "OLD", active=False)
    kit.add_service(service, open_one, "STRICT", engagement_required=True)
    assert gone
    assert refused(service, person, recipient_siret="22460001500511").code == 20009
    assert refused(service, person, recipient_siret="21380538500019", service_code="OLD").code == 20011
    assert "STRICT" in refused(service, person, recipient_siret="21380538500019", service_code="STRICT").said
    assert kit.submitted(
        service, person, "O-2", recipient_siret="21380538500019", service_code="STRICT", engagement="1"
    )


@pytest.mark.parametrize(
    ("changes", "code", "said"),
    [
        ({"mode": "FAX"}, 20018, "modeDepot"),
        ({"kind": "ACOMPTE"}, 20018, "AVOIR, FACTURE"),
        ({"kind": None}, 20018, "typeFacture"),
        ({"frame": "A4_PROJET_DECOMPTE_MENSUEL"}, 20018, "A12_FACTURE_COTRAITANT"),
        ({"vat_kind": "TVA"}, 20018, "typeTva"),
        ({"currency": "euro"}, 20018, "EUR"),
        ({"issue_date": now().date() + timedelta(days=40)}, 20018, "futur"),
        ({"lines": ()}, 20018, "au moins une ligne"),
        ({"mode": "DEPOT_PDF_API"}, 20018, "deposer/pdf"),
        ({"comment": "x" * 2001}, 20018, "2001 caractères, 2000 au plus"),
        ({"engagement": "9" * 51}, 20018, "numeroBonCommande"),
        ({"payment_mode": "BITCOIN"}, 20018, "modePaiement"),
        ({"kind": "AVOIR"}, 20017, "un avoir"),
        ({"account_id": "nothing"}, 20017, "compte actif"),
        ({"supplier_service_id": "nothing"}, 20018, "idServiceFournisseur"),
        ({"net": None}, 20016, "montantHtTotal"),
        ({"due": None}, 20016, "montantAPayer"),
        ({"gross": Decimal(121)}, 20016, "120.00"),
        ({"discount": Decimal(10)}, 20016, "110.00"),
        ({"due": Decimal("120.02")}, 20016, "dépasse"),
        ({"due": Decimal(-120)}, 20016, "dépasse"),
        ({"net": Decimal("1e13")}, 20016, "19 positions"),
        ({"vat": Decimal("20.0000001")}, 20016, "6 décimales"),
        ({"lines": ({"lignePosteQuantite": Decimal("NaN")},)}, 20016, "lignePosteQuantite"),
        ({"attachments": (Attached(10**6),)}, 20005, "1000000"),
        ({"attachments": (Attached(2**40),)}, 20005, "introuvable"),
        ({"attachments": (Attached(1, "x" * 101),)}, 20004, "100 caractères"),
    ],
)
def test_what_an_invoice_must_be_is_looked_at(service, person, changes, code, said):
    told = refused(service, person, **changes)
    assert (told.code, said in told.said) == (code, True), told.said


@pytest.mark.parametrize("number", ["F 1", "Facturé-1", "F.1", "1" * 21, "F\n1", "F1\n"])
def test_a_number_has_few_signs(service, person, number):
    assert refused(service, person, number).code == 20014


def test_amounts_may_have_three_decimals_a_discount_and_be_negative(service, person):
    real = {"net": "1326.00", "vat": "130.272", "discount": "50.00", "gross": "1406.272", "due": "1400.00"}
    assert kit.submitted(service, person, "A-1", **{name: Decimal(value) for name, value in real.items()})
    rounded = {"net": Decimal("99.995"), "vat": Decimal("19.999"), "gross": Decimal("120.00")}
    assert kit.submitted(service, person, "A-2", **rounded)
    credit = {"net": "-100", "vat": "-20", "gross": "-120", "due": "-120"}
    amounts = {name: Decimal(value) for name, value in credit.items()}
    assert kit.submitted(service, person, "A-3", kind="AVOIR", payment_mode=None, **amounts)


def test_an_account_of_another_or_a_closed_one_is_refused(service, person, rival):
    theirs, _ = kit.bank_account(service, rival.structure_id)
    closed, _ = kit.bank_account(service, person.structure_id, "FR1420041010050500013M02606", active=False)
    assert {refused(service, person, account_id=one).code for one in (theirs, closed)} == {20017}


def test_a_file_is_its_uploaders_and_goes_with_one_invoice(service, person, rival):
    theirs = kit.file_of(service, rival)
    assert refused(service, person, mode="DEPOT_PDF_API", main_file=theirs).code == 20005
    ours = kit.pdf_submission(service, person, "P-1")
    with service.store.session() as session:
        submit(session, person.caller, ours)
    assert refused(service, person, mode="DEPOT_PDF_API", main_file=ours.main_file).code == 20006
    both = kit.file_of(service, person)
    twice = {"mode": "DEPOT_PDF_API", "main_file": both, "attachments": (Attached(both),)}
    assert refused(service, person, **twice).code == 20006
    text = kit.file_of(service, person, "facture.txt", b"text")
    assert "PDF" in refused(service, person, mode="DEPOT_PDF_API", main_file=text).said


def test_a_pdf_has_a_number_of_its_own_and_may_come_from_a_service_of_the_supplier(service, person):
    with service.store.session() as session, pytest.raises(Refused) as caught:
        submit(session, person.caller, kit.pdf_submission(service, person, None))
    assert "numeroFactureSaisi" in caught.value.said
    workshop = kit.add_service(service, person.structure_id, "ATELIER")
    taken = kit.submitted(service, person, "W-1", supplier_service_id=workshop)
    assert kit.invoice_row(service, taken).request["supplier_service_id"] == workshop


def test_only_what_is_taken_already_is_told_as_such(service, person):
    with pytest.raises(IntegrityError), service.store.session() as session:
        submit(session, person.caller, kit.submission(person, "I-1", flow_id="no such flow"))


def test_the_service_itself_deposits_without_an_account_but_not_in_the_name_of_nobody(service, person, rival):
    with service.store.session() as session:
        assert submit(session, None, kit.submission(person, "S-1")).user_id is None
    stranger = Caller("x", "x@x.fr", "X", {rival.structure_id: Role.MANAGER})
    with service.store.reading() as session:
        with pytest.raises(Refused) as caught:
            check(session, kit.submission(person, "S-2"), stranger)
        assert caught.value.code == 20001
        with pytest.raises(Refused) as caught:
            check(session, kit.submission(person, "S-2", supplier_id="nobody"))
        assert caught.value.code == 20007


def asked(**changes):
    told = {
        "idUtilisateurCourant": 0,
        "modeDepot": "SAISIE_API",
        "numeroFactureSaisi": "H-1",
        "dateFacture": "2026-10-01",
        "destinataire": {"codeDestinataire": kit.SERVICE_WANTED, "codeServiceExecutant": kit.SERVICE},
        "fournisseur": {},
        "cadreDeFacturation": {"codeCadreFacturation": "A1_FACTURE_FOURNISSEUR"},
        "references": {"deviseFacture": "EUR", "typeFacture": "FACTURE", "typeTva": "TVA_SUR_DEBIT"},
        "lignePoste": [{"lignePosteNumero": 1, "lignePosteQuantite": 1, "lignePosteMontantUnitaireHT": 100}],
        "ligneTva": [],
        "montantTotal": {"montantHtTotal": 100, "montantTVA": 20, "montantTtcTotal": 120, "montantAPayer": 120},
    }
    return {**told, **changes}


def test_soumettre_answers_with_the_receipt(service, client, person):
    told = client.post(SOUMETTRE, json=asked(fournisseur={"idFournisseur": person.number}))
    assert told.status_code == 200, told.text
    receipt = told.json()
    row = kit.invoice_row(service, receipt["identifiantFactureCPP"])
    with service.store.reading() as session:
        siret = session.get_one(StructureRow, person.structure_id).siret
    assert (receipt["codeRetour"], receipt["libelle"]) == (0, "TRA_MSG_00.000")
    assert (receipt["numeroFacture"], receipt["statutFacture"]) == ("H-1", "DEPOSEE")
    assert (receipt["identifiantStructure"], receipt["empreinteCertificatDepot"]) == (siret, row.certificate)
    assert receipt["dateDepot"] == day(row.deposited_at)
    assert row.user_id == person.caller.user_id
    again = client.post(SOUMETTRE, json=asked()).json()
    assert (again["codeRetour"], "H-1" in again["libelle"]) == (20015, True)
    assert "identifiantFactureCPP" not in again


def test_values_are_understood_as_programs_write_them(service, client, person):
    pdf, bill = kit.file_of(service, person), kit.file_of(service, person, "bon.pdf")
    _, account = kit.bank_account(service, person.structure_id, "FR7610107001011234567890129")
    told = client.post(
        SOUMETTRE,
        json=asked(
            modeDepot="DEPOT_PDF_API",
            numeroFactureSaisi=20260017,
            dateFacture="2026-10-01T22:00:00.000Z",
            fournisseur={
                "idFournisseur": str(person.number),
                "idServiceFournisseur": 0,
                "codeCoordonneesBancairesFournisseur": str(account),
            },
            references={
                "deviseFacture": "", "typeFacture": "FACTURE", "typeTva": "", "numeroMarche": " ", "modePaiement": None
            },
            lignePoste=None,
            ligneTva=[{"ligneTvaTaux": "TVA5", "ligneTvaMontantBaseHtParTaux": "100.00"}],
            montantTotal={
                "montantHtTotal": "100.10", "montantTVA": 20, "montantTtcTotal": "120.1", "montantAPayer": "0"
            },
            pieceJointePrincipale=[{"pieceJointePrincipaleId": str(pdf)}],
            pieceJointeComplementaire=[{"pieceJointeComplementaireId": bill, "pieceJointeComplementaireType": "02"}],
            commentaire="",
            champInconnu={"x": 1},
        ),
    ).json()  # fmt: skip
    row = kit.invoice_row(service, told["identifiantFactureCPP"])
    assert (row.number, row.issue_date.isoformat(), row.currency) == ("20260017", "2026-10-02", "EUR")
    assert (row.vat_kind, row.contract, row.payment_mode, row.comment) == (None, None, None, None)
    assert (row.net, row.gross, row.due) == (Decimal("100.10"), Decimal("120.1"), 0)
    assert row.request == {"vat_rows": [{"ligneTvaTaux": "TVA5", "ligneTvaMontantBaseHtParTaux": "100.00"}]}
    assert row.account_id


def test_what_is_malformed_is_told_by_field_and_what_is_missing_in_words(client):
    wrong = client.post(SOUMETTRE, json=asked(dateFacture="hier", montantTotal={"montantHtTotal": "cent"}))
    assert wrong.status_code == 400
    assert "dateFacture" in wrong.json()["libelle"]
    assert "montantTotal.montantHtTotal" in wrong.json()["libelle"]
    two = client.post(SOUMETTRE, json=asked(pieceJointePrincipale=[{"pieceJointePrincipaleId": 1}] * 2))
    assert (two.status_code, "pieceJointePrincipale" in two.json()["libelle"]) == (400, True)
    nothing = client.post(SOUMETTRE, json={}).json()
    assert (nothing["codeRetour"], "modeDepot" in nothing["libelle"]) == (20018, True)
    assert client.post(SOUMETTRE, json=asked(modeDepot="UPLOAD_API")).json()["codeRetour"] == 20018


def test_whoever_has_several_structures_says_which(service, client, rival):
    theirs = client.post(SOUMETTRE, json=asked(fournisseur={"idFournisseur": rival.number}))
    assert (theirs.status_code, theirs.json()["codeRetour"]) == (200, 20001)
    assert client.post(SOUMETTRE, json=asked(fournisseur={"idFournisseur": 10**6})).json()["codeRetour"] == 20001
    unknown = {"codeCoordonneesBancairesFournisseur": 10**6}
    assert (
        client.post(SOUMETTRE, json=asked(numeroFactureSaisi="H-9", fournisseur=unknown)).json()["codeRetour"] == 20017
    )
    second = structure(service, "Deuxième", None)
    double = kit.member(service, second, Role.SUPPLIER, "double@rival.fr")
    with service.store.session() as session:
        session.add(MembershipRow(user_id=double.caller.user_id, structure_id=rival.structure_id, role="supplier"))
    with Client(create_app(service), double.headers) as other:
        told = other.post(SOUMETTRE, json=asked()).json()
    assert (told["codeRetour"], "2 structures" in told["libelle"]) == (20018, True)
