"""Which documents of a run somebody wants to see: by what is done with them, by what they lack, by their words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, or_

from models.reprocessing import RunPlace, Step
from worker.listing import like
from worker.store.tables import DocumentRow, ReprocessedRow

ASIDE: Final = (RunPlace.SET_ASIDE, RunPlace.OVERTAKEN)
"""Places of documents with which nothing was done, for a reason that is told."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """All conditions hold together. `text` is part of a number, a file's name or a party's name."""

    step: Step | None = None
    lacking: bool = False
    aside: bool = False
    text: str = ""

    def conditions(self) -> list[ColumnElement[bool]]:
        """As the database takes them, of documents of runs joined with their documents."""
        told: list[ColumnElement[bool]] = []
        if self.step is not None:
            told.append(ReprocessedRow.step == self.step.value)
        if self.lacking:
            told.append(ReprocessedRow.lacks.is_(True))
        if self.aside:
            told.append(ReprocessedRow.place.in_(ASIDE))
        if words := " ".join(self.text.replace("\x00", " ").split()):
            columns = (DocumentRow.number, DocumentRow.name, DocumentRow.seller_name, DocumentRow.buyer_name)
            told.append(or_(*(like(column, words) for column in columns)))
        return told


EVERY: Final = Wanted()
