"""What a run made of each scan, as a table for a person: its invoices, or the boundaries that are proposed."""

from __future__ import annotations

import sys
import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TextIO

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Column, Table
from rich.text import Text

from api.cli import wording
from api.cli.printing import TRAILING, harmless, width
from api.cli.table import sure
from api.cli.wording import GLUE
from models.report import Outcome, RunLine, RunReport
from models.stack import ATTACHED, LEFT_OUT, Part, PartKind, StackPlan
from worker.digitising.scanning import Outcomes
from worker.digitising.words import KINDS, SIGNS

FAINT = "dim"
STATES = {
    Outcome.COMPLETE: ("complète", "green"),
    Outcome.TO_REVIEW: ("à relire", "yellow"),
    Outcome.SET_ASIDE: ("mise de côté", "bold red"),
}
"""What is said of an invoice, and its colour."""
_OTHERS = 76
"""Characters that the columns beside the seller's name take."""
_INDENT = 9
_PLURALS = {
    PartKind.INVOICE: ("facture", "factures"),
    PartKind.SEPARATOR: ("séparateur", "séparateurs"),
    PartKind.BLANK: ("page blanche", "pages blanches"),
}


def show(found: Outcomes, out: TextIO | None = None) -> None:
    """One scan."""
    out = out or sys.stdout
    console = Console(file=out, width=width(out), highlight=False, emoji=False, markup=False, soft_wrap=False)
    with console.capture() as captured:
        for part in _told(found, console.width):
            console.print(part)
    out.write(TRAILING.sub(r"\1", captured.get()).replace(GLUE, " "))
    out.flush()


def _told(found: Outcomes, wide: int) -> Iterator[RenderableType]:
    name = str(harmless(found.name))
    if found.twin is not None:
        yield Text(f"{name} : même contenu que {harmless(found.twin)}, lu une seule fois", style=FAINT)
        return
    if found.plan is None:
        yield Text.assemble(("✗ ", "bold red"), f"{name} : {_reason(found.lines[0])}" if found.lines else name)
        return
    yield Text.assemble((name, "bold"), f" – {_counted(found.plan)}")
    for remark in _remarks(found):
        yield Padding(Text(remark, style=FAINT), (0, 0, 0, 2))
    if found.lines:
        yield from _invoices(found, wide)
    else:
        yield Padding(_boundaries(found.plan, wide), (0, 0, 0, 2))
    yield Text()


def _remarks(found: Outcomes) -> Iterator[str]:
    if found.known:
        many = "s" if found.known > 1 else ""
        yield f"{found.known} page{many} déjà lue{many}, reprise{many} sans être relue{many}"
    if found.failed:
        many = "s" if found.failed > 1 else ""
        yield f"{found.failed} page{many} illisible{many}, gardée{many} à sa place"
    if found.by_person:
        yield "limites données par une personne"


def _counted(plan: StackPlan) -> str:
    """How many of what.

    >>> _counted(StackPlan(pages=2, parts=(Part(kind=PartKind.INVOICE, pages=(1, 2), blank=(2,)),)))
    '2 pages : 1 facture, 1 page blanche'
    """
    many = Counter(PartKind.OTHER if part.kind in ATTACHED else part.kind for part in plan.parts)
    many[PartKind.BLANK] = sum(
        len(part.pages) if part.kind is PartKind.BLANK else len(part.blank) for part in plan.parts
    )
    names = {**_PLURALS, PartKind.OTHER: ("papier joint", "papiers joints")}
    told = [f"{number} {names[kind][number > 1]}" for kind, number in sorted(many.items(), key=_order) if number]
    return f"{plan.pages} page{'s' * (plan.pages > 1)} : {', '.join(told)}"


def _order(item: tuple[PartKind, int]) -> int:
    return list(PartKind).index(item[0])


def _invoices(found: Outcomes, wide: int) -> Iterator[Text]:
    """A row for each invoice, and below what is to be done: across the table, whose last column would be too narrow."""
    console = Console(width=wide - 2, highlight=False, emoji=False, markup=False, color_system="standard")
    with console.capture() as captured:
        console.print(_grid(found, wide))
    head, *rows = captured.get().splitlines()
    yield Text.assemble("  ", Text.from_ansi(head))
    for row, line in zip(rows, found.lines, strict=True):
        yield Text.assemble("  ", Text.from_ansi(row))
        if line.outcome is not Outcome.COMPLETE and line.reason is not None:
            told = textwrap.wrap(f"→ {_reason(line)}", wide - _INDENT - 2, subsequent_indent="  ")
            yield Text("\n".join(" " * _INDENT + one for one in told), style=FAINT)


def _grid(found: Outcomes, wide: int) -> Table:
    grid = Table(
        Column("Pages", no_wrap=True),
        Column("Facture", overflow="ellipsis", no_wrap=True, min_width=10, max_width=24),
        Column("Vendeur", overflow="ellipsis", no_wrap=True, max_width=max(12, min(28, wide - _OTHERS))),
        Column("Total TTC", justify="right", no_wrap=True),
        Column("Sûreté", no_wrap=True),
        Column("État", no_wrap=True, ratio=1),
        box=None, header_style=FAINT, padding=(0, 2, 0, 0), width=wide - 2,
    )  # fmt: skip
    for line in found.lines:
        word, style = STATES.get(line.outcome, (line.outcome.value, ""))
        grid.add_row(
            _pages(line.pages),
            str(harmless(line.number or "sans numéro")),
            str(harmless(line.seller or "")),
            "" if line.total is None else wording.figure(line.total, decimals=2),
            "" if line.confidence is None else sure(line.confidence),
            Text(word, style=style),
        )
    return grid


def _boundaries(plan: StackPlan, wide: int) -> Table:
    """A row for each part, with what speaks for it."""
    grid = Table(
        Column("Pages", no_wrap=True),
        Column("Papier", no_wrap=True),
        Column("Numéro", overflow="fold"),
        Column("Sûreté", no_wrap=True),
        Column("Pourquoi", overflow="fold", ratio=1),
        box=None, header_style=FAINT, padding=(0, 2, 0, 0), width=wide - 2,
    )  # fmt: skip
    for part in plan.parts:
        style = FAINT if part.kind in LEFT_OUT else ""
        why = ", ".join(SIGNS[sign].fr for sign in part.signs)
        number = str(harmless(part.number or ""))
        grid.add_row(_pages(part.pages), Text(_kind(part), style=style), number, sure(part.confidence), why)
    return grid


def _kind(part: Part) -> str:
    told = KINDS[part.kind].fr
    if part.belongs_to is not None:
        told += f" (avec p. {part.belongs_to})"
    elif part.blank and part.kind not in LEFT_OUT:
        told += f" (dont {len(part.blank)} blanche{'s' * (len(part.blank) > 1)})"
    return told


def _pages(numbers: Sequence[int]) -> str:
    """Pages by their first and last.

    >>> _pages((3,)), _pages((3, 5)), _pages(())
    ('3', '3-5', '')
    """
    if not numbers:
        return ""
    return str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]}-{numbers[-1]}"


def _reason(line: RunLine) -> str:
    return str(harmless(line.reason.fr)) if line.reason is not None else ""


def ending(report: RunReport, written: Sequence[Path], *, dry_run: bool) -> str:
    """What it came to, and where to look."""
    many = Counter(line.outcome for line in report.lines if line.pages)
    invoices, lost = many.total(), len(report.lines) - many.total()
    told = [
        f"{number} {word}{'s' * (number > 1 and ' ' not in word)}"
        for outcome, (word, _) in STATES.items()
        if (number := many[outcome])
    ]
    pages = f"{report.pages} page{'s' * (report.pages > 1)}"
    files = f"{report.files} fichier{'s' * (report.files > 1)}"
    if dry_run:
        return f"{files}, {pages}. Seul plan.json est écrit : corrigez-le au besoin, puis relancez sans --dry-run."
    counted = f"{invoices} facture{'s' * (invoices > 1)}" + (f" : {', '.join(told)}" if told else "")
    aside = f" {lost} fichier{'s' * (lost > 1)} mis de côté." if lost else ""
    lines = [f"{files}, {pages}, {counted}.{aside}"]
    if written:
        lines.append(f"Bilan : {harmless(str(written[0]))}")
    return "\n".join(lines)
