"""Invoice lines (BG-25) as the norm wants them: quantity, unit code, price, net amount, VAT rate and category each.

One of quantity, price and net amount follows from the other two; where a line tells its amount alone, it is one of that
price. A line that tells no amount is a remark: it goes where the other lines add up without it.

Sources: EN 16931-1 BR-21 to BR-27, BR-CO-04 · BR-FR-DEC-02 (quantities have 4 decimals), BR-FR-DEC-03 (prices have 6)
"""

from __future__ import annotations

from decimal import Decimal, localcontext

from extractor.output.additions import Step, addition
from extractor.output.notation import EXACT, PRICE_DECIMALS, QUANTITY_DECIMALS, cents, decimals, plain
from extractor.output.units import ONE, code_of
from models.invoice import Invoice, InvoiceLine, VatSubtotal
from models.output import Addition, Supplements


def with_lines(invoice: Invoice, _: Supplements) -> Step:
    """The lines with what follows from their own figures, from the breakdown and from the words of their units."""
    with localcontext(EXACT):
        done = [_completed(line, invoice.vat_breakdown) for line in invoice.lines]
    lines, added = tuple(line for line, _ in done), [one for _, ones in done for one in ones]
    kept, remarks = _without_remarks(lines, invoice)
    numbered = tuple(line.model_copy(update={"id": str(place)}) for place, line in enumerate(kept, 1))
    ids = [line.id for line in kept]
    if remarks:
        added.append(
            addition(
                "BG-25",
                f"{len(kept)}",
                fr=f"{len(remarks)} ligne(s) sans montant laissée(s) de côté : {'; '.join(remarks)[:200]}.",
                en=f"{len(remarks)} line(s) without an amount left out.",
            )
        )
    unique = kept if all(ids) and len(set(ids)) == len(ids) else numbered
    return Step(invoice.model_copy(update={"lines": unique}), tuple(added))


def _without_remarks(lines: tuple[InvoiceLine, ...], invoice: Invoice) -> tuple[tuple[InvoiceLine, ...], list[str]]:
    silent = [line for line in lines if line.net_amount is None]
    kept = tuple(line for line in lines if line.net_amount is not None)
    net = invoice.total_without_vat
    if not silent or net is None or invoice.allowances or invoice.charges:
        return lines, []
    if sum((line.net_amount or Decimal(0) for line in kept), Decimal(0)) != net:
        return lines, []
    return kept, [line.description for line in silent]


def _completed(line: InvoiceLine, rows: tuple[VatSubtotal, ...]) -> tuple[InvoiceLine, tuple[Addition, ...]]:
    unit, of_unit = _unit(line)
    found, of_figures = _figures(line)
    rate, category = _vat(line, rows)
    changes = {"unit": unit, "vat_rate": rate, "vat_category": category}
    return found.model_copy(update=changes), (*of_unit, *of_figures)


def _unit(line: InvoiceLine) -> tuple[str, tuple[Addition, ...]]:
    if line.unit is None:
        return ONE, ()
    code = code_of(line.unit)
    if code is not None:
        return code, ()
    said = addition(
        "BT-130",
        ONE,
        fr=f"Ligne {line.id} : unité « {line.unit} » inconnue, écrite comme « unité » ({ONE}).",
        en=f"Line {line.id}: the unit '{line.unit}' is not known and is written as 'one' ({ONE}).",
    )
    return ONE, (said,)


def _vat(line: InvoiceLine, rows: tuple[VatSubtotal, ...]) -> tuple[Decimal | None, str | None]:
    """Rate and category: of the only row, else of the only row with that rate, or with that category."""
    rate, category = line.vat_rate, line.vat_category
    fitting = [
        row for row in rows if (rate is None or row.rate == rate) and (category is None or row.category == category)
    ]
    if len(fitting) == 1:
        return fitting[0].rate, fitting[0].category
    if category is None and rate is not None and rate > 0:
        return rate, "S"
    return rate, category


def _figures(line: InvoiceLine) -> tuple[InvoiceLine, tuple[Addition, ...]]:
    """The line with quantity, price and net amount, in as many decimals as the norm allows."""
    quantity, price, net, off = line.quantity, line.unit_price, line.net_amount, line.discount or Decimal(0)
    added: tuple[Addition, ...] = ()
    if quantity is not None:
        quantity = _cut(quantity, QUANTITY_DECIMALS)
    if price is not None:
        price = _cut(price, PRICE_DECIMALS)
    if net is None and quantity is not None and price is not None:
        net = quantity * price - off
    if net is not None:
        net, whole = cents(net), cents(net) + off
        if quantity is None and price:
            quantity = _shared(whole, price)
        if not quantity and (quantity is None or whole):
            quantity, price = (Decimal(1), whole) if whole >= 0 else (Decimal(-1), -whole)
            added = (_said(line, "BT-129", f"{plain(quantity)} x {plain(price)}"),)
        elif price is None:
            price = _cut(whole / quantity, PRICE_DECIMALS) if quantity else Decimal(0)
            if price < 0:
                price, quantity = -price, -quantity
            added = (_said(line, "BT-146", plain(price)),)
        elif line.quantity is None:
            added = (_said(line, "BT-129", plain(quantity)),)
    changes = {"quantity": quantity, "unit_price": price, "net_amount": net, "discount": line.discount or None}
    return line.model_copy(update=changes), added


def _shared(whole: Decimal, price: Decimal) -> Decimal | None:
    """How many times the price makes the amount, where that is a quantity that can be written."""
    quantity = _cut(whole / price, QUANTITY_DECIMALS)
    return quantity if cents(quantity * price) == whole else None


def _cut(value: Decimal, digits: int) -> Decimal:
    return value if decimals(value) <= digits else value.quantize(Decimal(1).scaleb(-digits))


def _said(line: InvoiceLine, term: str, value: str) -> Addition:
    return addition(
        term,
        value,
        fr=f"Ligne {line.id} : calculé des autres chiffres de la ligne.",
        en=f"Line {line.id}: worked out from the line's other figures.",
    )
