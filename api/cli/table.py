"""An extraction as a person reads it: the pre-filled invoice, section by section, then what to correct.

Nothing is cut: what is too long for its column goes on below. A mark in print goes with every colour.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Column, Table
from rich.text import Text

from api.cli import wording
from api.cli.places import PageSizes, in_words, page_sizes
from models.extraction import Extraction
from models.field import Field, LineItem, Origin, Place, VatRow

LABEL_WIDTH, CONFIDENCE_WIDTH, PLACE_WIDTH = 15, 7, 28
WIDE = 110
"""Columns from which lines and VAT rows have their place in a column of its own, not below."""

ORIGINS = {Origin.COMPUTED: "calculé", Origin.EMBEDDED: "XML de la facture", Origin.REVIEWED: "corrigé à la main"}
HEADING = "bold cyan"
FAINT = "dim"


@dataclass(frozen=True, slots=True)
class Look:
    """What the tables of one extraction share: the width of the page, its currency and the sizes of the paper."""

    width: int
    currency: str | None
    sizes: PageSizes

    def place(self, place: Place | None, origin: Origin) -> str:
        told = [in_words(place, self.sizes)] if place else []
        if origin is not Origin.EXTRACTED and origin in ORIGINS:
            told.insert(0, ORIGINS[origin])
        return "\n".join(told)


def invoice(extraction: Extraction, width: int) -> RenderableType:
    """The whole table of one invoice."""
    currency = extraction.fields.get("currency")
    look = Look(width, currency.value if currency else None, page_sizes(extraction))
    return Group(*title(extraction), *sections(extraction, look))


def title(extraction: Extraction) -> Iterator[RenderableType]:
    """The file, its pages and how they were read."""
    pages = extraction.pages
    where = f"pages {pages[0]} à {pages[-1]}" if len(pages) > 1 else f"page {pages[0]}" if pages else "sans page"
    yield Rule(characters="═", style=HEADING)
    yield Text(extraction.source, style="bold", overflow="fold")
    yield Text(f"{where}, {wording.READINGS[extraction.reading]}", style=FAINT)


def sections(extraction: Extraction, look: Look) -> Iterator[RenderableType]:
    """Payment last, as on paper: after the amounts, their VAT and the lines."""
    for name, labels in wording.SECTIONS.items():
        if name == "Paiement":
            yield from vat(extraction.vat_breakdown, look)
            yield from lines(extraction.lines, look)
        shown = [field for field in labels if field in extraction.fields or field in wording.EXPECTED]
        if shown:
            yield heading(name)
            yield fields(extraction, {field: labels[field] for field in shown}, look)


def heading(name: str, count: int = 0) -> Text:
    """A section's name, with how many there are of what it lists."""
    return Text(f"\n{name}" + (f" ({count})" if count else ""), style=HEADING)


def fields(extraction: Extraction, labels: dict[str, str], look: Look) -> RenderableType:
    """One row per field: label, value, confidence, place."""
    table = Table(
        Column(width=LABEL_WIDTH, overflow="fold"),
        Column(ratio=1, overflow="fold"),
        Column(width=CONFIDENCE_WIDTH, no_wrap=True),
        Column(width=PLACE_WIDTH, overflow="fold", style=FAINT),
        box=None, show_header=False, padding=(0, 1, 0, 0), width=min(look.width, WIDE) - 2,
    )  # fmt: skip
    for name, label in labels.items():
        field = extraction.fields.get(name)
        if field is None:
            table.add_row(label, Text("non trouvé", style="yellow"), "", "")
        else:
            place = look.place(field.provenance, field.origin)
            table.add_row(label, shown(name, field, look), sure(field.confidence), place)
    return Padding(table, (0, 0, 0, 2))


def shown(name: str, field: Field, look: Look) -> Text:
    """The value; where a person should look at it, what else it could be."""
    text = Text(wording.value(name, field.value, look.currency), style="bold")
    if field.confidence < wording.SURE and field.alternatives:
        other = field.alternatives[0]
        text.append(
            f"\nou {wording.value(name, other.value, look.currency)}, {int(other.confidence * 100)}{wording.GLUE}%",
            style="not bold " + FAINT,
        )
    return text


def sure(share: float) -> Text:
    """A confidence, its mark and its colour."""
    style = "green" if share >= wording.SURE else "yellow" if share >= wording.DOUBTFUL else "bold red"
    return Text(wording.confidence(share), style=style)


def vat(rows: tuple[VatRow, ...], look: Look) -> Iterator[RenderableType]:
    """The VAT breakdown."""
    if not rows:
        return
    table = grid(look, ("Taux", "right"), ("Base HT", "right"), ("TVA", "right"), ("Catégorie", "left"))
    for row in rows:
        category = wording.CATEGORIES.get(row.category)
        kind = f"{row.category} ({category})" if category else row.category
        reason = f"\n{row.exemption_reason}" if row.exemption_reason else ""
        add(
            table, look, row,
            f"{wording.figure(row.rate)}{wording.GLUE}%", money(row.base, look), money(row.tax, look), kind + reason,
        )  # fmt: skip
    yield heading("TVA")
    yield Padding(table, (0, 0, 0, 2))


def lines(items: tuple[LineItem, ...], look: Look) -> Iterator[RenderableType]:
    """The invoice lines."""
    if not items:
        return
    columns = ("Qté", "right"), ("PU HT", "right"), ("TVA", "right"), ("Montant HT", "right"), ("Désignation", "left")
    table = grid(look, *columns)
    for item in items:
        quantity = "" if item.quantity is None else wording.figure(item.quantity)
        price = "" if item.unit_price is None else wording.figure(item.unit_price, decimals=2)
        rate = "" if item.vat_rate is None else f"{wording.figure(item.vat_rate)}{wording.GLUE}%"
        reference = f"{item.reference} – " if item.reference else ""
        unit = f"{wording.GLUE}{item.unit}" if item.unit else ""
        add(table, look, item, quantity + unit, price, rate, money(item.net_amount, look), reference + item.description)
    yield heading("Lignes", len(items))
    yield Padding(table, (0, 0, 0, 2))


def grid(look: Look, *columns: tuple[str, str]) -> Table:
    """A table whose last column takes what is left; at `WIDE` columns places have one of their own."""
    *short, (last, _) = columns
    table = Table(
        *(Column(name, justify=justify, overflow="fold") for name, justify in short),  # type: ignore[arg-type]
        Column(last, ratio=1, overflow="fold"),
        Column("Sûreté", width=CONFIDENCE_WIDTH),
        box=None, header_style=FAINT, padding=(0, 1, 0, 0), width=min(look.width, WIDE) - 2,
    )  # fmt: skip
    if look.width >= WIDE:
        table.add_column("Où", width=PLACE_WIDTH, style=FAINT)
    return table


def add(table: Table, look: Look, row: VatRow | LineItem, *cells: str) -> None:
    """One row, its confidence, and its place beside or below."""
    *short, last = cells
    place = look.place(row.provenance, row.origin)
    text = Text(last)
    if look.width < WIDE:
        text.append(f"\n{place}" if place else "", style=FAINT)
        place = ""
    table.add_row(*short, text, sure(row.confidence), *([place] if look.width >= WIDE else []))


def money(number: Decimal | None, look: Look) -> str:
    """An amount in the invoice's currency, nothing where it is unknown."""
    return "" if number is None else wording.amount(number, look.currency)
