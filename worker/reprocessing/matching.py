"""Which of the invoices read in a file today is the one that a document stands for.

A file may be split otherwise now, and a replacement stands for no part of its file: pages tell first, then the number,
then the place in the file.
"""

from __future__ import annotations

from collections.abc import Sequence

from models.extraction import Extraction


def match(old: Extraction | None, part: int, read: Sequence[Extraction]) -> Extraction | None:
    """The invoice that is meant, None where there is none such; `part` counts from 1."""
    if old is None:
        return read[part - 1] if part <= len(read) else None
    for same in (
        [one for one in read if one.pages == old.pages],
        [one for one in read if _number(one) is not None and _number(one) == _number(old)],
        [one for one in read if set(one.pages) & set(old.pages)],
    ):
        if len(same) == 1:
            return same[0]
    if len(read) == 1:
        return read[0]
    return read[part - 1] if part <= len(read) else None


def _number(extraction: Extraction) -> str | None:
    field = extraction.fields.get("invoice_number")
    return field.value if field else None
