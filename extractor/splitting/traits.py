"""What is kept of a page to tell where papers begin: a few numbers and words, so that a thousand pages fit in memory.

>>> from extractor.testing import page_of
>>> found = traits_of(page_of('''
...     ACME SARL                     FACTURE N° F-2026-118
...     1 rue Haute
...     19000 Tulle                   Page 1/2
... '''))
>>> found.numbers, found.paging, found.title_of("invoice") > 0.5
(('F-2026-118',), (1, 2), True)
"""

from __future__ import annotations

from dataclasses import dataclass

from extractor.splitting.cues import CUES, cues_of
from extractor.splitting.headings import titles_of
from extractor.splitting.identities import identities_of
from extractor.splitting.own_numbers import numbers_of, sums_of
from extractor.splitting.paging import paging_of
from extractor.splitting.sketches import Sketch, sketch_of, tokens_of
from extractor.text import printed_lines
from models.document import Document, Page, Reading

READABLE = 0.4
"""Confidence from which a word of a scan counts as one: what shines through from the other side is less sure."""


@dataclass(frozen=True, slots=True)
class PageTraits:
    """The traits of one page; `number` counts the file's pages from 1.

    `words` are those that can be read, `paging` the page number that is printed and of how many (0 where not told),
    `titles` the kinds of paper that a heading names with 0 to 1, `numbers` invoice numbers by their label, the surest
    first, `tokens` the page's other codes, `identities` numbers of businesses, accounts, telephones and domains,
    `sums` how many of net, VAT, gross and due are given, `cues` counts of telling words (`cues.CUES`), `codes` what
    codes for machines say.
    """

    number: int
    words: int
    scanned: bool
    paging: tuple[int, int] | None
    titles: tuple[tuple[str, float], ...]
    numbers: tuple[str, ...]
    tokens: tuple[str, ...]
    identities: tuple[str, ...]
    sums: int
    cues: tuple[int, ...]
    sketch: Sketch
    codes: tuple[str, ...] = ()

    def title_of(self, kind: str) -> float:
        """How much a heading looks like the title of this kind of paper, 0 to 1."""
        return dict(self.titles).get(kind, 0.0)

    def cue(self, name: str) -> int:
        return self.cues[CUES.index(name)]


def traits_of(page: Page) -> PageTraits:
    """The traits of a page, from its words alone; about two milliseconds."""
    lines = printed_lines(Document("", "", (page,), page.reading))
    scanned = page.reading is not Reading.TEXT_LAYER
    return PageTraits(
        number=page.number,
        words=sum(word.confidence >= READABLE and sum(map(str.isalnum, word.text)) > 1 for word in page.words),
        scanned=scanned,
        paging=paging_of(lines, page.height),
        titles=titles_of(lines, page.height),
        numbers=numbers_of(lines, page.height),
        tokens=tokens_of(page),
        identities=identities_of(lines),
        sums=sums_of(lines),
        cues=cues_of(lines, page.height),
        sketch=sketch_of(page),
        codes=tuple(f"{code.kind}:{code.text}" for code in page.codes),
    )
