"""The number that a page gives itself as an invoice, and which sums it gives.

The labels are those of the fields (`extractor.labels`); a number follows its label, or stands right of it or below.

>>> from extractor.testing import lines_of
>>> numbers_of(lines_of("Facture n° F-2026-118 du 01/03/2026", "Avoir sur facture n° F-2026-90"), 800)
('F-2026-118',)
>>> sums_of(lines_of("Total HT   100,00", "TVA 20 %   20,00", "Total TTC   120,00")) == NET | VAT | GROSS
True
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractor.labels import Label, find_in
from extractor.splitting.words import patterns
from extractor.text import PrintedLine
from models.geometry import BBox

NET, VAT, GROSS, DUE = 1, 2, 4, 8
"""The bits of `sums_of`."""

_ANCHOR = re.compile(
    r"fac|avoir|invo|rechn|note|piece|n\s?°|\bno\b|num|\bref|doc|gutsch|\bnr\b|credit|memoire|quittance|recu|titre|decompte|\binv\b"
)
_SIGN = r"[\s:=#>*|•.)(–—-]*(?:n\s?°|no\b|numero|nr\.?|num\.?)?[\s:.#°-]*"
_LETTERS = r"(?!(?:du|le|au|de|en|page|date|client)\b)(?:[a-z]{1,6}[ .\-/_]{1,2})?"
_FIGURES = r"[a-z0-9]*\d[a-z0-9]*(?:[-/_.][a-z0-9]+)*(?: ?[-/] ?[a-z0-9]*\d[a-z0-9]*)*"
_MORE = r"(?: \d{3,8}(?![\d.,])(?! ?(?:€|eur)))?"
_VALUE = re.compile(f"{_SIGN}({_LETTERS}{_FIGURES}{_MORE})")
_NO_NUMBER = re.compile(
    r"\d{1,2}[/.-]\d{1,2}[/.-](?:20)?\d\d|\d{4}-\d\d-\d\d|\d{1,3}(?: \d{3})*[.,]\d\d|(?:19|20)\d\d|\d{14}|\d"
    r"|0\d(?:[ .]?\d\d){4}|[a-z]{2}\d{11,}|\d\d?(?:er)?|\d+[.,]\d{1,3}|\d{1,3}(?:\.\d{3})+"
)
"""Dates, amounts, years, a SIRET, one or two figures, a telephone, a VAT number, a quantity."""
_BITS = {"net": NET, "vat": VAT, "gross": GROSS, "due": DUE}
_AMOUNT = re.compile(r"\d[.,]\d\d(?!\d)|\d{3} ?(?:€|eur)")
_ENDS_IN_AMOUNT = re.compile(r"[\d\s.,€'()+-]*\d[.,]\d\d(?!\d)[\s€a-z()-]*")
_LONGEST_LINE, _LONGEST_SUM, _LONGEST_VALUE = 130, 70, 24
_NUMBERS = 8
_NEAR, _FAR = 2.4, 300


def numbers_of(lines: Sequence[PrintedLine], height: float) -> tuple[str, ...]:
    """Invoice numbers that a label announces, the surest first; none that is called another invoice's."""
    found: dict[str, float] = {}
    for line in lines:
        if len(line.text) > _LONGEST_LINE or not _ANCHOR.search(line.folded):  # prose cites numbers, it has none
            continue
        for label in _labels(line):
            for score, value in _values(lines, line, label):
                at_head = 1.0 - 0.5 * line.bbox.top / max(height, 1.0)
                found[value] = max(found.get(value, 0.0), score * at_head * (0.5 if label.weak else 1.0))
    return tuple(sorted(found, key=lambda value: -found[value])[:_NUMBERS])


def _labels(line: PrintedLine) -> Iterator[Label]:
    for label in find_in(line.text, line.index, folded=line.folded, scanned=line.scanned):
        if "invoice_number" in label.terms and "preceding_invoice" not in label.terms:
            yield label


def _values(lines: Sequence[PrintedLine], line: PrintedLine, label: Label) -> Iterator[tuple[float, str]]:
    words = 0.7 + 0.3 * (len(label.text.split()) > 1)
    rest = line.folded[label.end :]
    value = _value(line.text, label.end, rest)
    if value:
        yield words, value
        return
    if rest.strip(" :.n°-#") and not (label.weak or rest.strip().endswith(":")):
        return
    box = line.box(label.start, label.end)
    beside = [
        other for other in lines if other is not line and _same_row(other, line) and 0 <= other.bbox.x0 - box.x1 < _FAR
    ]
    beneath = [other for other in lines if _below(other, box)]
    for others, share in (
        (sorted(beside, key=lambda o: o.bbox.x0), 0.9),
        (sorted(beneath, key=lambda o: o.bbox.top), 0.85),
    ):
        if others and (value := _value(others[0].text, 0, others[0].folded)) and not _labelled(others[0]):
            yield words * share, value


def _below(line: PrintedLine, box: BBox) -> bool:
    gap = line.bbox.y_center - box.y_center
    return line.bbox.x0 < box.x1 + 4 and box.x0 - 4 < line.bbox.x1 and 0 < gap < _NEAR * max(box.height, 6.0)


def _labelled(line: PrintedLine) -> bool:
    """Whether the line begins with a label of its own, so that its value is another's."""
    return any(label.start == 0 for label in find_in(line.text, 0, folded=line.folded, scanned=line.scanned))


def _value(text: str, start: int, folded: str) -> str:
    match = _VALUE.match(folded)
    if match is None or len(match[1]) > _LONGEST_VALUE or _NO_NUMBER.fullmatch(match[1]):
        return ""
    at = start + match.start(1)
    return text[at : at + len(match[1])].strip(" .-/")


def _same_row(one: PrintedLine, other: PrintedLine) -> bool:
    return one.bbox.y_overlap(other.bbox) > 0.5 * min(one.bbox.height, other.bbox.height)


def sums_of(lines: Sequence[PrintedLine]) -> int:
    """Which sums are given, with an amount in the row or, for those that close an invoice, below."""
    found = 0
    for line in lines:
        if len(line.text) > _LONGEST_SUM:
            continue
        bits = sum(_BITS[name] for name, pattern in patterns("sums").items() if pattern.search(line.folded))
        if bits & ~found and (_AMOUNT.search(line.folded) or _amount_right(lines, line)):
            found |= bits
        elif bits & (GROSS | DUE) & ~found and _amount_below(lines, line):
            found |= bits & (GROSS | DUE)
    return found


def _amount_right(lines: Sequence[PrintedLine], line: PrintedLine) -> bool:
    return any(
        other.bbox.x0 > line.bbox.x1 and _same_row(other, line) and _AMOUNT.search(other.folded) for other in lines
    )


def _amount_below(lines: Sequence[PrintedLine], line: PrintedLine) -> bool:
    reach = _NEAR * line.bbox.height
    return any(
        0 < other.bbox.y_center - line.bbox.y_center < reach
        and other.bbox.x_overlap(line.bbox) > 0
        and _ENDS_IN_AMOUNT.fullmatch(other.folded)
        for other in lines
    )
