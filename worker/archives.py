"""An archive becomes one document per file in it; the archive's own row stays, as expanded.

Files are kept before their rows are written, rows a hundred at a time: who was interrupted begins again, and what is
there already is left as it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.errors import DamagedFile, EngineError, NotADocument
from models.lifecycle import EventKind, State
from models.service_errors import InvalidRequest
from worker import history, stacks_store, states
from worker.file_names import shown
from worker.first_bytes import HEAD, media_type
from worker.leases import Lease, held
from worker.service import Service
from worker.store.tables import DocumentRow, new_id
from worker.tasks import Failure, Member

AT_ONCE = 100
LONGEST_PATH = 500


@dataclass(frozen=True, slots=True)
class _Kept:
    """A file of an archive: stored, or the reason why it could not be."""

    path: str
    sha256: str = ""
    size: int = 0
    media_type: str = "application/octet-stream"
    failure: Failure | None = None


def expand(service: Service, lease: Lease, members: tuple[Member, ...]) -> tuple[str, ...]:
    """Make the members documents and the archive expanded; the documents that are to be read now."""
    fresh: list[str] = []
    for start in range(0, len(members), AT_ONCE):
        kept = [_keep(service, lease, member) for member in members[start : start + AT_ONCE]]
        with service.store.session() as session:
            row = held(session, [lease]).get(lease.document_id)
            if row is None:
                return tuple(fresh)
            fresh += _rows(session, row, kept)
            if start + AT_ONCE >= len(members):
                failed = sum(member.failure is not None for member in members)
                row.leased_until, row.error = None, None
                states.move(session, row, State.EXPANDED, details={"members": len(members), "failed": failed})
    return tuple(fresh)


def _keep(service: Service, lease: Lease, member: Member) -> _Kept:
    path = member.name.removeprefix(f"{lease.name}/")[-LONGEST_PATH:]
    if member.path is None:
        return _Kept(path, failure=member.failure or Failure.of(DamagedFile(member.name)))
    try:
        with member.path.open("rb") as stream:
            told = media_type(stream.read(HEAD))
            stream.seek(0)
            stored = service.files.put(stream, service.settings.max_upload_bytes)
    except InvalidRequest as error:
        size = member.path.stat().st_size
        fault: EngineError = NotADocument(member.name, error.detail) if size else DamagedFile(member.name, "vide")
        return _Kept(path, failure=Failure.of(fault))
    finally:
        member.path.unlink()
    return _Kept(path, stored.sha256, stored.size, told)


def _rows(session: Session, archive: DocumentRow, kept: Iterable[_Kept]) -> list[str]:
    """Rows for those that have none yet; the documents that wait for a reader."""
    waiting = []
    stack = stacks_store.is_stack(session, archive)
    for file in kept:
        digest = file.sha256 or archive.sha256
        same = (
            DocumentRow.structure_id == archive.structure_id,
            DocumentRow.sha256 == digest,
            DocumentRow.member == file.path,
        )
        known = session.execute(select(DocumentRow.id, DocumentRow.state).where(*same, DocumentRow.part == 1)).first()
        if known is not None:
            if known.state == State.RECEIVED:
                waiting.append(known.id)
            continue
        row = DocumentRow(
            id=new_id(),
            structure_id=archive.structure_id,
            batch_id=archive.batch_id,
            name=shown(file.path),
            sha256=digest,
            member=file.path,
            size=file.size,
            media_type=file.media_type,
        )
        session.add(row)
        session.flush()
        if stack:
            stacks_store.note_stacks(session, (row,))
        details = {"archive": archive.id}
        history.note(session, row.structure_id, row.id, EventKind.STATE, State.RECEIVED, details=details)
        if file.failure is None:
            waiting.append(row.id)
        else:
            row.error = {"code": file.failure.code, "message": file.failure.message.model_dump()}
            states.move(session, row, State.FAILED, code=file.failure.code, comment=file.failure.message.fr)
    return waiting
