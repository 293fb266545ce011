"""What changed: field by field and row by row, what stands, what is read now, why, and whether the old one is kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from typing import Final

from models import terms
from models.field import LineItem, VatRow
from models.finding import Message
from models.report import ValueChange
from models.reprocessing import Mode
from worker.reprocessing import reasons
from worker.reprocessing.reasons import Readings

_CELLS: Final = {
    "vat_breakdown": ("rate", "base", "tax", "category"),
    "lines": ("description", "reference", "quantity", "unit", "unit_price", "discount", "net_amount", "vat_rate"),
}
Row = VatRow | LineItem


def changes(told: Readings, mode: Mode, persons: Mapping[str, str]) -> tuple[ValueChange, ...]:
    """Every value that is read otherwise than it stands; `persons` are those who spoke on a field or table."""
    return (*_of_pages(told, mode), *_of_fields(told, mode, persons), *_of_tables(told, mode, persons))


def _of_pages(told: Readings, mode: Mode) -> Iterator[ValueChange]:
    old, new = told.old.pages, told.new.pages
    if old and new and old != new:
        yield ValueChange(
            field="pages",
            old=", ".join(map(str, old)),
            new=", ".join(map(str, new)),
            why=reasons.split_otherwise(old, new),
            kept=mode is not Mode.REPLACE,
        )


def _of_fields(told: Readings, mode: Mode, persons: Mapping[str, str]) -> Iterator[ValueChange]:
    for name in terms.TERMS:
        old, new = told.old.fields.get(name), told.new.fields.get(name)
        if (old.value if old else None) == (new.value if new else None):
            continue
        change = ValueChange(
            field=name,
            old=old.value if old else None,
            new=new.value if new else None,
            why=reasons.why(told, name, old, new),
        )
        yield _judged(change, name, mode, persons, was_there=old is not None)


def _judged(change: ValueChange, name: str, mode: Mode, persons: Mapping[str, str], *, was_there: bool) -> ValueChange:
    """The change with whether the old value stands, and why it does."""
    if name in persons:
        return change.model_copy(update={"why": reasons.kept_by_person(persons[name]), "kept": True, "confirmed": True})
    if mode is Mode.KEEP or (mode is Mode.FILL and was_there):
        return change.model_copy(update={"why": reasons.kept_by_mode(change.why, mode), "kept": True})
    return change


def _of_tables(told: Readings, mode: Mode, persons: Mapping[str, str]) -> Iterator[ValueChange]:
    pairs: tuple[tuple[str, tuple[Row, ...], tuple[Row, ...]], ...] = (
        ("vat_breakdown", told.old.vat_breakdown, told.new.vat_breakdown),
        ("lines", told.old.lines, told.new.lines),
    )
    for table, old, new in pairs:
        for field, before, after, why in _rows(told, table, old, new):
            change = ValueChange(field=field, old=before, new=after, why=why)
            yield _judged(change, table, mode, persons, was_there=bool(old))


def _rows(
    told: Readings, table: str, old: tuple[Row, ...], new: tuple[Row, ...]
) -> Iterator[tuple[str, str | None, str | None, Message]]:
    """Rows that are one beside each other, cell by cell; what is on one side only as a whole. Numbers are today's."""
    otherwise = reasons.otherwise(told)
    before_keys, after_keys = ([_key(table, row) for row in rows] for rows in (old, new))
    for kind, i, j, m, n in SequenceMatcher(None, before_keys, after_keys, autojunk=False).get_opcodes():
        both = min(j - i, n - m) if kind in {"equal", "replace"} else 0
        for step in range(both):
            for cell in _CELLS[table]:
                before, after = old[i + step], new[m + step]
                if getattr(before, cell) != getattr(after, cell):  # 2 and 2.00 are one quantity
                    yield f"{table}[{m + step + 1}].{cell}", _cell(before, cell), _cell(after, cell), otherwise
        for place in range(i + both, j):
            yield f"{table}[{place + 1}]", _whole(table, old[place]), None, reasons.LOST_ROW
        for place in range(m + both, n):
            yield f"{table}[{place + 1}]", None, _whole(table, new[place]), reasons.FOUND_ROW


def _key(table: str, row: Row) -> tuple[object, ...]:
    """By what a row is known again."""
    cells = ("rate", "category") if table == "vat_breakdown" else ("description", "net_amount")
    values = (getattr(row, cell) for cell in cells)
    return tuple(value.casefold() if isinstance(value, str) else value for value in values)


def _cell(row: Row, name: str) -> str | None:
    value = getattr(row, name)
    return None if value is None else str(value)


def _whole(table: str, row: Row) -> str:
    return " · ".join(text for cell in _CELLS[table] if (text := _cell(row, cell)))
