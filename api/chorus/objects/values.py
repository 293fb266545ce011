"""How values are written in objects of all parts: moments, days, minutes and amounts, and pages of results.

The swagger calls every date `date-time`; what the original sends, and its clients take, is of three forms: days without
an hour, moments with milliseconds and the offset of France, and in histories minutes of France without an offset.

Sources: swagger of the APIs Factures and Structures v1 (AIFE): amounts are numbers of 19 positions · answers of the
original as clients keep them for their tests
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Final

from api.chorus.protocol import Told
from worker.portal.french import FRANCE


def moment(at: datetime | None) -> str | None:
    """A moment as the interface writes it.

    >>> moment(datetime(2026, 11, 22, 9, 30, tzinfo=FRANCE)), moment(datetime(2026, 7, 11, 15, 45, tzinfo=FRANCE))
    ('2026-11-22T09:30:00.000+01:00', '2026-07-11T15:45:00.000+02:00')
    """
    return None if at is None else at.astimezone(FRANCE).isoformat(timespec="milliseconds")


def minute(at: datetime | None) -> str | None:
    """A moment as histories write it.

    >>> minute(datetime(2026, 11, 22, 9, 30, 59, tzinfo=FRANCE))
    '2026-11-22 09:30'
    """
    return None if at is None else f"{at.astimezone(FRANCE):%Y-%m-%d %H:%M}"


def day(on: date | None) -> str | None:
    """A day; of a moment, the day in France.

    >>> day(date(2026, 11, 22)), day(datetime.fromisoformat("2026-11-21T23:30:00Z"))
    ('2026-11-22', '2026-11-22')
    """
    if isinstance(on, datetime):
        on = on.astimezone(FRANCE).date()
    return None if on is None else on.isoformat()


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


NO_PAGE: Final = ParametresRetour(pageCourante=1, pages=0, nbResultatsParPage=10, total=0)
"""Of a search without results."""
