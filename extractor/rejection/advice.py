"""What a supplier does about a cause: plain words, and the step that a program can take where the status allows one.

>>> way(Cause.ENGAGEMENT, "SUSPENDUE"), way(Cause.ENGAGEMENT, "REJETEE"), way(Cause.NOT_DONE, "REJETEE")
(<WayOut.COMPLETE: 'complete'>, <WayOut.REPLACE: 'replace'>, None)
>>> advice(Cause.DATE, WayOut.REPLACE).en.split(". ")[-1]
'Then make the invoice anew, corrected, with a new number.'
"""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from models.finding import Message
from models.lifecycle import WAYS_OUT, WayOut
from models.rejection import Cause

_DATA: Final = Path(__file__).with_name("advice.toml")
_ORDER: Final = (WayOut.RECYCLE, WayOut.COMPLETE, WayOut.REPLACE)


def way(cause: Cause, status: str | None) -> WayOut | None:
    """The step that leads out: the cause's own, or where the status allows only others, the lightest of these.

    None where a person has to be asked first, and where the status allows none.
    """
    told = _data()[cause.value]
    own = WayOut(told["way"]) if "way" in told else None
    if own is None or status is None:
        return own
    possible = WAYS_OUT.get(status, ())
    if own in possible:
        return own
    others = tuple(WayOut(one) for one in told["instead"]) if "instead" in told else _ORDER
    return next((one for one in others if one in possible), None)


@lru_cache(maxsize=256)
def advice(cause: Cause, step: WayOut | None) -> Message:
    """What to do, and how to go on after that."""
    data = _data()
    first = data[cause.value]
    after = data["then"][step.value] if step else {"fr": "", "en": ""}
    return Message(fr=f"{first['fr']} {after['fr']}".strip(), en=f"{first['en']} {after['en']}".strip())


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    return tomllib.loads(_DATA.read_text(encoding="utf-8"))
