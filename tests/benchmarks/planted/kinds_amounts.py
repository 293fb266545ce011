"""Errors in amounts: totals off by a cent, lines that do not multiply, VAT that is not base times rate."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from models.validation import LayerName
from tests.benchmarks.planted.change import add, copied, drop, found, put, put_all, respelt, together, twice
from tests.benchmarks.planted.kind import kind
from tests.benchmarks.planted.places import (
    ALLOWANCE,
    DUE,
    GROSS,
    LINE,
    LINE_NET,
    LINE_TAX,
    LINES_TOTAL,
    NET,
    PREPAID,
    PRICE,
    QUANTITY,
    TAX,
    VAT_TOTAL,
)

FRANCE, OWN = LayerName.FRANCE, LayerName.OWN


def vat_off(amount: str):
    """VAT of a rate, and all that is summed of it, off by an amount."""
    return together(*(add(path, amount) for path in (f"{TAX}/ram:CalculatedAmount", VAT_TOTAL, GROSS, DUE)))


def at_rate(old: str, new: str):
    """Another rate wherever one stands, with the VAT and the totals that it makes."""

    def change(root) -> None:
        put_all(f"//ram:RateApplicablePercent[.='{old}']", new)(root)
        row = f"//ram:ApplicableHeaderTradeSettlement/ram:ApplicableTradeTax[ram:RateApplicablePercent='{new}']"
        base = Decimal(found(root, f"{row}/ram:BasisAmount")[0].text)
        tax = found(root, f"{row}/ram:CalculatedAmount")[0]
        computed = (base * Decimal(new) / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
        gap = computed - Decimal(tax.text)
        tax.text = str(computed)
        together(*(add(path, str(gap)) for path in (VAT_TOTAL, GROSS, DUE)))(root)

    return change


def add_basis(root) -> None:
    """The price of the first line said to be that of a hundred pieces."""
    price = found(root, f"{LINE}/{PRICE}")[0]
    after_price = price.makeelement(
        "{urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100}BasisQuantity",
        {"unitCode": "C62"},
    )
    after_price.text = "100"
    price.addnext(after_price)


def moved_between_rates(root) -> None:
    """Ten cents of VAT taken off one rate and put on another: every sum stays right."""
    add(f"{TAX}/ram:CalculatedAmount", "0.10")(root)
    add(f"{TAX[:-3]}[2]/ram:CalculatedAmount", "-0.10")(root)


def three_decimals(text: str) -> str:
    return text + ("5" if "." in text else ".005")


KINDS = (
    kind("sum of lines + 0.01", add(LINES_TOTAL, "0.01"), "BR-CO-10", "trade many_lines rates credit"),
    kind("sum of lines - 0.01", add(LINES_TOTAL, "-0.01"), "BR-CO-10", "trade"),
    kind("total without VAT + 0.01", add(NET, "0.01"), "BR-CO-13", "trade many_lines rates franchise"),
    kind("total without VAT - 0.01", add(NET, "-0.01"), "BR-CO-13", "trade"),
    kind("total VAT + 0.01", add(VAT_TOTAL, "0.01"), "BR-CO-14", "trade many_lines rates public"),
    kind("total VAT - 0.01", add(VAT_TOTAL, "-0.01"), "BR-CO-14", "trade"),
    kind("total with VAT + 0.01", add(GROSS, "0.01"), "BR-CO-15", "trade reverse credit"),
    kind("total with VAT - 0.01", add(GROSS, "-0.01"), "BR-CO-15", "trade"),
    kind("amount due + 0.01", add(DUE, "0.01"), "BR-CO-16", "trade many_lines rates prepayment"),
    kind("amount due - 0.01", add(DUE, "-0.01"), "BR-CO-16", "trade"),
    kind("prepaid amount + 10", add(PREPAID, "10"), "BR-CO-16", "final"),
    kind("line amount + 1", add(f"{LINE}/{LINE_NET}", "1"), "BR-CO-10", "trade"),
    kind("unit price changed", add(f"{LINE}/{PRICE}", "0.50"), "PF-LINE", "trade public franchise", OWN),
    kind("quantity changed", add(f"{LINE}/{QUANTITY}", "1"), "PF-LINE", "trade public reverse", OWN),
    kind(
        "discount of a line not told",
        drop("//ram:SpecifiedLineTradeSettlement/ram:SpecifiedTradeAllowanceCharge"),
        "PF-LINE",
        "line_discounts",
        OWN,
    ),
    kind("discount of the document not told", drop(ALLOWANCE), "BR-CO-11", "trade public_discount"),
    kind(
        "discount of the document + 1",
        add(f"{ALLOWANCE}/ram:ActualAmount", "1"),
        "BR-CO-11",
        "trade public_discount",
    ),
    kind("discount without reason", drop(f"{ALLOWANCE}/ram:Reason"), "BR-33 BR-CO-21", "trade public_discount"),
    kind("VAT off by 0.01", vat_off("0.01"), "BR-CO-17", "trade many_lines rates public", OWN),
    kind("VAT off by 0.60", vat_off("0.60"), "BR-CO-17", "trade many_lines rates public", OWN),
    kind("VAT off by 1.50", vat_off("1.50"), "BR-CO-17 BR-S-09", "trade many_lines rates public"),
    kind("base of a rate + 0.01", add(f"{TAX}/ram:BasisAmount", "0.01"), "BR-S-08", "trade many_lines rates"),
    kind(
        "rate that does not exist",
        put_all("//ram:RateApplicablePercent[.='20.00']", "19.00"),
        "BR-FR-16",
        "trade many_lines rates public",
        FRANCE,
    ),
    kind("rate of another line", put(f"{LINE}/{LINE_TAX}/ram:RateApplicablePercent", "5.50"), "BR-S-08", "trade"),
    kind(
        "rate of the past, VAT computed with it",
        at_rate("20.00", "19.60"),
        "PF-RATE",
        "trade many_lines rates public",
        OWN,
    ),
    kind(
        "rate of the past, VAT unchanged",
        put_all("//ram:RateApplicablePercent[.='20.00']", "20.60"),
        "BR-CO-17 BR-S-09",
        "trade",
        OWN,
    ),
    kind(
        "rate with three decimals",
        put_all("//ram:RateApplicablePercent[.='20.00']", "20.005"),
        "BR-FR-DEC-04",
        "trade",
        FRANCE,
    ),
    kind(
        "negative rate",
        put_all("//ram:RateApplicablePercent[.='20.00']", "-20.00"),
        "BR-FR-DEC-04 BR-S-05",
        "trade",
        FRANCE,
    ),
    kind("a VAT row twice", twice(TAX), "BR-CO-14"),
    kind("a VAT row missing", drop(TAX), "BR-CO-14 BR-S-01", "many_lines trade"),
    kind("no VAT breakdown", drop(f"{TAX[:-3]}"), "BR-CO-18 BR-S-01"),
    kind("totals with three decimals", put(NET, three_decimals), "BR-DEC-12 BR-FR-DEC-01"),
    kind("line amount with three decimals", put(f"{LINE}/{LINE_NET}", three_decimals), "BR-DEC-23"),
    kind(
        "quantity with five decimals",
        put(f"{LINE}/{QUANTITY}", lambda text: f"{float(text):.4f}1"),
        "BR-FR-DEC-02",
        "trade",
        FRANCE,
    ),
    kind(
        "price with seven decimals",
        put(f"{LINE}/{PRICE}", lambda text: f"{float(text):.6f}1"),
        "BR-FR-DEC-03",
        "trade",
        FRANCE,
    ),
    kind(
        "line total and sum of lines + 1, VAT unchanged",
        together(add(f"{LINE}/{LINE_NET}", "1"), add(LINES_TOTAL, "1")),
        "BR-CO-13",
    ),
    kind(
        "quantity negative, amount positive",
        put(f"{LINE}/{QUANTITY}", lambda text: "-" + text),
        "PF-LINE",
        "trade",
        OWN,
    ),
    kind(
        "thousands separator in a total",
        put(NET, lambda text: text[:-6] + " " + text[-6:]),
        "XSD-CVC-DATATYPE-VALID-1-2-1",
        "trade",
        LayerName.XSD,
    ),
    kind("price of a hundred for one", add_basis, "PF-LINE", "trade", OWN),
    kind("amount due that forgets the prepaid amount", copied(GROSS, DUE), "BR-CO-16", "final"),
    kind(
        "lines at 20, breakdown at 10",
        put_all(f"{TAX[:-3]}[ram:RateApplicablePercent='20.00']/ram:RateApplicablePercent", "10.00"),
        "BR-S-08 BR-CO-17 BR-S-09",
        "many_lines",
    ),
    kind("ten cents of VAT moved between two rates", moved_between_rates, "BR-CO-17", "public", OWN),
    kind("negative price", put(f"{LINE}/{PRICE}", lambda text: "-" + text), "BR-27"),
    kind("VAT category of another country", put_all("//ram:CategoryCode", "L"), "BR-FR-15", "trade", FRANCE),
    kind("zero-rated line with a rate", put(f"{LINE}/{LINE_TAX}/ram:CategoryCode", "Z"), "BR-Z-05 BR-Z-01", "trade"),
    kind("exempt line with a rate", put(f"{LINE}/{LINE_TAX}/ram:CategoryCode", "E"), "BR-E-05 BR-E-01", "trade"),
    kind("reverse charge with VAT", put_all(f"{TAX}/ram:CalculatedAmount", "10.00"), "BR-AE-09", "reverse"),
    kind(
        "exemption without a reason",
        together(
            drop("//ram:ApplicableHeaderTradeSettlement/ram:ApplicableTradeTax/ram:ExemptionReason"),
            drop("//ram:ApplicableHeaderTradeSettlement/ram:ApplicableTradeTax/ram:ExemptionReasonCode"),
        ),
        "BR-E-10",
        "franchise",
    ),
    kind("reverse charge without the word", respelt("Autoliquidation", "Exonération"), "FR-M-20", "reverse", OWN),
    kind("VAT total missing", drop(VAT_TOTAL), "BR-CO-15 BR-CO-14 FR-M-17"),
    kind("due amount missing", drop(DUE), "BR-15 XSD-ELEMENT-CONTENT"),
)
