"""Pages of a document as a reviewer sees them: their pictures, their words, and what a part of one says.

What is found is kept on disk beside other pages of the file; see `worker.page_files`.
"""

from __future__ import annotations

from models.geometry import BBox
from models.pages import Box, PageList, PageView, PageWord, PageWords, RegionText
from models.service import Principal
from models.service_errors import InvalidRequest
from worker.page_files import PageFiles
from worker.page_tasks import LIST, WORDS, Outlines, Region, Words, remember
from worker.reader import content_of, reader_of
from worker.service import Service
from worker.visibility import document_row

SMALLEST = 2.0
"""Points, of the sides of a part that is read."""
LARGEST = 0.5
"""Share of a page that is read at once on the fly; the whole of it was read before."""


def pages(service: Service, principal: Principal, document_id: str) -> PageList:
    """The pages of a document's file. Raises NotFound, worker.reader.ReaderFailed."""
    name, sha256 = _file(service, principal, document_id)
    files = PageFiles.of(service.settings)
    if (known := files.kept(files.folder(sha256) / LIST)) is not None:
        return PageList.model_validate_json(known)
    found = reader_of(service.settings).run(Outlines(name, content_of(service.files, sha256)))
    return remember(files, sha256, found)


def words(service: Service, principal: Principal, document_id: str, page: int) -> tuple[PageWords, str]:
    """A page's words, and a tag that tells them from all others. Raises NotFound, worker.reader.ReaderFailed."""
    name, sha256 = _file(service, principal, document_id)
    return _words(service, name, sha256, page), f"{sha256}-{page}-words"


def text_at(service: Service, principal: Principal, document_id: str, page: int, bbox: Box) -> RegionText:
    """What stands in a part of a page, read by OCR now; where that sees nothing, the page's words in it.

    Raises NotFound, InvalidRequest for a part that is none or too large, worker.reader.ReaderFailed.
    """
    name, sha256 = _file(service, principal, document_id)
    sheet = next((one for one in pages(service, principal, document_id).items if one.number == page), None)
    if sheet is not None:
        bbox = _within(sheet, bbox)
    found = reader_of(service.settings).run(Region(name, content_of(service.files, sha256), page, bbox))
    if found.text:
        return found
    inside = [one for one in _words(service, name, sha256, page).words if _stands_in(one, BBox(*bbox))]
    return RegionText(text=" ".join(one.text for one in inside), source="words", words=tuple(inside))


def _words(service: Service, name: str, sha256: str, page: int) -> PageWords:
    files = PageFiles.of(service.settings)
    path = files.folder(sha256) / WORDS.format(page)
    if (known := files.kept(path)) is not None:
        return PageWords.model_validate_json(known)
    found = reader_of(service.settings).run(Words(name, content_of(service.files, sha256), page))
    files.keep(path, found.model_dump_json().encode())
    return found


def _within(sheet: PageView, bbox: Box) -> Box:
    """The part of the box that lies on the page."""
    x0, top = max(0.0, bbox[0]), max(0.0, bbox[1])
    x1, bottom = min(sheet.width, bbox[2]), min(sheet.height, bbox[3])
    if x1 - x0 < SMALLEST or bottom - top < SMALLEST:
        raise InvalidRequest("bbox : une zone de la page est attendue, (gauche, haut, droite, bas) en points")
    if (x1 - x0) * (bottom - top) > LARGEST * sheet.width * sheet.height:
        raise InvalidRequest("bbox : la zone dépasse la moitié de la page, dessinez-la plus petite")
    return (x0, top, x1, bottom)


def _stands_in(word: PageWord, box: BBox) -> bool:
    """Whether the word's middle does."""
    x0, top, x1, bottom = word.bbox
    return box.x0 <= (x0 + x1) / 2 <= box.x1 and box.top <= (top + bottom) / 2 <= box.bottom


def _file(service: Service, principal: Principal, document_id: str) -> tuple[str, str]:
    with service.store.reading() as session:
        row = document_row(session, principal, document_id)
        return row.name, row.sha256
