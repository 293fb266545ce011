"""How values are written in objects of all parts: moments, days and amounts are written, and pages of results.

Sources: swagger of the APIs Factures and Structures v1 (AIFE): dates are `date-time`, amounts numbers of 19 positions
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal

from api.chorus.protocol import Told


def moment(at: datetime | None) -> str | None:
    """A moment as the interface writes it.

    >>> moment(datetime(2026, 11, 22, 9, 30, tzinfo=UTC))
    '2026-11-22T09:30:00.000+00:00'
    """
    return None if at is None else at.astimezone(UTC).isoformat(timespec="milliseconds")


def day(on: date | None) -> str | None:
    """A day, which the interface writes as a moment.

    >>> day(date(2026, 11, 22))
    '2026-11-22T00:00:00.000+00:00'
    """
    return None if on is None else moment(datetime.combine(on, time(), UTC))


def number(amount: Decimal | None) -> float | None:
    """An amount as a number of JSON; exact for 15 digits, which is more than any invoice has.

    >>> number(Decimal("1406.272"))
    1406.272
    """
    return None if amount is None else float(amount)


class ParametresRetour(Told):
    """Which page of how many an answer is."""

    pageCourante: int
    pages: int
    nbResultatsParPage: int
    total: int
