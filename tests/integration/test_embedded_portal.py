"""The whole way within one process: uploaded, read, deposited on the portal, treated by its recipient, answered."""

from decimal import Decimal

import pytest
from sqlalchemy import func, select, update

from models.correction import Correction
from models.lifecycle import Role, State
from models.output import Supplements
from models.portal import Status
from models.service_errors import InvalidRequest, NotReady
from tests.integration.durability_papers import number, paper
from tests.portal_kit import TOWN
from tests.worker_kit import SIRET, extraction_of, principal, structure, upload
from worker import deposits, documents, following, history, parcels, reading, review, sending
from worker.gateway import gateway_of
from worker.portal import treating
from worker.portal.submitting import Submission, submit
from worker.store.tables import (
    BankAccountRow,
    DepositRow,
    DocumentRow,
    PortalFileRow,
    PortalInvoiceRow,
    ServiceRow,
    StructureRow,
    now,
)

SERVICES = Supplements(billing_mode="S1")


def read(service, who, index=1):
    document = upload(service, who, data=paper(index))
    reading.read_documents(service, document)
    return documents.get(service, who, document)


def deposit(service, who, told, **options):
    asked = deposits.request(service, who, told.id, told.version, **{"supplements": SERVICES, **options})
    deposits.run(service, asked.id)
    return deposits.of(service, who, told.id)[-1]


def follow(service):
    """Whatever the sweeper finds is to be asked after."""
    with service.store.reading() as session:
        asked = following.due(session)
    for one in asked:
        following.run(service, one)
    return len(asked)


def treat(service, town, done, new, reason=None):
    with service.store.session() as session:
        treating.treat(session, town, int(done.platform_id), new, reason, None)


@pytest.fixture
def deposited(service, who, town):  # noqa: ARG001 - there must be somebody who receives
    told = read(service, who)
    done = deposit(service, who, told)
    assert done.state == "done", documents.get(service, who, told.id).error
    follow(service)
    return done


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("facturx", ("UPLOAD_API", "pdf")),
        ("cii", ("UPLOAD_API", "xml")),
        ("ubl", ("UPLOAD_API", "xml")),
        ("chorus", ("DEPOT_PDF_API", "pdf")),
    ],
)
@pytest.mark.usefixtures("town")
def test_an_invoice_of_every_kind_is_on_the_portal_with_its_fields(service, who, kind, expected):
    told = read(service, who)
    done = deposit(service, who, told, kind=kind)
    assert done.state == "done", documents.get(service, who, told.id).error
    with service.store.reading() as session:
        row = session.get_one(PortalInvoiceRow, int(done.platform_id))
        assert (row.supplier_id, row.number, row.mode, row.key) == (who.structure_id, number(1), expected[0], done.id)
        assert (str(row.net), str(row.gross), row.engagement) == ("101.000000", "121.200000", "E26055358")
        assert session.get_one(StructureRow, row.recipient_id).siret == TOWN
        [file] = session.scalars(select(PortalFileRow).where(PortalFileRow.invoice_id == row.id))
        assert (file.extension, file.main, file.sha256) == (expected[1], True, done.sha256)
    if kind == "chorus":
        assert done.sha256 == told.sha256
    following.run(service, done.id)
    assert documents.get(service, who, told.id).platform_status == "MISE_A_DISPOSITION"


def test_the_history_tells_each_word_of_the_portal_once(service, who, town, deposited):
    document = deposited.document_id
    treat(service, town, deposited, Status.SERVICE_FAIT)
    treat(service, town, deposited, Status.MISE_EN_PAIEMENT)
    assert follow(service) == 1
    for _ in range(2):
        following.run(service, deposited.id)
    told = documents.get(service, who, document)
    assert (told.state, told.platform_status) == (State.DEPOSITED, "MISE_EN_PAIEMENT")
    lines = history.of(service, who, document)
    codes = [line.code for line in lines.states]
    assert codes[-4:] == ["deposited", "MISE_A_DISPOSITION", "SERVICE_FAIT", "MISE_EN_PAIEMENT"]
    assert [line.code for line in lines.complementary] == ["DEPOSEE"]
    assert lines.states[-1].actor == "mairie@valbrume.fr"
    with service.store.reading() as session:
        assert session.get_one(DepositRow, deposited.id).follow_at is None
    assert follow(service) == 0


def refused(service, who, told, **options):
    """Why a deposit came back."""
    assert deposit(service, who, told, **options).state == "refused"
    after = documents.get(service, who, told.id)
    assert after.state is State.TO_REVIEW
    return after.error.message.fr


@pytest.mark.usefixtures("town")
def test_a_number_that_the_portal_can_not_take_comes_back_in_words(service, who):
    told = read(service, who)
    with service.store.session() as session:  # by another program
        other = Submission(
            supplier_id=who.structure_id, recipient_siret=TOWN, service_code="BAT", number=number(1), mode="EDI",
            net=Decimal(1), gross=Decimal(1), due=Decimal(1),
        )  # fmt: skip
        submit(session, None, other)
    assert f"n° {number(1)} a déjà été déposée" in refused(service, who, told)
    long = Correction(fields={"invoice_number": "AH-2026-00001-DU-12-JUIN"})
    told = review.correct(service, who, told.id, documents.get(service, who, told.id).version, long)
    with pytest.raises(NotReady, match="BR-FR-CPRO-02"):  # the rules know before the portal does
        deposit(service, who, told)


def test_a_recipient_that_the_directory_does_not_know_is_told(service, who):
    assert f"{TOWN} est absent de l'annuaire" in refused(service, who, read(service, who))


@pytest.mark.usefixtures("town")
def test_a_service_or_an_engagement_that_is_demanded_and_missing_is_told(service, who):
    told = read(service, who)
    with service.store.session() as session:
        session.execute(update(ServiceRow).values(active=False))
    assert "n'a pas de service actif « BAT »" in refused(service, who, told)


@pytest.mark.usefixtures("town")
def test_a_supplier_deposits_its_own_invoices_only(service):
    stranger = principal(service, structure_id=structure(service, "Autre", "35600000000048"))
    assert "n'est pas votre structure « Autre »" in refused(service, stranger, read(service, stranger))


@pytest.mark.usefixtures("town")
def test_paper_that_a_public_body_received_is_its_suppliers_invoice(service):
    with service.store.reading() as session:
        home = session.scalars(select(StructureRow.id).where(StructureRow.siret == TOWN)).one()
    clerk = principal(service, Role.REVIEWER, home)
    told = read(service, clerk)
    done = deposit(service, clerk, told)
    assert done.state == "done", documents.get(service, clerk, told.id).error
    with service.store.reading() as session:
        row = session.get_one(PortalInvoiceRow, int(done.platform_id))
        issuer = session.get_one(StructureRow, row.supplier_id)
        assert (row.mode, row.recipient_id) == ("EDI_NUMERISATION", home)
        assert (issuer.siret, issuer.name, issuer.tenant, issuer.public) == (SIRET, told.seller_name, False, False)


def test_a_portal_invoice_is_found_by_the_key_of_its_deposit_even_by_one_who_was_too_late(service, deposited):
    gateway = gateway_of(service)
    sent = parcels.parcel(service, deposited.id)
    assert gateway.find(deposited.id, sent).platform_id == deposited.platform_id
    assert gateway.find("autre", sent) is None
    assert gateway.send(sent).platform_id == deposited.platform_id
    with service.store.reading() as session:
        assert session.scalar(select(func.count()).select_from(PortalInvoiceRow)) == 1


@pytest.mark.parametrize("point", ["deposit.written", "deposit.sent"])
@pytest.mark.usefixtures("town")
def test_a_worker_that_dies_on_the_way_leaves_one_invoice_on_the_portal(service, who, point, monkeypatch):
    told = read(service, who)
    asked = deposits.request(service, who, told.id, told.version, supplements=SERVICES)

    def die(here):
        if here == point:
            raise KeyboardInterrupt

    monkeypatch.setattr(sending, "here", die)
    with pytest.raises(KeyboardInterrupt):
        deposits.run(service, asked.id)
    monkeypatch.undo()
    with service.store.session() as session:
        session.execute(update(DocumentRow).values(leased_until=now()))
    deposits.run(service, asked.id)
    assert documents.get(service, who, told.id).state is State.DEPOSITED
    with service.store.reading() as session:
        assert session.scalar(select(func.count()).select_from(PortalInvoiceRow)) == 1


def test_pages_go_as_they_came_where_they_are_those_of_a_pdf(service, who):
    picture = upload(service, who, "scan.png", extraction=extraction_of(), media_type="image/png")
    told = documents.get(service, who, picture)
    with pytest.raises(InvalidRequest, match="n'en est pas un"):
        deposits.request(service, who, picture, told.version, kind="chorus")


def test_a_chosen_account_is_the_portals(service, who, town):  # noqa: ARG001 - there must be somebody who receives
    with service.store.session() as session:
        account = BankAccountRow(structure_id=who.structure_id, iban="FR1420041010050500013M02606", platform_id="4711")
        session.add(account)
        session.flush()
        chosen = account.id
    done = deposit(service, who, read(service, who), kind="chorus", bank_account_id=chosen)
    sent = parcels.parcel(service, done.id)
    assert (sent.account, sent.kind, sent.engagement, sent.frame) == (
        "4711",
        "chorus",
        "E26055358",
        "A1_FACTURE_FOURNISSEUR",
    )
    with service.store.reading() as session:
        assert session.get_one(PortalInvoiceRow, int(done.platform_id)).account_id == chosen
