"""Files as they come in: told by their first bytes, kept by their content, then noted in one transaction.

Whoever is answered has a file that is stored and a document that the store knows: where the queue is away, the work is
found again from the store. The same content sent twice to a structure is one document.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO, cast

from sqlalchemy import bindparam, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models.finding import Message
from models.lifecycle import EventKind, State
from models.service import Principal, Problem, Received
from models.service_errors import InvalidRequest, NotFound, NotTaken
from models.upload import FileReceipt, Outcome, Receipt
from worker import faults, history, idempotency, metrics, stacks_store, views
from worker.file_names import shown
from worker.first_bytes import HEAD, Rewound, media_type
from worker.service import Service
from worker.store.tables import BatchRow, DocumentRow, new_id

_ATTEMPTS = 3
_BATCH_NAME = 200

# what is known of some contents; made once and, as most often nothing is, asked without making rows of it
_ROWS = select(DocumentRow).where(
    DocumentRow.structure_id == bindparam("structure_id"),
    DocumentRow.sha256.in_(bindparam("digests", expanding=True)),
    DocumentRow.member == "",
    DocumentRow.part == 1,
)
_IDS = _ROWS.with_only_columns(DocumentRow.__table__.c.id)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file on its way in: the name that its sender gave it, and its bytes."""

    name: str
    stream: BinaryIO


@dataclass(frozen=True, slots=True)
class Wish:
    """What its sender asked of an upload: a batch that is there, or the name of a new one; an Idempotency-Key.

    `stack` tells that each file is a scanner's output with several invoices.
    """

    batch_id: str | None = None
    batch: str = ""
    key: str | None = None
    stack: bool = False


@dataclass(frozen=True, slots=True)
class _Kept:
    """A file that is stored, or refused."""

    name: str
    sha256: str = ""
    size: int = 0
    media_type: str = ""
    refusal: Problem | None = None


def receive(
    service: Service, principal: Principal, name: str, stream: BinaryIO, *, batch_id: str | None = None
) -> Received:
    """Take one file. Raises NotTaken where it is refused, NotFound where there is no such batch."""
    kept = _keep(service, Upload(name, stream))
    _settled(service, (kept,))
    [file] = _noted(service, principal, (kept,), Wish(batch_id=batch_id)).files
    assert file.document is not None
    return Received(document=file.document, created=file.outcome is Outcome.CREATED)


def receive_all(service: Service, principal: Principal, uploads: Sequence[Upload], wish: Wish) -> Receipt:
    """Take files, each on its own: one that is refused does not stop the others.

    Raises InvalidRequest for no file, too many, or a key that served for others; NotFound for a batch of others.
    """
    most = service.settings.max_files_per_upload
    if not 1 <= len(uploads) <= most:
        raise InvalidRequest(f"champ « files » : de 1 à {most} fichiers par demande")
    if len(wish.batch) > _BATCH_NAME:
        raise InvalidRequest(f"nom du lot : {_BATCH_NAME} caractères au plus")
    kept = tuple(_kept_or_refused(service, upload) for upload in uploads)
    _settled(service, kept)
    return _noted(service, principal, kept, wish)


def _kept_or_refused(service: Service, upload: Upload) -> _Kept:
    try:
        return _keep(service, upload)
    except NotTaken as error:
        message = Message(fr=error.detail, en=error.detail_en)
        return _Kept(shown(upload.name), refusal=Problem(code=error.code, message=message))


def _keep(service: Service, upload: Upload) -> _Kept:
    head = upload.stream.read(HEAD)
    told = media_type(head)
    whole = cast("BinaryIO", Rewound(head, upload.stream))
    stored = service.files.place(whole, service.settings.max_upload_bytes)
    return _Kept(shown(upload.name), stored.sha256, stored.size, told)


def _settled(service: Service, kept: Sequence[_Kept]) -> None:
    service.files.settle([file.sha256 for file in kept if not file.refusal])
    faults.here("upload.stored")


def _noted(service: Service, principal: Principal, kept: Sequence[_Kept], wish: Wish) -> Receipt:
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            with service.store.session() as session:
                receipt, fresh = _answered(session, principal, kept, wish)
            break
        except IntegrityError:  # the same file, or the same key, came at the same moment: it is known now
            if attempt == _ATTEMPTS:
                raise
    faults.here("upload.recorded")
    service.queue.put_all("read", fresh)
    for file in receipt.files:
        if file.outcome is not Outcome.REFUSED:
            metrics.uploaded(created=file.outcome is Outcome.CREATED)
    return receipt


def _answered(
    session: Session, principal: Principal, kept: Sequence[_Kept], wish: Wish
) -> tuple[Receipt, tuple[str, ...]]:
    """The answer, and the documents that are new."""
    if wish.key is None:
        return _rows(session, principal, kept, wish)
    asked = [[file.name, file.sha256] for file in kept]
    request = idempotency.digest([asked, wish.batch_id, wish.batch, *(["stack"] if wish.stack else [])])
    before = idempotency.replayed(session, principal.structure_id, wish.key, request)
    if before is not None:
        return Receipt.model_validate(before), ()
    receipt, fresh = _rows(session, principal, kept, wish)
    if not receipt.refused:
        answer = receipt.model_dump(mode="json")
        idempotency.keep(session, principal.structure_id, wish.key, request, status=201, answer=answer)
        session.flush()
    return receipt, fresh


def _rows(session: Session, principal: Principal, kept: Sequence[_Kept], wish: Wish) -> tuple[Receipt, tuple[str, ...]]:
    rows = _known(session, principal, {file.sha256 for file in kept})
    new = {file.sha256: file for file in reversed(kept) if not file.refusal and file.sha256 not in rows}
    batch_id = _batch(session, principal, wish, is_needed=bool(new))
    fresh = {sha256: _row(principal, file, batch_id) for sha256, file in new.items()}
    session.add_all(fresh.values())
    session.flush()
    if wish.stack:
        stacks_store.note_stacks(session, fresh.values())
    receipts, created = [], []
    for file in kept:
        if file.refusal:
            receipts.append(FileReceipt(name=file.name, outcome=Outcome.REFUSED, problem=file.refusal))
            continue
        outcome = Outcome.CREATED if new.get(file.sha256) is file else Outcome.KNOWN
        row = fresh[file.sha256] if file.sha256 in fresh else rows[file.sha256]
        receipts.append(FileReceipt(name=file.name, outcome=outcome, document=views.summary(row)))
        if outcome is Outcome.CREATED:
            created.append(row.id)
    of, actor = principal.structure_id, principal.actor
    history.note_all(session, [history.Line(of, one, EventKind.STATE, State.RECEIVED, actor) for one in created])
    return Receipt(files=tuple(receipts), batch_id=batch_id), tuple(created)


def _known(session: Session, principal: Principal, digests: set[str]) -> dict[str, DocumentRow]:
    asked = {"structure_id": principal.structure_id, "digests": sorted(digests)}
    if not session.connection().execute(_IDS, asked).first():
        return {}
    return {row.sha256: row for row in session.scalars(_ROWS, asked)}


def _batch(session: Session, principal: Principal, wish: Wish, *, is_needed: bool) -> str | None:
    """The batch that new files belong to; a new one is made only for them."""
    if wish.batch_id is not None:
        row = session.get(BatchRow, wish.batch_id)
        if row is None or row.structure_id != principal.structure_id:
            raise NotFound(wish.batch_id)
        return row.id
    name = " ".join(wish.batch.split())
    if not name or not is_needed:
        return None
    row = BatchRow(id=new_id(), structure_id=principal.structure_id, name=name)
    session.add(row)
    session.flush()
    return row.id


def _row(principal: Principal, file: _Kept, batch_id: str | None) -> DocumentRow:
    return DocumentRow(
        id=new_id(),
        structure_id=principal.structure_id,
        batch_id=batch_id,
        name=file.name,
        sha256=file.sha256,
        size=file.size,
        media_type=file.media_type,
    )
