"""What became of written invoices, in French words for a terminal."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from api.cli import wording
from api.cli.printing import harmless
from models.terms import TERMS

if TYPE_CHECKING:
    from api.cli.outcome import Outcome
    from models.finding import Finding

LABELS = {
    "billing_mode": "Cadre de facturation",
    "notes": "Mentions légales",
    "vat_point_code": "Exigibilité de la TVA",
}
"""Items of the invoice that are no fields of the page."""

LONGEST_VALUE = 40
"""Characters of an added value that are shown."""

WIDTH = 80
MOST_NUMBERS = 10
"""Lines named for one fault; the JSON has them all."""

COUNTED = {
    "written": ("écrite", "écrites"),
    "draft": ("en brouillon", "en brouillon"),
    "invalid": ("invalide", "invalides"),
    "incomplete": ("non écrite", "non écrites"),
    "unread": ("en erreur", "en erreur"),
}


def counted(states: list[str]) -> str:
    """How many of each.

    >>> counted(["written", "written", "incomplete"])
    '2 écrites, 1 non écrite'
    """
    many = {state: states.count(state) for state in COUNTED}
    return ", ".join(f"{number} {COUNTED[state][number > 1]}" for state, number in many.items() if number)


def paragraph(outcome: Outcome) -> Iterator[str]:
    """What became of one invoice, in words."""
    named = f" ({outcome.number})" if outcome.number is not None else ""
    source = harmless(outcome.source) + named
    where = harmless(outcome.path or "")
    match outcome.state:
        case "written":
            yield f"✔ {source} → {where}"
        case "draft":
            yield f"! {source} → {where} : brouillon, à ne pas déposer"
        case "invalid":
            yield f"✗ {source} → {where} : écrite mais invalide, à ne pas déposer"
        case _:
            yield f"✗ {source} : non écrite"
    if outcome.reason is not None:
        yield from indented(f"Profil {outcome.reason.fr}")
    for addition in outcome.additions:
        value = addition.value if len(addition.value) <= LONGEST_VALUE else f"{addition.value[:LONGEST_VALUE]}…"
        yield from indented(f"+ {addition.message.fr} [{addition.term} : {value}]")
    if outcome.gaps:
        yield from indented("Il manque, ou il faut corriger :" if outcome.state != "invalid" else "Défauts :")
    for fault in grouped(outcome.gaps):
        yield from indented(f"- {fault}")
    for reason in outcome.unchecked:
        yield from indented(f"Non contrôlé : {reason.fr}")
    if outcome.state == "incomplete":
        yield from indented(f"Complétez la facture{settable(outcome.gaps)}, ou écrivez-la en brouillon avec --draft.")


def settable(gaps: Sequence[Finding]) -> str:
    """How the missing fields are given on the command line."""
    fields = dict.fromkeys(gap.field for gap in gaps if gap.field in TERMS)
    return f" ({' '.join(f'--set {name}=…' for name in fields)})" if fields else ""


def grouped(gaps: Sequence[Finding]) -> Iterator[str]:
    """Each fault once, with every line that has it."""
    labels: dict[tuple[str, str], list[str]] = {}
    for gap in gaps:
        label = LABELS.get(gap.field or "") or wording.label(gap.field)
        labels.setdefault((gap.message.fr, gap.rule), []).append(label)
    for (text, rule), whose in labels.items():
        numbers = [label.removeprefix("Ligne ") for label in whose if label.startswith("Ligne ")]
        if len(numbers) > 1 and len(numbers) == len(whose):
            label = f"Lignes {', '.join(numbers[:MOST_NUMBERS])}{'…' if len(numbers) > MOST_NUMBERS else ''}"
        else:
            label = ", ".join(dict.fromkeys(filter(None, whose)))
        yield f"{label}{' : ' if label else ''}{text} [{rule}]"


def indented(text: str) -> list[str]:
    """A paragraph below its line, no wider than the terminal."""
    width = min(max(shutil.get_terminal_size((WIDTH, 24)).columns, WIDTH), 120)
    hang = 6 if text.startswith(("- ", "+ ", "! ")) else 4
    plain = harmless(text).replace("\n", " ")
    return textwrap.wrap(
        plain, width, initial_indent=" " * 4, subsequent_indent=" " * hang,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
