"""What a rule is: a function of the case that yields the breaches it sees, with its number, severity and law."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from extractor.rules import law
from extractor.rules.case import Case
from models.finding import Severity

BLOCKING, WARNING = Severity.BLOCKING, Severity.WARNING

_LONG_AMOUNT = Decimal(10) ** 15


@dataclass(frozen=True, slots=True)
class Breach:
    """What is wrong, and what to do, in both languages; `severity` only where it is milder than the rule's."""

    fr: str
    en: str
    field: str | None = None
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """`fields` are names of the contract; `reference` is a template of `extractor.rules.law`.

    `breaches` is the function, whose docstring states what must hold.
    """

    id: str
    severity: Severity
    fields: tuple[str, ...]
    reference: str
    breaches: Callable[[Case], Iterable[Breach]]
    valid_from: date | None = None
    valid_to: date | None = None

    @property
    def name(self) -> str:
        return self.breaches.__name__

    @property
    def statement(self) -> str:
        """What must hold, as the function's docstring puts it."""
        return " ".join((inspect.getdoc(self.breaches) or "").split())

    def in_force(self, on: date) -> bool:
        return law.holds(on, valid_from=self.valid_from, valid_to=self.valid_to)


def rule(
    number: str,
    severity: Severity,
    *fields: str,
    reference: str,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> Callable[[Callable[[Case], Iterable[Breach]]], Rule]:
    """Make a rule of the function that finds its breaches."""

    def made(breaches: Callable[[Case], Iterable[Breach]]) -> Rule:
        return Rule(number, severity, fields, reference, breaches, valid_from, valid_to)

    return made


def fr(value: Decimal | date | str | None) -> str:
    """A value as a French reader writes it.

    >>> fr(Decimal("-1234.5")), fr(date(2026, 3, 1)), fr(Decimal("5.50"))
    ('-1 234,50', '01/03/2026', '5,50')
    """
    if isinstance(value, Decimal):
        return en(value).replace(",", " ").replace(".", ",")
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)


def en(value: Decimal | date | str | None) -> str:
    """A value as an English reader writes it; decimals beyond the second are kept.

    >>> en(Decimal("1234.5")), en(Decimal("0.125")), en(date(2026, 3, 1))
    ('1,234.50', '0.125', '2026-03-01')
    """
    if not isinstance(value, Decimal):
        return value.isoformat() if isinstance(value, date) else str(value)
    if not value.is_finite() or abs(value) >= _LONG_AMOUNT or decimals(value) > len("0.000000"):
        return str(value)
    return f"{value:,.{max(2, decimals(value))}f}"


def decimals(value: Decimal) -> int:
    """Digits after the point.

    >>> decimals(Decimal("1.250")), decimals(Decimal("1E+3"))
    (3, 0)
    """
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
