"""A field of the invoice: the value chosen for one term, how sure that is, where it stands, what else it may be."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field as Constrained

from models import terms
from models.geometry import BBox


class Origin(StrEnum):
    """Where a value comes from: the page, the XML in the file, our arithmetic, or a person."""

    EXTRACTED = "extracted"
    EMBEDDED = "embedded"
    COMPUTED = "computed"
    REVIEWED = "reviewed"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Place(_Frozen):
    """Where a value is printed: `page` from 1, `bbox` as (x0, top, x1, bottom) in points, `text` as printed."""

    page: int
    bbox: tuple[float, float, float, float]
    text: str

    @classmethod
    def at(cls, page: int, box: BBox, text: str) -> Place:
        """The place of a box."""
        return cls(page=page, bbox=(box.x0, box.top, box.x1, box.bottom), text=text)


Confidence = Constrained(ge=0.0, le=1.0)


class Alternative(_Frozen):
    """Another value that the page would allow for the same field."""

    value: str
    confidence: float = Confidence
    provenance: Place | None = None


class Field(_Frozen):
    """One field of the contract. `value` is text; `typed(name)` gives it its type."""

    value: str
    confidence: float = Confidence
    term: str
    origin: Origin = Origin.EXTRACTED
    provenance: Place | None = None
    alternatives: tuple[Alternative, ...] = ()

    def typed(self, name: str) -> Decimal | date | str:
        """The value as the field `name` types it (Decimal, date or str)."""
        return terms.parse(name, self.value)


class VatRow(_Frozen):
    """One row of the VAT breakdown (BG-23). `base` is absent where none is printed or can be told."""

    rate: Decimal
    base: Decimal | None = None
    tax: Decimal
    category: str
    exemption_reason: str | None = None
    confidence: float = Confidence
    origin: Origin = Origin.EXTRACTED
    provenance: Place | None = None


class LineItem(_Frozen):
    """One invoice line (BG-25), as printed; what its row does not show is absent."""

    description: str
    reference: str | None = None
    quantity: Decimal | None = None
    unit: str | None = None
    unit_price: Decimal | None = None
    discount: Decimal | None = None
    net_amount: Decimal | None = None
    vat_rate: Decimal | None = None
    confidence: float = Confidence
    origin: Origin = Origin.EXTRACTED
    provenance: Place | None = None


class Adjustment(_Frozen):
    """A discount on the whole document (BG-20), or with `charge` an amount added to it (BG-21), as printed.

    `amount` is positive, without VAT; `vat_rate` is that of the amounts it changes, absent where it can't be told.
    """

    amount: Decimal
    charge: bool = False
    reason: str | None = None
    vat_rate: Decimal | None = None
    confidence: float = Confidence
    origin: Origin = Origin.EXTRACTED
    provenance: Place | None = None


class LegalMention(_Frozen):
    """A legal sentence of the invoice, with the code that `models.resolution.Mention` explains."""

    code: str
    text: str
    provenance: Place | None = None
