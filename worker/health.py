"""Whether what the service needs answers, and how much waits: each part says what to do where it does not."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from types import MappingProxyType

from sqlalchemy import func, select

from models.finding import Message
from models.lifecycle import State
from models.operations import Readiness, ServicePart, Status
from worker.service import Service
from worker.store.tables import DocumentRow, StructureRow, WebhookRow

WAITING = (State.RECEIVED, State.READING, State.DEPOSITING)
"""States in which a document waits for a worker, not for a person."""

_PROBE = b"prefacture: written by /ready, may be removed\n"

_WHAT_TO_DO: Mapping[str, Message] = MappingProxyType(
    {
        "store": Message(
            fr="La base de données ne répond pas ou n'est pas à jour : vérifiez DATABASE_URL, que le serveur tourne, "
            "que le disque n'est pas plein, puis relancez « prefacture serve », qui met les tables à jour.",
            en="The database does not answer or is not up to date: check DATABASE_URL, that its server runs and that "
            "the disk is not full, then start `prefacture serve` again, which brings the tables up to date.",
        ),
        "queue": Message(
            fr="La file ne répond pas : vérifiez REDIS_URL et que Redis ou Valkey tourne. Rien n'est perdu : "
            "le travail en attente est dans la base et reprend dès que la file répond.",
            en="The queue does not answer: check REDIS_URL and that Redis or Valkey runs. Nothing is lost: "
            "what waits is in the database and goes on once the queue answers.",
        ),
        "files": Message(
            fr="Les fichiers ne peuvent pas être écrits ou relus : vérifiez PREFACTURE_HOME ou PREFACTURE_FILES_URL, "
            "les droits d'accès et la place libre.",
            en="Files can't be written or read back: check PREFACTURE_HOME or PREFACTURE_FILES_URL, the permissions "
            "and the free space.",
        ),
    }
)


def readiness(service: Service) -> Readiness:
    """Ask the store, the queue and the files, each for something real."""
    asked: dict[str, Callable[[Service], bool]] = {"store": _store, "queue": _queue, "files": _files}
    parts = tuple(_part(name, ask, service) for name, ask in asked.items())
    return Readiness(ready=all(part.ok for part in parts), parts=parts)


def status(service: Service) -> Status:
    """How many documents stand where, and how long the oldest of those that need a worker waits."""
    states = (DocumentRow.state, func.count())
    with service.store.reading() as session:
        counts = {State(state): number for state, number in session.execute(select(*states).group_by(states[0]))}
        oldest = session.scalar(select(func.min(DocumentRow.updated_at)).where(DocumentRow.state.in_(WAITING)))
        failing = session.scalar(select(func.count()).where(WebhookRow.last_error.is_not(None))) or 0
    return Status(
        documents={state: counts.get(state, 0) for state in State},
        queue_depth=depth(service),
        oldest_waiting=oldest,
        failing_webhooks=failing,
    )


def has_tables(service: Service) -> bool:
    """Whether the store answers, with its tables."""
    return _part("store", _store, service).ok


def depth(service: Service) -> int | None:
    """Jobs in the queue; None where it does not answer."""
    try:
        return service.queue.depth()
    except Exception:  # noqa: BLE001 - the library's own errors stay in its home; without an answer nothing is known
        return None


def _part(name: str, ask: Callable[[Service], bool], service: Service) -> ServicePart:
    try:
        answered = ask(service)
    except Exception:  # noqa: BLE001 - whatever the failure is, the part does not answer
        answered = False
    return ServicePart(name=name, ok=answered, what_to_do=None if answered else _WHAT_TO_DO[name])


def _store(service: Service) -> bool:
    with service.store.reading() as session:
        session.execute(select(StructureRow.id).limit(1))  # fails where the tables are not made yet
    return True


def _queue(service: Service) -> bool:
    return service.queue.alive()


def _files(service: Service) -> bool:
    kept = service.files.put(io.BytesIO(_PROBE), len(_PROBE))
    return service.files.read(kept.sha256) == _PROBE
