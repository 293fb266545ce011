"""What a run keeps below its folder, so that the same command goes on where it was: whole files, or none.

    .prefacture/lock                                    one run at a time
    .prefacture/turns                                   whose turn it is among the readers
    .prefacture/folders/NAME                            whose results are in the folder of that name: a digest
    .prefacture/ENGINE/DIGEST/00042.page                a page as it was read
    .prefacture/ENGINE/DIGEST/00042.failed              why a page could not be read, after so many tries
    .prefacture/ENGINE/DIGEST/file.failed               why a file could not be opened or split
    .prefacture/ENGINE/DIGEST/part-KEY.json             what was made of a part
    .prefacture/ENGINE/alike/DIGEST-OF-A-PAGE           the page that was read of this very content
    .prefacture/DIGEST/starts.json                      boundaries that a person gave
    .prefacture/DIGEST/source.pdf                       a damaged file, repaired

A file that was cut off while it was written has another name, and is never taken for one. ENGINE is the version that
reads: another one reads anew.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.document import Page
from worker.faults import here
from worker.page_packing import packed, unpacked

NAME = ".prefacture"
UNFINISHED = ".prefacture-"


def write(path: Path, data: bytes) -> None:
    """A file whole or not at all. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    number, name = tempfile.mkstemp(dir=path.parent, prefix=UNFINISHED)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(data)
        put(Path(name), path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def put(unfinished: Path, path: Path) -> None:
    """Give a file that is complete its name."""
    mask = os.umask(0o022)
    os.umask(mask)
    unfinished.chmod(0o666 & ~mask)
    here(f"digitise.written-{path.name}")
    unfinished.replace(path)


@dataclass(frozen=True, slots=True)
class Shelf:
    """What is kept of one file, by its digest, for one version of the engine."""

    root: Path
    engine: str
    sha256: str

    @property
    def turns(self) -> Path:
        """By which readers of all files know whose turn it is; see `extractor.reading.ocr.turns`."""
        return self.root / NAME / "turns"

    @property
    def read(self) -> Path:
        return self.root / NAME / _plain(self.engine) / self.sha256

    @property
    def told(self) -> Path:
        return self.root / NAME / self.sha256

    @property
    def alike(self) -> Path:
        return self.root / NAME / _plain(self.engine) / "alike"

    def page(self, number: int) -> Page | None:
        """A page that was read; None where it was not, or what is kept of it is no page."""
        with suppress(OSError, ValueError):
            return unpacked(self._page(number).read_bytes())
        return None

    def keep(self, page: Page) -> None:
        write(self._page(page.number), packed(page))

    def page_like(self, digest: str) -> Page | None:
        """A page of the same content that was read before, of this file or another."""
        with suppress(OSError, ValueError):
            return unpacked((self.alike / digest).read_bytes())
        return None

    def keep_like(self, digest: str, page: Page) -> None:
        write(self.alike / digest, packed(page))

    def known(self) -> frozenset[int]:
        """Pages that need not be read: those that were, and those that can't be."""
        with suppress(OSError):
            names = (entry.name.partition(".") for entry in os.scandir(self.read))
            return frozenset(int(stem) for stem, _, kind in names if kind in ("page", "failed") and stem.isdigit())
        return frozenset()

    def failures(self) -> dict[int, dict[str, Any]]:
        """Pages that can't be read, and why."""
        found = ((path, self._json(path)) for path in sorted(self.read.glob("[0-9]*.failed")))
        return {int(path.stem): why for path, why in found if why is not None}

    def fail(self, number: int | None, why: dict[str, Any]) -> None:
        """Note that a page, or the file, is not tried again."""
        write(self._failed(number), json.dumps(why, ensure_ascii=False).encode())

    def failure(self) -> dict[str, Any] | None:
        """Why the file as a whole is not tried again."""
        return self._json(self._failed(None))

    def forgive(self) -> None:
        """Have everything that failed tried again."""
        for path in self.read.glob("*.failed"):
            path.unlink(missing_ok=True)

    def made(self, key: str) -> dict[str, Any] | None:
        """What was made of a part, where all of its files are there still."""
        found = self._json(self.read / f"part-{key}.json")
        if found is None or not all((self.root / name).is_file() for name in found["files"]):
            return None
        return found

    def note(self, key: str, made: dict[str, Any]) -> None:
        write(self.read / f"part-{key}.json", json.dumps(made, ensure_ascii=False).encode())

    def starts(self) -> list[tuple[int, str]] | None:
        """Boundaries that a person gave: first pages and kinds."""
        found = self._json(self.told / "starts.json")
        return None if found is None else [(int(page), str(kind)) for page, kind in found["starts"]]

    def keep_starts(self, starts: list[tuple[int, str]]) -> None:
        write(self.told / "starts.json", json.dumps({"starts": starts}).encode())

    def _page(self, number: int) -> Path:
        return self.read / f"{number:05}.page"

    def _failed(self, number: int | None) -> Path:
        return self.read / ("file.failed" if number is None else f"{number:05}.failed")

    @staticmethod
    def _json(path: Path) -> dict[str, Any] | None:
        with suppress(OSError, ValueError):
            found = json.loads(path.read_bytes())
            return found if isinstance(found, dict) else None
        return None


def folder_for(root: Path, wanted: str, sha256: str) -> str:
    """The folder that a file's results go to: the one it had before, else that of its name where no other file has it.

    A scanner names its files alike day by day: another content goes to another folder.
    """
    for name in (wanted, f"{wanted}-{sha256[:8]}"):
        claim = root / NAME / "folders" / name.replace("/", "\N{DIVISION SLASH}")
        try:
            owner = claim.read_text(encoding="ascii")
        except OSError:
            write(claim, sha256.encode())
            return name
        if owner == sha256:
            return name
    return f"{wanted}-{sha256}"


def _plain(engine: str) -> str:
    return re.sub(r"[^\w.]+", "-", engine)
