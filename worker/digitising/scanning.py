"""One file on its way: opened, read page by page, split, written. What is done already is not done again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.finding import Message
from models.report import Outcome, RunLine
from models.stack import ATTACHED, Part, PartKind, StackPlan
from worker.digitising import plans
from worker.digitising.crew import FATAL, Crew
from worker.digitising.order import Form, Order, Progress, Scan
from worker.digitising.shelf import NAME, Shelf, write
from worker.digitising.tasks import OpenScan, PlanScan, ReadSheet
from worker.digitising.writing import Made, WritePart
from worker.reader import ReaderFailed


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What became of one file: a line for each invoice, or the one that says why there is none.

    `known` are pages that were read before, `failed` those that can't be; `twin` names a file of the same content.
    """

    name: str
    folder: str = ""
    plan: StackPlan | None = None
    by_person: bool = False
    known: int = 0
    failed: int = 0
    written: int = 0
    lines: tuple[RunLine, ...] = ()
    twin: str | None = None


@dataclass(frozen=True, slots=True)
class Scanning:
    """The way of one file; `folder` is where its results go, below the run's."""

    crew: Crew
    order: Order
    progress: Progress
    shelf: Shelf
    name: str
    path: Path
    folder: str
    member: bool = False

    def run(self) -> Outcomes | Path:
        """What became of it; its path where it is an archive. Raises Stopped, ReaderFailed for what ends the run."""
        if self.order.anew:
            self.shelf.forgive()
        if (before := self.shelf.failure()) is not None:
            return self._aside(Message.model_validate(before["message"]))
        try:
            scan = self.crew.run(OpenScan(self.name, self.path, self.shelf, self.member))
            if scan.form is Form.ARCHIVE:
                return self.path
            known = self.shelf.known() & set(range(1, scan.pages + 1))
            self.progress.began(self.name, scan.pages, len(known))
            self._read(scan, [number for number in range(1, scan.pages + 1) if number not in known])
            starts = self._starts(scan.pages)
            plan = StackPlan.model_validate_json(self.crew.run(PlanScan(scan, self.shelf, starts)))
        except ReaderFailed as error:
            if error.code in FATAL:
                raise
            self.shelf.fail(None, _why(error))
            return self._aside(error.message)
        self._keep_plan(plan)
        self.progress.planned(self.name, plan, by_person=starts is not None)
        made = {} if self.order.dry_run else dict(self._made(scan, plan))
        told = Outcomes(
            self.name, self.folder, plan, starts is not None, len(known), len(self.shelf.failures()), len(made),
            tuple(_lines(self.name, plan, made)),
        )  # fmt: skip
        self.progress.ended(self.name)
        return told

    def _aside(self, message: Message) -> Outcomes:
        self.progress.ended(self.name)
        line = RunLine(source=self.name, outcome=Outcome.SET_ASIDE, reason=message)
        return Outcomes(self.name, self.folder, lines=(line,))

    def _read(self, scan: Scan, numbers: list[int]) -> None:
        tasks = [ReadSheet(scan, number, self.shelf) for number in numbers]
        for place, result in self.crew.each(tasks):
            if isinstance(result, ReaderFailed):
                self.shelf.fail(numbers[place], _why(result))
            self.progress.page(self.name, numbers[place])

    def _starts(self, pages: int) -> tuple[tuple[int, str], ...] | None:
        """Boundaries that a person gave, now or before."""
        given = self.order.plans.get(self.shelf.sha256)
        if given is not None and all(page <= pages for page, _ in given):
            self.shelf.keep_starts(list(given))
        before = self.shelf.starts()
        return None if before is None else tuple(before)

    def _keep_plan(self, plan: StackPlan) -> None:
        path = self.order.out / self.folder / plans.FILE
        data = plans.written(self.name, self.shelf.sha256, plan)
        with suppress(OSError):
            if path.read_bytes() == data:
                return
        write(path, data)

    def _made(self, scan: Scan, plan: StackPlan) -> Iterator[tuple[Part, Made | ReaderFailed]]:
        """What was made of each part, now or before: first the invoices, whose numbers name what goes with them."""
        numbers: dict[int, str | None] = {}
        keys: set[str] = set()
        for kinds in (frozenset({PartKind.INVOICE}), ATTACHED):
            todo: list[WritePart] = []
            for part in (part for part in plan.parts if part.kind in kinds and part.kept):
                number = numbers.get(part.belongs_to) if part.belongs_to is not None else None
                key = self._key(part, number)
                keys.add(key)
                if (before := self.shelf.made(key)) is not None:
                    made = Made.of(before)
                    numbers[part.pages[0]] = made.line.number if made.line else None
                    yield part, made
                else:
                    supplements = self.order.supplements
                    todo.append(WritePart(scan, self.shelf, part, key, self.folder, supplements, number))
            for place, result in self.crew.each(todo):
                part = todo[place].part
                if not isinstance(result, ReaderFailed):
                    numbers[part.pages[0]] = result.line.number if result.line else None
                yield part, result
        self._sweep(keys)

    def _key(self, part: Part, number: str | None) -> str:
        told = [part.model_dump(mode="json"), self.folder, self.order.supplements.model_dump(mode="json"), number]
        return hashlib.sha256(json.dumps([*told, sorted(self.shelf.failures())]).encode()).hexdigest()[:20]

    def _sweep(self, keys: set[str]) -> None:
        """Remove what was made of parts that are parts no longer."""
        kept: set[str] = set()
        stale: dict[Path, list[str]] = {}
        for note in (self.order.out / NAME).glob(f"*/{self.shelf.sha256}/part-*.json"):
            with suppress(OSError, ValueError, KeyError):
                files = json.loads(note.read_bytes())["files"]
                if note.parent == self.shelf.read and note.stem.removeprefix("part-") in keys:
                    kept.update(files)
                else:
                    stale[note] = files
        for note, files in stale.items():
            for name in files:
                if name not in kept:
                    (self.order.out / name).unlink(missing_ok=True)
            note.unlink(missing_ok=True)


def _why(error: ReaderFailed) -> dict[str, Any]:
    return {"code": error.code, "message": error.message.model_dump(), "detail": error.detail}


def _lines(source: str, plan: StackPlan, made: dict[Part, Made | ReaderFailed]) -> Iterator[RunLine]:
    """The lines of the invoices, each with the papers that go with it; of what can't be written, why."""
    papers: dict[int, list[str]] = {}
    for part, result in made.items():
        if part.kind in ATTACHED and part.belongs_to is not None and isinstance(result, Made):
            papers.setdefault(part.belongs_to, []).extend(result.files)
    for part in plan.parts:
        written = made.get(part)
        if isinstance(written, ReaderFailed):
            yield RunLine(source=source, pages=part.kept, outcome=Outcome.SET_ASIDE, reason=written.message)
        elif written is not None and written.line is not None:
            line = written.line
            yield line.model_copy(update={"source": source, "files": (*line.files, *papers.get(part.pages[0], ()))})
