"""Flows: files of invoices as data, taken at once and deposited in the background, each invoice once.

    WAITING → PROCESSING → INTEGRATED (all of it) · PARTLY · REJECTED (nothing) · FAILED (given up)

Whatever dies on the way, the next worker goes on with what is not on the portal yet: each invoice has a key made of the
flow and its place in it. An invoice that is refused costs itself; what is wrong with it stands in the flow's report.

Sources: AIFE, API Factures v1 (deposer/flux) · communaute.chorus-pro.gouv.fr (lots: XML or PDF/A-3 only)
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from models.portal import FlowState, NoRight, NoStructure, Refused
from models.portal_terms import FILE_LIMIT
from worker.faults import here
from worker.file_names import shown
from worker.portal import flow_leases, numbers, refusals
from worker.portal.callers import Caller
from worker.portal.flow_deposits import Piece, deposit, key_of
from worker.portal.flow_errors import Outcome, of_file, unread
from worker.portal.flow_leases import Held
from worker.portal.flow_reading import FlowInvoice, OpenFlow, ReadInvoice
from worker.portal.flow_syntaxes import Syntax, syntax_of
from worker.reader import ReaderFailed, content_of, reader_of
from worker.service import Service
from worker.store.tables import PortalFlowRow, new_id
from worker.tasks import Member

_NO_INTERFACE: Final = "0000"


def receive(
    service: Service,
    caller: Caller,
    structure_id: str | None,
    name: str,
    syntax: str,
    *,
    signed: bool = False,
    data: bytes,
) -> PortalFlowRow:
    """Keep a flow and have it processed. Raises Refused.

    Where no structure is named, its invoices may be those of any structure of the caller's.
    """
    known = syntax_of(syntax)
    if len(data) > FILE_LIMIT:
        said = f"Le flux dépasse {FILE_LIMIT // 1024**2} Mo : répartissez les factures en plusieurs flux."
        raise Refused(20001, "GDP_MSG_11.022", said)
    if not data:
        raise refusals.FIELD_WRONG(field="fichierFlux", why="le flux est vide, envoyez le fichier en base64")
    structures = _structures(caller, structure_id)
    stored = service.files.put(BytesIO(data), FILE_LIMIT)
    with service.store.session() as session:
        flow_id = new_id()
        row = PortalFlowRow(
            id=flow_id,
            number=number_of(known, numbers.number_of(session, "flow", flow_id)),
            structure_id=structures[0],
            user_id=caller.user_id,
            syntax=known.name,
            signed=signed,
            name=shown(name),
            sha256=stored.sha256,
            size=stored.size,
            state=FlowState.WAITING.value,
            errors=Outcome().kept(structures),
        )
        session.add(row)
    here("flow.received")
    service.queue.put("flow", flow_id)
    return row


def number_of(syntax: Syntax, sequence: int) -> str:
    """`numeroFluxDepot`: the portal, the interface where it is known, and the flow's own number.

    >>> number_of(syntax_of("IN_DP_E2_UBL_INVOICE_MIN"), 1557)
    'CPP0011110000000000001557'
    """
    interface = syntax.interface.strip("FSOA") if syntax.interface else _NO_INTERFACE
    return f"CPP001{interface}{sequence:015d}"


def process(service: Service, flow_id: str) -> None:
    """Deposit the invoices of a flow that are not on the portal yet; the queue's job."""
    held = flow_leases.take(service, flow_id)
    if held is None:
        return
    try:
        outcome = _processed(service, held)
    except ReaderFailed as error:
        if not error.refused and not held.last:
            flow_leases.hand_back(service, held)
            return
        outcome = Outcome(deposited=len(held.done), technical=[of_file(error)])
    if outcome is not None:
        flow_leases.finish(service, held, outcome)


def _processed(service: Service, held: Held) -> Outcome | None:
    """What became of each invoice; None where another worker has the flow now. Raises ReaderFailed."""
    data = content_of(service.files, held.sha256)
    with TemporaryDirectory(prefix="prefacture-") as folder:
        members = reader_of(service.settings).run(OpenFlow(held.name, data, Path(folder)))
        here("flow.opened")
        outcome = Outcome(lot=len(members) > 1 or members[0].name != held.name)
        for index, member in enumerate(members):
            if key_of(held.id, index) in held.done:
                outcome.deposited += 1
            elif not _member(service, held, index, member, outcome):
                return None
    return outcome


def _member(service: Service, held: Held, index: int, member: Member, outcome: Outcome) -> bool:
    """Read one file of a flow and deposit it, or note why not; False where another worker has the flow now."""
    name = member.name.removeprefix(f"{held.name}/")
    flow_leases.renew(service, held)
    if member.path is None:
        outcome.refuse(name, FlowInvoice(), [unread(member.failure)] if member.failure else [])
        return True
    try:
        read = reader_of(service.settings).run(ReadInvoice(name, member.path, held.syntax.name))
    except ReaderFailed as error:
        if not error.refused and not held.last:
            raise
        outcome.refuse(name, FlowInvoice(), [unread(error)])
        return True
    if read.faults:
        outcome.refuse(name, read, read.faults)
        return True
    piece = Piece(held.id, index, name, member.path.read_bytes(), read)
    try:
        ours = deposit(service, held.who, piece, held.syntax, lambda session: flow_leases.is_ours(session, held))
    except Refused as refused:
        outcome.refuse(name, read, [refused.libelle])
        return True
    here("flow.deposited")
    outcome.deposited += ours
    return ours


def _structures(caller: Caller, structure_id: str | None) -> tuple[str, ...]:
    if structure_id is not None:
        if not caller.may(structure_id):
            raise NoRight
        return (structure_id,)
    if not caller.roles:
        raise NoStructure
    return tuple(sorted(caller.roles))
