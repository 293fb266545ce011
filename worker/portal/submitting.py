"""An invoice taken by the portal: everything looked at first, then written once, then at its recipient's disposal.

Two deposits of one number at the same moment are told apart by the table's own rule: one is taken, the other hears
what it would have heard a moment later.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models.portal import FRENCH, NoRight, Refused, Status
from models.portal_terms import PDF_MODES
from worker.portal import files, refusals
from worker.portal.callers import Caller
from worker.portal.conformity import conform
from worker.portal.entries import set_status
from worker.portal.french import day
from worker.portal.obligations import Destination, destination
from worker.portal.submission import Attached, Row, Submission
from worker.store.tables import BankAccountRow, PortalFileRow, PortalInvoiceRow, ServiceRow, StructureRow, new_id

__all__ = ["Attached", "Submission", "check", "submit"]


@dataclass(frozen=True, slots=True)
class _Checked:
    """What was found on the way: the rows that the invoice will name."""

    to: Destination
    files: Mapping[int, PortalFileRow]


def submit(session: Session, caller: Caller | None, submission: Submission) -> PortalInvoiceRow:
    """Take an invoice, in the caller's transaction. Without a caller it is the service itself that deposits.

    Raises Refused with what a person can do: nothing is written then.
    """
    found = _checked(session, caller, submission)
    row = _row(caller, submission, found)
    try:
        with session.begin_nested():
            session.add(row)
            session.flush()
    except IntegrityError:
        if refused := _taken(session, submission):
            raise refused from None
        raise
    if submission.number is None:
        row.number = _own_number(session, row)
    if submission.main_file is not None:
        told = Attached(submission.main_file, submission.main_designation)
        files.enclose(session, row, found.files[submission.main_file], told, main=True)
    for one in submission.attachments:
        files.enclose(session, row, found.files[one.file_id], one, main=False)
    set_status(session, row, Status.DEPOSEE, caller)
    set_status(session, row, Status.MISE_A_DISPOSITION)
    session.flush()
    return row


def check(session: Session, submission: Submission, caller: Caller | None = None) -> None:
    """Raises Refused where `submit` would; nothing is written."""
    _checked(session, caller, submission)


def _checked(session: Session, caller: Caller | None, asked: Submission) -> _Checked:
    _supplier(session, caller, asked)
    conform(asked)
    to = destination(session, asked.recipient_siret, asked.service_code, asked.engagement)
    _account(session, asked)
    if refused := _taken(session, asked):
        raise refused
    main = (Attached(asked.main_file, asked.main_designation),) if asked.main_file is not None else ()
    rows = files.usable(session, caller, asked.supplier_id, (*main, *asked.attachments))
    if asked.mode in PDF_MODES and asked.main_file is not None and rows[asked.main_file].extension != "pdf":
        raise refusals.FILE_WRONG(name=rows[asked.main_file].name, why="la pièce principale doit être un PDF")
    return _Checked(to, rows)


def _supplier(session: Session, caller: Caller | None, asked: Submission) -> None:
    if caller is not None and not caller.may(asked.supplier_id):
        raise NoRight("Votre compte n'est pas rattaché à ce fournisseur : vérifiez idFournisseur.")
    supplier = session.get(StructureRow, asked.supplier_id)
    if supplier is None or not supplier.active:
        raise refusals.SUPPLIER_UNKNOWN(who=supplier.name if supplier else asked.supplier_id)
    if asked.supplier_service_id is not None:
        service = session.get(ServiceRow, asked.supplier_service_id)
        if service is None or service.structure_id != supplier.id or not service.active:
            raise refusals.FIELD_WRONG(field="idServiceFournisseur", why="ce n'est pas un service actif du fournisseur")


def _account(session: Session, asked: Submission) -> None:
    """The account, where one is named, is an active one of the supplier's: the portal knows no other."""
    if asked.account_id is None:
        return
    account = session.get(BankAccountRow, asked.account_id)
    if account is None or account.structure_id != asked.supplier_id or not account.active:
        why = "codeCoordonneesBancairesFournisseur n'est pas un compte actif du fournisseur, choisissez l'un des siens"
        raise refusals.PAYMENT_WRONG(why=why)


def _taken(session: Session, asked: Submission) -> Refused | None:
    """What to say of a number, or a depositor's key, that the portal has already."""
    query = select(PortalInvoiceRow).where(PortalInvoiceRow.supplier_id == asked.supplier_id)
    earlier = None
    if asked.number is not None:
        earlier = session.scalar(query.where(PortalInvoiceRow.number == asked.number))
    if earlier is None and asked.key is not None:
        earlier = session.scalar(query.where(PortalInvoiceRow.key == asked.key))
    if earlier is None:
        return None
    status = FRENCH[Status(earlier.status)]
    return refusals.NUMBER_TAKEN(number=earlier.number, day=day(earlier.deposited_at), status=status)


def _own_number(session: Session, row: PortalInvoiceRow) -> str:
    """A number for an invoice that came without: made of the portal's own, so that no two are alike."""
    number, again = f"CPP{row.id:010d}", 0
    while session.scalar(
        select(exists().where(PortalInvoiceRow.supplier_id == row.supplier_id, PortalInvoiceRow.number == number))
    ):
        again += 1
        number = f"CPP{row.id:010d}-{again}"
    return number


def _row(caller: Caller | None, asked: Submission, found: _Checked) -> PortalInvoiceRow:
    return PortalInvoiceRow(
        supplier_id=asked.supplier_id,
        recipient_id=found.to.structure_id,
        service_id=found.to.service_id,
        account_id=asked.account_id,
        flow_id=asked.flow_id,
        key=asked.key,
        number=asked.number or new_id()[:20],
        status=Status.DEPOSEE.value,
        mode=asked.mode,
        frame=asked.frame,
        kind=asked.kind,
        vat_kind=asked.vat_kind,
        currency=asked.currency,
        issue_date=asked.issue_date,
        engagement=asked.engagement,
        contract=asked.contract,
        preceding=asked.preceding,
        payment_mode=asked.payment_mode,
        net=asked.net,
        vat=asked.vat,
        gross=asked.gross,
        discount=asked.discount,
        due=asked.due,
        certificate=_certificate(asked, found.files),
        user_id=caller.user_id if caller else None,
        comment=asked.comment,
        request=_request(asked),
    )


def _request(asked: Submission) -> dict[str, Any]:
    """What has no column of its own; amounts as text, exactly as they came."""
    told: dict[str, Any] = {
        "lines": _plain(asked.lines),
        "vat_rows": _plain(asked.vat_rows),
        "validator": dict(asked.validator) if asked.validator else None,
        "supplier_service_id": asked.supplier_service_id,
        "exemption_reason": asked.exemption_reason,
        "discount_reason": asked.discount_reason,
    }
    return {name: value for name, value in told.items() if value}


def _plain(rows: Iterable[Row]) -> list[dict[str, str | int]]:
    return [{name: _written(value) for name, value in row.items() if value is not None} for row in rows]


def _written(value: object) -> str | int:
    return value if isinstance(value, str | int) else f"{value:f}"


def _certificate(asked: Submission, rows: Mapping[int, PortalFileRow]) -> str:
    """SHA-256 over everything that was deposited: all fields, and files by their own digests."""
    fields = asdict(asked) | {"lines": _plain(asked.lines), "vat_rows": _plain(asked.vat_rows)}
    main = rows[asked.main_file].sha256 if asked.main_file is not None else None
    attached = [rows[one.file_id].sha256 for one in asked.attachments]
    told = {**fields, "main_file": main, "attachments": attached}
    return hashlib.sha256(json.dumps(told, default=str, sort_keys=True).encode()).hexdigest()
