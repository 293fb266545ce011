"""What is kept of pages on disk, so that it is drawn and read once: pictures and words, in a folder per file.

It can be made again at any time: what was not asked for the longest goes where there is more than the settings allow,
and all of a file's goes with the file.
"""

from __future__ import annotations

import os
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Self

from worker.settings import ServiceSettings

SHARE = 20
"""The folder is looked through when a process has written this part of what it may hold."""
LEAVES = 0.9
"""How full it is left."""
IN_WORK = ("read-", "tried-", "failed-")
"""What a stack that is being read goes on with begins so: it stays for YOUNG seconds, however full it is."""
YOUNG = 3600.0

_written: dict[Path, int] = {}  # by this process since it last looked, by folder
_lock = Lock()


@dataclass(frozen=True, slots=True)
class PageFiles:
    """What is kept below a folder, at most so many bytes of it."""

    root: Path
    most: int

    @classmethod
    def of(cls, settings: ServiceSettings) -> Self:
        return cls(settings.home.resolve() / "pages", settings.page_bytes)

    def folder(self, sha256: str) -> Path:
        """Where a file's are; whoever deletes the file may delete them."""
        return self.root / sha256[:2] / sha256

    def kept(self, path: Path) -> bytes | None:
        """What is kept there; it counts as new again. None where nothing is."""
        try:
            found = path.read_bytes()
            os.utime(path)
        except OSError:
            return None
        return found

    def keep(self, path: Path, data: bytes) -> None:
        """Whole or absent; a disk that is full costs the next one who asks some time."""
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            number, name = tempfile.mkstemp(dir=path.parent)
            try:
                with os.fdopen(number, "wb") as file:
                    file.write(data)
                Path(name).replace(path)
            except OSError:
                Path(name).unlink(missing_ok=True)
        with _lock:
            _written[self.root] = _written.get(self.root, 0) + len(data)
            if _written[self.root] * SHARE < self.most:
                return
            _written[self.root] = 0
        self.trim()

    def trim(self) -> int:
        """Remove what was not asked for the longest where too much is kept; how many bytes went."""
        found: list[tuple[float, int, Path]] = []
        for path in self.root.glob("??/*/*"):
            with suppress(OSError):
                told = path.stat()
                found.append((told.st_mtime, told.st_size, path))
        held = sum(size for _, size, _ in found)
        if held <= self.most:
            return 0
        gone = 0
        now = time.time()
        for asked_for, size, path in sorted(found):
            if held - gone <= self.most * LEAVES:
                break
            if path.name.startswith(IN_WORK) and asked_for > now - YOUNG:
                continue
            with suppress(OSError):
                path.unlink()
                gone += size
                path.parent.rmdir()  # fails while it holds anything
        return gone
