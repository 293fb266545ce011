"""What a platform said when it stopped an invoice, last, and the cause that is read in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.rejection import CauseFound
from worker.stops import STOPS, read
from worker.store.tables import EventRow

_AT_ONCE = 400


@dataclass(frozen=True, slots=True)
class Stop:
    """A stop: the platform's status, or ours for a deposit that it did not take; its words, and when."""

    status: str
    said: str
    at: datetime

    @property
    def cause(self) -> CauseFound:
        """The likeliest."""
        if found := read(self.status, self.said):
            return found[0]
        from extractor.rejection import causes_of  # noqa: PLC0415 - its lexicon is loaded by who asks

        return causes_of("")[0]


def stops_of(session: Session, document_ids: Iterable[str]) -> dict[str, Stop]:
    """The last stop of each document that has one."""
    found: dict[str, Stop] = {}
    for some in _parts(document_ids):
        told = select(EventRow.document_id, EventRow.code, EventRow.comment, EventRow.at)
        asked = told.where(EventRow.document_id.in_(some), EventRow.code.in_(STOPS)).order_by(EventRow.id)
        for line in session.execute(asked):
            found[line.document_id] = Stop(line.code, " ".join((line.comment or "").split()), line.at)
    return found


def _parts(ids: Iterable[str]) -> Iterator[Sequence[str]]:
    """As many as a database takes in one question."""
    left = iter(ids)
    while some := list(islice(left, _AT_ONCE)):
        yield some
