"""Numbers that no invoice holds, taken out before anything is reckoned with them.

A file from outside may state an amount of a thousand digits, which is a valid decimal. XP Z12-012 takes 19 digits.

Sources: BR-FR-DEC-01 to BR-FR-DEC-04
"""

from __future__ import annotations

from decimal import Decimal
from typing import TypeVar

from extractor.output.additions import Step
from extractor.output.notation import writable
from models.invoice import Allowance, Invoice, InvoiceLine, VatSubtotal
from models.output import Supplements

_Part = TypeVar("_Part", Invoice, InvoiceLine, VatSubtotal, Allowance)
_NEEDED = ("tax", "rate", "amount")


def with_sizes(invoice: Invoice, _: Supplements) -> Step:
    """The invoice without numbers too long to be written; a VAT row or discount that needs one goes with it."""
    return Step(
        _sized(invoice).model_copy(
            update={
                "lines": tuple(map(_sized, invoice.lines)),
                "vat_breakdown": tuple(_sized(row) for row in invoice.vat_breakdown if _whole(row)),
                "allowances": tuple(_sized(one) for one in invoice.allowances if _whole(one)),
                "charges": tuple(_sized(one) for one in invoice.charges if _whole(one)),
            }
        )
    )


def _oversized(part: Invoice | InvoiceLine | VatSubtotal | Allowance) -> list[str]:
    return [
        name
        for name in type(part).model_fields
        if isinstance(value := getattr(part, name), Decimal) and not writable(value)
    ]


def _sized(part: _Part) -> _Part:
    return part.model_copy(update=dict.fromkeys(_oversized(part)))


def _whole(part: VatSubtotal | Allowance) -> bool:
    return not any(name in _NEEDED for name in _oversized(part))
