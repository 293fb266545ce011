"""One `prefacture reprocess`: documents are counted, read as a dry run, shown; a run that was shown is applied."""

from __future__ import annotations

import argparse
import sys
import time
from typing import Final

from pydantic import ValidationError

from api.cli import reprocess_printing as printing, reprocess_words as said
from api.cli.formats import Format
from api.cli.remote import RemoteError
from api.cli.reprocess_source import Chosen, Source
from api.cli.waiting import waiting
from models.output import Supplements
from models.rejection import Cause
from models.reprocessing import DepositAs, Mode, NewRun, RunPlace, RunView, Selection, Stage, Step, StepChoice

DONE, NOT_DONE = 0, 1
_PAUSE: Final = 0.3
_ASIDE: Final = frozenset({RunPlace.SET_ASIDE, RunPlace.OVERTAKEN})


def done(source: Source, options: argparse.Namespace) -> int:
    """The exit code tells whether nothing was set aside."""
    if options.list:
        printing.listed(source.listed(), sys.stdout)
        return DONE
    if options.count:
        print(said.COUNTED.format(count=source.count(_selection(options)).count))
        return DONE
    if options.show:
        return _told(source, options, source.get(options.show))
    if options.choose:
        return _chosen(source, options)
    if options.apply:
        return _applied(source, options)
    return _told(source, options, _waited(source, _made(source, options), Stage.READING))


def _made(source: Source, options: argparse.Namespace) -> RunView:
    deposit_as = DepositAs(kind=options.kind, supplements=Supplements(billing_mode=options.billing_mode))
    new = NewRun(selection=_selection(options), mode=Mode(options.mode), title=options.name, deposit_as=deposit_as)
    print(said.COUNTED.format(count=source.count(new.selection).count), file=sys.stderr)
    return source.create(new)


def _selection(options: argparse.Namespace) -> Selection:
    try:
        return Selection(
            states=tuple(options.state),
            platform_statuses=tuple(options.status),
            reason=options.reason,
            causes=tuple(map(Cause, options.cause)),
            received_from=options.since,
            received_to=options.until,
            supplier=options.supplier,
            confidence_below=options.confidence_below,
            engine=options.engine,
            outdated=options.outdated,
            document_ids=tuple(options.documents),
        )
    except ValidationError as error:
        [first, *_] = error.errors()
        raise RemoteError(f"{'.'.join(map(str, first['loc']))} : {first['msg']}") from error
    except ValueError as error:
        raise RemoteError(said.BAD_CAUSE.format(known=", ".join(Cause))) from error


def _chosen(source: Source, options: argparse.Namespace) -> int:
    """One step for many; then the run as it stands."""
    shown = source.get(options.choose)
    lacking = options.of == "lacking"
    wanted = None if lacking or options.of is None else Step(options.of)
    try:
        choice = StepChoice(
            step=Step(options.step),
            siret=options.siret,
            service_code=options.service_code,
            engagement=options.engagement,
            comment=options.comment,
        )
    except ValidationError as error:
        [first, *_] = error.errors()
        raise RemoteError(f"{'.'.join(map(str, first['loc']))} : {first['msg']}") from error
    return _told(source, options, source.choose(shown.id, shown.version, Chosen(choice, wanted, lacking)))


def _applied(source: Source, options: argparse.Namespace) -> int:
    """What is shown now is what is applied: a choice made meanwhile is refused by its version."""
    shown = source.get(options.apply)
    if shown.stage is not Stage.SHOWN:
        if shown.stage is Stage.APPLYING:  # it was cut off: go on where it was
            return _told(source, options, _waited(source, shown, Stage.APPLYING))
        print(said.NOT_SHOWN.format(stage=shown.stage.value), file=sys.stderr)
        return NOT_DONE
    if not options.yes and not _agreed(source, shown):
        print(said.NOT_ASKED, file=sys.stderr)
        return NOT_DONE
    return _told(source, options, _waited(source, source.apply(shown.id, shown.version), Stage.APPLYING))


def _agreed(source: Source, shown: RunView) -> bool:
    if not sys.stdin.isatty():
        return False
    printing.run(shown, source.items(shown.id), sys.stderr)
    answer = input(said.ASK.format(count=shown.total))
    return answer.strip().casefold() in {"o", "oui", "y", "yes"}


def _waited(source: Source, view: RunView, stage: Stage) -> RunView:
    """The run once this stage, and the deposits that it asked for, are over."""
    with waiting() as shown:
        while view.stage is stage or any(view.deposits.get(one) for one in ("noted", "sent")):
            left = sum(view.places.get(one, 0) for one in (RunPlace.WAITING, RunPlace.READING,
                                                          RunPlace.TO_APPLY, RunPlace.APPLYING))  # fmt: skip
            shown.say(said.GOING.format(done=view.total - left, total=view.total))
            source.work(view.id)
            time.sleep(_PAUSE)
            view = source.get(view.id)
    return view


def _told(source: Source, options: argparse.Namespace, view: RunView) -> int:
    items = list(source.items(view.id))
    if options.format is Format.TABLE:
        printing.run(view, items, sys.stdout)
    elif options.format is Format.JSON:
        print(view.model_dump_json(exclude_none=True))
    else:
        for item in items:
            print(item.model_dump_json(exclude_none=True))
    for path in options.report:
        path.write_bytes(source.report(view.id, path.suffix.removeprefix(".")))
        print(said.WRITTEN.format(path=path), file=sys.stderr)
    return NOT_DONE if any(item.place in _ASIDE for item in items) else DONE
