"""Invoices as their two sides download them: as PDF, as one XML file (PIVOT), or all together in a ZIP.

PDF is the invoice's own, or one that is drawn where it came as data; several files make a ZIP. PIVOT is one XML file
however many invoices there are, with all their files. ZIP holds both. 120 MB are the most. A recipient's download is
written into the history, and lets the invoice no longer be among those that were not downloaded.

Sources: API Factures v1 (AIFE), telecharger/groupe and its data types
"""

from __future__ import annotations

import re
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from enum import StrEnum
from io import BytesIO
from types import MappingProxyType
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.lifecycle import Role
from models.portal import EntryKind, Status, TooLarge
from models.portal_terms import TOTAL_LIMIT
from worker.portal import pivot, readable, refusals
from worker.portal.callers import Caller, as_either
from worker.portal.consulting import Parties, parties_of
from worker.portal.entries import note
from worker.portal.pivot import Content, Enclosure
from worker.service import Service
from worker.store.tables import PortalEntryRow, PortalFileRow, PortalInvoiceRow, now

DOWNLOADED: Final = "TELECHARGEMENT_FACTURE"
AT_ONCE: Final = 500
_UNFIT = re.compile(r"[^A-Za-z0-9.\-]")
_PDF = "application/pdf"


class Format(StrEnum):
    """In what form invoices are downloaded."""

    PDF = "PDF"
    PIVOT = "PIVOT"
    ZIP = "ZIP"


_ALIASES: Final = MappingProxyType({"XML": Format.PIVOT})  # what the original's own description calls it


class _Chosen:
    """What was found of the invoices that are asked for."""

    def __init__(self, session: Session, caller: Caller, numbers: Sequence[int]) -> None:
        self.rows = [as_either(session, caller, number) for number in numbers]
        self.parties: list[Parties] = [parties_of(session, row) for row in self.rows]
        self.files: dict[int, list[PortalFileRow]] = defaultdict(list)
        mine = select(PortalFileRow).where(PortalFileRow.invoice_id.in_(numbers))
        for file in session.scalars(mine.order_by(PortalFileRow.main.desc(), PortalFileRow.id)):
            self.files[file.invoice_id or 0].append(file)
        back = select(PortalEntryRow.invoice_id).where(PortalEntryRow.invoice_id.in_(numbers))
        self.recycled = set(session.scalars(back.where(PortalEntryRow.code == Status.A_RECYCLER.value)))


def bundle(service: Service, caller: Caller, numbers: Iterable[int], form: str, *, attachments: bool) -> bytes:
    """The file. Raises UnknownInvoice where one of the invoices is not of the caller's structures, Refused."""
    wanted, asked = _wanted(numbers), _format(form)
    with service.store.reading() as session:
        chosen = _Chosen(session, caller, wanted)
    whole = attachments or asked is Format.PIVOT
    kept = {row.id: [file for file in chosen.files[row.id] if file.main or whole] for row in chosen.rows}
    _fits(sum(file.size for files in kept.values() for file in files))
    contents = [
        Content(row, parties, _enclosures(service, row, parties, kept[row.id]), row.id in chosen.recycled)
        for row, parties in zip(chosen.rows, chosen.parties, strict=True)
    ]
    data = _made(asked, contents)
    _fits(len(data))
    _remember(service, caller, chosen.rows)
    return data


def _wanted(numbers: Iterable[int]) -> list[int]:
    wanted = list(dict.fromkeys(numbers))
    if not 0 < len(wanted) <= AT_ONCE:
        raise refusals.FIELD_WRONG(field="listeFacture", why=f"demandez de 1 à {AT_ONCE} factures")
    return wanted


def _format(form: str) -> Format:
    try:
        return Format(_ALIASES.get(form.upper(), form.upper()))
    except ValueError:
        raise refusals.FIELD_WRONG(field="format", why="choisissez PDF, PIVOT ou ZIP") from None


def _fits(size: int) -> None:
    if size > TOTAL_LIMIT:
        most = f"Le téléchargement dépasse {TOTAL_LIMIT // 1024**2} Mo"
        raise TooLarge(f"{most} : demandez moins de factures à la fois, ou sans pièces jointes.")


def _enclosures(
    service: Service, row: PortalInvoiceRow, parties: Parties, files: Sequence[PortalFileRow]
) -> tuple[Enclosure, ...]:
    """The files of an invoice; a readable one is drawn where no PDF was deposited as the invoice itself."""
    kept = [pivot.enclosure(file, service.files.read(file.sha256)) for file in files]
    if not any(one.main and one.media_type == _PDF for one in kept):
        kept.insert(0, Enclosure(f"{_fit(row.number)}.pdf", _PDF, readable.draw(row, parties), main=True))
    return tuple(kept)


def _made(form: Format, contents: Sequence[Content]) -> bytes:
    at = now()
    if form is Format.PIVOT:
        return pivot.write(contents, at)
    shown = [(content, _shown(content, form)) for content in contents]
    if form is Format.PDF and len(shown) == 1 and len(shown[0][1]) == 1:
        return shown[0][1][0].data
    kept = BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for content, files in shown:
            folder = f"{content.row.id}_{_fit(content.row.number)}"
            for name, data in _named(files):
                archive.writestr(f"{folder}/{name}", data)
        if form is Format.ZIP:
            bare = [Content(one.row, one.parties, (), one.recycled) for one in contents]
            archive.writestr("factures_pivot.xml", pivot.write(bare, at))
    return kept.getvalue()


def _shown(content: Content, form: Format) -> list[Enclosure]:
    """What of an invoice's files goes along: as PDF, no main file in another form."""
    every = form is Format.ZIP
    return [one for one in content.enclosures if every or not one.main or one.media_type == _PDF]


def _named(files: Iterable[Enclosure]) -> Iterable[tuple[str, bytes]]:
    """Files under names that no two share."""
    taken: set[str] = set()
    for one in files:
        name, again = one.name, 1
        while name.lower() in taken:
            stem, dot, suffix = one.name.rpartition(".")
            again += 1
            name = f"{stem or suffix} ({again}){dot}{suffix if stem else ''}"
        taken.add(name.lower())
        yield name, one.data


def _fit(number: str) -> str:
    """An invoice's number as a name of a file: it may hold `/` and `+`."""
    return _UNFIT.sub("_", number)


def _remember(service: Service, caller: Caller, rows: Sequence[PortalInvoiceRow]) -> None:
    """Recipients' downloads are part of the history."""
    received = [row.id for row in rows if caller.may(row.recipient_id, Role.REVIEWER)]
    if not received:
        return
    with service.store.session() as session:
        for number in sorted(received):  # in one order, so that two downloads do not wait for each other
            row = session.get_one(PortalInvoiceRow, number)
            row.downloaded = True
            note(session, row, EntryKind.ACTION, DOWNLOADED, caller=caller)
