"""What the invoice's lines must say. Warnings all: a file deposited as PDF needs no lines, and a lump sum no quantity.

Sources: CGI ann. II art. 242 nonies A, I-8° · CCP D2192-2 (FR-P-07, FR-P-08) · EN 16931 BR-16, BR-24, BR-25, BR-26 ·
BR-FR-DEC-02, BR-FR-DEC-03
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from extractor.rules.case import Case
from extractor.rules.rule import WARNING, Breach, decimals, en, fr, rule
from models.field import LineItem
from models.invoice import InvoiceLine

CENT = Decimal("0.01")
_QUANTITY_DECIMALS, _PRICE_DECIMALS = 4, 6
_HIGHEST_DISCOUNT = 50


@rule("BR-16", WARNING, "lines", reference="EN 16931 BR-16")
def invoice_has_a_line(case: Case) -> Iterator[Breach]:
    """BR-16: the invoice has at least one line."""
    if not case.invoice.lines:
        yield Breach(
            "Aucune ligne n'a été lue : ajoutez au moins une ligne avec sa désignation et son montant HT.",
            "No line was read: add at least one, with its description and amount without VAT.",
            "lines",
        )


@rule("FR-M-13", WARNING, "lines", reference="{vat_mentions} I-8° ; {trade_invoice}")
def line_has_quantity_name_price_and_rate(case: Case) -> Iterator[Breach]:
    """FR-M-13 (FR-P-07, FR-P-08): a line has a quantity, a precise name, a unit price without VAT and a VAT rate."""
    for index, line in enumerate(case.invoice.lines):
        wanted = (
            ("la désignation", "description", line.description.strip() or None),
            ("la quantité", "quantity", line.quantity),
            ("le prix unitaire HT", "unit price", line.unit_price),
            ("le taux de TVA", "VAT rate", line.vat_rate),
        )
        missing = [(name_fr, name_en) for name_fr, name_en, value in wanted if value is None]
        lump_sum = line.net_amount is not None and {name for _, name in missing} == {"quantity", "unit price"}
        if missing and not lump_sum:
            yield Breach(
                f"Ligne {line.id} « {line.description[:40]} » : il manque {', '.join(name for name, _ in missing)}.",
                f"Line {line.id} '{line.description[:40]}': {', '.join(name for _, name in missing)} missing.",
                f"lines[{index}]",
            )


@rule("PF-LINE", WARNING, "lines", reference="EN 16931 BT-129, BT-131, BT-146")
def line_amount_is_quantity_times_price(case: Case) -> Iterator[Breach]:
    """PF-LINE: a line's amount = quantity x unit price, less its discount if any, to the cent.

    A discount that the page shows badly is guessed; a line given as data has its discount told, or none.
    """
    items = case.resolution.lines
    for index, line in enumerate(case.invoice.lines):
        if line.quantity is None or line.unit_price is None or line.net_amount is None:
            continue
        product = line.quantity * line.unit_price
        item = items[index] if index < len(items) else None
        given = case.embedded("lines", index)
        gap = _tolerance(line)
        shown = abs(line.net_amount) if case.credit_note else line.net_amount  # signs of credit notes vary
        product_shown = abs(product) if case.credit_note else product
        if any(abs(amount - shown) <= gap for amount in _amounts(product_shown, item, given=given)):
            continue
        yield Breach(
            f"Ligne {line.id} « {line.description[:40]} » : {_plain(line.quantity, 'fr')} x {fr(line.unit_price)} = "
            f"{fr(product.quantize(CENT))} et non {fr(line.net_amount)}. Vérifiez la quantité, le prix et la remise.",
            f"Line {line.id} '{line.description[:40]}': {_plain(line.quantity, 'en')} x {en(line.unit_price)} = "
            f"{en(product.quantize(CENT))}, not {en(line.net_amount)}. Check quantity, price and discount.",
            f"lines[{index}]",
        )


def _amounts(product: Decimal, item: LineItem | None, *, given: bool) -> tuple[Decimal, ...]:
    """The product, and the product less the discount read as a percentage and as an amount.

    Where no discount is read, any whole percentage to one half: its column is often a bare number, or off the row.
    """
    discount = item.discount if item is not None else None
    if given:
        return (product - (discount or 0),)
    if discount is None:
        return tuple(product * (100 - percent) / 100 for percent in range(_HIGHEST_DISCOUNT + 1))
    return (product * (1 - abs(discount) / 100), product - abs(discount), product)


def _plain(quantity: Decimal, language: str) -> str:
    """A quantity without the zeros that a price would show."""
    text = (fr if language == "fr" else en)(quantity)
    return text[:-3] if quantity == quantity.to_integral_value() and text[-3:-2] in {",", "."} else text


def _tolerance(line: InvoiceLine) -> Decimal:
    """A cent, or what the rounding of a printed unit price makes of a large quantity."""
    quantity, price = line.quantity or Decimal(0), line.unit_price or Decimal(0)
    return max(CENT, abs(quantity) * Decimal(5).scaleb(-decimals(price) - 1))


@rule("PF-LINE-ID", WARNING, "lines", reference="EN 16931 BT-126")
def lines_have_numbers_of_their_own(case: Case) -> Iterator[Breach]:
    """PF-LINE-ID: no two lines of an XML invoice have the same number (BT-126)."""
    numbers = Counter(case.resolution.given.line_numbers)
    twice = [number for number, count in numbers.items() if count > 1 and number]
    if twice:
        shown = ", ".join(number[:20] for number in twice[:5])
        yield Breach(
            f"Plusieurs lignes portent le même numéro ({shown}) : donnez à chacune le sien.",
            f"Several lines have the same number ({shown}): give each its own.",
            "lines",
        )


@rule("BR-FR-DEC-02", WARNING, "lines", reference="XP Z12-012 BR-FR-DEC-02")
def quantity_has_four_decimals_at_most(case: Case) -> Iterator[Breach]:
    """BR-FR-DEC-02: a quantity has at most four decimals."""
    for index, line in enumerate(case.invoice.lines):
        if line.quantity is not None and decimals(line.quantity.normalize()) > _QUANTITY_DECIMALS:
            yield Breach(
                f"Ligne {line.id} : la quantité {fr(line.quantity)} a plus de 4 décimales, arrondissez-la.",
                f"Line {line.id}: the quantity {en(line.quantity)} has more than 4 decimals, round it.",
                f"lines[{index}]",
            )


@rule("BR-FR-DEC-03", WARNING, "lines", reference="XP Z12-012 BR-FR-DEC-03")
def unit_price_is_positive_with_six_decimals_at_most(case: Case) -> Iterator[Breach]:
    """BR-FR-DEC-03: a unit price is not negative (the quantity is) and has at most six decimals."""
    for index, line in enumerate(case.invoice.lines):
        price = line.unit_price
        if price is None:
            continue
        if price < 0:
            yield Breach(
                f"Ligne {line.id} : le prix unitaire {fr(price)} est négatif, mettez le signe moins sur la quantité.",
                f"Line {line.id}: the unit price {en(price)} is negative, move the minus sign to the quantity.",
                f"lines[{index}]",
            )
        elif decimals(price.normalize()) > _PRICE_DECIMALS:
            yield Breach(
                f"Ligne {line.id} : le prix unitaire {fr(price)} a plus de 6 décimales, arrondissez-le.",
                f"Line {line.id}: the unit price {en(price)} has more than 6 decimals, round it.",
                f"lines[{index}]",
            )


RULES = (
    invoice_has_a_line,
    line_has_quantity_name_price_and_rate,
    line_amount_is_quantity_times_price,
    lines_have_numbers_of_their_own,
    quantity_has_four_decimals_at_most,
    unit_price_is_positive_with_six_decimals_at_most,
)
