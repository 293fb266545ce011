"""Invoices as one XLSX workbook: sheets Factures, Lignes, TVA and Contrôles, with real numbers and real dates.

Identifiers are text, so that no leading zero is lost, and no text is ever a formula. The same invoices give the same
bytes: a workbook tells no time.

Sources: ECMA-376 (Office Open XML) · limits of a sheet: 32767 characters in a cell, 1048576 rows
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from math import ceil
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell as SheetCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from extractor.output import rows
from extractor.output.columns import Cell, Column, Look, Rows
from models.extraction import Extraction
from models.output import OutputKind, Written

NAME = "factures.xlsx"
LONGEST_TEXT = 32_767
CUT = " […]"
MOST_ROWS = 1_048_575
LARGEST = Decimal(10) ** 15
"""A spreadsheet keeps fifteen digits of a number; one that is larger stays text."""

FIRST_DAY = date(1900, 3, 1)
"""Before it a spreadsheet counts a day that never was."""

EPOCH = datetime(2000, 1, 1)  # noqa: DTZ001 - a workbook's dates have no zone
FORMATS = {
    Look.TEXT: "@",
    Look.NAME: "@",
    Look.DATE: "dd/mm/yyyy",
    Look.MONEY: "#,##0.00##",
    Look.NUMBER: "General",
    Look.SHARE: "0%",
}
A4 = 9
MOST_ACROSS = 15
"""Columns that are still legible when a sheet of paper takes them all; wider tables go over several."""

NARROWEST, WIDEST = {Look.DATE: 11, Look.MONEY: 12}, {Look.TEXT: 60}
HEAD, BAND = Font(name="Calibri", size=11, bold=True, color="FFFFFF"), PatternFill("solid", fgColor="1F3864")
HEADING = Alignment(wrap_text=True, vertical="center")
TEXT, FIGURE = Alignment(wrap_text=True, vertical="top", indent=1), Alignment(vertical="top")
ROW, HEAD_ROWS, TALLEST = 15, 3, 400
"""Points of a row of text; a sheet takes no row higher than 409."""

FORMULA = ("=", "+", "-", "@")
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def to_xlsx(extractions: Sequence[Extraction]) -> Written:
    """The workbook `factures.xlsx`."""
    return workbook(NAME, [table(extractions) for table in (rows.invoices, rows.lines, rows.vat, rows.findings)])


def workbook(name: str, tables: Sequence[Rows]) -> Written:
    """A workbook with a sheet for each table."""
    book = Workbook()
    book.remove(book.active)
    book.properties.creator = "Prefacture"
    book.properties.created = EPOCH
    for table in tables:
        _sheet(book, table)
    out = io.BytesIO()
    book.save(out)
    return Written(name, _timeless(out), OutputKind.XLSX)


def _sheet(book: Any, table: Rows) -> None:  # noqa: ANN401 - openpyxl publishes no types
    sheet = book.create_sheet(table.title)
    for index, column in enumerate(table.columns, 1):
        head = sheet.cell(1, index)
        _fill(head, column.title, Look.NAME)
        head.font, head.fill = HEAD, BAND
        head.alignment = HEADING
    widths = [_width(column, [row[index] for row in table.rows]) for index, column in enumerate(table.columns)]
    for number, row in enumerate(table.rows[:MOST_ROWS], 2):
        for index, (value, column) in enumerate(zip(row, table.columns, strict=True), 1):
            if value is not None and value != "":
                _fill(sheet.cell(number, index), value, column.look)
        deep = max(_lines(value, width) for value, width in zip(row, widths, strict=True))
        sheet.row_dimensions[number].height = min(ROW * deep, TALLEST)
    sheet.row_dimensions[1].height = ROW * HEAD_ROWS
    sheet.freeze_panes = "D2" if len(table.columns) > len(rows.WHOSE) else "A2"
    sheet.auto_filter.ref = sheet.dimensions
    for index, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(index)].width = width
    sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToHeight = "landscape", A4, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = len(table.columns) <= MOST_ACROSS
    sheet.print_title_rows, sheet.print_title_cols = "1:1", "A:C"


def _fill(cell: SheetCell, value: Cell, look: Look) -> None:
    """One value in its place, typed."""
    match value:
        case Decimal() if value.is_finite() and abs(value) < LARGEST:
            cell.value = value
        case date() if value >= FIRST_DAY:
            cell.value = value
        case int():
            cell.value = value
        case _:
            text = plain(str(value))
            cell.value = text
            cell.data_type = "s"  # else `=1+1` is a formula and `#N/A` an error
            if text.startswith(FORMULA):
                cell.quotePrefix = True
            cell.number_format = "@"
            cell.alignment = TEXT
            return
    cell.number_format = FORMATS[look]
    cell.alignment = FIGURE


def plain(text: str) -> str:
    """What a cell can hold: no control characters, no half characters, not more than fits.

    >>> plain("a\\x00b\\r\\nc"), len(plain("x" * 40_000))
    ('ab\\nc', 32767)
    """
    whole = text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace").decode()
    legal: str = ILLEGAL_CHARACTERS_RE.sub("", whole).replace("\ufffe", "").replace("\uffff", "")
    return legal if len(legal) <= LONGEST_TEXT else legal[: LONGEST_TEXT - len(CUT)] + CUT


def _width(column: Column, values: Sequence[Cell]) -> float:
    """Characters that a column needs, within what is pleasant to read."""
    longest = max((len(line) for value in values for line in str(value or "").split("\n")), default=0)
    head = max(len(word) for word in column.title.split(" ")) + 3
    return min(max(longest + 2, head, NARROWEST.get(column.look, 6)), WIDEST.get(column.look, 32))


def _lines(value: Cell, width: float) -> int:
    """Rows that a text takes in a column; words that don't fit go down, hence the tenth that is not counted on."""
    return sum(ceil(len(line) / (width * 0.9)) or 1 for line in value.split("\n")) if isinstance(value, str) else 1


def _timeless(book: io.BytesIO) -> bytes:
    """The same workbook without the time at which it was written."""
    out = io.BytesIO()
    with zipfile.ZipFile(book) as written, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as kept:
        for name in written.namelist():
            content = written.read(name)
            if name == "docProps/core.xml":
                content = _MODIFIED.sub(rb"\g<1>" + f"{EPOCH:%Y-%m-%dT%H:%M:%SZ}".encode(), content)
            kept.writestr(zipfile.ZipInfo(name, EPOCH.timetuple()[:6]), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
