"""Where to look again: the places of values that fail a check, of labels without their value, of unsure characters.

Only on pages read by OCR, and at most `MOST` places of a document, those of failed checks first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from statistics import median

from extractor.second_look.checks import EXPECTED, KEYED, checks_of, missing
from extractor.text import fold
from models.document import Document, Line, Page, Reading, Word
from models.field import Field, Place
from models.geometry import BBox, enclosing
from models.resolution import Resolution
from models.second_look import Doubt, Spot

MOST = 6
UNSURE = 0.93
"""Confidence of a word below which a key field is read again."""
CLEAR = 0.995
"""Confidence of a word from which a second reading says the same: no place is read again whose words all have it.

Of 108 such places of failed checks, on 237 spoiled pages, none was read otherwise: their numbers are printed wrong.
"""
SURE = 0.85
"""Confidence of a field from which its place is taken for its own, not for another's misread."""
BESIDE = 2
"""Words on either side of a value that are read with it: a character cut off may stand there."""
REACH = 230.0
"""Points to the right of a label without figures in which its value is looked for; of an account the rest of it."""
OF_EACH = 2
"""Labels that are tried for one missing field."""
LONGEST = 60
"""Characters of a line beyond which a word in it is prose, not a label; an account may end a long sentence."""

KEY_FIELDS = (
    "invoice_number",
    "issue_date",
    "seller_siret",
    "seller_siren",
    "seller_vat",
    "buyer_siret",
    "buyer_siren",
    "buyer_vat",
    "total_without_vat",
    "total_vat",
    "total_with_vat",
    "amount_due",
    "iban",
)

_NET = re.compile(r"^(?!.*\bt\.? ?[tv]\.? ?[ca]\b).*(?:\btotal|\bmontant|\bnet\b|\bh\.? ?t\b|hors taxe)")
_VAT = re.compile(r"\bt\.? ?v\.? ?a\b(?!.*\bfr)|\btaxes?\b")
_GROSS = re.compile(r"\bt\.? ?t\.? ?c\b|\bnet a (?:payer|regler)|\btotal (?:general|facture|a payer)|toutes taxes")
_SUM, _FIGURE = re.compile(r"\d[.,:] ?\d\d\b"), re.compile(r"\d")
"""A label's own line holds its value: "TVA 20 %" holds a rate only."""
_LABELS = {
    "invoice_number": re.compile(r"facture|\bavoir\b|\bn ?°|\bref\b"),
    "issue_date": re.compile(
        r"\bdate\b|\b(?:le|du|au) \d|\bemise?\b|\bfactur\w+ (?:le|du)\b|\d[-/.,]\d\d?[-/.,]\d\d"
        r"|\b(?:janv|fevr|mars|avril|mai\b|juin|juil|aout|sept|octo|nove|dece)"
    ),
    "total_without_vat": _NET,
    "total_vat": _VAT,
    "total_with_vat": _GROSS,
    "seller_vat": re.compile(
        r"\bfr ?\d\d[ .]?\d{3}[ .]?\d{3}[ .]?\d{2,3}\b|\btva intra|\bn ?° ?(?:de )?tva|\bid\w*\.? ?tva"
    ),
    "iban": re.compile(r"\biban\b|\bfr ?\d\d"),
    "seller_siret": re.compile(r"\bsire[nt]|\brcs\b"),
    "buyer_siret": re.compile(r"\bsire[nt]"),
}
_TOTALS = frozenset({"total_without_vat", "total_vat", "total_with_vat"})
_LAST_FIRST = _TOTALS | {"iban"}
"""Fields that stand at the end of an invoice."""
_DIGITS = {"seller_siret": (9, 14), "buyer_siret": (9, 14), "seller_vat": (11,)}
"""Digits of numbers, one of which explains a row: other figures there are of something else."""
_WITH_FIGURES = _TOTALS | _DIGITS.keys() | {"invoice_number"}
"""Fields whose labels are also heads of columns and titles: a row without any figure is passed over."""


def spots_of(document: Document, resolution: Resolution) -> tuple[Spot, ...]:
    """What is to be read again, page by page; nothing where all is well."""
    pages = {page.number: page for page in document.pages if page.reading in (Reading.OCR, Reading.MIXED)}
    found: list[Spot] = []
    for spot in _wanted(pages, resolution):
        if len(found) == MOST:
            break
        if not _clear(spot) and not any(_same(spot, other) for other in found):
            found.append(spot)
    return tuple(sorted(found, key=lambda spot: (spot.page, spot.box.top)))


def _clear(spot: Spot) -> bool:
    """Whether a reader as good as the first one would see the same; of a label alone it may be its value."""
    return spot.confidence >= CLEAR and _FIGURE.search(spot.text) is not None


def _wanted(pages: dict[int, Page], resolution: Resolution) -> Iterator[Spot]:
    if not pages:
        return
    failing = [check for check in checks_of(resolution) if not check.holds]
    wrong = {name for check in failing for name in check.names if name in _TOTALS}
    for check in (check for check in failing if check.doubt is Doubt.KEY):
        for place in _places(resolution, check.names):
            yield from _around(pages, place, check.doubt)
    for name in sorted(wrong, key=EXPECTED.index):  # the rows that are named so may hold other figures than were taken
        yield from _labelled(pages.values(), resolution, name)
    for check in failing:
        for place in _places(resolution, check.names):
            yield from _around(pages, place, check.doubt)
    for name in missing(resolution):
        yield from _labelled(pages.values(), resolution, name)
    for place in _places(resolution, KEY_FIELDS):
        if place.page in pages and _surety(_inside(pages[place.page], _box(place))) < UNSURE:
            yield from _around(pages, place, Doubt.UNSURE)


def _places(resolution: Resolution, names: Iterable[str]) -> Iterator[Place]:
    for name in names:
        if name == "vat_breakdown":
            yield from (row.provenance for row in resolution.vat_breakdown if row.provenance)
        elif name in resolution.fields and (place := resolution.fields[name].provenance) is not None:
            yield place


def _around(pages: dict[int, Page], place: Place, doubt: Doubt) -> Iterator[Spot]:
    """The words of a value and those beside them, line by line."""
    if place.page not in pages:
        return
    box = _box(place)
    for line in pages[place.page].lines:
        inside = [index for index, word in enumerate(line.words) if not word.rotation and _meets(word, box)]
        if inside and any(c.isdigit() for index in inside for c in line.words[index].text):
            words = line.words[max(0, inside[0] - BESIDE) : inside[-1] + 1 + BESIDE]
            asked = words if doubt is Doubt.UNSURE else _with_figures(words)
            yield Spot(place.page, _run(words), _text(words), doubt, _surety(asked))


def _labelled(pages: Iterable[Page], resolution: Resolution, name: str) -> Iterator[Spot]:
    """Labels of an absent field, with what follows them or stands under them, but for figures of fields known."""
    sure = [known for known, field in resolution.fields.items() if field.confidence >= SURE or _keyed(known, field)]
    taken = [place for place in _places(resolution, sure) if _explains(name, place.text)]
    lines = [(page, line) for page in pages for line in page.lines if not line.words[0].rotation]
    if name in _LAST_FIRST:
        lines.reverse()
    count = 0
    for page, line in lines:
        text = fold(line.text)
        if count == OF_EACH or not _LABELS[name].search(text) or (len(text) > LONGEST and name != "iban"):
            continue
        reach = 0.0 if name != "iban" and (_SUM if name in _TOTALS else _FIGURE).search(text) else REACH
        run = _run(line.words)
        box = BBox(run.x0, run.top, min(page.width, run.x1 + reach), run.bottom)
        words = _inside(page, box)
        if name in _TOTALS and not _SUM.search(_text(words)):
            box = _under(page, line) or box
            words = _inside(page, box)
        known = [_box(place) for place in taken if place.page == page.number]
        figures = _with_figures(words)
        held = [any(_meets(word, other) for other in known) for word in figures]
        if (not figures and name in _WITH_FIGURES) or (held and (any(held) if name in _DIGITS else all(held))):
            continue
        count += 1
        yield Spot(page.number, box, _text(words), Doubt.MISSING, _surety(figures if name in _DIGITS else words))


def _keyed(name: str, field: Field) -> bool:
    """Whether a value's own check digits hold: whoever's it is, it was not misread."""
    return any(valid(field.value) for kind, valid in KEYED.items() if name.endswith(kind))


def _explains(name: str, text: str) -> bool:
    """Whether a known value's text may be what a label of the field announces; of a number only one as long is."""
    count = sum(map(str.isdigit, text))
    return count in _DIGITS[name] if name in _DIGITS else count > 0


def _under(page: Page, label: Line) -> BBox | None:
    """The nearest line below a label, where columns have their heads above them."""
    at = label.bbox
    below = [
        line.bbox
        for line in page.lines
        if 0 <= line.bbox.y_center - at.bottom < 2.5 * at.height and line.bbox.x_overlap(at) > 0
    ]
    return min(below, key=lambda box: box.top, default=None)


def _inside(page: Page, box: BBox) -> list[Word]:
    """The upright words of a place, left to right."""
    return sorted(
        (word for word in page.words if not word.rotation and _meets(word, box)), key=lambda word: word.bbox.x0
    )


def _run(words: Sequence[Word]) -> BBox:
    """Around words of a row, as high as most of them are: a stamp makes one or two much higher."""
    around = enclosing(word.bbox for word in words)
    top, bottom = median(word.bbox.top for word in words), median(word.bbox.bottom for word in words)
    return BBox(around.x0, top, around.x1, bottom)


def _text(words: Iterable[Word]) -> str:
    return " ".join(word.text for word in words)


def _with_figures(words: Iterable[Word]) -> list[Word]:
    return [word for word in words if any(map(str.isdigit, word.text))]


def _surety(words: Iterable[Word]) -> float:
    return min((word.confidence for word in words), default=1.0)


def _meets(word: Word, box: BBox) -> bool:
    """Whether a word shares a good part of its height and some of its width with a box."""
    at = word.bbox
    return at.x_overlap(box) > 0.3 * min(at.width, box.width) and at.y_overlap(box) > 0.5 * min(at.height, box.height)


def _same(one: Spot, other: Spot) -> bool:
    """Whether two spots lie on one row and overlap: one reading does for both."""
    if one.page != other.page:
        return False
    height = min(one.box.height, other.box.height)
    return one.box.y_overlap(other.box) > 0.5 * height and one.box.x_overlap(other.box) > 0


def _box(place: Place) -> BBox:
    return BBox(*place.bbox)
