"""A few places of a scanned page read again: larger, by the careful recogniser, and by a second engine.

The page is drawn anew, as large as its scan is, and corrected as it was before it was read. Each place is then cut out
and read without looking for text in it: the run of text is known. It is read as it is, with the darkest ink alone,
which takes away a stamp or a tint that lies over it, and with a margin, until enough readings confirm the first one.
Tesseract is asked where these readings do not settle the matter, since it takes a process of its own.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from extractor.reading.ocr import weights
from extractor.text import fold
from models.document import Page, Word
from models.errors import EngineError, MissingEngine
from models.geometry import BBox, enclosing
from models.second_look import Again, Doubt, Engine, Spot, Witness
from models.source import Source, SourceKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from extractor.reading.ocr import Ocr
    from extractor.settings import Settings

MARGIN = 0.15
"""Share of a run's height that is added above and below for the second variant."""
FRAME = 12
"""White pixels around what Tesseract reads."""
_CENTS = re.compile(r"[.,](?=\d{2}(?!\d))")
ENOUGH = {Doubt.KEY: 2, Doubt.UNSURE: 2, Doubt.SUM: 3, Doubt.MISSING: 3}
"""Readings by the careful recogniser that settle a doubt when all give what was read at first: a number with a wrong
key is then what the page prints. For points and commas a third one is worth its time.
"""
FAIR = 0.97
"""Confidence of the first reading from which one reading less is enough."""
DARKEST = 0.45
"""Share of the way from ink to paper beyond which grey is taken for paper: stamps are lighter than print."""


def read_again(source: Source, pages: tuple[Page, ...], *, settings: Settings) -> Again | None:
    """A reader of spots on these pages of the source; None where no OCR engine is installed or the file has no pages.

    One page is held as a picture at a time: spots are best asked for page by page. A reader that fails sees nothing.
    """
    by_paddle, by_tesseract = weights.installed(), shutil.which("tesseract") is not None
    if source.kind is SourceKind.XML or not (by_paddle or by_tesseract):
        return None
    by_number = {page.number: page for page in pages}
    held: dict[int, NDArray[np.uint8]] = {}

    def picture(number: int) -> NDArray[np.uint8]:
        if number not in held:
            from extractor.reading.redrawn import redrawn

            held.clear()
            held[number] = redrawn(source, by_number[number], settings=settings)
        return held[number]

    def again(spot: Spot) -> tuple[Witness, ...]:
        try:
            return seen_at(spot)
        except EngineError:  # the page was read once: that it can't be read twice is no reason to refuse it
            return ()

    def seen_at(spot: Spot) -> tuple[Witness, ...]:
        pixels = picture(spot.page)
        scale = pixels.shape[1] / max(by_number[spot.page].width, 1.0)
        seen = _by_paddle(pixels, spot, scale) if by_paddle else ()
        if _as_at_first(spot, seen) or not by_tesseract:
            return seen
        from extractor.reading.ocr.tesseract import tesseract_ocr

        try:
            return (*seen, Witness(Engine.TESSERACT, _by(tesseract_ocr, pixels, spot.box, scale)))
        except MissingEngine:  # the program is there without its French data
            return seen

    return again


def squeezed(text: str) -> str:
    """The text without spaces, case and accents, which readers set as they like.

    >>> squeezed("Le 1er Février") == squeezed("le 1 ER fevrier")
    True
    """
    return "".join(fold(text).split())


def gist(text: str, doubt: Doubt) -> str:
    """What of a text matters for a doubt: the figures of a number, with their separators those of a sum.

    Elsewhere all does, but that a point before cents is as good as a comma.

    >>> gist("SIRET : 732 829 320 00074", Doubt.KEY), gist("Total 1 234,50 €", Doubt.SUM), gist("n° F-12", Doubt.UNSURE)
    ('73282932000074', '1234,50', 'n°f-12')
    >>> gist("977.00 €", Doubt.UNSURE) == gist("977,00€", Doubt.UNSURE) != gist("97700€", Doubt.UNSURE)
    True
    """
    match doubt:
        case Doubt.KEY:
            return "".join(filter(str.isdigit, text))
        case Doubt.SUM:
            return "".join(character for character in text if character.isdigit() or character in ".,()-")
        case _:
            return _CENTS.sub(",", squeezed(text))


def _as_at_first(spot: Spot, seen: Sequence[Witness]) -> bool:
    """Whether every reading is the first one; of what is missing the figures tell, its label is known."""
    doubt = Doubt.SUM if spot.doubt is Doubt.MISSING else spot.doubt
    first = gist(spot.text, doubt)
    return bool(seen) and all(gist(one.text, doubt) == first for one in seen)


def rewritten(page: Page, box: BBox, words: tuple[Word, ...]) -> Page:
    """The page with these words in the place of those whose middle the box holds, and of those they lie on."""
    from extractor.reading.layout import page_of

    kept = tuple(
        word
        for word in page.words
        if word.rotation or not (middle_within(word.bbox, box) or any(_over(word.bbox, new.bbox) for new in words))
    )
    new = page_of(number=page.number, size=(page.width, page.height), words=(*kept, *words), reading=page.reading)
    return replace(page, words=new.words, lines=new.lines, blocks=new.blocks)


def middle_within(word: BBox, box: BBox) -> bool:
    """Whether the middle of a word lies in a box."""
    return box.x0 <= word.x_center <= box.x1 and box.top <= word.y_center <= box.bottom


def _over(word: BBox, new: BBox) -> bool:
    """Whether a word of another height, such as one of a slanting stamp, lies over a new one."""
    return word.x_overlap(new) > 0 and word.y_overlap(new) > 0.5 * min(word.height, new.height)


def _by_paddle(pixels: NDArray[np.uint8], spot: Spot, scale: float) -> tuple[Witness, ...]:
    """What the careful recogniser reads, way by way, until enough readings confirm the first or no way is left."""
    enough = ENOUGH[spot.doubt] - (spot.confidence >= FAIR)
    seen: list[Witness] = []
    for read in _ways(pixels, spot, scale):
        seen.append(read())
        if len(seen) >= enough and _as_at_first(spot, seen):
            break
    return tuple(seen)


def _ways(pixels: NDArray[np.uint8], spot: Spot, scale: float) -> Iterator[Callable[[], Witness]]:
    from extractor.reading.ocr.paddle import paddle_ocr

    box = spot.box
    plain = _cut(pixels, box, scale, 0.0)
    yield lambda: _as_one_run(plain, box, scale)
    yield lambda: _as_one_run(_darkest(plain), box, scale)
    if spot.doubt is Doubt.MISSING:  # the run may not be one: a stamp joins what stands on several rows
        yield lambda: Witness(Engine.PADDLE, _by(paddle_ocr(weights.folder()), pixels, box, scale))
    else:
        more = MARGIN * box.height
        wider = BBox(box.x0, box.top - more, box.x1, box.bottom + more)
        yield lambda: _as_one_run(_cut(pixels, wider, scale, 0.0), wider, scale)


def _as_one_run(cut: NDArray[np.uint8], box: BBox, scale: float) -> Witness:
    """What the careful recogniser reads on the picture of a box."""
    import cv2
    import numpy as np

    from extractor.reading.ocr.detect import TextBox
    from extractor.reading.ocr.paddle import fine_recogniser
    from extractor.reading.ocr.words import words_of

    if min(cut.shape) < FRAME:
        return Witness(Engine.PADDLE, ())
    crop = np.asarray(cv2.cvtColor(cut, cv2.COLOR_GRAY2BGR), np.uint8)
    glyphs = fine_recogniser(weights.folder()).read(crop)
    place = TextBox(cut.shape[1] / 2, cut.shape[0] / 2, cut.shape[1], cut.shape[0], 0.0)
    words = tuple(words_of(glyphs, place, crop, 0)) if glyphs else ()
    left, top = max(0.0, box.x0 * scale), max(0.0, box.top * scale)
    return Witness(Engine.PADDLE, tuple(_placed(word, left, top, scale) for word in words))


def _by(ocr: Ocr, pixels: NDArray[np.uint8], box: BBox, scale: float) -> tuple[Word, ...]:
    """The words that an engine finds on the darkest ink of a box, framed in white."""
    import cv2
    import numpy as np

    cut = _darkest(_cut(pixels, box, scale, MARGIN))
    if min(cut.shape) < FRAME:
        return ()
    framed = np.asarray(cv2.copyMakeBorder(cut, FRAME, FRAME, FRAME, FRAME, cv2.BORDER_CONSTANT, value=255), np.uint8)
    left, top = box.x0 * scale - FRAME, (box.top - MARGIN * box.height) * scale - FRAME
    return _on_one_row(tuple(_placed(word, left, top, scale) for word in ocr(framed)), box)


def _on_one_row(words: tuple[Word, ...], box: BBox) -> tuple[Word, ...]:
    """The words at the height of the run, left to right, as high as the run is: neighbouring rows are cut off."""
    level = sorted(
        (word for word in words if box.top <= word.bbox.y_center <= box.bottom), key=lambda word: word.bbox.x0
    )
    if not level:
        return ()
    around = enclosing(word.bbox for word in level)
    return tuple(replace(word, bbox=BBox(word.bbox.x0, around.top, word.bbox.x1, around.bottom)) for word in level)


def _cut(pixels: NDArray[np.uint8], box: BBox, scale: float, margin: float) -> NDArray[np.uint8]:
    import numpy as np

    more = margin * box.height
    left, right = max(0, round(box.x0 * scale)), round(box.x1 * scale)
    top, bottom = max(0, round((box.top - more) * scale)), round((box.bottom + more) * scale)
    return np.ascontiguousarray(pixels[top:bottom, left:right])


def _darkest(cut: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The darkest ink stretched over all greys, everything lighter made paper; light print on dark stays as it is."""
    import numpy as np

    if not cut.size:
        return cut
    ink, paper = np.percentile(cut, (0.5, 95))
    limit = ink + DARKEST * (paper - ink)
    if limit - ink < 1 or np.median(cut) < limit:
        return cut
    return np.asarray(np.clip((cut.astype(np.float32) - ink) * (255 / (limit - ink)), 0, 255), np.uint8)


def _placed(word: Word, left: float, top: float, scale: float) -> Word:
    at = word.bbox
    where = BBox((left + at.x0) / scale, (top + at.top) / scale, (left + at.x1) / scale, (top + at.bottom) / scale)
    return replace(word, bbox=where.rounded(), size=round(word.size / scale, 2))
