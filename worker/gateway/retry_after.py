"""How long a server asks to be left alone: the header `Retry-After`, seconds or a date.

Source: RFC 9110, 10.2.3

>>> seconds_of("7"), seconds_of("Thu, 01 Jan 1970 00:00:00 GMT"), seconds_of("bientôt"), seconds_of("²")
(7.0, 0.0, None, None)
"""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def seconds_of(after: str | None) -> float | None:
    """Seconds from now; None where nothing is asked, or nothing that can be understood."""
    if after is None:
        return None
    if after.strip().isdecimal():
        return float(after)
    try:
        there = parsedate_to_datetime(after)
    except ValueError:
        return None
    return max(0.0, (there.replace(tzinfo=there.tzinfo or UTC) - datetime.now(UTC)).total_seconds())
