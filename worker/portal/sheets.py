"""Plain sheets of paper as PDF: a title, facts in two columns, tables, running text; what the portal prints.

The fonts are those that every reader of PDF has (Helvetica, in Windows-1252): nothing is embedded, and signs of other
scripts become question marks.

Source: https://py-pdf.github.io/fpdf2/ (core fonts)
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Final

from fpdf import FPDF
from fpdf.enums import TableBordersLayout, VAlign, XPos, YPos
from fpdf.fonts import FontFace

_FONT: Final = "Helvetica"
_ENCODING: Final = "windows-1252"
_SMALL, _USUAL, _LARGE = 8, 10, 16
_LABEL: Final = 55.0  # millimetres
_GREY: Final = 235
_MOST: Final = 2000  # signs in a cell: a row must not be higher than a page
_NARROW_SPACES: Final = str.maketrans({"\u202f": "\u00a0", "\u2011": "-", "\u2212": "-"})


class Sheets:
    """A document under way, A4, page after page; `bytes()` ends it."""

    def __init__(self, title: str, foot: str) -> None:
        self._pdf = _Numbered(_shown(foot))
        self._pdf.set_title(title)
        self._pdf.set_creator("Prefacture")
        self._pdf.add_page()
        self._line(title, _LARGE, "B")
        self._pdf.ln(3)

    def heading(self, text: str) -> None:
        """The title of a part."""
        self._pdf.ln(4)
        self._line(text, _USUAL + 2, "B")
        self._pdf.ln(1)

    def text(self, text: str) -> None:
        """A paragraph."""
        self._line(text, _USUAL)

    def facts(self, facts: Iterable[tuple[str, str | None]]) -> None:
        """Names and values, one pair a line; those without a value are left out."""
        for name, value in facts:
            if value:
                self._pdf.set_font(_FONT, "B", _USUAL)
                self._pdf.cell(_LABEL, 5.5, _shown(name))
                self._line(value, _USUAL)

    def table(
        self,
        heads: Sequence[str],
        rows: Iterable[Sequence[str | None]],
        widths: Sequence[int],
        *,
        right: Collection[int] = (),
    ) -> None:
        """Rows under their heads, which every page repeats; `widths` are parts of the page's.

        Columns whose place is in `right` end at their right edge, as amounts do.
        """
        self._pdf.set_font(_FONT, "", _SMALL)
        bold = FontFace(emphasis="BOLD", fill_color=_GREY)
        told = self._pdf.table(
            col_widths=tuple(widths),
            headings_style=bold,
            text_align="LEFT",
            v_align=VAlign.T,
            line_height=4.2,
            borders_layout=TableBordersLayout.HORIZONTAL_LINES,
        )
        with told as table:
            for cells in (heads, *rows):
                row = table.row()
                for place, cell in enumerate(cells):
                    row.cell(_shown(cell or "")[:_MOST], align="RIGHT" if place in right else None)

    def __bytes__(self) -> bytes:
        return bytes(self._pdf.output())

    def _line(self, text: str, size: int, style: str = "") -> None:
        self._pdf.set_font(_FONT, style, size)
        self._pdf.multi_cell(0, size * 0.55, _shown(text), new_x=XPos.LMARGIN, new_y=YPos.NEXT, align="L")


class _Numbered(FPDF):
    """Pages that bear a foot and their numbers."""

    def __init__(self, foot: str) -> None:
        super().__init__(format="A4")
        self.core_fonts_encoding = _ENCODING
        self._foot = foot
        self.set_margin(18)
        self.set_auto_page_break(auto=True, margin=20)

    def footer(self) -> None:
        self.set_y(-15)
        self.set_font(_FONT, "", _SMALL)
        self.cell(0, 5, f"{self._foot} - page {self.page_no()}/{{nb}}", align="C")


def _shown(text: str) -> str:
    """The text in signs that the fonts have."""
    return text.translate(_NARROW_SPACES).encode(_ENCODING, "replace").decode(_ENCODING)
