"""Attachments: the files that go with an invoice, under the rules of the platform that takes them.

A name has 50 characters at most, its extension included, and is one of its kind in the document; the extension is one
of a list; a file has 10 MB at most, the invoice and its attachments 120 MB. The type is that of the extension: what a
caller says of a file is not believed. What is no longer used is swept from the files by the purge.

Sources: Chorus Pro, transverses/ajouter/fichier (pieceJointeNom, 20003) · soumettre, pieceJointeComplementaire
(designation) · communaute.chorus-pro.gouv.fr, bonnes pratiques (extensions, sizes)
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import BinaryIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.lifecycle import EventKind, State, WayOut
from models.portal_terms import DESIGNATION_LENGTH, FILE_LIMIT, NAME_LENGTH, TOTAL_LIMIT
from models.service import AttachmentView, Principal
from models.service_errors import InvalidRequest, NotFound, WrongState
from worker import history
from worker.file_names import shown
from worker.service import Service
from worker.standing import ways_out
from worker.store.tables import AttachmentRow, DocumentRow, SplitPartRow, new_id
from worker.visibility import document_row, is_id

__all__ = [
    "DESIGNATION_LENGTH",
    "FILE_LIMIT",
    "NAME_LENGTH",
    "TOTAL_LIMIT",
    "TYPES",
    "Enclosure",
    "add",
    "attach",
    "content",
    "detach",
    "of",
]

_UNSAFE = frozenset('<>:"/\\|?*')
_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"
TYPES = MappingProxyType(
    {
        "bmp": "image/bmp", "bz2": "application/x-bzip2", "csv": "text/csv", "doc": "application/msword",
        "docx": f"{_OFFICE}.wordprocessingml.document", "fax": "image/g3fax", "gif": "image/gif",
        "gz": "application/gzip", "gzip": "application/gzip", "htm": "text/html", "html": "text/html",
        "jpeg": "image/jpeg", "jpg": "image/jpeg", "odp": f"{_OPEN}.presentation", "ods": f"{_OPEN}.spreadsheet",
        "odt": f"{_OPEN}.text", "p7s": "application/pkcs7-signature", "pdf": "application/pdf", "png": "image/png",
        "pps": "application/vnd.ms-powerpoint", "ppt": "application/vnd.ms-powerpoint",
        "pptx": f"{_OFFICE}.presentationml.presentation", "rtf": "application/rtf", "svg": "image/svg+xml",
        "tgz": "application/gzip", "tif": "image/tiff", "tiff": "image/tiff", "txt": "text/plain",
        "xhtml": "application/xhtml+xml", "xlc": "application/vnd.ms-excel", "xlm": "application/vnd.ms-excel",
        "xls": "application/vnd.ms-excel", "xlsx": f"{_OFFICE}.spreadsheetml.sheet", "xml": "application/xml",
        "zip": "application/zip",
    }
)  # fmt: skip
"""The extensions that Chorus Pro takes, each with its media type."""

_CLOSED = frozenset({State.DEPOSITING, State.DEPOSITED, State.EXPANDED})


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that somebody sends to go with an invoice."""

    name: str
    stream: BinaryIO
    designation: str = ""


def attach(service: Service, principal: Principal, document_id: str, enclosure: Enclosure) -> AttachmentView:
    """Keep the file with the document. Raises NotFound, InvalidRequest, or WrongState once it is on its way.

    A deposited invoice that its recipient has suspended takes more: `worker.ways_out.complete` sends it.
    """
    name, extension = _named(enclosure.name)
    designation = _designated(enclosure.designation)
    with service.store.reading() as session:
        _takes_more(session, principal, document_id)  # refused before anything is kept
    stored = service.files.put(enclosure.stream, FILE_LIMIT)
    with service.store.session() as session:
        document = _takes_more(session, principal, document_id, lock=True)
        row = AttachmentRow(
            id=new_id(),
            document_id=document.id,
            name=name,
            designation=designation,
            media_type=TYPES[extension],
            size=stored.size,
            sha256=stored.sha256,
        )
        add(session, document, row, principal.actor)
        return _view(row)


def add(session: Session, document: DocumentRow, row: AttachmentRow, actor: str | None) -> None:
    """Have a kept file go with a document. Raises InvalidRequest where its name is taken, or all is too large."""
    rows = _rows(session, document.id)
    # the size of a whole stack is not that of one of its invoices
    own = 0 if session.get(SplitPartRow, document.id) else document.size
    _fits(own, rows, row.name, row.size)
    session.add(row)
    _note(session, actor, document, "attachment_added", row)
    session.flush()


def of(service: Service, principal: Principal, document_id: str) -> tuple[AttachmentView, ...]:
    """What goes with a document, oldest first. Raises NotFound."""
    with service.store.reading() as session:
        return tuple(_view(row) for row in _rows(session, document_row(session, principal, document_id).id))


def content(
    service: Service, principal: Principal, document_id: str, attachment_id: str
) -> tuple[AttachmentView, bytes]:
    """One file that goes with a document. Raises NotFound."""
    with service.store.reading() as session:
        view = _view(_row(session, document_row(session, principal, document_id), attachment_id))
    return view, service.files.read(view.sha256)


def detach(
    service: Service, principal: Principal, document_id: str, attachment_id: str, code: str = "attachment_removed"
) -> None:
    """Take a file from a document. Raises NotFound, or WrongState once it is on its way."""
    with service.store.session() as session:
        document = _open_row(session, principal, document_id, lock=True)
        row = _row(session, document, attachment_id)
        _note(session, principal.actor, document, code, row)
        session.delete(row)


def _named(given: str) -> tuple[str, str]:
    """The name without its folders, and its extension."""
    name = shown(given)
    stem, dot, extension = name.rpartition(".")
    extension = extension.lower()
    if not stem.strip(" .") or not dot or extension not in TYPES:
        raise InvalidRequest(
            f"pièce jointe « {name[:60]} » : l'extension doit être l'une de {', '.join(sorted(TYPES))}"
        )
    if len(name) > NAME_LENGTH:
        raise InvalidRequest(
            f"pièce jointe « {name[:60]} » : le nom a {len(name)} caractères, {NAME_LENGTH} au plus avec l'extension"
        )
    if not name.isprintable() or not _UNSAFE.isdisjoint(name):
        raise InvalidRequest("le nom d'une pièce jointe ne contient ni caractère de contrôle ni < > : \" / \\ | ? *")
    return name, extension


def _designated(given: str) -> str:
    designation = " ".join(given.split())
    if len(designation) > DESIGNATION_LENGTH or not designation.isprintable():
        raise InvalidRequest(f"la désignation d'une pièce jointe a {DESIGNATION_LENGTH} caractères au plus")
    return designation


def _fits(own: int, rows: list[AttachmentRow], name: str, size: int) -> None:
    if any(row.name.casefold() == name.casefold() for row in rows):
        raise InvalidRequest(f"une pièce jointe « {name} » existe déjà : renommez le fichier, ou retirez l'autre")
    if own + sum(row.size for row in rows) + size > TOTAL_LIMIT:
        raise InvalidRequest(f"{TOTAL_LIMIT // 2**20} Mo au plus pour la facture et ses pièces jointes ensemble")


def _open_row(session: Session, principal: Principal, document_id: str, *, lock: bool = False) -> DocumentRow:
    row = document_row(session, principal, document_id, lock=lock)
    if State(row.state) in _CLOSED:
        raise WrongState("les pièces jointes se choisissent avant le dépôt")
    return row


def _takes_more(session: Session, principal: Principal, document_id: str, *, lock: bool = False) -> DocumentRow:
    """A document that something can be added to: before its deposit, or while the platform waits for more."""
    row = document_row(session, principal, document_id, lock=lock)
    if WayOut.COMPLETE in ways_out(session, row):
        return row
    return _open_row(session, principal, document_id, lock=lock)


def _rows(session: Session, document_id: str) -> list[AttachmentRow]:
    query = select(AttachmentRow).where(AttachmentRow.document_id == document_id)
    return list(session.scalars(query.order_by(AttachmentRow.created_at, AttachmentRow.id)))


def _row(session: Session, document: DocumentRow, attachment_id: str) -> AttachmentRow:
    row = session.get(AttachmentRow, attachment_id) if is_id(attachment_id) else None
    if row is None or row.document_id != document.id:
        raise NotFound
    return row


def _note(session: Session, actor: str | None, document: DocumentRow, code: str, row: AttachmentRow) -> None:
    history.note(
        session,
        document.structure_id,
        document.id,
        EventKind.ACTION,
        code,
        actor=actor,
        comment=row.name,
        details={"attachment_id": row.id, "size": row.size, "sha256": row.sha256},
    )


def _view(row: AttachmentRow) -> AttachmentView:
    return AttachmentView(
        id=row.id,
        name=row.name,
        designation=row.designation,
        media_type=row.media_type,
        size=row.size,
        sha256=row.sha256,
        created_at=row.created_at,
    )
