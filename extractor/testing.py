"""Pages and documents made of plain text, and an ordinary invoice, for tests and for the examples in docstrings.

A character is 6 points wide and a row 12 points high, from the page's top left corner: what stands at column c of row r
of the text has its left edge at 6c and its top at 12r. Two spaces or more are a gap and divide a row into lines; lines
that start at the same column on rows that follow each other are a block.

>>> page = page_of('''
...     ACME SARL          Facture F-12
...     1 rue Haute
... ''')
>>> [line.text for line in page.lines]
['ACME SARL', 'Facture F-12', '1 rue Haute']
>>> [block.text for block in page.blocks]
['ACME SARL\\n1 rue Haute', 'Facture F-12']
>>> page.words[2].bbox
BBox(x0=114.0, top=0.0, x1=156.0, bottom=10.0)
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from textwrap import dedent

from extractor.text import PrintedLine, printed_lines
from models.document import Block, Document, Line, Page, Reading, Word
from models.geometry import BBox, enclosing
from models.invoice import Address, Invoice, InvoiceLine, Party, Payment, VatSubtotal
from models.provenance import Provenance
from models.resolution import Mention

CHARACTER = 6.0
ROW = 12.0
SIZE = 10.0
WIDTH, HEIGHT = 595.0, 842.0

_RUN = re.compile(r"\S+(?: \S+)*")
_WORD = re.compile(r"\S+")


def page_of(text: str, *, number: int = 1, confidence: float = 1.0, reading: Reading = Reading.TEXT_LAYER) -> Page:
    """One page that prints the text, common indentation taken away; `confidence` is that of every word."""
    rows = dedent(text.expandtabs()).strip("\n").split("\n")
    lines = tuple(
        _line(run, row, confidence=confidence) for row, content in enumerate(rows) for run in _RUN.finditer(content)
    )
    return Page(
        number=number,
        width=max(WIDTH, max(map(len, rows)) * CHARACTER),
        height=max(HEIGHT, len(rows) * ROW),
        words=tuple(word for line in lines for word in line.words),
        lines=lines,
        blocks=_blocks(lines),
        reading=reading,
    )


def document_of(*texts: str, confidence: float = 1.0, reading: Reading = Reading.TEXT_LAYER) -> Document:
    """A document of one page per text.

    >>> document_of("page un", "page deux").text
    'page un\\npage deux'
    """
    pages = tuple(
        page_of(text, number=number, confidence=confidence, reading=reading) for number, text in enumerate(texts, 1)
    )
    return Document(source="test.pdf", sha256="0" * 64, pages=pages, reading=reading)


def _line(run: re.Match[str], row: int, *, confidence: float) -> Line:
    words = tuple(
        Word(
            text=found.group(),
            bbox=BBox(
                (run.start() + found.start()) * CHARACTER,
                row * ROW,
                (run.start() + found.end()) * CHARACTER,
                row * ROW + SIZE,
            ),
            size=SIZE,
            confidence=confidence,
        )
        for found in _WORD.finditer(run.group())
    )
    return Line(words=words, bbox=enclosing(word.bbox for word in words))


def _blocks(lines: tuple[Line, ...]) -> tuple[Block, ...]:
    groups: list[list[Line]] = []
    for line in lines:
        above = next(
            (g for g in groups if g[-1].bbox.x0 == line.bbox.x0 and g[-1].bbox.top == line.bbox.top - ROW), None
        )
        if above is None:
            groups.append([line])
        else:
            above.append(line)
    return tuple(Block(lines=tuple(group), bbox=enclosing(line.bbox for line in group)) for group in groups)


def lines_of(*rows: str) -> tuple[PrintedLine, ...]:
    """The printed lines of a one-page document whose rows are given.

    >>> [line.text for line in lines_of("un", "deux")]
    ['un', 'deux']
    """
    return printed_lines(document_of("\n".join(rows)))


def invoice_of(**changes: object) -> Invoice:
    """An ordinary invoice between two French companies about which there is nothing to say, with some values changed.

    >>> invoice_of(number="F-13").number, invoice_of().total_with_vat
    ('F-13', Decimal('120.00'))
    """
    seller = Party(
        name="Dubois Menuiserie",
        siret="73282932000074",
        siren="732829320",
        vat_number="FR44732829320",
        address=Address(lines=("1 rue Haute",), post_code="19000", city="Tulle", country="FR"),
        legal_note="SARL au capital de 8 000 € - RCS Brive 732 829 320",
    )
    buyer = Party(
        name="Martin SAS",
        siren="404833048",
        address=Address(lines=("2 rue Basse",), post_code="87000", city="Limoges", country="FR"),
    )
    ordinary = Invoice(
        number="F-12",
        issue_date=date(2026, 10, 1),
        currency="EUR",
        due_date=date(2026, 10, 31),
        seller=seller,
        buyer=buyer,
        payment=Payment(means_code="30", iban="FR7630006000011234567890189", bic="AGRIFRPP"),
        vat_breakdown=(VatSubtotal(category="S", rate=Decimal(20), base=Decimal("100.00"), tax=Decimal("20.00")),),
        lines=(line_of(),),
        line_total=Decimal("100.00"),
        total_without_vat=Decimal("100.00"),
        total_vat=Decimal("20.00"),
        total_with_vat=Decimal("120.00"),
        amount_due=Decimal("120.00"),
    )
    return ordinary.model_copy(update=changes)


def line_of(**changes: object) -> InvoiceLine:
    """The line of that invoice: two at 50.00."""
    line = InvoiceLine(
        id="1",
        description="Pose de porte",
        quantity=Decimal(2),
        unit_price=Decimal("50.00"),
        net_amount=Decimal("100.00"),
        vat_rate=Decimal(20),
        vat_category="S",
    )
    return line.model_copy(update=changes)


def mentions_of(*texts: tuple[str, str]) -> tuple[Mention, ...]:
    """Mentions given as (code, text), all at one place.

    >>> mentions_of(("AAB", "Pas d'escompte"))[0].provenance.page
    1
    """
    return tuple(Mention(code, text, Provenance(1, BBox(0, 0, 60, 10), text)) for code, text in texts)


def terms() -> tuple[Mention, ...]:
    """The three sentences on late and early payment."""
    return mentions_of(("PMD", "Pénalités de retard : 10 %"), ("PMT", "Indemnité : 40 €"), ("AAB", "Pas d'escompte"))
