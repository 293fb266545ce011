"""What of the stack is asked for: the same words in the address of the queue, of a review, and of the API."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from models.lifecycle import State
from models.piles import Pile
from worker.listing import Filters
from worker.portal.french import FRANCE

Sort = Literal[
    "created_at", "-created_at", "updated_at", "-updated_at", "issue_date", "-issue_date", "total", "-total",
    "number", "-number", "name", "-name", "seller_name", "-seller_name", "confidence", "-confidence", "state", "-state",
]  # fmt: skip


class Asked(BaseModel):
    """Filters and order of a list; what a form sends empty was not asked."""

    model_config = ConfigDict(frozen=True)

    pile: Pile = Field(Pile.ALL, description="Pile, par ce qu'il y a à faire.")
    state: tuple[State, ...] = Field((), max_length=len(State), description="États cherchés ; tous sans ce filtre.")
    text: str | None = Field(None, max_length=200, description="Dans le nom, le numéro, les parties.")
    batch_id: str | None = Field(None, max_length=36, description="Lot.")
    received_from: date | None = Field(None, description="Reçu ce jour (heure de Paris) ou après.")
    received_to: date | None = Field(None, description="Reçu ce jour ou avant.")
    sort: Sort = Field("-created_at", description="Ordre ; « - » devant pour l'inverse.")

    @field_validator("*", mode="before")
    @classmethod
    def _absent(cls, given: Any, info: Any) -> Any:  # noqa: ANN401 - whatever a query holds
        return cls.model_fields[info.field_name].get_default() if given == "" else given

    @property
    def filters(self) -> Filters:
        """As the worker takes them."""
        return Filters(
            state=self.state,
            pile=self.pile,
            text=self.text,
            batch_id=self.batch_id,
            created_from=_midnight(self.received_from),
            created_to=_midnight(self.received_to, later=1),
        )


def _midnight(day: date | None, later: int = 0) -> datetime | None:
    """When a day of Paris begins, or the one after.

    >>> _midnight(date(2026, 7, 14)).isoformat(), _midnight(date.max, 1).year
    ('2026-07-14T00:00:00+02:00', 9999)
    """
    if day is None:
        return None
    try:
        return datetime.combine(day + timedelta(days=later), time(), FRANCE)
    except OverflowError:
        return datetime.combine(day, time(), FRANCE)
