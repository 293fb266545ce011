"""A scanner's output that holds several invoices: which pages make what, how sure that is, and why.

A stack's parts cover its pages once, in order. A part is one invoice with all its pages, one paper that goes with an
invoice (a delivery note, a letter), a separator sheet, or blank paper. Blank backs inside an invoice stay in its part
and are told apart (`blank`), so that a boundary is nothing but the first page of a part.

>>> plan = StackPlan(pages=3, parts=(Part(kind=PartKind.INVOICE, pages=(1, 2)), Part(kind=PartKind.LETTER, pages=(3,))))
>>> plan.boundaries
(3,)
"""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PartKind(StrEnum):
    """What a part of a stack is."""

    INVOICE = "invoice"  # credit notes, deposits and final accounts are invoices too
    DELIVERY_NOTE = "delivery_note"
    LETTER = "letter"
    OTHER = "other"  # paper with text that is none of these: terms of sale, an order, a statement
    SEPARATOR = "separator"
    BLANK = "blank"


ATTACHED = frozenset({PartKind.DELIVERY_NOTE, PartKind.LETTER, PartKind.OTHER})
"""Parts that go with an invoice rather than being one."""
LEFT_OUT = frozenset({PartKind.SEPARATOR, PartKind.BLANK})
"""Parts of which nothing is made."""


class Sign(StrEnum):
    """Why a page begins a part, or goes on with the one before: what speaks for the decision taken."""

    FIRST_PAGE = "first_page"  # of the file
    SEPARATOR = "separator"  # a separator sheet stands before it
    BLANK = "blank"  # a blank page stands before it
    NUMBERED_FIRST = "numbered_first"  # it says page 1, or 1/3
    NUMBERED_NEXT = "numbered_next"  # it says the page that follows
    PAGES_COMPLETE = "pages_complete"  # the page before was the last of its count: 3/3
    NEW_NUMBER = "new_number"  # another invoice number
    SAME_NUMBER = "same_number"
    NEW_SELLER = "new_seller"
    SAME_SELLER = "same_seller"
    NEW_BUYER = "new_buyer"
    TITLE = "title"  # FACTURE, AVOIR, BON DE LIVRAISON… stands at the head
    NO_HEAD = "no_head"  # neither title nor parties: it goes on with something
    TOTALS_BEFORE = "totals_before"  # the sums were given on the page before
    NO_TOTALS_BEFORE = "no_totals_before"
    CARRIED_FORWARD = "carried_forward"  # report, à reporter, suite
    OTHER_LAYOUT = "other_layout"
    SAME_LAYOUT = "same_layout"
    OTHER_KIND = "other_kind"  # a delivery note after an invoice, an invoice after a letter
    CITES = "cites"  # a paper that names the number of the invoice it goes with
    PERSON = "person"  # somebody said so


class Part(_Frozen):
    """Pages that belong together. `pages` are numbers of the file's pages from 1, one after the other.

    `confidence` (0 to 1) is how sure it is that the part begins at its first page and has this kind. `belongs_to` is
    the first page of the invoice that an attached paper goes with, where one is known. `blank` are pages with nothing
    on them, which are left out of what is made.
    """

    kind: PartKind
    pages: tuple[int, ...] = Field(min_length=1)
    confidence: float = Field(default=1.0, ge=0.0, le=1.0)
    signs: tuple[Sign, ...] = ()
    number: str | None = None
    belongs_to: int | None = None
    blank: tuple[int, ...] = ()

    @property
    def kept(self) -> tuple[int, ...]:
        """Its pages without the blank ones."""
        return tuple(page for page in self.pages if page not in self.blank)

    @model_validator(mode="after")
    def _follow_each_other(self) -> Self:
        first = self.pages[0]
        if self.pages != tuple(range(first, first + len(self.pages))):
            raise ValueError("pages of a part follow each other")
        if not set(self.blank) <= set(self.pages):
            raise ValueError("blank pages are pages of the part")
        return self


class StackPlan(_Frozen):
    """How a file of `pages` pages is split; parts in the order of their pages, none left out."""

    pages: int = Field(ge=1)
    parts: tuple[Part, ...] = Field(min_length=1)

    @property
    def boundaries(self) -> tuple[int, ...]:
        """First pages of parts, without the first of the file."""
        return tuple(part.pages[0] for part in self.parts[1:])

    @property
    def invoices(self) -> tuple[Part, ...]:
        return tuple(part for part in self.parts if part.kind is PartKind.INVOICE)

    @property
    def confidence(self) -> float:
        """That of the least sure boundary."""
        return min(part.confidence for part in self.parts)

    @model_validator(mode="after")
    def _covers_the_file(self) -> Self:
        if tuple(page for part in self.parts for page in part.pages) != tuple(range(1, self.pages + 1)):
            raise ValueError("the parts of a plan hold every page once, in order")
        return self
