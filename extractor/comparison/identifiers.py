"""A known identifier or reference among printed words: compact or in groups, in one line, over cells or over two lines.

Only letters and digits count, without case or accents. It must begin and end where a printed run of digits or of
letters does, so that `118` is not found in `F-2118`, but is in `F-118`.

>>> from extractor.comparison.printed import printed_of
>>> from extractor.testing import document_of
>>> printed = printed_of(document_of("IBAN FR76 3000 6000   0112 3456 7890 189"))
>>> [hit.place.text for hit in hits_of("FR7630006000011234567890189", printed)]
['FR76 3000 6000  0112 3456 7890 189']
>>> hits_of("7630006000011", printed)
()
"""

from __future__ import annotations

from extractor.comparison.places import Hit
from extractor.comparison.printed import Printed
from extractor.text import fold


def plain(text: str) -> str:
    """Letters and digits alone, folded.

    >>> plain("N° F-2026/É")
    'nf2026e'
    """
    return "".join(character for character in fold(text) if character.isalnum())


def hits_of(value: str, printed: Printed) -> tuple[Hit, ...]:
    """Where an identifier is printed, whatever stands between its characters."""
    wanted = plain(value)
    if not wanted:
        return ()
    found: dict[tuple[int, int], Hit] = {}
    for stretch in printed.stretches:
        if wanted in stretch.characters:
            for hit in stretch.find(wanted):
                found.setdefault((hit.line, hit.start), hit)
    return tuple(found.values())
