"""Deposits: noted before they are sent, looked for before they are sent again, settled in one transaction.

    noted -> (the file is written and kept) sent -> done, with a certificate
                                                 -> refused, with the reason

A worker may die anywhere: the next one finds the deposit in the store, and asks the platform for its key first.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from extractor.correction import correct
from models.correction import Correction
from models.extraction import Extraction
from models.finding import Finding, Severity
from models.lifecycle import EventKind, State
from models.output import Completion, OutputKind, Supplements
from models.service import DepositView, Principal
from models.service_errors import InvalidRequest, NotFound, NotReady, StaleVersion, WrongState
from worker import checks, duplicates, history, sending, states, views
from worker.faults import here
from worker.gateway import gateway_of
from worker.sending import GIVEN_UP
from worker.service import Service
from worker.settings import ServiceSettings
from worker.store.tables import BankAccountRow, CorrectionRow, DepositRow, DocumentRow
from worker.visibility import document_row

DEPOSITABLE = frozenset({OutputKind.FACTURX, OutputKind.CII, OutputKind.UBL, OutputKind.CHORUS})
"""As data, or in the way of `deposer/pdf` and `soumettre`: the PDF's pages as they came, the fields beside them."""
GONE = frozenset({State.DEPOSITED, State.DEPOSITING})
_LOCK = 726575  # the first number of the locks under which duplicates are looked for


def request(
    service: Service,
    principal: Principal,
    document_id: str,
    version: int,
    *,
    kind: str = "facturx",
    supplements: Supplements | None = None,
    bank_account_id: str | None = None,
    confirm_duplicate: bool = False,
) -> DepositView:
    """Ask for the deposit of a document against which nothing speaks; a worker sends it.

    Raises NotFound, StaleVersion, WrongState, NotReady with what forbids it, InvalidRequest for another kind of file.
    """
    gateway_of(service)
    if kind not in DEPOSITABLE:
        raise InvalidRequest(f"format de dépôt : {', '.join(sorted(DEPOSITABLE))}")
    options = options_of(kind, supplements)
    with service.store.session() as session:
        row = document_row(session, principal, document_id, lock=True)
        if row.version != version:
            raise StaleVersion(row.version)
        _alone(session, row.structure_id)
        extraction = views.extraction_of(row)
        if row.state not in {State.READY, State.TO_REVIEW} or extraction is None:
            raise WrongState(row.state)
        if kind == OutputKind.CHORUS and (why := why_not_as_it_came(row)):
            raise InvalidRequest(why)
        if bank_account_id is not None:
            options["bank_account_id"] = bank_account_id
            extraction = _paid_on(session, row, extraction, bank_account_id, principal.actor)
        blocking = forbidding(session, row, extraction)
        if confirm_duplicate:
            blocking = tuple(finding for finding in blocking if not is_duplicate(finding))
        if blocking:
            raise NotReady(blocking)
        if missing := gaps(extraction, options):
            raise NotReady(missing)
        if row.state == State.TO_REVIEW:  # who asks for the deposit has reviewed it
            details = {"duplicate_confirmed": True} if confirm_duplicate else None
            states.move(session, row, State.READY, actor=principal.actor, code="approved", details=details)
        deposit = note(session, service.settings, row, options, actor=principal.actor)
        told = view(deposit)
    here("deposit.requested")
    service.queue.put("deposit", told.id)
    return told


def note(
    session: Session, settings: ServiceSettings, row: DocumentRow, options: dict[str, Any], *, actor: str | None = None
) -> DepositRow:
    """Note the deposit of a document that is ready, in the caller's transaction; who calls puts it into the queue."""
    before = session.scalars(
        select(DepositRow).where(DepositRow.document_id == row.id).order_by(DepositRow.noted_at)
    ).all()
    earlier = [deposit.id for deposit in before if (deposit.options or {}).get(GIVEN_UP)]
    deposit = DepositRow(
        document_id=row.id,
        gateway=settings.gateway,
        options={**options, "earlier": earlier} if earlier else options,
        actor=actor,
    )
    session.add(deposit)
    session.flush()
    details = {"deposit_id": deposit.id, "kind": options["kind"], "gateway": settings.gateway}
    history.note(session, row.structure_id, row.id, EventKind.ACTION, "deposit_requested", actor=actor, details=details)
    row.leased_until = None
    states.move(session, row, State.DEPOSITING, actor=actor, details={"deposit_id": deposit.id})
    return deposit


def options_of(kind: str, supplements: Supplements | None = None) -> dict[str, Any]:
    """How a deposit is to be written, as it is noted."""
    return {"kind": OutputKind(kind).value, "supplements": (supplements or Supplements()).model_dump(mode="json")}


def gaps(extraction: Extraction, options: dict[str, Any]) -> tuple[Finding, ...]:
    """What is missing for that kind of file."""
    return completed(extraction, options).gaps


def completed(extraction: Extraction, options: dict[str, Any]) -> Completion:
    """The invoice made ready for that kind of file."""
    from extractor.output import complete  # noqa: PLC0415 - loads what writes files, which other jobs never need

    return complete(extraction.invoice, OutputKind(options["kind"]), Supplements.model_validate(options["supplements"]))


def run(service: Service, deposit_id: str) -> None:
    """Send a deposit that is noted and not settled; the queue's job."""
    sending.run(service, deposit_id)


def of(service: Service, principal: Principal, document_id: str) -> tuple[DepositView, ...]:
    """The deposits of a document, oldest first. Raises NotFound."""
    with service.store.reading() as session:
        row = document_row(session, principal, document_id)
        query = select(DepositRow).where(DepositRow.document_id == row.id).order_by(DepositRow.noted_at, DepositRow.id)
        return tuple(view(deposit) for deposit in session.scalars(query))


def view(deposit: DepositRow) -> DepositView:
    """A deposit as it leaves the worker."""
    return DepositView(
        id=deposit.id,
        document_id=deposit.document_id,
        gateway=deposit.gateway,
        state=deposit.state,
        actor=deposit.actor,
        noted_at=deposit.noted_at,
        done_at=deposit.done_at,
        sha256=deposit.sha256,
        platform_id=deposit.platform_id,
        certificate=deposit.certificate,
    )


def _alone(session: Session, structure_id: str) -> None:
    """Two likely duplicates asked for at once wait for each other; SQLite lets one transaction write anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_LOCK, func.hashtext(structure_id))))


def why_not_as_it_came(row: DocumentRow) -> str | None:
    """Why the pages can't go as they came: they must be those of a PDF. Of a file of several invoices they are cut."""
    if row.media_type != "application/pdf":
        return "« chorus » dépose le PDF d'origine, et ce document n'en est pas un : choisissez facturx"
    return None


def forbidding(session: Session, row: DocumentRow, extraction: Extraction) -> tuple[Finding, ...]:
    """What forbids the deposit, looked at again, as the store may know more by now; duplicates may be confirmed."""
    found = checks.findings(session, row, extraction)
    gone = any(other.state in GONE for other in duplicates.of(session, row))
    return tuple(
        finding
        for finding in (*extraction.findings, *found)
        if finding.severity is Severity.BLOCKING or (gone and is_duplicate(finding))
    )


def is_duplicate(finding: Finding) -> bool:
    """Whether it tells of an invoice seen before."""
    return finding.rule.startswith("PF-DUP")


def _paid_on(session: Session, row: DocumentRow, extraction: Extraction, account_id: str, actor: str) -> Extraction:
    """The invoice paid on one of the structure's own accounts: a correction like any other."""
    account = session.get(BankAccountRow, account_id)
    if account is None or account.structure_id != row.structure_id or not account.active:
        raise NotFound(account_id)
    fields = {name: value for name, value in (("iban", account.iban), ("bic", account.bic)) if value}
    old = {name: extraction.fields[name].value for name in fields if name in extraction.fields}
    changed = {name: value for name, value in fields.items() if old.get(name) != value}
    if not changed:
        return extraction
    corrected = correct(extraction, Correction(fields=dict(changed)))
    session.add_all(
        CorrectionRow(document_id=row.id, actor=actor, field=name, old=old.get(name), new=value)
        for name, value in changed.items()
    )
    row.extraction = views.stored(corrected)
    return corrected
