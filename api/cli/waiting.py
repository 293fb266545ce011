"""What is being waited for, on a terminal's standard error while it lasts; nothing elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from api.cli.printing import harmless

if TYPE_CHECKING:
    from rich.status import Status

LONG: Final = 30.0
"""Seconds after which a person is told what else they can do."""


@dataclass(slots=True)
class Waiting:
    """One line, which changes; `long` is said once where the same thing takes long."""

    shown: Status | None = None
    line: str = ""
    since: float = field(default_factory=time.monotonic)
    told: bool = False

    def say(self, line: str, long: str | None = None) -> None:
        if line != self.line:
            self.line, self.since = line, time.monotonic()
            if self.shown is not None:
                self.shown.update(str(harmless(line)))
        elif long is not None and not self.told and time.monotonic() - self.since > LONG:
            self.told = True
            print(long, file=sys.stderr)


@contextmanager
def waiting() -> Iterator[Waiting]:
    """The line, taken away at the end."""
    if not sys.stderr.isatty():
        yield Waiting()
        return
    from rich.console import Console

    with Console(stderr=True, highlight=False, markup=False).status("") as shown:
        yield Waiting(shown)
