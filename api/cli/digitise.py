"""`prefacture digitise`: a scanner's output in, searchable invoices and a report out, going on where it was."""

from __future__ import annotations

import argparse
import sys
import time
from argparse import Namespace
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from api.cli import digitise_words as said, help as helped
from api.cli.formats import BILLING_MODES

if TYPE_CHECKING:
    from worker.digitising import Input, Order, Run
    from worker.digitising.order import Starts
    from worker.digitising.scanning import Outcomes

ALL_READ, SOME_NOT, USAGE = 0, 1, 2


def add(
    commands: argparse._SubParsersAction[Any],
    counted: Callable[[str], int],
    seconds: Callable[[str], float],
) -> None:
    """The command and its options."""
    one = commands.add_parser("digitise", help=said.SHORT, description=said.ABOUT, epilog=said.MORE)
    one.add_argument("files", nargs="*", metavar="SCAN", help=said.SCANS)
    one.add_argument("-o", "--out", type=Path, metavar="DOSSIER", required=True, help=said.OUT)
    one.add_argument("--watch", type=Path, metavar="DOSSIER", help=said.WATCH)
    one.add_argument("--every", type=seconds, default=2.0, metavar="S", help=said.EVERY)
    one.add_argument("--plan", type=Path, action="append", default=[], metavar="PLAN", help=said.PLAN)
    one.add_argument("--dry-run", action="store_true", help=said.DRY_RUN)
    one.add_argument("--retry", action="store_true", help=said.RETRY)
    one.add_argument("--billing-mode", choices=BILLING_MODES, metavar="CADRE", help=helped.BILLING_MODE)
    one.add_argument("--legal-notes", action="store_true", help=helped.LEGAL_NOTES)
    one.add_argument("-j", "--jobs", type=counted, metavar="N", help=said.JOBS)
    one.add_argument("--timeout", type=seconds, default=90.0, metavar="S", help=said.TIMEOUT)


def run(options: Namespace) -> int:
    """Digitise, print, and tell by the exit code whether everything could be read."""
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # as the names it prints, whatever the locale
    from api.cli.digitise_progress import shown
    from worker.digitising import Busy, Run
    from worker.digitising.plans import NotAPlan

    try:
        given, missing = inputs(options)
        order = ordered(options, given)
        with shown() as progress, Run(order, progress) as whole:
            return _digitised(whole, options, given, missing)
    except (_Usage, NotAPlan) as error:
        print(f"prefacture : {error}", file=sys.stderr)
    except Busy:
        print(f"prefacture : {said.BUSY.format(out=options.out)}", file=sys.stderr)
    except OSError as error:
        print(f"prefacture : {said.CANNOT_WRITE.format(out=options.out, why=error.strerror)}", file=sys.stderr)
    return USAGE


class _Usage(ValueError):
    """The command can't be meant so; the message says why."""


def _digitised(whole: Run, options: Namespace, given: Sequence[Input], missing: int) -> int:
    from api.cli.digitise_printing import ending
    from worker.reader import ReaderFailed

    failed = missing > 0
    interrupted = False
    try:
        failed |= _take(whole, given)
        if options.watch is not None:
            print(said.WATCHING.format(folder=options.watch), file=sys.stderr, flush=True)
            for batch in watched(options.watch, options.out, options.every):
                failed |= _take(whole, batch)
    except ReaderFailed as error:
        print(f"✗ {error.message.fr}{f' ({error.detail})' if error.detail else ''}", file=sys.stderr)
        return SOME_NOT
    except KeyboardInterrupt:
        interrupted = True
        if options.watch is None:
            print(f"\n{said.AGAIN}", file=sys.stderr)
            raise
    report = whole.report(_title(options))
    written = () if options.dry_run or (interrupted and whole.stopped) else whole.write_report(report)
    with whole.progress.aside():  # type: ignore[attr-defined]  # the terminal's own
        print(ending(report, written, dry_run=options.dry_run), flush=True)
    return SOME_NOT if failed else ALL_READ


def _take(whole: Run, given: Sequence[Input]) -> bool:
    """Digitise and print; whether something could not be read."""
    from api.cli.digitise_printing import show
    from models.report import Outcome

    def told(found: Outcomes) -> None:
        with whole.progress.aside():  # type: ignore[attr-defined]  # the terminal's own
            show(found)

    found = whole.take(given, told)
    return any(one.failed or any(line.outcome is Outcome.SET_ASIDE for line in one.lines) for one in found)


def _title(options: Namespace) -> str:
    first, *others = [Path(name).name or name for name in options.files] or [str(options.watch)]
    return f"{first} + {len(others)}" if others else first


def inputs(options: Namespace) -> tuple[list[Input], int]:
    """The files that were given, without those that a run wrote itself; and how many can't be opened."""
    from api.cli.inputs import STDIN, tasks
    from api.cli.printing import harmless
    from worker.digitising import Input

    if not options.files and options.watch is None:
        raise _Usage(said.NOTHING)
    if STDIN in options.files:
        raise _Usage(said.NO_STDIN)
    if options.watch is not None and not options.watch.is_dir():
        raise _Usage(f"{options.watch} n'est pas un dossier.")
    out = options.out.resolve()
    found, missing = [], 0
    for task in tasks(options.files, sys.stdin.buffer):
        if task.error is not None or task.path is None:
            missing += 1
            print(f"✗ {harmless(task.name)} : {task.error.fr if task.error else ''}", file=sys.stderr)
        elif not task.path.resolve().is_relative_to(out):
            found.append(Input(task.name, task.path))
    return found, missing


def ordered(options: Namespace, given: Sequence[Input]) -> Order:
    """What is asked for. Raises NotAPlan."""
    from api.cli.batch import cores
    from extractor.identity import engine_version
    from models.output import Supplements
    from worker.digitising import Order

    return Order(
        out=options.out,
        jobs=options.jobs or cores(),
        page_seconds=max(1, round(options.timeout)),
        supplements=Supplements(billing_mode=options.billing_mode, legal_notes=options.legal_notes),
        plans=dict(_plan(path, given) for path in options.plan),
        dry_run=options.dry_run,
        anew=options.retry,
        engine=engine_version(),
    )


def _plan(path: Path, given: Sequence[Input]) -> tuple[str, Starts]:
    from worker.digitising.plans import NotAPlan, read
    from worker.digitising.run import digest

    try:
        sha256, starts = read(path.read_bytes())
    except (NotAPlan, OSError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise _Usage(said.BAD_PLAN.format(path=path, why=why)) from error
    if not any(path.suffix.lower() == ".zip" or digest(path) == sha256 for path in (one.path for one in given)):
        raise _Usage(said.NO_SUCH_PLAN.format(path=path, name=path.parent.name))
    return sha256, starts


def watched(folder: Path, out: Path, every: float) -> Iterator[list[Input]]:
    """Files of a folder, each once its size and time have been the same for two looks; until interrupted."""
    from api.cli.inputs import readable_files
    from worker.digitising import Input

    own, before, taken = out.resolve(), dict[Path, tuple[int, int]](), dict[Path, tuple[int, int]]()
    while True:
        now = {path: _looks(path) for path in readable_files(folder) if not path.resolve().is_relative_to(own)}
        still = [path for path, look in now.items() if look[0] and before.get(path) == look != taken.get(path)]
        if still:
            taken.update({path: now[path] for path in still})
            yield [Input(path.relative_to(folder).as_posix(), path) for path in still]
        before = now
        time.sleep(every)


def _looks(path: Path) -> tuple[int, int]:
    try:
        told = path.stat()
    except OSError:
        return 0, 0
    return told.st_size, told.st_mtime_ns
