"""A comparison as a person reads it: value, XML, page and place, section by section, then what differs and what to do.

Nothing is cut: what is too long for its column goes on below. A mark in print goes with every colour.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from types import MappingProxyType

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Column, Table
from rich.text import Text

from api.cli import verdict, wording
from api.cli.places import in_words
from models.comparison import Agreement, Compared, Comparison

MARKS: Mapping[Agreement, tuple[str, str]] = MappingProxyType(
    {Agreement.SAME: ("✔", "green"), Agreement.DIFFERENT: ("✗", "bold red"), Agreement.UNSEEN: ("–", "dim")}
)
TERMS: Mapping[str, str] = MappingProxyType(
    {
        "BT-116": "Base HT", "BT-117": "TVA", "BT-119": "Taux", "BT-129": "Qté", "BT-131": "Montant HT",
        "BT-146": "PU HT", "BT-152": "TVA", "BT-153": "Désignation",
    }
)  # fmt: skip
RATES = frozenset({"BT-119", "BT-152"})
LABEL_WIDTH, PLACE_WIDTH = 20, 28
HEADING, FAINT = "bold cyan", "dim"
_ROW = re.compile(r"(lines|vat_breakdown)\[(\d+)\]")


def comparison(one: Comparison, width: int) -> RenderableType:
    """The whole table of one file."""
    return Group(*_parts(one, width))


def _parts(one: Comparison, width: int) -> Iterator[RenderableType]:
    yield Rule(characters="═", style=HEADING)
    yield Text(one.source, style="bold", overflow="fold")
    yield Text(f"ce que dit le XML, et ce qui est imprimé, {wording.READINGS[one.reading]}", style=FAINT)
    currency = next((value.xml_value for value in one.values if value.field == "currency"), None)
    for title, values in _sections(one.values).items():
        yield Text(f"\n{title}", style=HEADING)
        yield Padding(_table(values, currency, width), (0, 0, 0, 2))
    yield from verdict.findings(one.findings, {})
    yield Text()
    yield _conclusion(one)


def _sections(values: tuple[Compared, ...]) -> dict[str, list[Compared]]:
    """The values under the titles that the table of an extraction has."""
    title_of = {field: title for title, fields in wording.SECTIONS.items() for field in fields}
    order = [*wording.SECTIONS, "TVA", "Lignes"]
    found: dict[str, list[Compared]] = {}
    for value in values:
        row = _ROW.match(value.field)
        title = title_of.get(value.field, "Facture") if row is None else "Lignes" if row[1] == "lines" else "TVA"
        found.setdefault(title, []).append(value)
    return {title: found[title] for title in order if title in found}


def _table(values: list[Compared], currency: str | None, width: int) -> Table:
    table = Table(
        Column(width=1), Column("Valeur", width=LABEL_WIDTH, overflow="fold"),
        Column("XML", ratio=1, overflow="fold"), Column("Page", ratio=1, overflow="fold"),
        Column("Où", width=PLACE_WIDTH, overflow="fold", style=FAINT),
        box=None, header_style=FAINT, padding=(0, 1, 0, 0), width=min(width, 120) - 2,
    )  # fmt: skip
    for value in values:
        mark, style = MARKS[value.agreement]
        differs = value.agreement is Agreement.DIFFERENT
        page = "" if value.page_value is None else _shown(value, value.page_value, currency)
        table.add_row(
            Text(mark, style=style), _label(value), Text(_shown(value, value.xml_value, currency), style="bold"),
            Text(page, style="bold red" if differs else ""), in_words(value.place, {}),
        )  # fmt: skip
    return table


def _label(value: Compared) -> str:
    row = _ROW.match(value.field)
    if row is not None:
        return f"{int(row[2]) + 1}. {TERMS.get(value.term, value.term)}"
    return wording.label(value.field)


def _shown(value: Compared, text: str, currency: str | None) -> str:
    """A value as a French reader writes it."""
    if value.term not in TERMS or value.term == "BT-153":
        return wording.value(value.field, " ".join(text.split()), currency)
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    if value.term in RATES:
        return f"{wording.figure(number)}{wording.GLUE}%"
    return wording.figure(number) if value.term == "BT-129" else wording.amount(number, currency)


def _conclusion(one: Comparison) -> Text:
    counts = Counter(value.agreement for value in one.values)
    same, apart, unseen = (counts[kind] for kind in (Agreement.SAME, Agreement.DIFFERENT, Agreement.UNSEEN))
    told = f"{same} valeur{'s' if same > 1 else ''} sur {len(one.values)} imprimée{'s' if same > 1 else ''}"
    rest = f", {unseen} absente{'s' if unseen > 1 else ''} de la page" if unseen else ""
    if not apart:
        return Text(f"✔ La page dit la même chose que le XML : {told}{rest}", style="bold green")
    differences = f"{apart} différence{'s' if apart > 1 else ''}"
    return Text(f"✗ La page et le XML diffèrent : {differences}, {told}{rest}", style="bold red")
