"""Legal mentions: the sentences that the law or a trade's custom puts on an invoice.

Late-payment penalties (PMD), the EUR 40 recovery fee (PMT), early-payment discount or its absence (AAB), the ground on
which no VAT is charged, the seller's form, capital and register, retention money, factoring, eco-contribution. Codes of
notes are those of UNTDID 4451 (BT-21); the others are named in `models.resolution.Mention`.

Text is compared in a canonical form in which accents, case, punctuation and the letters that OCR confuses do not
matter, one character for one character, so that a match can be pointed at on the page. Sentences may wrap inside a
block.

Sources: CGI ann. II art. 242 nonies A · C. com. L441-9, D441-5, R123-237 · CGI 293 B, 283, 261, 262 ter, 297 A ·
BR-FR-05 (PMT, PMD and AAB)

>>> from extractor.testing import document_of
>>> text = "Pas d'escompte. En cas de retard, indemnité\\nforfaitaire de 40 € ; TVA non applicable, art. 293 B du CGI"
>>> [(mention.code, mention.text) for mention in find(document_of(text))]
... # doctest: +NORMALIZE_WHITESPACE
[('PMT', 'En cas de retard, indemnité forfaitaire de 40 €'),
 ('AAB', "Pas d'escompte."),
 ('FRANCHISE', 'TVA non applicable, art. 293 B du CGI')]
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from unicodedata import normalize

from extractor.recognition.mention_phrases import PHRASES, WHOLE_MATCH, Phrases
from models.document import Block, Document, Line, Page, Word
from models.geometry import enclosing
from models.provenance import Provenance
from models.resolution import Mention

_LONGEST = 60
"""Words that a mention takes at most on either side of what told it."""

_WIDE = 0.75
"""A line that fills this share of its block's width may go on in the next one..."""

_LONG = 40
"""... if it has as many characters: the labels of a table's rows are shorter."""

_CONFUSED = str.maketrans("i105", "llos")
_ABBREVIATION = re.compile(r"(?:\w\.)+|(?:arts?|no?|al|com|c|g[ée]n|imp|mt|st[ée]?|nr|bzw)\.", re.IGNORECASE)
_ITEM = frozenset("•|·▪■*")
_EDGES = " ,;-–—|•·*"


def find(document: Document) -> tuple[Mention, ...]:
    """Every mention once, in the order of the phrases' table and then of the pages."""
    streams = [stream for page in document.pages if (stream := _Stream.of(page)).words]
    found: list[Mention] = []
    seen: set[tuple[str, str]] = set()
    for phrases in PHRASES:
        for mention in (mention for stream in streams for mention in _mentions(phrases, stream)):
            key = (mention.code, _canonical(mention.text))
            if key not in seen:
                seen.add(key)
                found.append(mention)
    return tuple(found)


def _mentions(phrases: Phrases, stream: _Stream) -> Iterator[Mention]:
    if not any(anchor in stream.canonical for anchor in _anchors(phrases)):
        return
    last_end = -1
    for match in _pattern(phrases.pattern).finditer(stream.canonical):
        first, last = stream.word_at(match.start()), stream.word_at(match.end() - 1)
        if phrases.code not in WHOLE_MATCH:
            first, last = stream.sentence(first, last)
        if first <= last_end:
            continue
        last_end = last
        words = stream.words[first : last + 1]
        text = " ".join(word.text for word in words).strip(_EDGES)
        if phrases.unless is not None and _pattern(phrases.unless).search(_canonical(text)):
            continue
        box = enclosing(word.bbox for word in words).rounded()
        yield Mention(phrases.code, text, Provenance(stream.page, box, text))


@dataclass(frozen=True, slots=True)
class _Stream:
    """A page's words in reading order, and their canonical text; blocks are divided by a line feed.

    `starts` is each word's place in the canonical text, `breaks` the words before which a sentence surely ends.
    """

    page: int
    words: tuple[Word, ...]
    starts: tuple[int, ...]
    breaks: frozenset[int]
    canonical: str

    @classmethod
    def of(cls, page: Page) -> _Stream:
        words: list[Word] = []
        starts: list[int] = []
        breaks: set[int] = set()
        text: list[str] = []
        position = 0
        for block in page.blocks or tuple(Block((line,), line.bbox) for line in page.lines):
            breaks.add(len(words))
            wide = block.bbox.x0 + _WIDE * block.bbox.width
            above: Line | None = None
            for line in block.lines:
                if above is not None and not _goes_on(above, line, wide=wide):
                    breaks.add(len(words))
                above = line
                for word in line.words:
                    printed = word.text if word.text.isascii() else normalize("NFC", word.text)
                    if not printed:
                        continue
                    words.append(word)
                    starts.append(position)
                    text.append(printed + " ")
                    position += len(printed) + 1
            text.append("\n")
            position += 1
        return cls(page.number, tuple(words), tuple(starts), frozenset(breaks), _canonical("".join(text)))

    def word_at(self, position: int) -> int:
        return bisect_right(self.starts, position) - 1

    def sentence(self, first: int, last: int) -> tuple[int, int]:
        """The words from the sentence's first to its last, around those given."""
        lowest, highest = max(0, first - _LONGEST), min(len(self.words) - 1, last + _LONGEST)
        while first > lowest and not self._ends_before(first):
            first -= 1
        while last < highest and not self._ends_before(last + 1):
            last += 1
        return first, last

    def _ends_before(self, index: int) -> bool:
        if index in self.breaks:
            return True
        before, after = self.words[index - 1].text, self.words[index].text
        if before in _ITEM or after in _ITEM:
            return True
        if before == ";":
            return True
        ends = before[-1] in ".;!?" and not _ABBREVIATION.fullmatch(before.lstrip("(["))
        return ends and not after[0].islower()


def _goes_on(above: Line, line: Line, *, wide: float) -> bool:
    """Whether a sentence may run from one line into the next: the second starts small, or the first is full.

    A full line that ends in a number, such as a bank account, is not followed by a new capital in the same sentence.
    """
    if line.text[:1].islower():
        return True
    return above.bbox.x1 >= wide and len(above.text) >= _LONG and not above.text[-1:].isdigit()


def _canonical(text: str) -> str:
    """The text in small letters without accents, look-alikes made one, anything else a blank; same length.

    >>> _canonical("Indemn1té — 40 €\\n")
    'lndemnlte   4o €\\n'
    """
    return text.translate(_table())


@cache
def _table() -> dict[int, str]:
    table = {}
    for code in [*range(0x250), *range(0x2000, 0x2070), *range(0x20A0, 0x20C0)]:
        base = normalize("NFKD", chr(code))[:1].lower()[:1]
        kept = base if base.isalnum() or chr(code) in "\n€%§" else " "
        table[code] = (chr(code) if chr(code) in "\n€%§" else kept).translate(_CONFUSED) if kept != " " else " "
    for code, letter in (("|", "l"), ("!", "l"), ("$", "s"), ("œ", "o"), ("Œ", "o"), ("ø", "o")):
        table[ord(code)] = letter
    return table


@cache
def _anchors(phrases: Phrases) -> tuple[str, ...]:
    return tuple(_canonical(anchor) for anchor in phrases.anchors)


@cache
def _pattern(text: str) -> re.Pattern[str]:
    """A phrase made a pattern over canonical text: a space is any gap, `tva` may have dots, `\\d` may be misread."""
    pieces = []
    for part in re.findall(r"\\.|\{[^}]*\}|\[[^\]]*\]|\(\?[:!=<]+|.", text.replace("tva", "t ?v ?[a4]")):
        if part == " ":
            pieces.append(" {0,3}")
        elif part == r"\d":
            pieces.append("[0-9los]")
        elif len(part) == 1:
            pieces.append(_canonical(part) if part.isalnum() else part)
        else:
            pieces.append(part)
    return re.compile("".join(pieces).replace(" {0,3}?", " {0,1}"))
