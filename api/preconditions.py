"""Which version of a document a caller has seen: `If-Match: "3"`, or `version` in the body; answers say it by ETag.

Sources: RFC 9110 13.1.1 (If-Match) · RFC 6585 (428 Precondition Required)

>>> seen('"3"', None), seen(None, 4), seen('"3"', 3)
(3, 4, 3)
"""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import Header, Response
from pydantic import BaseModel, ConfigDict, Field

from models.service_errors import InvalidRequest, ServiceError

LARGEST = 2**31 - 1
_TAG = re.compile(r'(?:W/)?"?([1-9]\d{0,9})"?')

IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match", description="Version lue, entre guillemets ; sinon `version` dans le corps.", examples=['"3"']
    ),
]
Version = Annotated[int | None, Field(ge=1, le=LARGEST, description="Version lue ; sinon l'en-tête If-Match.")]


class Versioned(BaseModel):
    """A body that may tell the version that was seen."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: Version = None


class VersionMissing(ServiceError):
    """A change that does not say which version it was made on could undo somebody else's."""

    code = "version_missing"
    fr = "Dites quelle version vous modifiez : en-tête If-Match avec l'ETag reçu, ou « version » dans le corps."
    en = "Tell which version you change: the If-Match header with the ETag you got, or `version` in the body."


def seen(if_match: str | None, version: int | None) -> int:
    """The version that a change was made on. Raises VersionMissing, and InvalidRequest where the two differ."""
    if if_match is None:
        if version is None:
            raise VersionMissing
        return version
    told = _TAG.fullmatch(if_match.strip())
    if told is None or int(told[1]) > LARGEST:
        raise InvalidRequest('en-tête If-Match : la version reçue par ETag est attendue, par exemple "3"')
    if version not in (None, int(told[1])):
        raise InvalidRequest("If-Match et « version » disent deux versions différentes : n'en donnez qu'une")
    return int(told[1])


def tell(response: Response, version: int) -> None:
    """Say by ETag which version this answer shows."""
    response.headers["ETag"] = f'"{version}"'
