"""Signs: a credit note states what it gives back as positive amounts, and no unit price is negative.

A credit note is a type of its own in EN 16931, so that its amounts need no minus; on paper many have one. Whatever the
type, it is the quantity that says which way goods go.

Sources: EN 16931-1 BR-27 (BT-146 is not negative), BT-3 · UNTDID 1001 (261, 262, 381, 396, 502, 503 are credit notes)
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from extractor.output.additions import Step, addition
from extractor.output.notation import CENT
from models.codes import CREDIT_NOTES
from models.invoice import Allowance, Invoice, InvoiceLine, VatSubtotal
from models.output import Supplements

_HEADS = ("total_without_vat", "total_vat", "total_vat_in_vat_currency", "total_with_vat", "rounding_amount")


def with_signs(invoice: Invoice, _: Supplements) -> Step:
    """Prices without minus; a credit note with negative totals, lines or VAT rows has them turned."""
    turned = invoice
    if invoice.type_code in CREDIT_NOTES:
        turned = _turned(invoice)
    positive = turned.model_copy(update={"lines": tuple(_positive_price(line) for line in turned.lines)})
    if turned == invoice:
        return Step(positive)
    said = addition(
        "BT-112",
        f"{positive.total_with_vat}",
        fr="Avoir imprimé en négatif : le type de document dit déjà le sens, les montants sont écrits en positif.",
        en="Credit note printed with minus signs: its type tells the direction, amounts are written as positive.",
    )
    return Step(positive, (said,))


def _turned(invoice: Invoice) -> Invoice:
    changes: dict[str, object] = {}
    if (invoice.total_with_vat or invoice.total_without_vat or 0) < 0:
        changes |= {name: _negated(getattr(invoice, name)) for name in _HEADS}
    for name in ("prepaid_amount", "amount_due"):
        if (value := getattr(invoice, name)) is not None and value < 0:
            changes[name] = -value
    if _sum(row.base for row in invoice.vat_breakdown) < 0 or _sum(row.tax for row in invoice.vat_breakdown) < 0:
        changes["vat_breakdown"] = tuple(_turned_row(row) for row in invoice.vat_breakdown)
    lines = _sum(line.net_amount for line in invoice.lines)
    if lines < 0 or (lines == 0 and "total_without_vat" in changes):
        changes["lines"] = tuple(_turned_line(line) for line in invoice.lines)
    for name in ("allowances", "charges"):
        if _sum(one.amount for one in getattr(invoice, name)) < 0:
            changes[name] = tuple(_turned_allowance(one) for one in getattr(invoice, name))
    return invoice.model_copy(update=changes)


def _sum(amounts: Iterable[Decimal | None]) -> Decimal:
    return sum((amount for amount in amounts if amount is not None), Decimal(0))


def _negated(value: Decimal | None) -> Decimal | None:
    return None if value is None else -value


def _turned_row(row: VatSubtotal) -> VatSubtotal:
    base = row.base if row.base is None or (row.base > 0 > row.tax) else -row.base
    return row.model_copy(update={"base": base, "tax": row.tax if row.tax > 0 > (row.base or 0) else -row.tax})


def _turned_allowance(one: Allowance) -> Allowance:
    return one.model_copy(update={"amount": -one.amount})


def _turned_line(line: InvoiceLine) -> InvoiceLine:
    net, quantity, price = line.net_amount, line.quantity, line.unit_price
    if net is None:
        return line
    changes: dict[str, object] = {"net_amount": -net}
    if quantity is not None and price is not None and price < 0 < quantity and net < 0:
        changes["unit_price"] = -price
    elif quantity is not None and (quantity < 0 if net == 0 else (quantity < 0) == (net < 0)):
        changes["quantity"] = -quantity
    if line.discount is not None and quantity is not None and price is not None:
        whole = abs(quantity * price)
        changes["discount"] = abs(line.discount) if abs(whole - abs(line.discount) - abs(net)) <= CENT else None
    return line.model_copy(update=changes)


def _positive_price(line: InvoiceLine) -> InvoiceLine:
    if line.unit_price is None or line.unit_price >= 0:
        return line
    quantity = line.quantity
    if quantity is not None and line.net_amount is not None and (line.net_amount < 0) == (quantity > 0):
        quantity = -quantity
    return line.model_copy(update={"unit_price": -line.unit_price, "quantity": quantity})
