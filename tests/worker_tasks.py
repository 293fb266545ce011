"""Tasks that go wrong in the reader process, each in its own way; it imports them by this module's name."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from models.errors import DamagedFile


@dataclass(frozen=True)
class Tell:
    """What the process is."""

    def run(self):
        return os.getpid(), os.getppid(), os.getpgrp()


@dataclass(frozen=True)
class Crash:
    """A fault as in a native library."""

    def run(self):
        os.kill(os.getpid(), signal.SIGSEGV)


@dataclass(frozen=True)
class Hang:
    """Takes longer than anybody waits, with a program of its own that does too; tells its number in a file first."""

    path: str = ""

    def run(self):
        other = subprocess.Popen(["sleep", "60"])
        if self.path:
            told = Path(self.path + ".part")
            told.write_text(f"{os.getpid()} {other.pid}", encoding="ascii")
            told.replace(self.path)
        time.sleep(60)


@dataclass(frozen=True)
class Eat:
    """Takes that many mebibytes, one after the other."""

    mebibytes: int

    def run(self):
        kept = [b"\1" * 2**20 for _ in range(self.mebibytes) if time.sleep(0.001) is None]
        return len(kept)


@dataclass(frozen=True)
class Map:
    """Asks for more addresses than there are, at once."""

    def run(self):
        return len(bytes(resource.getrlimit(resource.RLIMIT_AS)[0]))


@dataclass(frozen=True)
class Refuse:
    """The file is at fault."""

    def run(self):
        raise DamagedFile("facture.pdf", "tronqué")


@dataclass(frozen=True)
class Fail:
    """The engine is at fault."""

    def run(self):
        raise LookupError("secret text of an invoice")
