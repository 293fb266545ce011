"""What goes to a platform for a deposit: the file, written once and kept, and all that is told with it.

Of a deposit of kind "chorus" the file is the PDF as it came, or this invoice's pages of it where it holds more, and the
fields go beside it; of every other kind the fields are in the file, and are told beside it all the same for platforms
that do not open what they take.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.extraction import Extraction
from models.output import OutputKind, Supplements
from worker import views
from worker.cutting import CutFile
from worker.file_names import shown
from worker.gateway import Enclosed, Parcel
from worker.page_files import PageFiles
from worker.reader import content_of, reader_of
from worker.service import Service
from worker.store.tables import AttachmentRow, BankAccountRow, DepositRow, DocumentRow
from worker.tasks import WriteFile

LARGEST = 1 << 30


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that is ready to be sent; `options` are what its deposit notes of it."""

    sha256: str
    options: dict[str, Any]


def keep(service: Service, document_id: str, options: dict[str, Any]) -> Kept:
    """Write a deposit's file and keep it, so that every try sends the same bytes. Raises ReaderFailed."""
    with service.store.reading() as session:
        row = session.get_one(DocumentRow, document_id)
        extraction = views.extraction_of(row)
        name, digest, size = name_of(row), row.sha256, row.size
    assert extraction is not None  # what is depositing was read
    kind = OutputKind(options["kind"])
    supplements = Supplements.model_validate(options["supplements"])
    pages, data = PageFiles.of(service.settings), content_of(service.files, digest)
    task = WriteFile(name, data, extraction.to_json(), kind, supplements, pages=pages)
    file = reader_of(service.settings).run(task)
    if kind is OutputKind.CHORUS:
        told = {"name": name, "request": json.loads(file.data)}
        part = reader_of(service.settings).run(CutFile(name, data, extraction.pages))
        if part is None:
            return Kept(digest, {**told, "size": size})
        stored = service.files.put(BytesIO(part), LARGEST)
        return Kept(stored.sha256, {**told, "size": stored.size})
    stored = service.files.put(BytesIO(file.data), LARGEST)
    request = _request(extraction, supplements)
    return Kept(stored.sha256, {"name": file.name, "size": stored.size, "request": request})


def parcel(service: Service, deposit_id: str) -> Parcel | None:
    """What was written for a deposit, with its attachments; None where nothing was."""
    with service.store.reading() as session:
        deposit = session.get(DepositRow, deposit_id)
        if deposit is None or deposit.sha256 is None:
            return None
        row = session.get_one(DocumentRow, deposit.document_id)
        options = deposit.options or {}
        attached = session.execute(
            select(AttachmentRow.name, AttachmentRow.sha256).where(AttachmentRow.document_id == row.id)
        ).all()
        extraction = views.extraction_of(row)
        invoice = extraction.invoice if extraction else None
        iban = invoice.payment.iban if invoice else None
        account = _account(session, row.structure_id, options.get("bank_account_id"), iban)
    return Parcel(
        key=deposit.id,
        name=options["name"],
        data=content_of(service.files, deposit.sha256),
        number=row.number,
        seller=row.seller,
        buyer=row.buyer,
        issue_date=row.issue_date,
        total=row.total,
        enclosed=tuple(Enclosed(name, content_of(service.files, sha256)) for name, sha256 in attached),
        kind=options["kind"],
        request=options.get("request"),
        service_code=invoice.buyer_reference if invoice else None,
        engagement=invoice.purchase_order if invoice else None,
        account=account,
        frame=options["supplements"]["chorus_frame"],
    )


def name_of(row: DocumentRow) -> str:
    """What the files made of a document are called after, several invoices of one file each by its own name."""
    name = PurePosixPath(shown(row.name))
    return f"{name.stem}-{row.part}{name.suffix}" if row.part > 1 else name.name


def _request(extraction: Extraction, supplements: Supplements) -> dict[str, Any]:
    """The fields as `soumettre` takes them."""
    from extractor.output import complete  # noqa: PLC0415 - loads what writes files, which other jobs never need
    from extractor.output.chorus import to_chorus  # noqa: PLC0415

    completion = complete(extraction.invoice, OutputKind.CHORUS, supplements)
    request: dict[str, Any] = json.loads(to_chorus(completion.invoice, supplements))
    return request


def _account(session: Session, structure_id: str, chosen: str | None, iban: str | None) -> str | None:
    """The account that is paid on: its number on the platform, else its IBAN."""
    row = session.get(BankAccountRow, chosen) if chosen else None
    if row is None and iban:
        same = select(BankAccountRow).where(BankAccountRow.structure_id == structure_id, BankAccountRow.iban == iban)
        row = session.scalar(same)
    return (row.platform_id or row.iban) if row is not None else iban
