"""What the reader process does with pages: lists them, reads their words, reads a part of one that is pointed at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from models.document import Reading
from models.errors import MissingEngine
from models.geometry import BBox
from models.pages import Box, PageList, PageView, PageWords, RegionText
from worker.opening import opened
from worker.page_files import PageFiles
from worker.tasks import ocr

LIST, WORDS = "pages.json", "words-{}.json"


def remember(files: PageFiles, sha256: str, found: Iterable[PageWords]) -> PageList:
    """Keep what is known of all pages of a file."""
    views: list[PageView] = []
    for one in found:
        remember_words(files, sha256, one)
        views.append(PageView(**one.model_dump(exclude={"words"})))
    return remember_list(files, sha256, views)


def remember_words(files: PageFiles, sha256: str, page: PageWords) -> None:
    """Keep the words of a page; a scan without words was not read, and its words are not kept."""
    if page.words or page.reading is Reading.TEXT_LAYER:
        files.keep(files.folder(sha256) / WORDS.format(page.number), page.model_dump_json().encode())


def remember_list(files: PageFiles, sha256: str, views: Iterable[PageView]) -> PageList:
    """Keep which pages a file has."""
    listed = PageList(items=tuple(views))
    files.keep(files.folder(sha256) / LIST, listed.model_dump_json().encode())
    return listed


@dataclass(frozen=True, slots=True)
class Outlines:
    """All pages of a file, those with text with their words; nothing is read by OCR."""

    name: str
    data: bytes

    def run(self) -> tuple[PageWords, ...]:
        from extractor.reading.region import outlines  # noqa: PLC0415

        source, settings = opened(self.name, self.data)
        found = (PageWords.of(page) for page in outlines(source, settings=settings))
        return tuple(one if one.reading is Reading.TEXT_LAYER else _wordless(one) for one in found)


@dataclass(frozen=True, slots=True)
class Words:
    """A page with its words, read again as it was read for its invoice."""

    name: str
    data: bytes
    page: int

    def run(self) -> PageWords:
        from extractor.reading.region import one_page  # noqa: PLC0415

        source, settings = opened(self.name, self.data)
        return PageWords.of(one_page(source, self.page, ocr=ocr, settings=settings))


@dataclass(frozen=True, slots=True)
class Region:
    """A part of a page read by OCR; nothing where the engine sees no text, or where there is no engine."""

    name: str
    data: bytes
    page: int
    bbox: Box

    def run(self) -> RegionText:
        from extractor.reading.region import region  # noqa: PLC0415

        source, settings = opened(self.name, self.data)
        try:
            found = region(source, self.page, BBox(*self.bbox), ocr=ocr, settings=settings)
        except MissingEngine:
            return RegionText(text="", source="ocr")
        text = "\n".join(line.text for line in found.lines)
        return RegionText(text=text, source="ocr", words=PageWords.of(found).words)


def _wordless(page: PageWords) -> PageWords:
    """A scan's outline: the few words that its text layer holds are not all that it says."""
    return page.model_copy(update={"words": ()})
