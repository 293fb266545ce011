"""Errors in what an invoice must say: number, dates, type, mode, notes, parties, references, terms of payment."""

from __future__ import annotations

from models.validation import LayerName
from tests.benchmarks.planted.change import after, copied, drop, put, put_all, together, twice
from tests.benchmarks.planted.kind import kind
from tests.benchmarks.planted.places import (
    ADDRESS,
    BUYER,
    CURRENCY,
    DELIVERY,
    DUE_DATE,
    ISSUED,
    LINE,
    LINE_NET,
    LINE_TAX,
    MODE,
    NUMBER,
    PRECEDING,
    PRICE,
    QUANTITY,
    SELLER,
    SETTLEMENT,
    TERMS,
    TYPE,
    note,
)

FRANCE, OWN = LayerName.FRANCE, LayerName.OWN
BACKWARDS = (
    "<ram:BillingSpecifiedPeriod>"
    '<ram:StartDateTime><udt:DateTimeString format="102">20260430</udt:DateTimeString></ram:StartDateTime>'
    '<ram:EndDateTime><udt:DateTimeString format="102">20260401</udt:DateTimeString></ram:EndDateTime>'
    "</ram:BillingSpecifiedPeriod>"
)

KINDS = (
    kind("number missing", drop(NUMBER), "BR-02"),
    kind("number of 36 characters", put(NUMBER, "F" * 36), "BR-FR-01", "trade", FRANCE),
    kind("number with a space", put(NUMBER, "F 2026 118"), "BR-FR-02", "trade", FRANCE),
    kind("number with an accent", put(NUMBER, "Été-118"), "BR-FR-02", "trade", FRANCE),
    kind("number with a dot", put(NUMBER, "F.2026.118"), "BR-FR-02", "trade credit", FRANCE),
    kind("issue date missing", drop(f"{ISSUED}/.."), "BR-03"),
    kind("issue date of the last century", put(ISSUED, "19991231"), "BR-FR-03", "trade", FRANCE),
    kind("type missing", drop(TYPE), "BR-04"),
    kind("type unknown", put(TYPE, "999"), "BR-FR-04", layer=FRANCE),
    kind("type not used in France", put(TYPE, "325"), "BR-FR-04", "trade", FRANCE),
    kind("currency missing", drop(CURRENCY), "BR-05"),
    kind("mode missing", drop(MODE), "BR-FR-08", "trade public", FRANCE),
    kind("mode unknown", put(f"{MODE}/ram:ID", "Z9"), "BR-FR-08", "trade", FRANCE),
    kind("mode of the former Chorus Pro", put(f"{MODE}/ram:ID", "A1"), "BR-FR-08", "public", FRANCE),
    kind(
        "final invoice after a prepayment, as a prepayment",
        put(f"{MODE}/ram:ID", "B4"),
        "BR-FR-CO-08",
        "prepayment",
        FRANCE,
    ),
    kind("paid already, with an amount due", put(f"{MODE}/ram:ID", "B2"), "BR-FR-CO-09", "trade public", FRANCE),
    kind("note on the EUR 40 missing", drop(note("PMT")), "BR-FR-05", "trade many_lines public", FRANCE),
    kind("note on penalties missing", drop(note("PMD")), "BR-FR-05", "trade many_lines public", FRANCE),
    kind("note on discount missing", drop(note("AAB")), "BR-FR-05", "trade many_lines public", FRANCE),
    kind("note on the EUR 40 twice", twice(note("PMT")), "BR-FR-06", "trade", FRANCE),
    kind("note on penalties twice", twice(note("PMD")), "BR-FR-06", "trade", FRANCE),
    kind("note of an unknown subject", put(f"{note('AAB')}/ram:SubjectCode", "ZZ9"), "BR-FR-05", layer=FRANCE),
    kind("due date before the issue date", put(DUE_DATE, "20200101"), "BR-FR-CO-07", "trade public", FRANCE),
    kind("neither due date nor terms", drop(TERMS), "FR-C-03", "trade many_lines public", OWN),
    kind("credit note without its invoice", drop(PRECEDING), "BR-FR-CO-05 FR-M-27", "credit", FRANCE),
    kind(
        "credit note without the date of its invoice",
        drop(f"{PRECEDING}/ram:FormattedIssueDateTime"),
        "BR-FR-CO-05",
        "credit public_credit",
        FRANCE,
    ),
    kind("corrected invoice without its invoice", put(TYPE, "384"), "BR-FR-CO-04 FR-M-27", "trade", FRANCE),
    kind(
        "preceding number with a space", put(f"{PRECEDING}/ram:IssuerAssignedID", "F 12"), "BR-FR-02", "credit", FRANCE
    ),
    kind("seller without name", drop(f"{SELLER}/ram:Name"), "BR-06"),
    kind("seller without address", drop(f"{SELLER}/{ADDRESS}"), "BR-08"),
    kind("seller without country", drop(f"{SELLER}/{ADDRESS}/ram:CountryID"), "BR-09"),
    kind("buyer without name", drop(f"{BUYER}/ram:Name"), "BR-07"),
    kind("buyer without address", drop(f"{BUYER}/{ADDRESS}"), "BR-10"),
    kind("buyer without country", drop(f"{BUYER}/{ADDRESS}/ram:CountryID"), "BR-11"),
    kind("seller without city", drop(f"{SELLER}/{ADDRESS}/ram:CityName"), "FR-M-01", "trade public", OWN),
    kind("buyer without city", drop(f"{BUYER}/{ADDRESS}/ram:CityName"), "FR-M-03", "trade public", OWN),
    kind("no line", drop("//ram:IncludedSupplyChainTradeLineItem"), "BR-16"),
    kind("line without name", drop(f"{LINE}/ram:SpecifiedTradeProduct/ram:Name"), "BR-25"),
    kind(
        "line without unit price and quantity",
        together(drop(f"{LINE}/{QUANTITY}"), drop(f"{LINE}/{PRICE}")),
        "BR-22 BR-26",
    ),
    kind(
        "blank note on penalties",
        put(f"{note('PMD')}/ram:Content", " "),
        "FR-C-05",
        "trade",
        OWN,
    ),
    kind("invoice number left blank", put(NUMBER, " "), "BR-FR-02 FR-M-11", layer=FRANCE),
    kind("due date of the last century", put(DUE_DATE, "19991231"), "BR-FR-03 BR-FR-CO-07", "trade", FRANCE),
    kind(
        "delivery date that does not exist",
        put(f"{DELIVERY}//udt:DateTimeString", "20261301"),
        "BR-FR-03",
        "trade",
        FRANCE,
    ),
    kind("line without quantity", drop(f"{LINE}/{QUANTITY}"), "BR-22"),
    kind("line without amount", drop(f"{LINE}/{LINE_NET}"), "BR-24"),
    kind("line without price", drop(f"{LINE}/{PRICE}"), "BR-26"),
    kind("line without VAT", drop(f"{LINE}/{LINE_TAX}"), "BR-CO-04"),
    kind("two lines of one number", copied("(//ram:LineID)[1]", "(//ram:LineID)[2]"), "PF-LINE-ID", "trade", OWN),
    kind("blank seller name", put(f"{SELLER}/ram:Name", " "), "FR-M-01", layer=OWN),
    kind("blank name of every line", put_all("//ram:SpecifiedTradeProduct/ram:Name", " "), "FR-M-13", layer=OWN),
    kind(
        "period that ends before it starts",
        after(f"{SETTLEMENT}/ram:ApplicableTradeTax[last()]", BACKWARDS),
        "BR-29",
    ),
)
