"""Deposits through a spoilt line: our gateway, a proxy that injects faults, and our portal behind its real server.

What a worker does is done here by threads: the number is looked for, the parcel sent, again where nobody knows; now and
then what came of it is forgotten, as by a worker that died. Then the portal's own tables tell what it has.
"""

from __future__ import annotations

import json
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select

from extractor.output import complete, to_cii, to_ubl
from extractor.output.chorus import to_chorus
from models.invoice import Invoice, InvoiceLine
from models.output import OutputKind, Profile, Supplements
from models.portal import FlowState, Status
from tests.fault_proxy import FaultProxy
from tests.integration.durability_papers import paper
from tests.people_kit import PASSWORD
from tests.portal_kit import IBAN, NOTHING_WANTED, Person, bank_account, recipient, supplier
from tests.worker_kit import SIRET, extraction_of
from worker.gateway import Enclosed, GatewayRefused, GatewayUnavailable, Parcel, Progress, Sent
from worker.gateway.chorus.gateway import ChorusGateway
from worker.gateway.chorus.http import Access, Connection, Manners
from worker.portal import flows
from worker.service import Service
from worker.store.tables import PortalFlowRow, PortalInvoiceRow

CHANCES = {
    "bad_client": 0.1,
    "unauthorized": 0.04,
    "too_many": 0.03,
    "error_before": 0.03,
    "unavailable": 0.02,
    "too_large": 0.01,
    "cut_before": 0.02,
    "cut_after": 0.04,
    "silent": 0.005,
    "half": 0.03,
    "malformed": 0.03,
    "error_after": 0.03,
    "twice": 0.03,
    "echo": 0.02,
}
QUICK = Manners(pause=0.0, timeout=1.5, first_wait=0.01, longest_wait=0.1, patience=20.0)
FORGOTTEN = 0.1
MOST = 60
TEMPLATE = "NUMERO-0000"
SERVICES = Supplements(billing_mode="B1")
_OPEN = (FlowState.WAITING.value, FlowState.PROCESSING.value)


@dataclass(slots=True)
class Outcome:
    """What came of the deposits."""

    sent: dict[str, Sent] = field(default_factory=dict)
    progress: dict[str, Progress] = field(default_factory=dict)
    refused: dict[str, GatewayRefused] = field(default_factory=dict)
    again: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0


def people(service: Service) -> Person:
    """A supplier with an account, and a recipient that demands nothing."""
    person = supplier(service)
    bank_account(service, person.structure_id)
    recipient(service, NOTHING_WANTED)
    return person


@contextmanager
def gateway_to(address: str, person: Person, manners: Manners = QUICK) -> Iterator[ChorusGateway]:
    """Our gateway towards a portal at that address."""
    oauth = f"{address}/api/oauth/token"
    access = Access(address, oauth, person.client_id, person.client_secret, person.caller.email, PASSWORD)
    gateway = ChorusGateway(Connection(access, manners))
    try:
        yield gateway
    finally:
        gateway.close()


def parcels(count: int) -> list[Parcel]:
    """As many of each way in turn: PDF with its fields, CII, UBL."""
    invoice = complete(_invoice(), OutputKind.CII, SERVICES).invoice
    written = {
        OutputKind.CII.value: to_cii(invoice, Profile.EN16931),
        OutputKind.UBL.value: to_ubl(invoice, Profile.EN16931),
    }
    request = json.loads(to_chorus(invoice, SERVICES))
    kinds = (OutputKind.CHORUS.value, OutputKind.CII.value, OutputKind.CHORUS.value, OutputKind.UBL.value)
    return [_parcel(index, kinds[index % len(kinds)], written, request) for index in range(count)]


def _invoice() -> Invoice:
    read = extraction_of(
        invoice_number=TEMPLATE,
        issue_date="2026-10-01",
        buyer_siret=NOTHING_WANTED,
        buyer_siren=NOTHING_WANTED[:9],
        buyer_name="Commune",
    )
    line = InvoiceLine(
        id="1",
        description="Porte",
        quantity=Decimal(1),
        unit="C62",
        unit_price=Decimal(100),
        net_amount=Decimal(100),
        vat_rate=Decimal(20),
        vat_category="S",
    )
    return read.invoice.model_copy(update={"lines": (line,)})


def _parcel(index: int, kind: str, written: dict[str, bytes], request: dict[str, object]) -> Parcel:
    number = f"NUMERO-{index + 1:04d}"
    data = written[kind].replace(TEMPLATE.encode(), number.encode()) if kind in written else paper(index)
    return Parcel(
        key=f"00000000-0000-4000-8000-{index:012d}",
        name=f"facture-{index}.pdf",
        data=data,
        number=number,
        seller=SIRET,
        buyer=NOTHING_WANTED,
        issue_date=date(2026, 10, 1),
        total=Decimal("120.00"),
        kind=kind,
        request=None if kind in written else request,
        account=IBAN,
        enclosed=(Enclosed("bon.pdf", paper(9000)),) if kind not in written and index % 8 == 0 else (),
    )


def trial(
    service: Service,
    address: str,
    person: Person,
    wanted: list[Parcel],
    *,
    seed: int = 1,
    threads: int = 4,
    forgotten: float = FORGOTTEN,
) -> tuple[Outcome, FaultProxy]:
    """Deposit them all through a spoilt line, and follow each to its recipient."""
    outcome = Outcome()
    began = time.monotonic()
    with (
        processed(service),
        FaultProxy(address, CHANCES, seed=seed, hold=QUICK.timeout * 1.5) as proxy,
        gateway_to(proxy.address, person) as gateway,
        ThreadPoolExecutor(threads) as pool,
    ):
        list(pool.map(lambda one: deposited(gateway, one, outcome, random.Random(one.key), forgotten), wanted))
        list(pool.map(lambda one: followed(gateway, one, outcome), wanted))
        outcome.seconds = time.monotonic() - began
    return outcome, proxy


def deposited(
    gateway: ChorusGateway, parcel: Parcel, outcome: Outcome, chance: random.Random, forgotten: float
) -> None:
    """Bring one to the portal as a worker does, which may die after sending it."""
    for _ in range(MOST):
        if chance.random() < forgotten:
            gateway.connection._token = None
        try:
            sent = gateway.find(parcel.key, parcel) or gateway.send(parcel)
        except GatewayUnavailable as silent:
            outcome.again[type(silent).__name__] += 1
        except GatewayRefused as refused:
            if refused.code != "too_large":  # which a person would deposit again, as the line lied
                outcome.refused[parcel.key] = refused
                return
            outcome.again[refused.code] += 1
        else:
            if chance.random() >= forgotten:
                outcome.sent[parcel.key] = sent
                return
            outcome.again["forgotten"] += 1


def followed(gateway: ChorusGateway, parcel: Parcel, outcome: Outcome) -> None:
    """Ask after one until its recipient has it, or the portal gave it back."""
    sent = outcome.sent.get(parcel.key)
    kept = sent.kept if sent else {}
    for _ in range(MOST if sent else 0):
        assert sent is not None
        try:
            progress = gateway.follow(sent.platform_id, parcel, kept)
        except GatewayUnavailable:
            continue
        except GatewayRefused as refused:
            if refused.code == "too_large":
                continue
            outcome.refused[parcel.key] = refused
            return
        kept = progress.kept
        outcome.progress[parcel.key] = progress
        if progress.status == Status.MISE_A_DISPOSITION or progress.refusal:
            return
        time.sleep(0.1)


@contextmanager
def processed(service: Service) -> Iterator[None]:
    """Flows are read in the background while this lasts."""
    over = threading.Event()

    def work() -> None:
        while not over.wait(0.05):
            with service.store.reading() as session:
                waiting = session.scalars(select(PortalFlowRow.id).where(PortalFlowRow.state.in_(_OPEN))).all()
            for flow in waiting:
                flows.process(service, flow)

    worker = threading.Thread(target=work)
    worker.start()
    try:
        yield
    finally:
        over.set()
        worker.join()


def judged(service: Service, wanted: list[Parcel], outcome: Outcome) -> dict[str, int]:
    """Counted in the portal's own tables: what is not there, what is there twice, what nobody sent."""
    with service.store.reading() as session:
        counted = dict(
            session.execute(select(PortalInvoiceRow.number, func.count()).group_by(PortalInvoiceRow.number)).all()
        )
        flows_taken = session.scalar(select(func.count()).select_from(PortalFlowRow)) or 0
        numbers = {str(row.id): row.number for row in session.scalars(select(PortalInvoiceRow))}
    by_key = {one.key: one.number for one in wanted}
    known = {key: one.kept["invoice"] for key, one in outcome.progress.items() if "invoice" in one.kept}
    misled = sum(numbers.get(str(invoice)) != by_key[key] for key, invoice in known.items())
    return {
        "deposits": len(wanted),
        "lost": sum(one.number not in counted for one in wanted),
        "doubled": sum(count > 1 for count in counted.values()),
        "strays": len(set(counted) - set(by_key.values())),
        "not settled": len(wanted) - len(outcome.sent),
        "not followed": sum(
            outcome.progress.get(one.key, Progress("")).status != Status.MISE_A_DISPOSITION for one in wanted
        ),
        "misled": misled,
        "refused": len(outcome.refused),
        "flows": flows_taken,
    }
