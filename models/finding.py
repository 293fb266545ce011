"""A finding: something that a rule has to say about an invoice, with its place, its law and what to do."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from models.field import Place


class Severity(StrEnum):
    """Blocking stops the deposit; a warning asks for a look."""

    BLOCKING = "blocking"
    WARNING = "warning"


class Message(BaseModel):
    """The same sentence in French and in English."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    fr: str
    en: str


class Finding(BaseModel):
    """`rule` is the official number where there is one; `field` a name of the contract or a line, as `lines[2]`.

    `provenance` is the place on the page, `location` the XPath of the place in the XML, each where there is one.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    rule: str
    severity: Severity
    field: str | None = None
    message: Message
    reference: str
    provenance: Place | None = None
    location: str | None = None
