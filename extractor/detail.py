"""Lines of the invoice and what changes their sum, as EN 16931 wants them: discounts as amounts, a category per rate.

Sources: EN 16931-1 BG-20, BG-21, BG-25 and BT-136 (net = quantity x price - discount)
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from models.field import Adjustment, LineItem
from models.invoice import Allowance, InvoiceLine, VatSubtotal

_CENT = Decimal("0.01")
_HUNDRED = Decimal(100)


def invoice_lines(items: tuple[LineItem, ...], breakdown: tuple[VatSubtotal, ...]) -> tuple[InvoiceLine, ...]:
    """The lines with the rate of a breakdown that has only one, and the category of their rate."""
    only = breakdown[0] if len(breakdown) == 1 else None
    categories = {row.rate: row.category for row in breakdown}
    lines = []
    for number, item in enumerate(items, 1):
        rate = item.vat_rate if item.vat_rate is not None or only is None else only.rate
        lines.append(
            InvoiceLine(
                id=str(number),
                description=item.description,
                quantity=item.quantity,
                unit=item.unit,
                unit_price=item.unit_price,
                discount=_discount(item),
                net_amount=item.net_amount if item.net_amount is not None else _product(item),
                vat_rate=rate,
                vat_category=None if rate is None else categories.get(rate, "S" if rate else None),
                reference=item.reference,
            )
        )
    return tuple(lines)


def allowances(
    adjustments: Iterable[Adjustment], breakdown: tuple[VatSubtotal, ...], *, charges: bool
) -> tuple[Allowance, ...]:
    """The discounts, or with `charges` the charges; the rate is that of a breakdown that has only one."""
    only = breakdown[0] if len(breakdown) == 1 else None
    categories = {row.rate: row.category for row in breakdown}
    found = []
    for one in adjustments:
        if one.charge is charges:
            rate = one.vat_rate if one.vat_rate is not None or only is None else only.rate
            found.append(
                Allowance(
                    amount=one.amount,
                    reason=one.reason,
                    vat_rate=rate,
                    vat_category=None if rate is None else categories.get(rate),
                )
            )
    return tuple(found)


def line_total(lines: tuple[InvoiceLine, ...], net: Decimal | None, *, adjusted: bool) -> Decimal | None:
    """The sum of the lines, where it is the net total or is told to be `adjusted` into it (BR-CO-13)."""
    amounts = [line.net_amount for line in lines if line.net_amount is not None]
    if not lines or len(amounts) < len(lines):
        return None
    total = sum(amounts, Decimal(0))
    return total if adjusted or total == net else None


def amount_of(parts: tuple[Allowance, ...]) -> Decimal | None:
    """The sum of discounts or charges (BT-107, BT-108); None where there are none."""
    return sum((part.amount for part in parts), Decimal(0)) if parts else None


def _product(item: LineItem) -> Decimal | None:
    if item.quantity is None or item.unit_price is None or item.discount is not None:
        return None
    product = (item.quantity * item.unit_price).quantize(_CENT)
    return product if product.is_finite() else None


def _discount(item: LineItem) -> Decimal | None:
    """What is printed as a percentage, an amount, or an amount per unit, as the amount that makes the line add up.

    >>> _discount(LineItem(description="Vis", quantity=3, unit_price=10, discount=5, net_amount="28.50", confidence=1))
    Decimal('1.50')
    """
    if item.discount is None or item.quantity is None or item.unit_price is None or item.net_amount is None:
        return None
    whole = abs(item.quantity * item.unit_price)
    gap = (whole - abs(item.net_amount)).quantize(_CENT)
    off = abs(item.discount)
    printed = (whole * off / _HUNDRED, off, off * abs(item.quantity))
    proven = gap.is_finite() and gap > 0 and any(abs(amount - gap) <= _CENT for amount in printed)
    return gap if proven else None
