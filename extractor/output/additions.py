"""What the steps of a completion hand on: the invoice so far, and what was added to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from models.finding import Message
from models.invoice import Invoice
from models.output import Addition, Supplements


@dataclass(frozen=True, slots=True)
class Step:
    """An invoice after a step, and what the step added."""

    invoice: Invoice
    additions: tuple[Addition, ...] = ()


Completing: TypeAlias = Callable[[Invoice, Supplements], Step]
"""A step: it adds what follows from the invoice, or from what a person asked for."""


def addition(term: str, value: str, *, fr: str, en: str) -> Addition:
    """A value that is not on the page, with the reason for it in both languages."""
    return Addition(term=term, value=value, message=Message(fr=fr, en=en))
