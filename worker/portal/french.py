"""Days and moments as people in France read them, by the clock of France.

>>> at = datetime.fromisoformat("2026-11-21T23:30:05Z")
>>> day(at), moment(at)
('22/11/2026', '22/11/2026 à 00:30:05')
"""

from __future__ import annotations

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

FRANCE: Final = ZoneInfo("Europe/Paris")


def day(at: datetime) -> str:
    """The day of a moment."""
    return f"{at.astimezone(FRANCE):%d/%m/%Y}"


def moment(at: datetime) -> str:
    """A moment, to the second."""
    return f"{at.astimezone(FRANCE):%d/%m/%Y à %H:%M:%S}"
