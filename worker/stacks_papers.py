"""Papers of a stack that go with an invoice, such as its delivery note: attached to it as PDF once a person confirmed.

They are told from what a person attached by their names, so that moved boundaries take them along. Pages of pictures
(TIFF) are not cut out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from types import MappingProxyType

from models.lifecycle import EventKind
from models.service import Principal
from models.service_errors import InvalidRequest
from models.split import SplitPart, SplitView
from models.stack import ATTACHED, PartKind
from worker import attachments, history
from worker.attachments import Enclosure
from worker.reader import ReaderFailed, content_of, reader_of
from worker.service import Service
from worker.visibility import document_row

NAMES = MappingProxyType(
    {PartKind.DELIVERY_NOTE: "bon-de-livraison", PartKind.LETTER: "courrier", PartKind.OTHER: "papier"}
)
SAID = MappingProxyType(
    {PartKind.DELIVERY_NOTE: "Bon de livraison", PartKind.LETTER: "Courrier", PartKind.OTHER: "Autre papier"}
)
_OURS = re.compile(rf"(?:{'|'.join(NAMES.values())})-p\d+(?:-\d+)?\.pdf")
_PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class CutOut:
    """Groups of a PDF's pages, each as a PDF of its own; done in the reader process."""

    name: str
    data: bytes
    groups: tuple[tuple[int, ...], ...]

    def run(self) -> tuple[bytes, ...]:
        """The PDFs, in the order of the groups."""
        from extractor.output.cutting import cut_from, opened  # noqa: PLC0415

        with opened(self.data, self.name) as pdf:
            return tuple(cut_from(pdf, group, name=self.name) for group in self.groups)


def settle(service: Service, principal: Principal, view: SplitView) -> None:
    """Attach the papers of a split file to their invoices, and take away those that are no longer there.

    One that can't be attached is noted in its invoice's history with the reason.
    """
    with service.store.reading() as session:
        row = document_row(session, principal, view.document_id)
    if row.media_type != _PDF:
        return
    papers = _papers(view)
    fresh: list[tuple[str, SplitPart]] = []
    for document_id in dict.fromkeys(part.document.id for part in view.parts if part.document and not part.fixed):
        wanted = {name_of(part): part for part in papers.get(document_id, ())}
        known = {one.name: one.id for one in attachments.of(service, principal, document_id)}
        for name in known.keys() - wanted.keys():
            if _OURS.fullmatch(name):
                attachments.detach(service, principal, document_id, known[name])
        fresh += [(document_id, wanted[name]) for name in wanted if name not in known]
    if fresh:
        _attach(service, principal, row.sha256, row.name, fresh)


def name_of(part: SplitPart) -> str:
    """The file's name: what it is, and its pages.

    >>> name_of(SplitPart(kind=PartKind.DELIVERY_NOTE, pages=(7, 8)))
    'bon-de-livraison-p7-8.pdf'
    """
    first, last = part.pages[0], part.pages[-1]
    return f"{NAMES[part.kind]}-p{first}{'' if first == last else f'-{last}'}.pdf"


def _papers(view: SplitView) -> dict[str, list[SplitPart]]:
    """The papers of each document."""
    made = {part.pages[0]: part.document.id for part in view.parts if part.document and not part.fixed}
    found: dict[str, list[SplitPart]] = defaultdict(list)
    for part in view.parts:
        if part.kind in ATTACHED and part.belongs_to in made and part.kept:
            found[made[part.belongs_to]].append(part)
    return found


def _attach(
    service: Service, principal: Principal, sha256: str, name: str, fresh: Iterable[tuple[str, SplitPart]]
) -> None:
    papers = tuple(fresh)
    try:
        groups = tuple(part.kept for _, part in papers)
        cut = reader_of(service.settings).run(CutOut(name, content_of(service.files, sha256), groups))
    except ReaderFailed as error:
        for document_id, part in papers:
            _missed(service, principal, document_id, name_of(part), error.message.fr)
        return
    for (document_id, part), data in zip(papers, cut, strict=True):
        try:
            enclosure = Enclosure(name_of(part), BytesIO(data), SAID[part.kind])
            attachments.attach(service, principal, document_id, enclosure)
        except InvalidRequest as error:
            _missed(service, principal, document_id, name_of(part), error.detail)


def _missed(service: Service, principal: Principal, document_id: str, name: str, reason: str) -> None:
    with service.store.session() as session:
        row = document_row(session, principal, document_id)
        details = {"name": name, "reason": reason}
        history.note(session, row.structure_id, row.id, EventKind.COMPLEMENTARY, "paper_not_attached", details=details)
