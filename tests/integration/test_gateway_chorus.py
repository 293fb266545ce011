"""Our gateway to Chorus Pro against our own interface of it, over real sockets, on a line that fails."""

import dataclasses
import time
from datetime import date
from decimal import Decimal

import pytest

from models.lifecycle import EventKind, Role
from models.portal import Status
from tests.fault_proxy import FaultProxy
from tests.integration.chorus_trial import QUICK, gateway_to, judged, parcels, people, processed, trial
from tests.integration.test_api_live import served
from tests.people_kit import PASSWORD
from tests.portal_kit import NOTHING_WANTED, OTHER_SIRET, SERVICE, SERVICE_WANTED, member, qualification
from tests.worker_kit import make_service
from worker.gateway import Enclosed, GatewayRefused, GatewayUnavailable, Parcel, Routing, gateway_of
from worker.portal import treating
from worker.store.tables import PortalFileRow, PortalInvoiceRow, StructureRow

DEPOSITS = 24


@pytest.fixture
def service(tmp_path):
    opened = make_service(tmp_path, rate_per_minute=1_000_000)
    yield opened
    opened.close()


@pytest.fixture
def person(service):
    return people(service)


@pytest.fixture
def address(service, person):  # noqa: ARG001 - there is somebody to call it
    with served(service) as address:
        yield address


@pytest.fixture
def gateway(address, person):
    with gateway_to(address, person) as gateway:
        yield gateway


def treat(service, sent, new, reason="Voir le bon de commande."):
    """What its recipient does with an invoice."""
    with service.store.session() as session:
        town = session.query(StructureRow).filter_by(siret=NOTHING_WANTED).one().id
    reviewer = member(service, town, Role.REVIEWER, f"{new.lower()}@mairie.fr").caller
    with service.store.session() as session:
        treating.treat(session, reviewer, int(sent.platform_id), new, reason, None)


def row(service, sent):
    with service.store.reading() as session:
        return session.get_one(PortalInvoiceRow, int(sent.platform_id))


def test_on_a_failing_line_nothing_is_lost_and_nothing_is_deposited_twice(service, person, address):
    wanted = parcels(DEPOSITS)
    outcome, proxy = trial(service, address, person, wanted, forgotten=0.3)
    told = judged(service, wanted, outcome)
    flows = told.pop("flows")
    nothing = dict.fromkeys(("lost", "doubled", "strays", "not settled", "not followed", "misled", "refused"), 0)
    assert told == {"deposits": DEPOSITS, **nothing}, {str(one) for one in outcome.refused.values()}
    assert flows >= DEPOSITS // 2
    assert sum(proxy.done.values()) - proxy.done["none"] > DEPOSITS
    assert outcome.again["forgotten"]


def test_a_pdf_goes_with_its_fields_account_and_attachments(service, gateway):
    first = parcels(1)[0]
    sent = gateway.send(first)
    kept = row(service, sent)
    assert (kept.number, kept.status, kept.gross) == (first.number, Status.MISE_A_DISPOSITION, Decimal(120))
    assert (kept.issue_date, kept.account_id is not None) == (date(2026, 10, 1), True)
    with service.store.reading() as session:
        files = session.query(PortalFileRow).filter_by(invoice_id=kept.id).order_by(PortalFileRow.id).all()
    assert [(one.name, one.main) for one in files] == [("facture-0.pdf", True), ("bon.pdf", False)]
    assert sent.kept["invoice"] == kept.id
    assert sent.kept["reading"]["invoice_number"] == {"read": "AH-2026-00000", "sent": first.number}
    assert gateway.find(first.key, first).platform_id == sent.platform_id


def test_a_history_comes_in_its_three_parts(service, gateway):
    first = parcels(1)[0]
    sent = gateway.send(first)
    treat(service, sent, Status.REJETEE, "Montant faux.")
    progress = gateway.follow(sent.platform_id, first, sent.kept)
    assert (progress.status, progress.final) == (Status.REJETEE, True)
    states = [one for one in progress.entries if one.kind is EventKind.STATE]
    assert [one.code for one in states] == ["DEPOSEE", "MISE_A_DISPOSITION", "REJETEE"]
    assert (states[-1].comment, states[-1].actor) == ("Montant faux.", "rejetee@mairie.fr")
    gateway.acknowledge(sent.platform_id, first)
    assert row(service, sent).rejection_handled
    actions = [one for one in gateway.follow(sent.platform_id, first, {}).entries if one.kind is EventKind.ACTION]
    assert "TRAITEMENT_REJET" in {one.code for one in actions}
    with pytest.raises(GatewayRefused, match="already deposited"):
        gateway.find(first.key, first)


def test_a_number_that_another_invoice_has_is_refused_with_what_it_is(gateway):
    first = parcels(1)[0]
    sent = gateway.send(first)
    totals = {**first.request["montantTotal"], "montantAPayer": 110}
    other = dataclasses.replace(first, request={**first.request, "montantTotal": totals})
    with pytest.raises(GatewayRefused) as caught:
        gateway.find("another", other)
    assert caught.value.code == "number_taken"
    assert f"facture {sent.platform_id}" in caught.value.message.fr
    assert "net à payer 120" in caught.value.message.fr
    with pytest.raises(GatewayRefused, match="already deposited"):
        gateway.send(other)


def test_a_refusal_names_the_field(service, gateway):
    qualification_of_services(service)
    first = parcels(1)[0]
    to = {"codeDestinataire": SERVICE_WANTED}
    asked = dataclasses.replace(first, buyer=SERVICE_WANTED, request={**first.request, "destinataire": to})
    with pytest.raises(GatewayRefused) as caught:
        gateway.send(asked)
    assert [one.field for one in caught.value.findings] == ["buyer_reference"]
    gateway.send(dataclasses.replace(asked, service_code=SERVICE))
    with pytest.raises(GatewayRefused, match="not recognised") as caught:
        gateway.send(dataclasses.replace(first, number="F-9", account="FR7610107001011234567890129"))
    assert [one.field for one in caught.value.findings] == ["iban"]
    with pytest.raises(GatewayRefused, match="SIRET"):
        gateway.send(dataclasses.replace(first, seller=OTHER_SIRET))


def qualification_of_services(service):
    with service.store.session() as session:
        session.query(StructureRow).filter_by(siret=NOTHING_WANTED).delete()
    qualification(service)


def test_a_flow_that_is_rejected_goes_back_with_its_reasons(service, gateway):
    flow = parcels(2)[1]
    broken = dataclasses.replace(flow, data=flow.data.replace(b">120.00<", b">999.00<"))
    sent = gateway.send(broken)
    assert sent.platform_id.startswith("CPP")
    assert gateway.follow(sent.platform_id, broken, sent.kept).refusal is None  # not read yet
    with pytest.raises(GatewayRefused, match="not made an invoice"):
        gateway.complete(sent.platform_id, broken, (), "Voici.")
    with processed(service):
        progress = until(lambda: gateway.follow(sent.platform_id, broken, sent.kept), lambda told: told.refusal)
    assert (progress.final, progress.refusal.code) == (True, "flow_rejected")
    assert {one.field for one in progress.refusal.findings} == {"total_with_vat"}
    assert gateway.find(flow.key, flow) is None  # its number is free


def until(ask, done):
    for _ in range(200):
        told = ask()
        if done(told):
            return told
        time.sleep(0.1)
    raise AssertionError(told)


@pytest.mark.parametrize(
    "chances", [{}, {"cut_after": 1.0}, {"half": 1.0}, {"twice": 0.5, "error_before": 0.5}], ids=str
)
def test_ways_out_are_taken_once_even_where_their_answer_is_lost(service, person, address, chances):
    acts = ("/recycler", "/completer", "/traiterRejet")
    first, second, third = (dataclasses.replace(parcels(1)[0], number=f"F-{index}") for index in range(3))
    with (
        FaultProxy(address, chances, seed=3, only=lambda path: path.endswith(acts)) as proxy,
        gateway_to(proxy.address, person) as gateway,
    ):
        recycled, completed, rejected = gateway.send(first), gateway.send(second), gateway.send(third)
        treat(service, recycled, Status.A_RECYCLER)
        gateway.recycle(recycled.platform_id, first, Routing(siret=NOTHING_WANTED, engagement="E-77", comment="Voilà."))
        treat(service, completed, Status.SUSPENDUE)
        gateway.complete(completed.platform_id, second, (Enclosed("bon.pdf", first.data),), "Le bon.")
        treat(service, rejected, Status.REJETEE)
        gateway.acknowledge(rejected.platform_id, third)
    assert sum(proxy.done[fault] for fault in chances) >= 3 * bool(chances)
    assert (row(service, recycled).engagement, row(service, recycled).status) == ("E-77", Status.MISE_A_DISPOSITION)
    assert row(service, completed).status == Status.COMPLETEE
    assert row(service, rejected).rejection_handled
    with service.store.reading() as session:
        added = session.query(PortalFileRow).filter_by(invoice_id=row(service, completed).id, name="bon.pdf").count()
    assert added == 2  # that of the deposit and the new one


def test_a_portal_that_is_not_there_is_unavailable(person):
    with gateway_to("http://127.0.0.1:9", person, dataclasses.replace(QUICK, patience=1.0)) as gateway:
        with pytest.raises(GatewayUnavailable):
            gateway.find("key", parcels(1)[0])
        assert gateway.find("key", Parcel("key", "f.pdf", b"")) is None


def test_the_settings_name_it(service, person, address):
    settings = {
        "gateway": "chorus",
        "chorus_api": address,
        "chorus_client_id": person.client_id,
        "chorus_client_secret": person.client_secret,
        "chorus_login": person.caller.email,
        "chorus_password": PASSWORD,
        "chorus_pause_seconds": 0.0,
    }
    named = service.settings.model_validate({**service.settings.model_dump(), **settings})
    there = dataclasses.replace(service, settings=named)
    gateway = gateway_of(there)
    assert gateway is gateway_of(there)
    assert row(service, gateway.send(parcels(1)[0])).number == "NUMERO-0001"
    gateway.close()
