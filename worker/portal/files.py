"""Files that accounts put on the portal: kept alone at first, then as the PDF or an attachment of one invoice.

A file that goes with no invoice is its uploader's alone (what the embedded gateway keeps, its structure's); with an
invoice it is seen by whoever sees the invoice. A name has 50 characters at most with its extension, which is one of a
list; a file has 10 MB at most, an invoice with its files 120 MB.

Sources: AIFE, API Transverses v1 (ajouter/fichier, detacherPieceJointe) ·
communaute.chorus-pro.gouv.fr (bonnes pratiques)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.lifecycle import Role
from models.portal import NoRight, NoStructure
from models.portal_terms import DESIGNATION_LENGTH, FILE_LIMIT, NAME_LENGTH, TOTAL_LIMIT
from worker.attachments import TYPES
from worker.file_names import shown
from worker.portal import refusals
from worker.portal.callers import Caller
from worker.portal.submission import Attached
from worker.service import Service
from worker.store.tables import PortalFileRow, PortalInvoiceRow

KIND: Final = 30
_PDF = b"%PDF-"
_HEADER_WITHIN = 1024  # bytes before a PDF's first mark that readers accept
_GREATEST = 2**31


def keep(  # noqa: PLR0917 - one for each thing the interface tells of a file
    service: Service,
    caller: Caller | None,
    structure_id: str | None,
    name: str,
    media_type: str | None,
    extension: str | None,
    data: bytes,
    *,
    longest: int = NAME_LENGTH,
) -> int:
    """Keep a file; its number (pieceJointeId). Raises Refused.

    Where no structure is named it is the caller's first. The media type follows the extension: `media_type`, what a
    program says of the file, must not contradict it for a PDF and is not believed otherwise.
    """
    row = placed(service, caller, structure_id, name, media_type, extension, data, longest=longest)
    with service.store.session() as session:
        session.add(row)
        session.flush()
        return row.id


def placed(  # noqa: PLR0917 - as `keep`
    service: Service,
    caller: Caller | None,
    structure_id: str | None,
    name: str,
    media_type: str | None,
    extension: str | None,
    data: bytes,
    *,
    longest: int = NAME_LENGTH,
) -> PortalFileRow:
    """The file among the service's, and its row, which is the caller's to write. As `keep`."""
    owner = _owner(caller, structure_id)
    kept, ending = _named(name, extension, longest)
    if not data:
        raise refusals.FILE_WRONG(name=kept, why="il est vide, envoyez son contenu en base64")
    if len(data) > FILE_LIMIT:
        raise refusals.FILE_TOO_LARGE(name=kept, limit=FILE_LIMIT // 1024**2)
    if (ending == "pdf" or media_type == TYPES["pdf"]) and _PDF not in data[:_HEADER_WITHIN]:
        raise refusals.FILE_WRONG(name=kept, why="ce n'est pas un PDF, vérifiez le fichier et son extension")
    stored = service.files.put(BytesIO(data), FILE_LIMIT)
    return PortalFileRow(
        structure_id=owner,
        user_id=caller.user_id if caller else None,
        name=kept,
        media_type=TYPES[ending],
        extension=ending,
        size=stored.size,
        sha256=stored.sha256,
    )


def read(service: Service, session: Session, caller: Caller, file_id: int) -> tuple[PortalFileRow, bytes]:
    """A file that the caller may see. Raises Refused."""
    row = session.get(PortalFileRow, file_id) if 0 < file_id < _GREATEST else None
    if row is None or not _seen(session, row, caller):
        raise refusals.FILE_UNKNOWN(file=file_id)
    return row, service.files.read(row.sha256)


def detach(session: Session, caller: Caller, file_id: int) -> None:
    """Forget a file that goes with no invoice. Raises Refused."""
    row = session.get(PortalFileRow, file_id, with_for_update=True) if 0 < file_id < _GREATEST else None
    if row is None or not _seen(session, row, caller):
        raise refusals.FILE_UNKNOWN(file=file_id)
    if row.invoice_id is not None:
        raise refusals.FILE_STAYS(file=file_id)
    session.delete(row)


def usable(
    session: Session, caller: Caller | None, supplier_id: str, wanted: Iterable[Attached]
) -> Mapping[int, PortalFileRow]:
    """Files that may go with an invoice of a supplier, held until the transaction ends. Raises Refused."""
    asked = list(wanted)
    for one in asked:
        if len(one.designation) > DESIGNATION_LENGTH or len(one.kind or "") > KIND:
            why = f"désignation de {DESIGNATION_LENGTH} caractères et type de {KIND} au plus"
            raise refusals.FILE_WRONG(name=one.file_id, why=why)
    ids = [one.file_id for one in asked]
    if twice := next((one for one in ids if ids.count(one) > 1), None):
        raise refusals.FILE_USED(file=twice)
    query = select(PortalFileRow).where(PortalFileRow.id.in_([one for one in ids if 0 < one < _GREATEST]))
    rows = {row.id: row for row in session.scalars(query.order_by(PortalFileRow.id).with_for_update())}
    for number in ids:
        row = rows.get(number)
        if row is None or not _owned(row, caller, supplier_id):
            raise refusals.FILE_UNKNOWN(file=number)
        if row.invoice_id is not None:
            raise refusals.FILE_USED(file=number)
    _together(row.size for row in rows.values())
    return rows


def enclose(session: Session, invoice: PortalInvoiceRow, row: PortalFileRow, told: Attached, *, main: bool) -> None:
    """Make a file one of an invoice's. Raises Refused where all are too large together."""
    before = select(func.coalesce(func.sum(PortalFileRow.size), 0)).where(PortalFileRow.invoice_id == invoice.id)
    _together([session.scalar(before) or 0, row.size])
    row.invoice_id, row.structure_id, row.main = invoice.id, invoice.supplier_id, main
    row.designation, row.kind, row.line_number = (
        told.designation or row.name[:DESIGNATION_LENGTH],
        told.kind,
        told.line_number,
    )
    session.flush()


def _together(sizes: Iterable[int]) -> None:
    if sum(sizes) > TOTAL_LIMIT:
        raise refusals.FILES_TOO_LARGE(limit=TOTAL_LIMIT // 1024**2)


def _owner(caller: Caller | None, structure_id: str | None) -> str:
    if caller is None:
        if structure_id is None:
            raise NoRight
        return structure_id
    if structure_id is not None and not caller.may(structure_id):
        raise NoRight
    owner = structure_id or min(caller.roles, default=None)
    if owner is None:
        raise NoStructure
    return owner


def _named(given: str, extension: str | None, longest: int) -> tuple[str, str]:
    """The name without its folders and with its extension, and the extension. One given apart completes the name."""
    name = shown(given)
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if ending not in TYPES:
        ending = (extension or "").strip(" .").lower()
        name = f"{name}.{ending}"
    if ending not in TYPES:
        among = ", ".join(sorted(TYPES))
        raise refusals.FILE_WRONG(name=name[:60], why=f"l'extension doit être l'une de {among}")
    if len(name) > longest:
        why = f"le nom a {len(name)} caractères, {longest} au plus avec l'extension"
        raise refusals.FILE_WRONG(name=f"{name[:60]}…", why=why)
    return name, ending


def _owned(row: PortalFileRow, caller: Caller | None, supplier_id: str) -> bool:
    return row.structure_id == supplier_id if caller is None else row.user_id == caller.user_id


def _seen(session: Session, row: PortalFileRow, caller: Caller) -> bool:
    if row.invoice_id is None:
        return row.user_id == caller.user_id
    invoice = session.get_one(PortalInvoiceRow, row.invoice_id)
    return caller.may(invoice.supplier_id) or caller.may(invoice.recipient_id, Role.REVIEWER)
