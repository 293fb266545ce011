"""The second part of a run, a document at a time: what was shown and chosen is done, through what does it elsewhere.

What was done of a step stands in the store before the next one is begun. A document that is not in the version that was
shown is left as it is; a deposit that stands is never asked for again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from models.errors import EngineError
from models.finding import Message
from models.reprocessing import RunPlace, Step
from models.service_errors import (
    InvalidRequest,
    NotFound,
    NotReady,
    PlatformRefused,
    ServiceError,
    StaleVersion,
    Unavailable,
    WrongState,
)
from worker.faults import here
from worker.reader import ReaderFailed
from worker.reprocessing import leasing, platform, valuing
from worker.reprocessing.errand import Errand, errand_of, note
from worker.reprocessing.ways import lacking
from worker.service import Service
from worker.store.tables import ReprocessedRow

OVERTAKEN: Final = Message(
    fr="Modifiée depuis qu'elle a été montrée : rien n'y a été fait. Relancez la relecture pour elle.",
    en="Changed since it was shown: nothing was done. Have it read again.",
)
OTHER_ENGINE: Final = Message(
    fr="Le moteur a été remplacé depuis qu'elle a été relue : rien n'y a été fait. Relancez la relecture pour elle.",
    en="The engine was replaced since it was read: nothing was done. Have it read again.",
)
_GONE: Final = (StaleVersion, WrongState, NotFound)
_REFUSED: Final = (InvalidRequest, EngineError)


@dataclass(frozen=True, slots=True)
class Done:
    """Where a document stands now, and why where that is not what was wanted."""

    place: RunPlace = RunPlace.APPLIED
    reason: Message | None = None


def apply(service: Service, row: ReprocessedRow) -> tuple[str, ...]:
    """Do what was chosen for a document that this worker has; itself where it waits for another try."""
    errand = errand_of(service, row)
    if errand is None:
        return ()
    try:
        done = _done(service, errand)
    except (Unavailable, ReaderFailed) as error:
        message = error.message if isinstance(error, ReaderFailed) else Message(fr=error.fr, en=error.en)
        return _settled(service, row, None, message)
    here("reprocess.applied")
    return _settled(service, row, done, None)


def _done(service: Service, errand: Errand) -> Done:
    lacks = lacking(errand.choice)
    if errand.choice.step is Step.LEAVE or lacks:
        return Done(RunPlace.LEFT, lacks)
    try:
        _DO[errand.choice.step](service, errand)
    except NotReady as error:
        return Done(RunPlace.APPLIED, _not_ready(error))
    except PlatformRefused as error:
        return Done(RunPlace.SET_ASIDE, error.said)
    except _GONE as error:
        is_other = isinstance(error, valuing.OtherEngine)
        return Done(RunPlace.OVERTAKEN, OTHER_ENGINE if is_other else OVERTAKEN)
    except _REFUSED as error:
        return Done(RunPlace.SET_ASIDE, _refused(error))
    return Done()


def _values(service: Service, errand: Errand) -> None:
    valuing.take(service, errand)


def _deposit(service: Service, errand: Errand) -> None:
    version = valuing.take(service, errand)
    here("reprocess.valued")
    valuing.deposit(service, errand, errand.document_id, version)


def _replace(service: Service, errand: Errand) -> None:
    made = platform.replaced(service, errand)
    errand = note(service, errand, made_id=made)
    here("reprocess.valued")
    version = valuing.take_into(service, errand, made)
    if errand.choice.deposit:
        valuing.deposit(service, errand, made, version)


_DO: Final[Mapping[Step, Callable[[Service, Errand], None]]] = MappingProxyType(
    {
        Step.VALUES: _values,
        Step.DEPOSIT: _deposit,
        Step.RECYCLE: platform.asked,
        Step.COMPLETE: platform.asked,
        Step.ACKNOWLEDGE: platform.asked,
        Step.REPLACE: _replace,
    }
)


def _settled(service: Service, row: ReprocessedRow, done: Done | None, failure: Message | None) -> tuple[str, ...]:
    again: tuple[str, ...] = ()
    with service.store.session() as session:
        run = leasing.locked(session, row.run_id)
        held = leasing.held(session, [row]).get(row.id)
        if held is not None and done is not None:
            leasing.settle(held, done.place, done.reason)
        elif held is not None and failure is not None and leasing.failed(held, failure, service.settings.tries):
            again = (held.id,)
        leasing.advance(session, run)
    return again


def _not_ready(error: NotReady) -> Message:
    """Its values are taken; what forbids the deposit is told."""
    fr = " ".join(one.message.fr for one in error.findings)
    en = " ".join(one.message.en for one in error.findings)
    return Message(fr=f"Non déposée. {fr}", en=f"Not deposited. {en}")


def _refused(error: ServiceError | EngineError) -> Message:
    said = f" ({error.detail})" if error.detail else ""
    return Message(fr=error.fr + said, en=error.en + said)
