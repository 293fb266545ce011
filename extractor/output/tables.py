"""Invoices as CSV for a French spreadsheet: semicolons, decimal commas, ISO dates, UTF-8 with its mark.

A text that a spreadsheet would run as a formula has an apostrophe before it; breaks within a text, and control
characters, become spaces. A spreadsheet that opens a CSV drops leading zeros: where they matter, XLSX keeps them.

Sources: RFC 4180 · https://owasp.org/www-community/attacks/CSV_Injection

>>> cell("=HYPERLINK(1)"), cell(Decimal("-12.50")), cell("a\\nb"), cell(None), cell(Decimal("6.000"), Look.NUMBER)
("'=HYPERLINK(1)", '-12,50', 'a b', '', '6')
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from extractor.output import rows
from extractor.output.columns import Cell, Look, Rows
from models.extraction import Extraction
from models.output import OutputKind, Written

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What makes a spreadsheet take a text for a formula, as Japanese ones write it too."""

LONGEST_NUMBER = 28
"""Digits of a number; one of a hostile file may have millions."""


def to_csv(extractions: Sequence[Extraction]) -> tuple[Written, ...]:
    """Two files: `factures.csv`, one row per invoice, and `lignes.csv`, one per line, joined by their first column."""
    tables = {"factures.csv": rows.invoices(extractions), "lignes.csv": rows.lines(extractions)}
    return tuple(Written(name, written(table), OutputKind.CSV) for name, table in tables.items())


def written(table: Rows) -> bytes:
    """A table as a file."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(column.title for column in table.columns)
    looks = [column.look for column in table.columns]
    writer.writerows([cell(value, look) for value, look in zip(row, looks, strict=True)] for row in table.rows)
    return out.getvalue().encode("utf-8-sig")


def cell(value: Cell, look: Look = Look.MONEY) -> str:
    """A value as it stands in the file; quantities and rates without zeros at their end."""
    match value:
        case None:
            return ""
        case Decimal():
            return number(value, look)
        case date():
            return value.isoformat()
        case int():
            return str(value)
    return text(value)


def number(value: Decimal, look: Look) -> str:
    """A number with a comma."""
    if not value.is_finite() or abs(value.adjusted()) > LONGEST_NUMBER:
        return str(value)
    whole, _, decimals = f"{value:f}".partition(".")
    kept = decimals.rstrip("0") if look is Look.NUMBER else decimals
    return f"{whole},{kept}" if kept else whole


def text(value: str) -> str:
    """One line of harmless text."""
    plain = " ".join("".join(sign if sign.isprintable() else " " for sign in value).split())
    return f"'{plain}" if value.startswith(FORMULA) or plain.startswith(FORMULA) else plain
