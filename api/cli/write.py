"""`prefacture extract --output KIND`: writes invoices to files, and says of each what became of it."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from api.cli.batch import process
from api.cli.formats import Format
from api.cli.inputs import Task, legible, tasks
from api.cli.naming import Place
from api.cli.printing import Printer, harmless, sentence
from api.cli.telling import counted, paragraph
from api.cli.work import Line, in_member
from api.cli.writing import Order, written
from models.portal_terms import FRAMES

if TYPE_CHECKING:
    from models.extraction import Extraction

ALL_WRITTEN, SOME_NOT, USAGE = 0, 1, 2
TABLES = ("csv", "xlsx")
SUFFIXES = {"facturx": ".pdf", "cii": ".xml", "ubl": ".xml", "chorus": ".json", "csv": ".csv", "xlsx": ".xlsx"}
FILES = frozenset({*SUFFIXES.values(), ".jsonl"})


def run(options: Namespace) -> int:
    """Read, write, and tell by the exit code whether every invoice was written."""
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # as the names it prints, whatever the locale
    given = tuple(options.given)
    order = Order(
        options.output, options.billing_mode, options.legal_notes, FRAMES[options.frame], options.draft, options.check,
        given,
    )  # fmt: skip
    job = partial(in_member, given=given) if options.output in TABLES else partial(written, order)
    todo = tasks(options.files, sys.stdin.buffer, job)
    place = Place.of(options.out, SUFFIXES[options.output], [task.path for task in todo if task.path is not None])
    fault = refused(options, todo, place)
    if fault:
        print(f"prefacture : {fault}", file=sys.stderr)
        return USAGE
    format_ = options.format or Format.TABLE
    teller = Tables(place, kind=options.output) if options.output in TABLES else Files(place, format_)
    well = process(todo, options, teller.put, close=teller.close)
    return ALL_WRITTEN if well and not teller.failed else SOME_NOT


def refused(options: Namespace, todo: list[Task], place: Place) -> str:
    """What is wrong with the place to write to; nothing where all is well."""
    suffix = SUFFIXES[options.output]
    if place.name is None and options.out and not options.out.is_dir() and options.out.suffix.lower() in FILES:
        return f"{options.out} ne finit pas par {suffix} : donnez un nom en {suffix}, ou un dossier."
    if place.name is not None:
        if options.output not in TABLES and len(todo) > 1:
            return f"{options.out} est un fichier, mais il y en a {len(todo)} à lire : donnez un dossier."
        if options.out.resolve() in place.sources:
            return f"{options.out} est le fichier à lire : choisissez un autre nom."
    try:
        place.folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        return f"{place.folder} ne peut pas être créé ({error.strerror})."
    return ""


@dataclass(slots=True)
class Files:
    """Puts each invoice into its file; prints a paragraph for a person, or the outcomes as JSON."""

    place: Place
    format: Format
    failed: bool = False
    states: list[str] = field(default_factory=list)
    printer: Printer = field(init=False)

    def __post_init__(self) -> None:
        self.printer = Printer(sys.stdout, self.format)

    def put(self, line: Line) -> None:
        from api.cli.outcome import Outcome, State

        if "error" in json.loads(line.text):
            self.states.append("unread")
            return self.show(line, sentence(line.text))
        outcome = Outcome.model_validate_json(line.text)
        if line.data:
            draft = outcome.state is not State.WRITTEN
            try:
                name = self.place.named(outcome.source)
                path = self.place.put(name, outcome.suffix, line.data, number=outcome.number, draft=draft)
            except OSError as error:
                self.failed = True
                self.states.append("unread")
                print(f"✗ {harmless(outcome.source)} : {self.place.folder} : {error.strerror}", file=sys.stderr)
                return None
            outcome = outcome.model_copy(update={"path": legible(str(path))})
        self.states.append(outcome.state)
        shown = outcome.model_dump_json(exclude_none=True, exclude={"suffix"})
        return self.show(Line(shown, line.failed), "\n".join(paragraph(outcome)) + "\n")

    def show(self, line: Line, text: str) -> None:
        """One outcome, for whom it is meant."""
        if self.format is Format.TABLE:
            print(text, end="", flush=True)
        else:
            self.printer.put(line)

    def close(self) -> None:
        if self.format is not Format.TABLE:
            self.printer.close()
        elif len(self.states) > 1:
            print("\n" + counted(self.states))


@dataclass(slots=True)
class Tables:
    """Gathers every invoice of the run, and writes them all into one table."""

    place: Place
    kind: str
    failed: bool = False
    extractions: list[Extraction] = field(default_factory=list)

    def put(self, line: Line) -> None:
        from models.extraction import Extraction

        if line.failed:
            print(sentence(line.text), end="", file=sys.stderr, flush=True)
        else:
            self.extractions.append(Extraction.model_validate_json(line.text))

    def close(self) -> None:
        if not self.extractions:
            print("Aucune facture lue : rien n'est écrit.", file=sys.stderr)
            self.failed = True
            return
        for name, data in self.files():
            stem = Path(name).stem
            if self.place.name is not None and stem != "factures":
                self.place.name = f"{self.place.name}-{stem}"
            try:
                path = self.place.put(stem, Path(name).suffix, data)
            except OSError as error:
                self.failed = True
                print(f"✗ {name} : {error.strerror}", file=sys.stderr)
                continue
            many = "s" if len(self.extractions) > 1 else ""
            print(f"✔ {len(self.extractions)} facture{many} → {harmless(legible(str(path)))}")

    def files(self) -> list[tuple[str, bytes]]:
        """The files of the kind, with the names they have by themselves."""
        if self.kind == "csv":
            from extractor.output.tables import to_csv

            return [(file.name, file.data) for file in to_csv(self.extractions)]
        from extractor.output.spreadsheet import to_xlsx

        file = to_xlsx(self.extractions)
        return [(file.name, file.data)]
