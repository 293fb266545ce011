"""What the service tells those who run it: whether it is ready, how much waits, what was purged."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from models.finding import Message
from models.lifecycle import State
from models.service import BatchView, EventView


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ServicePart(_Frozen):
    """One thing that the service needs. `what_to_do` is said where it does not answer."""

    name: str
    ok: bool
    what_to_do: Message | None = None


class Readiness(_Frozen):
    """Whether requests can be served, and what is missing where they can't."""

    ready: bool
    parts: tuple[ServicePart, ...]


class BatchPage(_Frozen):
    """Part of a list of batches, newest first: `next` is given to ask for what follows."""

    items: tuple[BatchView, ...]
    next: str | None = None


class EventPage(_Frozen):
    """Events in their order: `last` is given as `after` to ask for what follows."""

    items: tuple[EventView, ...]
    last: int


class Status(_Frozen):
    """How the service stands: documents by state, jobs that wait (None: the queue does not answer), the oldest wait."""

    documents: dict[State, int]
    queue_depth: int | None
    oldest_waiting: datetime | None = None
    failing_webhooks: int = 0


class Purged(_Frozen):
    """What was removed because its time is over, or would be.

    `events` are those that belong to no document, `portal_files` those that no invoice took.
    """

    documents: int = 0
    files: int = 0
    batches: int = 0
    events: int = 0
    audit_lines: int = 0
    sessions: int = 0
    portal_files: int = 0
    idempotency_keys: int = 0
