"""The same kinds of errors in UBL, one or two of each layer."""

from __future__ import annotations

from models.validation import LayerName
from tests.benchmarks.planted.change import Change, add, drop, insert, last_digit, mark, put, together
from tests.benchmarks.planted.kind import Kind, kind
from tests.benchmarks.planted.kinds_identifiers import other_key, other_rib_key

NORM, FRANCE, OWN, XSD = LayerName.NORM, LayerName.FRANCE, LayerName.OWN, LayerName.XSD

SUPPLIER = "/*/cac:AccountingSupplierParty/cac:Party"
CUSTOMER = "/*/cac:AccountingCustomerParty/cac:Party"
TOTALS = "/*/cac:LegalMonetaryTotal"
LINE = "/*/*[self::cac:InvoiceLine or self::cac:CreditNoteLine][1]"
IBAN = "/*/cac:PaymentMeans/cac:PayeeFinancialAccount/cbc:ID"
SUBTOTAL = "/*/cac:TaxTotal/cac:TaxSubtotal[1]"


def ubl(name: str, change: Change, rules: str, layer: LayerName = NORM, bases: str = "trade") -> Kind:
    return kind(f"UBL: {name}", change, rules, bases, layer, syntax="ubl")


def note(code: str) -> str:
    return f"/*/cbc:Note[starts-with(normalize-space(.), '#{code}#')]"


KINDS = (
    ubl("number of 36 characters", put("/*/cbc:ID", "F" * 36), "BR-FR-01", FRANCE),
    ubl("number with a space", put("/*/cbc:ID", "F 12"), "BR-FR-02", FRANCE, "credit"),
    ubl("mode missing", drop("/*/cbc:ProfileID"), "BR-FR-08", FRANCE),
    ubl("note on penalties missing", drop(note("PMD")), "BR-FR-05", FRANCE),
    ubl("total without VAT + 0.01", add(f"{TOTALS}/cbc:TaxExclusiveAmount", "0.01"), "BR-CO-13"),
    ubl("total with VAT + 0.01", add(f"{TOTALS}/cbc:TaxInclusiveAmount", "0.01"), "BR-CO-15"),
    ubl("amount due + 0.01", add(f"{TOTALS}/cbc:PayableAmount", "0.01"), "BR-CO-16", NORM, "credit"),
    ubl(
        "VAT off by 0.60",
        together(
            add(f"{SUBTOTAL}/cbc:TaxAmount", "0.60"),
            add("/*/cac:TaxTotal/cbc:TaxAmount", "0.60"),
            add(f"{TOTALS}/cbc:TaxInclusiveAmount", "0.60"),
            add(f"{TOTALS}/cbc:PayableAmount", "0.60"),
        ),
        "BR-CO-17",
        OWN,
        "trade many_lines",
    ),
    ubl("quantity changed", add(f"{LINE}/cbc:InvoicedQuantity", "1"), "PF-LINE", OWN, "trade public"),
    ubl("due date before the issue date", put("/*/cbc:DueDate", "2020-01-01"), "BR-FR-CO-07", FRANCE),
    ubl(
        "neither due date nor terms",
        together(drop("/*/cbc:DueDate"), drop("/*/cac:PaymentTerms")),
        "FR-C-03",
        OWN,
        "many_lines",
    ),
    ubl("seller without electronic address", drop(f"{SUPPLIER}/cbc:EndpointID"), "BR-FR-13", FRANCE),
    ubl(
        "seller SIRET, wrong key",
        put(f"{SUPPLIER}/cac:PartyIdentification/cbc:ID[@schemeID='0009']", last_digit),
        "PF-SIRET",
        OWN,
    ),
    ubl(
        "seller SIREN, 8 digits",
        put(f"{SUPPLIER}/cac:PartyLegalEntity/cbc:CompanyID", lambda text: text[:-1]),
        "BR-FR-10",
        FRANCE,
    ),
    ubl("seller VAT number, wrong key", put(f"{SUPPLIER}/cac:PartyTaxScheme/cbc:CompanyID", other_key), "PF-VAT", OWN),
    ubl("IBAN, wrong key", put(IBAN, last_digit), "PF-IBAN", OWN, "trade public"),
    ubl("IBAN, wrong RIB key", put(IBAN, other_rib_key), "PF-RIB", OWN),
    ubl("rate that does not exist", put(f"{SUBTOTAL}/cac:TaxCategory/cbc:Percent", "19"), "BR-FR-16", FRANCE),
    ubl("currency unknown", put("/*/cbc:DocumentCurrencyCode", "EUX"), "BR-CL-04"),
    ubl("unit unknown", mark(f"{LINE}/cbc:InvoicedQuantity", "unitCode", "UNITE"), "BR-CL-23"),
    ubl("seller without name", drop(f"{SUPPLIER}/cac:PartyLegalEntity/cbc:RegistrationName"), "BR-06"),
    ubl("unknown element", insert("/*", "<cbc:Surprise>1</cbc:Surprise>"), "XSD-ELEMENT-CONTENT", XSD, "trade credit"),
    ubl("date that does not exist", put("/*/cbc:IssueDate", "2026-02-31"), "XSD-CVC-DATATYPE-VALID-1-2-1", XSD),
    ubl("credit note without its invoice", drop("/*/cac:BillingReference"), "BR-FR-CO-05 FR-M-27", FRANCE, "credit"),
    ubl(
        "public: neither order nor contract",
        together(drop("/*/cac:OrderReference"), drop("/*/cac:ContractDocumentReference")),
        "FR-P-04",
        OWN,
        "public",
    ),
    ubl("public: number of 21 characters", put("/*/cbc:ID", "F-2026-0000000000-118"), "BR-FR-CPRO-02", OWN, "public"),
    ubl("customer without name", drop(f"{CUSTOMER}/cac:PartyLegalEntity/cbc:RegistrationName"), "BR-07"),
)
