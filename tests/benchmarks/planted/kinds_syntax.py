"""Errors of the XML itself and of its code lists: what a program that writes invoices gets wrong."""

from __future__ import annotations

from models.validation import LayerName
from tests.benchmarks.planted.change import drop, insert, last, mark, put, twice
from tests.benchmarks.planted.kind import CODES, kind
from tests.benchmarks.planted.places import (
    ADDRESS,
    BUYER,
    CURRENCY,
    HEAD,
    ISSUED,
    LINE,
    LINES_TOTAL,
    MEANS,
    NET,
    NUMBER,
    PROFILE,
    QUANTITY,
    SELLER,
    SETTLEMENT,
    TAX,
    TOTALS,
    VAT_TOTAL,
)

XSD, FILE = LayerName.XSD, LayerName.FILE
CONTENT = "XSD-ELEMENT-CONTENT"

KINDS = (
    kind("unknown element", insert(HEAD, "<ram:Surprise>1</ram:Surprise>"), CONTENT, "trade public", XSD),
    kind("elements in the wrong order", last(NUMBER), CONTENT, "trade public", XSD),
    kind("two invoice numbers", twice(NUMBER), CONTENT, "trade", XSD),
    kind("no totals", drop(TOTALS), f"BR-12 {CODES}039"),
    kind("no parties", drop(f"{SELLER}|{BUYER}"), f"{CONTENT} BR-06", "trade", XSD),
    kind(
        "amount with a comma",
        put(NET, lambda text: text.replace(".", ",")),
        "XSD-CVC-DATATYPE-VALID-1-2-1",
        "trade",
        XSD,
    ),
    kind(
        "amount with a currency sign",
        put(LINES_TOTAL, lambda text: text + " €"),
        "XSD-CVC-DATATYPE-VALID-1-2-1",
        "trade",
        XSD,
    ),
    kind("amount left empty", put(NET, ""), "XSD-CVC-DATATYPE-VALID-1-2-1", "trade", XSD),
    kind("quantity in letters", put(f"{LINE}/{QUANTITY}", "deux"), "XSD-CVC-DATATYPE-VALID-1-2-1", "trade", XSD),
    kind("unknown attribute", mark(NUMBER, "colour", "red"), "XSD-CVC-COMPLEX-TYPE-3-2-1", "trade", XSD),
    kind(
        "date with dashes",
        put(ISSUED, "2026-10-01"),
        "BR-FR-03 XSD-CVC-PATTERN-VALID FR-M-10",
        "trade",
        LayerName.FRANCE,
    ),
    kind("day that does not exist", put(ISSUED, "20261345"), "BR-FR-03 FR-M-10", "trade", LayerName.OWN),
    kind("date of another format", mark(ISSUED, "format", "203"), f"BR-03 {CODES}554"),
    kind("profile missing", drop(PROFILE), "BR-01 PF-FILE-PROFILE", "trade", FILE),
    kind("currency unknown", put(CURRENCY, "EUX"), f"BR-CL-04 {CODES}595"),
    kind("currency of the VAT total unknown", mark(VAT_TOTAL, "currencyID", "EUX"), "BR-CL-03 BR-53 BR-CO-14 BR-CO-15"),
    kind("unit unknown", mark(f"{LINE}/{QUANTITY}", "unitCode", "UNITE"), f"BR-CL-23 {CODES}613"),
    kind("unit missing", mark(f"{LINE}/{QUANTITY}", "unitCode", None), "BR-23"),
    kind("country of the seller unknown", put(f"{SELLER}/{ADDRESS}/ram:CountryID", "XX"), f"BR-CL-14 {CODES}580"),
    kind("country as a name", put(f"{BUYER}/{ADDRESS}/ram:CountryID", "FRANCE"), f"BR-CL-14 {CODES}568"),
    kind("means of payment unknown", put(f"{MEANS}/ram:TypeCode", "999"), f"BR-CL-16 {CODES}609"),
    kind("VAT category unknown", put(f"{TAX}/ram:CategoryCode", "Q"), "BR-FR-15", layer=LayerName.FRANCE),
    kind(
        "exemption code unknown",
        put(f"{TAX}/ram:ExemptionReasonCode", "VATEX-FR-RIEN"),
        f"BR-CL-22 {CODES}589",
        "franchise",
    ),
    kind(
        "tax that is not VAT",
        put(f"{SETTLEMENT}/ram:ApplicableTradeTax[1]/ram:TypeCode", "GST"),
        f"BR-CO-18 {CODES}592",
    ),
)
