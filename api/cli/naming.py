"""Where written files go: a folder, or the one file that --out names; no file that is read is ever written over.

Names come from outside: what file systems dislike, or take for an option, is taken out. Two invoices of one name are
told apart by their folder where it is known before, else numbered. A file that stands already in the folder that --out
names is replaced; in the current folder, taken without being asked, it is kept and the new one has a number.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path, PurePath
from tempfile import NamedTemporaryFile
from unicodedata import normalize

DRAFT = ".brouillon"
LONGEST = 150
"""Bytes of a name before its number and suffix; file systems take 255 in all."""


@dataclass(slots=True)
class Place:
    """`folder` is where files go, `name` the stem that was asked for, `sources` the files that are read.

    `doubled` are the stems that more than one of them has.
    """

    folder: Path
    name: str | None = None
    given: bool = True
    sources: frozenset[Path] = frozenset()
    doubled: frozenset[str] = frozenset()
    taken: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, out: Path | None, suffix: str, sources: Sequence[Path]) -> Place:
        """The place that --out names: a file where it ends in the suffix and is no folder, else a folder."""
        read = frozenset(path.resolve() for path in sources)
        if out is not None and out.suffix.lower() == suffix and not out.is_dir():
            return cls(out.parent, out.stem, sources=read)
        times = Counter(stem(path.name) for path in read)
        doubled = frozenset(name for name, number in times.items() if number > 1)
        return cls(out or Path(), given=out is not None, sources=read, doubled=doubled)

    def named(self, source: str) -> str:
        """The stem for a file that is called `source`: with its folder, else its kind, where others have that stem."""
        alone = stem(source)
        if alone not in self.doubled:
            return alone
        path = PurePath(source)
        return f"{safe(path.parent.name)}-{alone}" if path.parent.name else safe(f"{alone}-{path.suffix[1:]}")

    def put(self, stem: str, suffix: str, data: bytes, *, number: int | None = None, draft: bool = False) -> Path:
        """Write a file whole or not at all, and tell where it is. Raises OSError."""
        self.folder.mkdir(parents=True, exist_ok=True)
        base = (self.name or stem) + (f"-{number}" if number is not None else "")
        path = next(path for path in self.candidates(base, (DRAFT if draft else "") + suffix) if self.free(path))
        self.taken.add(key(path))
        with NamedTemporaryFile(dir=self.folder, prefix=".prefacture-", delete=False) as file:
            unfinished = Path(file.name)
        try:
            unfinished.write_bytes(data)
            unfinished.chmod(0o666 & ~umask())
            unfinished.replace(path)
        except OSError:
            with suppress(OSError):
                unfinished.unlink()
            raise
        return path

    def candidates(self, base: str, ending: str) -> Iterator[Path]:
        """The name, then the same with a number; one more word first where the name is that of a file that is read."""
        plain = self.folder / f"{base}{ending}"
        if plain.resolve() in self.sources:
            base = f"{base}-prefacture"
        for number in count(1):
            yield self.folder / (f"{base}{ending}" if number == 1 else f"{base}-{number}{ending}")

    def free(self, path: Path) -> bool:
        """Whether a file may be written there."""
        if key(path) in self.taken or path.resolve() in self.sources or path.is_dir():
            return False
        return self.given or not path.exists()


def key(path: Path) -> str:
    """What two paths share that some file system takes for one."""
    return normalize("NFC", str(path)).casefold()


def stem(source: str) -> str:
    """The stem of a file's name, whatever it was called.

    >>> stem("lot.zip/../fac:ture 12.pdf"), stem("-"), stem("C:\\\\a.b.pdf")
    ('fac_ture 12', 'facture', 'a.b')
    """
    last = source.replace("\\", "/").rpartition("/")[2]
    return safe(last.rpartition(".")[0] or last)


def safe(stem: str) -> str:
    """A stem without path separators and control characters, that is no option, not hidden and not too long.

    >>> safe("../../etc/passwd"), safe("-rf"), safe("a\\x1b[2J\\u202eb"), safe("é" * 200) == "é" * 75, safe("..")
    ('etc_passwd', 'rf', 'a_[2J_b', True, 'facture')
    """
    kept = "".join(sign if sign.isprintable() and sign not in '/\\:*?"<>|' else "_" for sign in stem)
    return kept.encode()[:LONGEST].decode(errors="ignore").strip("-_. ") or "facture"


def umask() -> int:
    """The permissions that new files must not have; read by setting them, there is no other way."""
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
