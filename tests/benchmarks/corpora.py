"""Documents with their truths: our fixtures, and the corpora of others that lie beside a clone.

Two layouts are read: `name/invoice.*` with `name/truth.json`, and `name.*` with `name.json`.
"""

from __future__ import annotations

import fnmatch
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "fixtures" / "invoices"
CORPUS = ROOT.parent / "shared" / "corpus"
REFERENCE = ROOT.parent / "shared" / "bench" / "score.py"
SUFFIXES = (".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp")


@dataclass(frozen=True)
class Sample:
    """A file and where its truth is written; `name` is that of the file in a flat layout."""

    name: str
    path: Path
    truth_path: Path

    @cached_property
    def truth(self) -> dict[str, Any]:
        return json.loads(self.truth_path.read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Corpus:
    """Documents measured together."""

    title: str
    folder: Path
    only: str = "*"

    def samples(self) -> list[Sample]:
        if not self.folder.is_dir():
            return []
        nested = [
            Sample(f"{path.parent.name}{path.suffix}", path, path.with_name("truth.json"))
            for path in self.folder.glob("*/invoice.*")
        ]
        flat = [Sample(path.name, path, path.with_suffix(".json")) for path in self.folder.iterdir()]
        return sorted(
            (one for one in (*nested, *flat) if one.path.suffix.lower() in SUFFIXES and one.truth_path.is_file()
             and fnmatch.fnmatch(one.name, self.only)),
            key=lambda one: one.name,
        )  # fmt: skip


CORPORA = (
    Corpus("our fixtures", FIXTURES),
    Corpus("others, French, as issued", CORPUS, "fr_*"),
    Corpus("others, French, scanned", CORPUS / "scans", "fr_*"),
    Corpus("others, drawn", CORPUS / "drawn"),
    Corpus("others, drawn, scanned", CORPUS / "drawn" / "scans"),
)


def flatten(samples: list[Sample], folder: Path) -> Path:
    """The same documents in the flat layout, as links in an empty folder."""
    for sample in samples:
        (folder / sample.name).symlink_to(sample.path)
        (folder / sample.name).with_suffix(".json").symlink_to(sample.truth_path)
    return folder
