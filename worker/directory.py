"""The directory of public bodies, imported from its CSV, which says what each of them demands.

An import adds and updates, it removes nothing: a body that is gone is marked inactive in the directory itself. It may
be repeated, and be cut off anywhere: each batch of lines is one transaction. What a structure chose for itself here
(members, straight-through, retention) is not the directory's to change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType
from typing import BinaryIO, TypeVar

from sqlalchemy import insert, select, tuple_, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from extractor.checkdigits import SIREN_LENGTH
from models.directory import Imported, RefusedRow
from models.finding import Message
from models.lifecycle import Role
from models.service import Principal
from models.service_errors import Forbidden
from worker import audit
from worker.directory_lines import Entry, Refusal, entries
from worker.service import Service
from worker.store.tables import ServiceRow, StructureRow, new_id, now

BATCH = 1000
"""Lines per transaction: short enough that uploads do not wait for it."""

_MOST_TOLD = 100
_TRIES = 4
_STRUCTURE = MappingProxyType(
    {name: name for name in ("name", "active", "service_code_required", "engagement_required", "either_required")}
)
_SERVICE = MappingProxyType(
    {"service_name": "name", "service_active": "active", "service_engagement": "engagement_required"}
)
"""What a line says of a structure and of a service, and the columns that keep it."""

_NAMELESS = Message(
    fr="structure inconnue ici, et la ligne ne donne pas sa raison sociale : complétez-la et importez-la de nouveau",
    en="the structure is not known here, and the line gives no name: complete it and import it again",
)
_Key = TypeVar("_Key", str, tuple[str, str])


@dataclass(slots=True)
class _Count:
    """What an import has done so far."""

    rows: int = 0
    created: int = 0
    updated: int = 0
    services_created: int = 0
    services_updated: int = 0
    refused: int = 0


def import_by(service: Service, principal: Principal, stream: BinaryIO) -> Imported:
    """The same for somebody who asks for it: an administrator. Raises Forbidden."""
    if not principal.may(Role.ADMINISTRATOR):
        raise Forbidden
    done = import_csv(service, stream)
    with service.store.session() as session:
        audit.done(session, principal, "directory_imported", f"{done.rows} lignes, {done.refused} refusées")
    return done


def import_csv(service: Service, stream: BinaryIO) -> Imported:
    """Take the directory in. Raises InvalidRequest where the file is not a directory; refused lines are told."""
    return keep(service, entries(stream))


def keep(service: Service, lines: Iterable[Entry | Refusal]) -> Imported:
    """Take lines in, wherever they come from."""
    count = _Count()
    told: list[Refusal] = []
    lines = iter(lines)
    while batch := list(islice(lines, BATCH)):
        refusals = [line for line in batch if isinstance(line, Refusal)]
        taken = [line for line in batch if isinstance(line, Entry)]
        count.rows += len(batch)
        if taken:
            refusals += _kept(service, taken, count)
        count.refused += len(refusals)
        told += sorted(refusals, key=lambda one: one.line)[: _MOST_TOLD - len(told)]
    return Imported(
        rows=count.rows,
        created=count.created,
        updated=count.updated,
        services_created=count.services_created,
        services_updated=count.services_updated,
        refused=count.refused,
        refusals=tuple(RefusedRow(line=one.line, reason=one.reason) for one in told),
    )


def _kept(service: Service, taken: list[Entry], count: _Count) -> list[Refusal]:
    """Write one batch; again where another import made the same rows meanwhile."""
    for left in reversed(range(_TRIES)):
        try:
            with service.store.session() as session:
                done, refusals = _written(session, taken)
            break
        except IntegrityError:
            if not left:
                raise
    for name, number in done.items():
        setattr(count, name, getattr(count, name) + number)
    return refusals


def _written(session: Session, taken: list[Entry]) -> tuple[dict[str, int], list[Refusal]]:
    """What the lines tell, written where it differs; how many rows that made or changed, and the lines left out."""
    told = _merged(taken, lambda entry: entry.siret, _STRUCTURE)
    columns = [getattr(StructureRow, name) for name in ("id", "siret", "public", *_STRUCTURE)]
    known = {row.siret: row for row in session.execute(select(*columns).where(StructureRow.siret.in_(told)))}
    nameless = {siret for siret, values in told.items() if siret not in known and "name" not in values}
    new = {siret: new_id() for siret in told if siret not in known and siret not in nameless}
    changed = [
        siret
        for siret, row in known.items()
        if not row.public or any(getattr(row, name) != value for name, value in told[siret].items())
    ]
    fixed = {"public": True, "updated_at": now()}
    if new:
        made = [
            {**fixed, "id": id_, "siret": siret, "siren": siret[:SIREN_LENGTH], **told[siret]}
            for siret, id_ in new.items()
        ]
        session.execute(insert(StructureRow), made)
    if changed:
        session.execute(update(StructureRow), [{**fixed, "id": known[siret].id, **told[siret]} for siret in changed])
    ids = {**{siret: row.id for siret, row in known.items()}, **new}
    services = _written_services(session, [entry for entry in taken if entry.code and entry.siret in ids], ids)
    refusals = [Refusal(entry.line, _NAMELESS) for entry in taken if entry.siret in nameless]
    return {"created": len(new), "updated": len(changed), **services}, refusals


def _written_services(session: Session, taken: list[Entry], ids: dict[str, str]) -> dict[str, int]:
    told = _merged(taken, lambda entry: (ids[entry.siret], entry.code or ""), _SERVICE)
    columns = [getattr(ServiceRow, name) for name in ("id", "structure_id", "code", *_SERVICE.values())]
    query = select(*columns).where(tuple_(ServiceRow.structure_id, ServiceRow.code).in_(list(told)))
    known = {(row.structure_id, row.code): row for row in session.execute(query)} if told else {}
    new = [
        {"structure_id": structure_id, "code": code, **values}
        for (structure_id, code), values in told.items()
        if (structure_id, code) not in known
    ]
    changed = [
        {"id": known[key].id, **values}
        for key, values in told.items()
        if key in known and any(getattr(known[key], name) != value for name, value in values.items())
    ]
    if new:
        session.execute(insert(ServiceRow), new)
    if changed:
        session.execute(update(ServiceRow), changed)
    return {"services_created": len(new), "services_updated": len(changed)}


def _merged(
    taken: list[Entry], key: Callable[[Entry], _Key], columns: Mapping[str, str]
) -> dict[_Key, dict[str, str | bool]]:
    """What the lines say of each key, the last word first; a cell that says nothing leaves what stands."""
    told: dict[_Key, dict[str, str | bool]] = {}
    for entry in taken:
        said = {column: value for name, column in columns.items() if (value := getattr(entry, name)) is not None}
        told.setdefault(key(entry), {}).update(said)
    return dict(sorted(told.items()))  # two imports that meet take rows in the same order, and do not lock each other
