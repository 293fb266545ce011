"""What becomes of invoices on the portal: each side's turn, from which statuses, and what the history keeps of it."""

import threading

import pytest
from sqlalchemy import select

from api.app import create_app
from api.chorus.objects.values import day
from models.lifecycle import Role
from models.portal import FRENCH, RECIPIENT_MOVES, EntryKind, Refused, Status
from tests import portal_kit as kit
from tests.api_kit import Client
from tests.worker_kit import make_service
from worker.gateway.parcel import Routing
from worker.portal.completing import complete
from worker.portal.recycling import recycle
from worker.portal.rejections import MOST, acknowledge
from worker.portal.submission import Attached
from worker.portal.treating import treat
from worker.store.tables import PortalEntryRow, PortalFileRow, PortalInvoiceRow

FACTURES = "/cpro/factures/v1"


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    opened = make_service(tmp_path_factory.mktemp("portal"))
    yield Sides(opened)
    opened.close()


@pytest.fixture
def either(either_service):
    return Sides(either_service)


class Sides:
    """A supplier, the recipient that demands nothing, and another who has no part in their invoices."""

    def __init__(self, service):
        self.service = service
        self.bodies = kit.qualification(service)
        self.supplier = kit.supplier(service)
        self.town = kit.member(service, self.bodies[kit.NOTHING_WANTED], Role.REVIEWER, "agent@ville.fr")
        self.stranger = kit.supplier(service, "Rival", kit.OTHER_SIRET, "tech@rival.fr")
        self.count = 0

    def invoice(self, status=None, reason="Motif", **changes):
        self.count += 1
        number = kit.submitted(self.service, self.supplier, f"L-{self.count}", **changes)
        if status is not None:
            self.treat(number, status, reason)
        return number

    def treat(self, number, status, reason=None, mandate=None, who=None):
        with self.service.store.session() as session:
            return treat(session, (who or self.town).caller, number, status, reason, mandate)

    def put(self, number, status):
        with self.service.store.session() as session:
            session.get_one(PortalInvoiceRow, number).status = status.value

    def row(self, number):
        return kit.invoice_row(self.service, number)

    def history(self, number):
        query = select(PortalEntryRow).where(PortalEntryRow.invoice_id == number).order_by(PortalEntryRow.id)
        with self.service.store.reading() as session:
            return [(one.kind, one.code, one.user_id, one.comment) for one in session.scalars(query)]


def refused(sides, function, *told):
    with pytest.raises(Refused) as caught, sides.service.store.session() as session:
        function(session, *told)
    return caught.value


def test_an_invoice_to_be_recycled_goes_where_it_should_have_gone(either):
    number = either.invoice(engagement="OLD")
    either.treat(number, Status.A_RECYCLER, "Mauvais service")
    before = either.row(number)
    with either.service.store.session() as session:
        routing = Routing(kit.SERVICE_WANTED, kit.SERVICE, "NEW", "M-1", "Corrigé")
        recycle(session, either.supplier.caller, number, routing)
    after = either.row(number)
    assert (after.recipient_id, after.engagement, after.contract) == (either.bodies[kit.SERVICE_WANTED], "NEW", "M-1")
    assert (after.number, after.certificate, after.deposited_at) == (
        before.number, before.certificate, before.deposited_at
    )  # fmt: skip
    assert after.service_id
    ours = either.supplier.caller.user_id
    assert either.history(number)[2:] == [
        (EntryKind.STATUS, "A_RECYCLER", either.town.caller.user_id, "Mauvais service"),
        (EntryKind.STATUS, "DEPOSEE", ours, "Corrigé"),
        (EntryKind.STATUS, "MISE_A_DISPOSITION", None, None),
    ]
    assert refused(either, recycle, either.supplier.caller, number, Routing()).code == 20002


def test_what_recycling_leaves_out_stays_and_demands_are_looked_at_again(portal):
    number = portal.invoice(Status.A_RECYCLER, engagement="EJ-1")
    ours = portal.supplier.caller
    assert refused(portal, recycle, ours, number, Routing(siret=kit.SERVICE_WANTED)).code == 20010
    assert refused(portal, recycle, ours, number, Routing(siret="00000000000000")).code == 20008
    assert refused(portal, recycle, ours, number, Routing(service_code="NONE")).code == 20011
    assert refused(portal, recycle, ours, number, Routing(contract="9" * 51)).code == 20018
    assert portal.row(number).status == "A_RECYCLER"
    with portal.service.store.session() as session:
        recycle(session, ours, number, Routing(siret=kit.SERVICE_WANTED, service_code=kit.SERVICE))
    first = portal.row(number)
    assert first.engagement == "EJ-1"
    portal.put(number, Status.A_RECYCLER)
    with portal.service.store.session() as session:
        recycle(session, None, number, Routing(contract="M-2"))
    again = portal.row(number)
    assert (again.service_id, again.recipient_id, again.contract) == (first.service_id, first.recipient_id, "M-2")


def test_a_suspended_invoice_is_completed_with_files_or_a_word(either):
    number = either.invoice(Status.SUSPENDUE, "Il manque le bon")
    ours, theirs = kit.attachment(either.service, either.supplier), kit.file_of(either.service, either.stranger)
    assert refused(either, complete, either.supplier.caller, number, (), " ").code == 20020
    assert refused(either, complete, either.supplier.caller, number, (Attached(theirs),), None).code == 20005
    with either.service.store.session() as session:
        complete(session, either.supplier.caller, number, (ours,), "Voici")
    assert either.row(number).status == "COMPLETEE"
    user = either.supplier.caller.user_id
    assert either.history(number)[3:] == [
        (EntryKind.ACTION, "ACQUITTEMENT_SUSPENSION", user, None),
        (EntryKind.STATUS, "COMPLETEE", user, "Voici"),
    ]
    with either.service.store.reading() as session:
        file = session.get_one(PortalFileRow, ours.file_id)
    assert (file.invoice_id, file.main, file.designation) == (number, False, "Bon de livraison")
    told = refused(either, complete, either.supplier.caller, number, (), "Encore")
    assert (told.code, "« Complétée »" in told.said) == (20002, True)
    either.treat(number, Status.MISE_EN_PAIEMENT)


def test_rejections_are_taken_note_of_together_or_not_at_all(either):
    first, second = (either.invoice(Status.REJETEE) for _ in range(2))
    third = either.invoice()
    ours = either.supplier.caller
    told = refused(either, acknowledge, ours, [first, third])
    assert (told.code, either.row(third).number in told.said) == (20002, True)
    assert not either.row(first).rejection_handled
    with either.service.store.session() as session:
        acknowledge(session, ours, [first, second, first])
    with either.service.store.session() as session:
        acknowledge(session, ours, [first])
    for number in (first, second):
        assert (either.row(number).rejection_handled, either.row(number).status) == (True, "REJETEE")
        actions = [entry[1] for entry in either.history(number) if entry[0] == EntryKind.ACTION]
        assert actions == ["ACQUITTEMENT_REJET", "TRAITEMENT_REJET"]
    assert refused(either, acknowledge, ours, []).code == 20018
    assert refused(either, acknowledge, ours, range(1, MOST + 2)).code == 20018


@pytest.mark.parametrize("status", list(Status))
def test_a_recipient_moves_an_invoice_only_where_it_may_go(portal, status):
    number = portal.invoice()
    allowed = RECIPIENT_MOVES.get(status, frozenset())
    for new in Status:
        portal.put(number, status)
        if new in allowed:
            assert portal.treat(number, new, "Motif").status == new.value
        else:
            told = refused(portal, treat, portal.town.caller, number, new, "Motif", None)
            assert (told.code, FRENCH[status] in told.said) == (20002, True)
            assert portal.row(number).status == status


def test_a_stop_needs_a_reason_which_the_history_keeps(portal):
    number = portal.invoice()
    for stop in (Status.SUSPENDUE, Status.REJETEE, Status.A_RECYCLER):
        assert refused(portal, treat, portal.town.caller, number, stop, "  ", None).code == 20019
    assert "255" in refused(portal, treat, portal.town.caller, number, Status.REJETEE, "x" * 256, None).said
    assert "numeroDPMandat" in refused(
        portal, treat, portal.town.caller, number, Status.MANDATEE, None, "9" * 101
    ).said  # fmt: skip
    portal.treat(number, Status.MANDATEE, None, "DP-7")
    portal.treat(number, Status.REJETEE, "Montant faux")
    assert portal.row(number).mandate_number == "DP-7"
    assert portal.history(number)[-1][1:] == ("REJETEE", portal.town.caller.user_id, "Montant faux")


def test_of_two_decisions_at_one_moment_one_is_too_late(either):
    number = either.invoice()
    outcomes, start = [], threading.Barrier(2)

    def one(new):
        start.wait()
        try:
            outcomes.append(either.treat(number, new, "Motif").status)
        except Refused as error:
            outcomes.append(error.code)

    threads = [threading.Thread(target=one, args=(new,)) for new in (Status.REJETEE, Status.MISE_EN_PAIEMENT)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sum(outcome == 20002 for outcome in outcomes) == 1
    assert len(either.history(number)) == 3
    assert either.row(number).status in outcomes


def test_nobody_has_a_hand_in_the_invoices_of_others(portal):
    number, rejected = portal.invoice(Status.SUSPENDUE), portal.invoice(Status.REJETEE)
    reader = kit.member(portal.service, portal.bodies[kit.NOTHING_WANTED], Role.SUPPLIER, "lecteur@ville.fr")
    for other in (portal.stranger, portal.town):
        assert refused(portal, complete, other.caller, number, (), "Mot").code == 20000
        assert refused(portal, recycle, other.caller, number, Routing()).code == 20000
        assert refused(portal, acknowledge, other.caller, [rejected]).code == 20000
    for other, code in ((portal.stranger, 20000), (portal.supplier, 20000), (reader, 20001)):
        assert refused(portal, treat, other.caller, number, Status.REJETEE, "Motif", None).code == code
    for unknown in (0, -1, 10**6, 2**40):
        assert refused(portal, complete, portal.supplier.caller, unknown, (), "Mot").code == 20000
    assert portal.row(number).status == "SUSPENDUE"


def test_both_sides_by_the_interface(portal):
    number = portal.invoice()
    app = create_app(portal.service)
    with Client(app, portal.supplier.headers) as supplier, Client(app, portal.town.headers) as town:

        def decide(status, **more):
            return town.post(f"{FACTURES}/traiter/recue", json={"idFacture": number, "nouveauStatut": status, **more})

        assert decide("VALIDEE_2").json()["codeRetour"] == 20018
        assert "motif" in decide("SUSPENDUE").json()["libelle"]
        told = decide("SUSPENDUE", motif="Il manque le bon").json()
        assert (told["codeRetour"], told["nouveauStatut"], told["idFacture"]) == (0, "SUSPENDUE", number)
        assert told["dateTraitement"] == day(portal.row(number).status_at)
        bill = kit.attachment(portal.service, portal.supplier).file_id
        enclosed = [{"pieceJointeComplementaireId": str(bill), "pieceJointeComplementaireDesignation": "Bon"}]
        body = {"identifiantFactureCPP": str(number), "pieceJointeComplementaire": enclosed, "commentaire": ""}
        told = supplier.post(f"{FACTURES}/completer", json=body).json()
        assert (told["codeRetour"], told["identifiantFactureCPP"]) == (0, number)
        assert (told["numeroFacture"], "dateTraitement" in told) == (portal.row(number).number, True)
        assert decide("A_RECYCLER", motif="Mauvais SIRET").json()["codeRetour"] == 0
        body = {
            "identifiantFactureCPP": number,
            "destinataire": {"codeDestinataire": kit.ENGAGEMENT_WANTED},
            "reference": {"numeroBonCommande": "EJ-3"},
        }
        told = supplier.post(f"{FACTURES}/recycler", json=body).json()
        assert (told["codeRetour"], told["statutFacture"], told["identifiantFactureCPP"]) == (0, "DEPOSEE", number)
        assert decide("REJETEE", motif="Trop tard").json()["codeRetour"] == 20000
        rejected = portal.invoice(Status.REJETEE)
        body = {"listeDemandePaiement": [{"idDemandePaiement": rejected}]}
        told = supplier.post(f"{FACTURES}/traiterRejet", json=body)
        assert told.json() == {"codeRetour": 0, "libelle": "TRA_MSG_00.000"}
        for path in ("completer", "recycler"):
            assert supplier.post(f"{FACTURES}/{path}", json={}).json()["codeRetour"] == 20000
