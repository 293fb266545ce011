"""How a file is split into invoices, as a person reviews it, and what a person makes of it.

A boundary is the first page of a part. Those that the engine is less sure of, and those that it would set where none is
set, are looked at first.
"""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from models.document import Reading
from models.finding import Message
from models.service import DocumentSummary
from models.stack import Part, PartKind

SURE = 0.9
"""Boundaries below this are doubtful."""
MOST_PAGES = 100_000


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SplitPage(_Frozen):
    """A page of the file, its size in points, and where small and large pictures of it are (PNG).

    `unread` tells why nothing could be read on it: it stands in its place all the same.
    """

    number: int
    width: float
    height: float
    reading: Reading
    thumbnail: str
    picture: str
    unread: Message | None = None


class SplitPart(Part):
    """A part, and the document that was made of it; a fixed one was deposited, its pages stay as they are.

    Of a paper that goes with an invoice, `attached` tells whether it is attached to it now.
    """

    document: DocumentSummary | None = None
    fixed: bool = False
    doubtful: bool = False
    attached: bool | None = None


class SplitView(_Frozen):
    """A file and its parts. `version` is to be told with a change; `suggested` are boundaries that may be missing.

    `stack` tells that it was sent as a scanner's output, `confirmed_by` who last said how it is split.
    """

    document_id: str
    name: str
    version: int
    stack: bool = False
    confirmed_by: str | None = None
    confirmed_at: datetime | None = None
    pages: tuple[SplitPage, ...]
    parts: tuple[SplitPart, ...]
    suggested: tuple[Part, ...] = ()


class Start(_Frozen):
    """A part begins at this page, and is of this kind."""

    page: int = Field(ge=1, le=MOST_PAGES)
    kind: PartKind = PartKind.INVOICE
