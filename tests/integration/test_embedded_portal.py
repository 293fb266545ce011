"""The whole way within one process: uploaded, read, deposited on the portal, treated by its recipient, answered."""

import pytest
from sqlalchemy import select

from models.lifecycle import Role, State
from models.output import Supplements
from models.portal import Status
from tests.integration.durability_papers import number, paper
from tests.people_kit import account
from tests.portal_kit import add_service, caller, recipient
from tests.worker_kit import make_service, principal, structure, upload
from worker import deposits, documents, following, history, reading
from worker.portal import treating
from worker.store.tables import DepositRow, PortalFileRow, PortalInvoiceRow, StructureRow

TOWN = "21556540900046"
SERVICES = Supplements(billing_mode="S1")


@pytest.fixture
def service(tmp_path):
    service = make_service(tmp_path, gateway="portal")
    yield service
    service.close()


@pytest.fixture
def who(service):
    return principal(service, structure_id=structure(service))


@pytest.fixture
def town(service):
    """A reviewer of the recipient."""
    home = recipient(service, TOWN, "Commune de Valbrume", tenant=True)
    add_service(service, home, "BAT")
    return caller(service, account(service, home, Role.REVIEWER, "mairie@valbrume.fr"))


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
