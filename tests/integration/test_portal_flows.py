"""Flows on SQLite and PostgreSQL, read by the real reader process; what they hold is written by our own engine."""

import hashlib
import os
import re
import subprocess
import sys
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import delete, select, update

from models.lifecycle import Role
from models.portal import FlowState, NoRight, Refused, Status
from models.portal_terms import FILE_LIMIT
from tests.flow_kit import (
    BUYER,
    CII,
    CII_MIN,
    FACTURX,
    UBL,
    UBL_MIN,
    flow,
    invoice,
    lot,
    on_portal,
    portal,
    processed,
    received,
    replaced,
    with_pdf,
    words,
    zip_of,
)
from tests.integration.durability_papers import number, paper
from tests.portal_kit import IBAN, bank_account, supplier
from tests.worker_kit import SIRET
from tests.worker_tasks import Crash
from worker import sweeper
from worker.portal import flow_leases, flows
from worker.portal.flow_reading import ReadInvoice
from worker.store.tables import MembershipRow, PortalEntryRow, PortalFileRow, PortalFlowRow, now


@pytest.fixture
def service(either_service):
    return either_service


@pytest.fixture
def person(service):
    return portal(service)


def files_of(service, invoice_id):
    query = select(PortalFileRow).where(PortalFileRow.invoice_id == invoice_id).order_by(PortalFileRow.main.desc())
    with service.store.reading() as session:
        return session.scalars(query).all()


def content(service, invoice_id):
    """Main file first: kind and bytes."""
    return [(one.extension, service.files.read(one.sha256)) for one in files_of(service, invoice_id)]


@pytest.mark.parametrize("syntax", [UBL, CII, FACTURX])
def test_an_invoice_as_data_becomes_one_on_the_portal(service, person, syntax):
    account, _ = bank_account(service, person.structure_id, IBAN)
    row = processed(service, person, invoice(1, syntax), syntax, "facture.pdf" if syntax == FACTURX else "facture.xml")
    assert (row.state, words(row), row.errors["count"]) == (FlowState.INTEGRATED, [], 1)
    assert re.fullmatch(r"CPP001\d{19}", row.number)
    [one] = on_portal(service)
    assert (one.number, one.kind, one.frame, one.mode) == (number(1), "FACTURE", "A1_FACTURE_FOURNISSEUR", "UPLOAD_API")
    assert (one.net, one.vat, one.gross, one.due) == (Decimal(101), Decimal("20.2"), Decimal("121.2"), Decimal("121.2"))
    assert (one.engagement, one.vat_kind, one.payment_mode) == ("E26055358", "TVA_SUR_ENCAISSEMENT", "VIREMENT")
    assert (one.supplier_id, one.account_id, one.flow_id) == (person.structure_id, account, row.id)
    assert one.service_id
    assert one.status == Status.MISE_A_DISPOSITION
    assert one.request["lines"][0]["lignePosteMontantUnitaireHT"] == "101"
    assert content(service, one.id) == [("pdf" if syntax == FACTURX else "xml", invoice(1, syntax))]
    with service.store.reading() as session:
        by = session.scalars(select(PortalEntryRow.user_id).order_by(PortalEntryRow.id)).first()
    assert by == person.caller.user_id


@pytest.mark.parametrize(("syntax", "zipped"), [(UBL_MIN, False), (UBL_MIN, True), (CII_MIN, False)])
def test_the_pdf_that_travels_in_the_xml_is_the_invoice(service, person, syntax, zipped):
    data = with_pdf(2, syntax, zipped=zipped)
    row = processed(service, person, data, syntax)
    assert words(row) == []
    [one] = on_portal(service)
    assert content(service, one.id) == [("pdf", paper(2)), ("xml", data)]


def test_a_lot_with_one_bad_invoice_is_taken_in_part_and_says_which_and_why(service, person):
    good = {f"facture-{index}.xml": invoice(index) for index in (1, 2, 4, 5)}
    bad = replaced(invoice(3), "<cbc:IssueDate>2026-06-12</cbc:IssueDate>", "")
    row = processed(service, person, lot({**good, "facture-3.xml": bad}), name="lot.tar.gz")
    assert (row.state, row.errors["count"], row.errors["refused"]) == (FlowState.PARTLY, 4, 1)
    assert [one.number for one in on_portal(service)] == [number(index) for index in (1, 2, 4, 5)]
    assert {one["numeroDP"] for one in row.errors["invoices"]} == {number(3)}
    assert {(one["identifiantFournisseur"], one["identifiantDestinataire"]) for one in row.errors["invoices"]} == {
        (SIRET, BUYER)
    }
    assert all(said.startswith("facture-3.xml : ") for said in words(row))
    assert "facture-3.xml : La date de facture (BT-2) manque : indiquez le jour où la facture est émise." in words(row)


def test_a_lot_of_factur_x_in_a_zip(service, person):
    data = zip_of({f"f{index}.pdf": invoice(index, FACTURX) for index in (1, 2)} | {"photo.pdf": paper(3)})
    row = processed(service, person, data, FACTURX, "lot.zip")
    assert (row.state, row.errors["count"]) == (FlowState.PARTLY, 2)
    assert words(row) == [
        "photo.pdf : Ce PDF ne porte pas de facture Factur-X : un PDF sans données se dépose par deposer/pdf."
    ]


@pytest.mark.parametrize(
    ("syntax", "announced", "advised"),
    [(UBL, CII, UBL), (CII, UBL, CII), (UBL, FACTURX, UBL), (FACTURX, UBL, FACTURX), (CII, UBL_MIN, CII)],
)
def test_a_flow_announced_in_another_syntax_is_told_the_right_one(service, person, syntax, announced, advised):
    row = processed(service, person, invoice(1, syntax), announced)
    assert (row.state, on_portal(service)) == (FlowState.REJECTED, [])
    [said] = words(row)
    assert announced in said
    assert said.endswith(f"déposez-le avec la syntaxe {advised}.")
    assert row.errors["invoices"][0]["numeroDP"] == number(1)


def test_the_same_invoice_again_is_refused_with_the_day_of_the_first(service, person):
    assert processed(service, person, lot({"a.xml": invoice(1), "b.xml": invoice(1)})).state == FlowState.PARTLY
    row = processed(service, person, invoice(1))
    assert row.state == FlowState.REJECTED
    [said] = words(row)
    assert number(1) in said
    assert f"déjà été déposée le {now():%d/%m/%Y}" in said
    assert len(on_portal(service)) == 1


@pytest.mark.usefixtures("person")
def test_nobody_deposits_for_a_supplier_of_others_nor_learns_that_there_is_one(service):
    other = supplier(service, "Autre", "35600000000048", "tech@autre.fr")
    row = processed(service, other, invoice(1))
    assert (row.state, on_portal(service)) == (FlowState.REJECTED, [])
    [said] = words(row)
    assert f"Le fournisseur {SIRET} n'est pas l'une de vos structures" in said
    nobody = "73282932000082"
    unknown = processed(service, other, replaced(invoice(1), SIRET, nobody))
    assert words(unknown) == [said.replace(SIRET, nobody)]


def test_who_left_the_supplier_meanwhile_deposits_nothing(service, person):
    flow_id = received(service, person, invoice(1))
    with service.store.session() as session:
        session.execute(delete(MembershipRow).where(MembershipRow.user_id == person.caller.user_id))
    flows.process(service, flow_id)
    assert on_portal(service) == []
    assert flow(service, flow_id).state == FlowState.REJECTED


def test_what_the_portal_demands_is_told_of_each_invoice(service, person):
    bad = {
        "inconnu.xml": replaced(invoice(1), BUYER, "12345678200051"),
        "service.xml": replaced(invoice(2), "<cbc:BuyerReference>BAT<", "<cbc:BuyerReference>AUTRE<"),
        "numero.xml": replaced(invoice(3), number(3), "F 2026/très long numéro"),
        "cadre.xml": replaced(invoice(4), "<cbc:ProfileID>S1<", "<cbc:ProfileID>A4<"),
        "dtd.xml": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        "autre.xml": b"<commande/>",
        "image.png": b"\x89PNG\r\n\x1a\n....",
        "coupé.xml": invoice(5)[:2000],
    }
    row = processed(service, person, lot(bad), name="lot.tar.gz")
    assert (row.state, on_portal(service), row.errors["refused"]) == (FlowState.REJECTED, [], len(bad))
    told = {said.partition(" : ")[0] for said in words(row)}
    assert told == set(bad)
    assert any("absent de l'annuaire" in said for said in words(row))
    assert any("cadre de facturation A4" in said for said in words(row))


def test_frames_follow_the_billing_mode(service, person):
    paid = replaced(invoice(1), "<cbc:ProfileID>S1<", "<cbc:ProfileID>A2<")
    processed(service, person, paid)
    assert [one.frame for one in on_portal(service)] == ["A2_FACTURE_FOURNISSEUR_DEJA_PAYEE"]


def test_an_e2_flow_without_its_pdf_says_so(service, person):
    row = processed(service, person, invoice(1), UBL_MIN)
    assert words(row)[0].startswith("Aucun PDF n'est joint dans le XML")


@pytest.mark.parametrize(
    "data",
    [
        zip_of({"a.xml": b"<a>" + b"0" * (40 << 20)}),
        lot({"../a.xml": b"<a/>"}),
        lot({f"{index}.xml": b"<a/>" for index in range(501)}),
        zip_of({"a.zip": zip_of({"b.zip": zip_of({"c.xml": b"<a/>"})})}),
        b"\x1f\x8b\x08nothing",
        b"PK\x03\x04",
        b"bonjour",
    ],
)
def test_hostile_and_broken_files_are_refused_with_words(service, person, data):
    row = processed(service, person, data, name="lot.zip")
    assert (row.state, on_portal(service)) == (FlowState.REJECTED, [])
    assert words(row)


def test_what_can_not_be_taken_is_refused_at_once(service, person):
    for syntax in ("IN_DP_E1_PES_FACTURE", "IN_DP_E1_XCBL", "", "x" * 500):
        with pytest.raises(Refused, match=UBL):
            flows.receive(service, person.caller, None, "a.xml", syntax, data=b"<a/>")
    with pytest.raises(Refused) as caught:
        flows.receive(service, person.caller, None, "a.zip", UBL, data=b"0" * (FILE_LIMIT + 1))
    assert (caught.value.code, caught.value.label) == (20001, "GDP_MSG_11.022")
    with pytest.raises(Refused):
        flows.receive(service, person.caller, None, "a.zip", UBL, data=b"")
    other = supplier(service, "Autre", "35600000000048", "tech@autre.fr")
    with pytest.raises(NoRight):
        flows.receive(service, other.caller, person.structure_id, "a.xml", UBL, data=b"<a/>")


def test_a_process_killed_between_invoices_leaves_no_doubles(service, person, tmp_path):
    data = lot({f"{index}.xml": invoice(index) for index in range(1, 5)})
    flow_id = received(service, person, data, name="lot.tar.gz")
    faults = tmp_path / "faults"
    faults.mkdir()
    program = "import sys; from worker.run import perform, close; perform('flow', sys.argv[1]); close()"
    told = {
        "PREFACTURE_HOME": str(service.settings.home),
        "DATABASE_URL": service.settings.database,
        "PREFACTURE_FAULT": str(faults),
        "PREFACTURE_LEASE_SECONDS": "1",
        "PREFACTURE_TRIES": "5",
    }
    for point in ("flow.opened", "flow.deposited", "flow.deposited"):
        (faults / point).write_text("kill")
        ended = subprocess.run([sys.executable, "-c", program, flow_id], env=os.environ | told, check=False)
        assert ended.returncode == -9
        over(service, flow_id)
    assert [one.number for one in on_portal(service)] == [number(1), number(2)]
    assert flow(service, flow_id).state == FlowState.PROCESSING
    with service.store.reading() as session:
        assert list(flow_leases.due(session)) == [flow_id]
    done = subprocess.run([sys.executable, "-c", program, flow_id], env=os.environ | told, check=True)
    assert done.returncode == 0
    assert [one.number for one in on_portal(service)] == [number(index) for index in range(1, 5)]
    assert flow(service, flow_id).state == FlowState.INTEGRATED
    with service.store.reading() as session:
        assert len(session.scalars(select(PortalFileRow)).all()) == 4


def over(service, flow_id):
    """The lease is over."""
    with service.store.session() as session:
        gone = now() - timedelta(seconds=1)
        session.execute(update(PortalFlowRow).where(PortalFlowRow.id == flow_id).values(leased_until=gone))


def test_a_flow_that_kills_every_worker_is_given_up(service, person):
    flow_id = received(service, person, invoice(1))
    for _ in range(service.settings.tries):
        assert flow_leases.take(service, flow_id)
        assert flow_leases.take(service, flow_id) is None
        over(service, flow_id)
    flows.process(service, flow_id)
    row = flow(service, flow_id)
    assert (row.state, row.leased_until) == (FlowState.FAILED, None)
    assert "redéposez ce qui manque" in words(row)[0]
    flows.process(service, flow_id)
    assert on_portal(service) == []


def test_an_invoice_that_stops_the_reader_costs_itself_only(service, person, monkeypatch):
    def read(name, path, syntax):
        return Crash() if name == "2.xml" else ReadInvoice(name, path, syntax)

    monkeypatch.setattr(flows, "ReadInvoice", read)
    flow_id = received(service, person, lot({f"{index}.xml": invoice(index) for index in (1, 2, 3)}), name="lot.tgz")
    for attempt in range(1, service.settings.tries):
        flows.process(service, flow_id)
        row = flow(service, flow_id)
        assert (row.state, row.tries, len(on_portal(service))) == (FlowState.WAITING, attempt, 1)
    flows.process(service, flow_id)
    row = flow(service, flow_id)
    assert (row.state, [one.number for one in on_portal(service)]) == (FlowState.PARTLY, [number(1), number(3)])
    assert words(row)[0].startswith("2.xml : La lecture de ce fichier s'est interrompue")


def test_a_worker_whose_time_is_over_writes_nothing_more(service, person, monkeypatch):
    flow_id = received(service, person, invoice(1))
    real = flows.deposit

    def late(*arguments):
        over(service, flow_id)
        assert flow_leases.take(service, flow_id)
        return real(*arguments)

    monkeypatch.setattr(flows, "deposit", late)
    flows.process(service, flow_id)
    assert on_portal(service) == []
    assert flow(service, flow_id).state == FlowState.PROCESSING


def test_flows_that_wait_are_found(service, person):
    flow_id = received(service, person, invoice(1))
    with service.store.reading() as session:
        assert list(flow_leases.due(session)) == []
    with service.store.session() as session:
        session.execute(update(PortalFlowRow).values(state_at=now() - timedelta(seconds=5)))
    with service.store.reading() as session:
        assert ("flow", flow_id) in list(sweeper._due(session))


def test_the_flow_file_is_kept_as_it_came(service, person):
    row = processed(service, person, invoice(1))
    assert row.sha256 == hashlib.sha256(invoice(1)).hexdigest()
    assert (row.size, row.name, row.user_id) == (len(invoice(1)), "facture.xml", person.caller.user_id)
    assert person.caller.roles == {person.structure_id: Role.SUPPLIER}
