"""Requests that say by a key that they are repeated: the first answer is kept and given again.

Source: draft-ietf-httpapi-idempotency-key-header-07
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from sqlalchemy.orm import Session

from models.service_errors import InvalidRequest
from worker.store.tables import IdempotencyRow

LONGEST = 200


def digest(asked: Sequence[object]) -> str:
    """What a request asked, as one number.

    >>> digest(["a", None]) == digest(["a", None]), digest(["a"]) == digest(["b"])
    (True, False)
    """
    return hashlib.sha256(json.dumps(asked, ensure_ascii=True).encode()).hexdigest()


def replayed(session: Session, structure_id: str, key: str, request: str) -> dict[str, object] | None:
    """The answer that this key was given before, None the first time.

    Raises InvalidRequest where the key came with another request, or is no decent one.
    """
    if not 1 <= len(key) <= LONGEST or not key.isprintable():
        raise InvalidRequest(f"Idempotency-Key : de 1 à {LONGEST} caractères imprimables")
    row = session.get(IdempotencyRow, (structure_id, key))
    if row is None:
        return None
    if row.request != request:
        raise InvalidRequest("cette Idempotency-Key a déjà servi pour une autre demande : prenez-en une nouvelle")
    return row.answer


def keep(
    session: Session, structure_id: str, key: str, request: str, *, status: int, answer: dict[str, object]
) -> None:
    """Keep an answer for those who repeat the request."""
    session.add(IdempotencyRow(structure_id=structure_id, key=key, request=request, status=status, answer=answer))
