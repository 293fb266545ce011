"""What was decided about one invoice: its fields, VAT breakdown, lines and mentions, before it is pre-filled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from models.field import Adjustment, Field, LineItem, VatRow
from models.provenance import Provenance


@dataclass(frozen=True, slots=True)
class Mention:
    """A legal sentence found on the page.

    `code` is the subject code of a note where EN 16931 has one (PMT, PMD, AAB, REG, ABL, ABU, ACC, BLU),
    else one of FRANCHISE (293 B), REVERSE_CHARGE (autoliquidation), EXEMPTION (another article), DEBITS and
    RECEIPTS (BT-8: VAT is due on invoicing, on payment), SELF_BILLING, MARGIN, or of the nature of the supply: GOODS,
    SERVICES, MIXED. `text` is the sentence as printed.
    """

    code: str
    text: str
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Given:
    """What data says and no page does: the parties' electronic addresses under scheme 0225 (BT-34, BT-49), and the
    numbers of the lines (BT-126).
    """

    seller_address: str | None = None
    buyer_address: str | None = None
    line_numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Resolution:
    """Names of `fields` are those of the output contract (`models.terms.TERMS`)."""

    fields: Mapping[str, Field] = field(default_factory=lambda: MappingProxyType({}))
    vat_breakdown: tuple[VatRow, ...] = ()
    lines: tuple[LineItem, ...] = ()
    mentions: tuple[Mention, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    given: Given = Given()
