"""Errors planted in the XML of hybrid invoices, seen on their page or not: `python -m tests.benchmarks --only page`.

One value at a time is changed; it is detected when it is told to differ. Only values that the page is known to print
are counted; of the others no page can tell, and they are listed apart. False alarms are counted on the files as they
are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from extractor.comparison import compare
from extractor.intake import open_source
from extractor.intake.embedded import read_xml
from extractor.intake.pdf import attachments, opened
from extractor.pipeline import read
from extractor.reading.ocr import default_ocr
from extractor.recognition import find
from extractor.resolution import resolve
from extractor.settings import Settings
from extractor.splitting import split
from models.comparison import Agreement, Compared
from models.document import Document
from models.errors import EngineError
from models.resolution import Resolution
from tests.benchmarks.page_hybrids import drawn
from tests.benchmarks.page_plants import KINDS, planted

HYBRIDS = Path("../shared/corpus/hybrid")
_LARGEST = 5_000_000
_QUICK = 8
"""Of so many drawn invoices one is taken in a quick run."""


@dataclass(frozen=True, slots=True)
class Hybrid:
    """A file's XML and its page, read once."""

    name: str
    xml: bytes
    document: Document
    read_off: Resolution

    def compared(self, xml: bytes) -> tuple[Compared, ...]:
        return compare(read_xml(self.name, xml), self.document, self.read_off)


@dataclass(slots=True)
class Score:
    """By kind: planted, detected, and not printed; then the alarms on files that nothing was planted in."""

    planted: Counter[str] = field(default_factory=Counter)
    detected: Counter[str] = field(default_factory=Counter)
    unprinted: Counter[str] = field(default_factory=Counter)
    beside: list[str] = field(default_factory=list)
    values: int = 0
    unseen: int = 0
    files: int = 0
    alarms: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)


def run(folder: Path = HYBRIDS, *, only: str = "", errors: int = 0, quick: bool = False) -> dict[str, Any]:
    """Plant, compare, print, and give the figures: of hybrids from outside, of our own, and of our own on paper."""
    found: dict[str, Any] = {}
    if folder.is_dir():
        found["hybrids"] = measured("hybrids from outside", hybrids(folder, only), errors)
    else:
        print(f"\nPage against XML: hybrids from outside skipped, no folder {folder}")
    step = _QUICK if quick else 1
    for title, text in (("drawn", True), ("scanned", False)):
        some = (hybrid(*one) for one in islice(drawn(text=text), 0, None, step) if only in one[0])
        found[title] = measured(f"{title} invoices, XML of their truth", (one for one in some if one), errors)
    return found


def measured(title: str, files: Iterable[Hybrid], errors: int) -> dict[str, Any]:
    """The figures of some files."""
    print(f"\nPage against XML: {title}")
    score = Score()
    for one in files:
        measure(one, score)
    report(score, errors)
    return {
        "planted": dict(score.planted),
        "detected": dict(score.detected),
        "not printed": dict(score.unprinted),
        "compared": score.values,
        "alarms": score.alarms,
        "beside": score.beside,
    }


def hybrids(folder: Path, only: str = "") -> Iterator[Hybrid]:
    """The files of a folder that carry an invoice as data."""
    for path in sorted(folder.glob("*.pdf")):
        if only in path.name:
            found = hybrid(path.name, path.read_bytes())
            if found is not None:
                yield found


def hybrid(name: str, data: bytes, xml: bytes | None = None) -> Hybrid | None:
    """A PDF with its XML, taken out of it or given."""
    settings = Settings()
    source = open_source(name, data, settings=settings)
    xml = xml or next(iter(_invoices(name, source.data)), None)
    if xml is None:
        return None
    engine = default_ocr()
    document = next(iter(split(read(source, ocr=engine, settings=settings))))
    return Hybrid(name, xml, document, resolve(document, find(document)))


def _invoices(name: str, data: bytes) -> Iterator[bytes]:
    with opened(name, data) as pdf:
        found = list(attachments(pdf, ".xml", _LARGEST))
    for _, content in found:
        try:
            if read_xml(name, content).fields:
                yield content
        except EngineError:
            continue


def measure(one: Hybrid, score: Score) -> None:
    """One file: as it is, then with every plant."""
    clean = one.compared(one.xml)
    score.files += 1
    score.values += len(clean)
    score.unseen += sum(value.agreement is Agreement.UNSEEN for value in clean)
    for value in clean:
        if value.agreement is Agreement.DIFFERENT:
            score.alarms.append(f"{one.name} {value.field} {value.xml_value!r}: page {value.page_value!r}")
    before = {(value.field, value.term): value for value in clean}
    for plant in planted(one.xml, one.name):
        try:
            after = one.compared(plant.xml)
        except EngineError:
            continue
        changed = [new for new in after if _old(before, new) != new.xml_value]
        if not changed:
            continue
        printed = [new for new in changed if _agreed(before, new)]
        if not printed:
            score.unprinted[plant.kind] += 1
            continue
        score.planted[plant.kind] += 1
        if any(new.agreement is Agreement.DIFFERENT for new in changed):
            score.detected[plant.kind] += 1
        else:
            told = ", ".join(f"{new.field} {new.xml_value!r} {new.agreement.value}" for new in printed)
            score.missed.append(f"{one.name} [{plant.kind}] {told}")
        score.beside += [
            f"{one.name} [{plant.kind}] {new.field} {new.term} {new.xml_value!r}: page {new.page_value!r}"
            for new in after
            if new.agreement is Agreement.DIFFERENT and _old(before, new) == new.xml_value and _agreed(before, new)
        ]


def _old(before: dict[tuple[str, str], Compared], new: Compared) -> str | None:
    old = before.get((new.field, new.term))
    return None if old is None else old.xml_value


def _agreed(before: dict[tuple[str, str], Compared], new: Compared) -> bool:
    old = before.get((new.field, new.term))
    return old is not None and old.agreement is Agreement.SAME


def report(score: Score, errors: int) -> None:
    """The figures for a person."""
    print(f"  {'kind':32} planted detected   share  not printed")
    for kind in KINDS:
        total = score.planted[kind.name]
        share = f"{score.detected[kind.name] / total:7.1%}" if total else "      -"
        row = f"{total:7} {score.detected[kind.name]:8} {share}"
        print(f"  {kind.name:32} {row} {score.unprinted[kind.name]:12}")
    every, seen = sum(score.planted.values()), sum(score.detected.values())
    print(f"  {'all':32} {every:7} {seen:8} {seen / max(1, every):7.1%} {sum(score.unprinted.values()):12}")
    print(
        f"  clean: {score.files} files, {score.values} values compared, {score.unseen} not printed, "
        f"{len(score.alarms)} said to differ ({len(score.alarms) / max(1, score.values):.2%}); "
        f"{len(score.beside)} values beside a planted one said to differ"
    )
    for line in (*score.alarms, *score.missed[:errors], *score.beside[:errors]):
        print(f"    {line}")
