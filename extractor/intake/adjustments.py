"""Discounts and charges of an XML invoice: those of the whole document (BG-20, BG-21), those of a line (BG-27, BG-28).

CII and UBL say alike of each whether it is a charge, how much it is, and why.

Sources: EN 16931-3-2 (UBL) and 3-3 (CII), BG-20, BG-21, BG-27, BG-28

>>> from lxml import etree
>>> line = etree.fromstring(
...     "<Line><AllowanceCharge><ChargeIndicator>false</ChargeIndicator><Amount>2.50</Amount></AllowanceCharge></Line>"
... )
>>> discount_of(line.findall("AllowanceCharge"))
Decimal('2.50')
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from extractor.intake.values import money, number
from extractor.safe_xml import local_name, text
from models.field import Adjustment, Origin

if TYPE_CHECKING:
    from extractor.safe_xml import Element

_INDICATOR = ("ChargeIndicator/Indicator", "ChargeIndicator")
_AMOUNT = ("ActualAmount", "Amount", "AppliedAmount")
_REASON = ("Reason", "AllowanceChargeReason", "ReasonCode", "AllowanceChargeReasonCode", "Description")
_RATE = (
    *("CategoryTradeTax/RateApplicablePercent", "CategoryTradeTax/ApplicablePercent", "TaxCategory/Percent"),
    *("AppliedTradeTax/RateApplicablePercent", "AppliedTradeTax/ApplicablePercent"),
)
_FREIGHT = "SpecifiedLogisticsServiceCharge"
"""What ZUGFeRD and the EXTENDED profile call a charge for transport, which has no indicator."""


def adjustments_of(found: Iterable[Element]) -> Iterator[Adjustment]:
    """The discounts and charges of the document."""
    for node in found:
        amount = money(text(node, *_AMOUNT))
        if amount is not None:
            yield Adjustment(
                amount=amount,
                charge=_is_charge(node),
                reason=text(node, *_REASON),
                vat_rate=number(text(node, *_RATE)),
                confidence=1.0,
                origin=Origin.EMBEDDED,
            )


def discount_of(found: Iterable[Element]) -> Decimal | None:
    """What is taken off a line, all its discounts less its charges; None where it has neither."""
    amounts = [
        -amount if _is_charge(node) else amount for node in found if (amount := money(text(node, *_AMOUNT))) is not None
    ]
    return sum(amounts, Decimal(0)) if amounts else None


def _is_charge(node: Element) -> bool:
    return local_name(node) == _FREIGHT or text(node, *_INDICATOR) in {"true", "1"}
