"""Where invoices stand, as a table for a person; and one invoice's history in its three parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TextIO

from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from api.cli import remote_words as said, wording
from api.cli.printing import TRAILING, harmless, width
from api.cli.telling import indented
from api.cli.wording import GLUE
from models.lifecycle import WAYS_OUT, State
from models.service import DepositView, DocumentSummary, DocumentView, EventView, History

_STYLES = {State.DEPOSITED: "green", State.FAILED: "red", State.TO_REVIEW: "yellow", State.READY: "bold"}
_STOPPED = "bold red"
FAINT = "dim"
_OTHERS = 74
"""Characters that the columns beside the recipient's name take, with room for a state and what to do."""


def table(documents: Sequence[DocumentSummary], out: TextIO) -> None:
    """One row per invoice."""
    wide = width(out)
    grid = Table(
        Column("Numéro", overflow="fold", min_width=10),
        Column("Destinataire", overflow="ellipsis", no_wrap=True, max_width=max(12, min(30, wide - _OTHERS))),
        Column("Total TTC", justify="right", no_wrap=True),
        Column("Depuis", no_wrap=True),
        Column("État, à faire", overflow="fold", ratio=1),
        box=None, header_style=FAINT, padding=(0, 2, 0, 0), width=wide,
    )  # fmt: skip
    for one in documents:
        grid.add_row(
            _plain(one.number or one.name),
            _plain(one.buyer_name or one.buyer or ""),
            "" if one.total is None else wording.figure(one.total, decimals=2),
            f"{one.updated_at.astimezone():%d/%m/%Y}",
            _standing(one),
        )
    console = Console(file=out, width=wide, highlight=False, emoji=False, markup=False, soft_wrap=False)
    with console.capture() as captured:
        console.print(grid)
    out.write(TRAILING.sub(r"\1", captured.get()).replace(GLUE, " "))


def _standing(document: DocumentSummary) -> Text:
    """Where it stands, the platform's word behind it, and below what to do: a column of its own would be too narrow."""
    stopped = document.platform_status in WAYS_OUT
    told = Text(said.STATES[document.state], style=_STYLES.get(document.state, ""))
    if platform := said.platform(document.platform_status):
        told.append(f", {platform}", style=_STOPPED if stopped else "")
    if step := next_step(document):
        told.append(f"\n→ {_plain(step)}", style=FAINT)
    return told


def next_step(document: DocumentSummary) -> str:
    """What a person does next; nothing where it is another's turn."""
    if document.state is State.DEPOSITED:
        return said.NEXT.get(document.platform_status or "", "")
    if document.error is not None:
        return document.error.message.fr
    return said.NEXT.get(document.state.value, "")


def history(view: DocumentView, told: History, deposits: Sequence[DepositView], out: TextIO) -> None:
    """One invoice: where it stands, its deposit, and its history."""
    out.writelines(str(harmless(line)).replace(GLUE, " ") + "\n" for line in _lines(view, told, deposits))


def _lines(view: DocumentView, told: History, deposits: Sequence[DepositView]) -> Iterator[str]:
    stands = filter(None, (said.STATES[view.state], said.platform(view.platform_status)))
    yield f"{view.number or view.name} : {', '.join(dict.fromkeys(stands))}"
    total = "" if view.total is None else f", {wording.figure(view.total, decimals=2)} TTC"
    day = f" du {view.issue_date:%d/%m/%Y}" if view.issue_date else ""
    yield from indented(f"{view.name}{day}{total}")
    yield from indented(f"{view.seller_name or view.seller or '?'} → {view.buyer_name or view.buyer or '?'}")
    for one in deposits:
        if one.state == "done" and one.done_at is not None:
            where = said.GATEWAYS.get(one.gateway, one.gateway)
            yield from indented(f"N° {one.platform_id} sur {where}, déposée le {_moment(one.done_at)}")
            yield from indented(f"Certificat, SHA-256 : {one.sha256}")
    if step := next_step(view):
        yield from indented(f"À faire : {step}")
    yield from indented(f"Document {view.id}")
    for name, title in said.PARTS.items():
        events: Sequence[EventView] = getattr(told, name)
        if events:
            yield f"\n{title}"
            for event in events:
                yield from _event(event)
    yield ""


def _event(event: EventView) -> Iterator[str]:
    by = f", {event.actor}" if event.actor else ""
    yield f"  {_moment(event.at)}  {said.EVENTS.get(event.code) or said.platform(event.code)}{by}"
    if event.comment:
        for line in indented(event.comment):
            yield f"                {line}"


def _moment(at: datetime) -> str:
    return f"{at.astimezone():%d/%m/%Y %H:%M}"


def _plain(text: str) -> str:
    return str(harmless(text))
