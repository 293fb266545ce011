"""A run as text: its documents with what changed, what would be done or was done, and the sums."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

from api.cli import reprocess_words as said
from api.cli.printing import harmless
from models.reprocessing import ItemView, RunPage, RunView, Stage


def run(view: RunView, items: Iterable[ItemView], out: TextIO) -> None:
    """The whole run."""
    if view.stage is Stage.SHOWN:
        print(f"{said.DRY}\n", file=out)
    for item in items:
        _item(item, out)
    sums = ", ".join(f"{said.STEPS[step]} {count}" for step, count in view.steps.items())
    print(f"{view.total} facture(s), {view.changed} avec des changements, {view.unchanged} sans.", file=out)
    if sums:
        print(f"Prévu : {sums}.", file=out)
    if deposits := view.deposits:
        print(f"Déposées : {deposits.get('done', 0)} sur {sum(deposits.values())}.", file=out)
    if view.stage is Stage.SHOWN:
        print(said.TO_APPLY.format(id=view.id), file=out)


def listed(page: RunPage, out: TextIO) -> None:
    """One line for each run."""
    for one in page.items:
        title = harmless(one.title or "sans nom")
        print(
            f"{one.id}  {one.created_at.astimezone():%d/%m/%Y %H:%M}  {one.stage.value:<9} {one.total:>5}  {title}",
            file=out,
        )


def _item(item: ItemView, out: TextIO) -> None:
    parties = " → ".join(one for one in (item.seller_name, item.buyer_name) if one)
    print(harmless(f"{item.number or item.name}  {parties}  [{said.PLACES[item.place]}]"), file=out)
    if item.reason:
        print(f"    {harmless(item.reason.fr)}", file=out)
    if item.reading:
        if item.reading.said:
            print(f"    motif : {harmless(item.reading.said)}", file=out)
        for change in item.reading.changes:
            mark = "=" if change.kept else "~"
            told = f"{change.field} : {change.old or 'rien'} → {change.new or 'rien'}  ({change.why.fr})"
            print(f"  {mark} {harmless(' '.join(told.split()))}", file=out)
        if item.choice:
            print(f"    → {said.STEPS[item.choice.step]} : {harmless(item.reading.proposal.why.fr)}", file=out)
        if item.reading.proposal.lacks and not item.chosen_by:
            print(f"    ! {harmless(item.reading.proposal.lacks.fr)}", file=out)
    print(file=out)
