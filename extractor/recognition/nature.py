"""The nature of what is invoiced: goods, services or both, a mention that every invoice between businesses will carry.

It is told by a label ("Nature de l'opération : prestation de services"), by a sentence ("exclusivement des livraisons
de biens"), by a ticked box, by the code of the billing mode ("Cadre de facturation : S1"), or by standing alone on its
line. Codes GOODS, SERVICES and MIXED.

Source: CGI ann. II art. 242 nonies A, I-8° bis (décret 2022-1299)

>>> from extractor.testing import lines_of
>>> [(found.code, found.text) for found in find(lines_of("Catégorie de l'opération : livraison de biens"))]
[('GOODS', "Catégorie de l'opération : livraison de biens")]
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractor.text import PrintedLine
from models.resolution import Mention

_ANCHORS = ("cadre", "bien", "service", "mixte", "goods", "mixed")
_GOODS = r"(?:livraisons? de (?:biens?|marchandises?)(?: corporels?| meubles)?|ventes? de (?:biens?|marchandises?))"
_SERVICES = r"(?:prestations? (?:de )?services?)"
_GOODS_EN, _SERVICES_EN = r"(?:(?:supply|delivery|sale)s? of goods)", r"(?:(?:supply|provision)s? of services)"
_AND = r"(?:,| et| et/ou|\s?/|\s?\+|\s?&|\s?-| and) ?(?:de |des |d'une )?"
_ONE, _OTHER = rf"(?:{_GOODS}|{_GOODS_EN})", rf"(?:{_SERVICES}|{_SERVICES_EN})"
_BOTH = rf"(?:{_ONE} ?{_AND}{_OTHER}|{_OTHER} ?{_AND}{_ONE}|biens? (?:et|&|/) services?|goods and services)"
_MIXED = rf"(?:{_BOTH}|(?:operations? )?mixtes?(?: ?[(:].{{0,60}})?|mixed(?: supply)?)"
_LABEL = re.compile(
    r"(?:nature|categorie|type)s? (?:de la |de l'|de |des |d'|du )?"
    r"(?:operations?|facturations?|transactions?|prestations?|ventes?|facture)(?: facturees?| imposables?)?"
    r"|nature of (?:the )?(?:supply|supplies|transaction)|(?:transaction|supply) (?:category|type)"
)
_ONLY = re.compile(r"(?:exclusivement|uniquement|seulement|exclusively|solely)\b")
_VALUES = (
    ("MIXED", re.compile(_MIXED), re.compile(rf"{_BOTH}|operations? mixtes?")),
    ("GOODS", re.compile(rf"{_ONE}|biens?|marchandises?|goods"), re.compile(_ONE)),
    ("SERVICES", re.compile(rf"{_OTHER}|services?"), re.compile(_OTHER)),
)
"""Codes, with what tells them after a label and what tells them alone."""

_MODE = re.compile(r"\bcadre (?:de )?(?:la )?facturation\W+([bsm])[1-9]\b")
_LETTERS = {"b": "GOODS", "s": "SERVICES", "m": "MIXED"}
_BOX = re.compile(r"(?P<on>☒|☑|✓|✔|■|\[\s?[x✓✔]\s?\]|\(\s?x\s?\))|(?P<off>☐|□|◻|○|❏|❑|\[\s?\]|\(\s?\))", re.IGNORECASE)
_STOP = re.compile(r"\s*(?:$|[-–—;,.|•()/])")
_NEAR = 3.0
"""Heights of a line between the middles of a label and of the value below it."""

_ALIGNED = 3
"""Points between the left edges of two lines of one paragraph."""

_ROW = 6
"""Lines before and after one that may stand in the same row."""

_EDGES = " .:;,-*•()"


def find(lines: Sequence[PrintedLine]) -> Iterator[Mention]:
    """What labels and sentences tell, each code once; where they tell nothing, what stands alone on a line."""
    told: dict[str, Mention] = {}
    alone: dict[str, Mention] = {}
    for line in lines:
        if not any(anchor in line.folded for anchor in _ANCHORS):
            continue
        labelled = _labelled(lines, line)
        if labelled is not None:
            told.setdefault(labelled.code, labelled)
            continue
        for code, _, whole in _VALUES:
            if whole.fullmatch(line.folded.strip(_EDGES)) and not _in_table(lines, line):
                alone.setdefault(code, _mention(code, line))
    yield from (told or alone).values()


def _labelled(lines: Sequence[PrintedLine], line: PrintedLine) -> Mention | None:
    """What is told by a label in this line, left of it or above it, by a box, or by a word such as "only"."""
    mode = _MODE.search(line.folded)
    if mode is not None:
        return _mention(_LETTERS[mode[1]], line, *mode.span())
    label = _LABEL.search(line.folded)
    rest = line.folded[label.end() :] if label else _run_on(lines, line)
    boxed = _ticked(rest or line.folded)
    if boxed is not None:
        return _mention(boxed, line) if boxed else None
    if rest is not None:
        return next((_mention(code, line) for code, after, _ in _VALUES if _begins(after, rest)), None)
    code = next((code for code, after, _ in _VALUES if after.fullmatch(line.folded.strip(_EDGES))), None)
    if code is not None and _beside_label(lines, line):
        return _mention(code, line)
    only = _ONLY.search(line.folded)
    if only is None:
        return None
    return next((_mention(code, line) for code, _, whole in _VALUES if whole.search(line.folded)), None)


def _run_on(lines: Sequence[PrintedLine], line: PrintedLine) -> str | None:
    """What follows a label that ends in this line, or at the end of the one above it in the same paragraph."""
    over = [
        other
        for other in lines[max(0, line.index - _ROW) : line.index]
        if other.page == line.page and abs(other.bbox.x0 - line.bbox.x0) < _ALIGNED
    ]
    if not over:
        return None
    joined = f"{over[-1].folded} {line.folded}"
    for label in _LABEL.finditer(joined):
        if label.end() >= len(over[-1].folded.rstrip(_EDGES)):
            return joined[label.end() :]
    return None


def _begins(value: re.Pattern[str], rest: str) -> bool:
    """Whether the text after a label begins with the value, and goes on with something else if at all."""
    found = value.match(rest.lstrip(_EDGES))
    return found is not None and _STOP.match(rest.lstrip(_EDGES), found.end()) is not None


def _beside_label(lines: Sequence[PrintedLine], line: PrintedLine) -> bool:
    """Whether the nearest text left of the line, or above it, is the label."""
    box = line.bbox
    page = [other for other in lines if other.page == line.page and other is not line]
    row = [other for other in page if other.bbox.y_overlap(box) > box.height / 2]
    left = [other for other in row if other.bbox.x1 <= box.x0 + 2]
    above = [
        o
        for o in page
        if o.bbox.x0 < box.x1 and box.x0 < o.bbox.x1 and 0 < box.y_center - o.bbox.y_center < _NEAR * box.height
    ]
    nearest = (
        max(left, key=lambda other: other.bbox.x1, default=None),
        max(above, key=lambda other: other.bbox.bottom, default=None),
    )
    return any(other is not None and _LABEL.fullmatch(other.folded.strip(_EDGES)) for other in nearest)


def _in_table(lines: Sequence[PrintedLine], line: PrintedLine) -> bool:
    """Whether figures stand in the same row: then the words describe one line of the invoice."""
    near = lines[max(0, line.index - _ROW) : line.index + _ROW + 1]
    return any(
        other is not line
        and other.page == line.page
        and other.bbox.y_overlap(line.bbox) > line.bbox.height / 2
        and any(character.isdigit() for character in other.text)
        for other in near
    )


def _ticked(text: str) -> str | None:
    """The code whose box is ticked, empty where none or several are; None where there are no boxes."""
    boxes = list(_BOX.finditer(text))
    if not boxes:
        return None
    ticked: set[str] = set()
    for box, following in zip(boxes, [*boxes[1:], None], strict=True):
        after = text[box.end() : following.start() if following else len(text)].strip(_EDGES)
        if box["on"]:
            ticked.update(code for code, value, _ in _VALUES if value.fullmatch(after))
    return ticked.pop() if len(ticked) == 1 else ""


def _mention(code: str, line: PrintedLine, start: int = 0, end: int | None = None) -> Mention:
    place = line.provenance(start, len(line.text) if end is None else end)
    return Mention(code, place.text, place)
