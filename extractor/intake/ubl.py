"""Universal Business Language 2: Invoice and CreditNote, also inside the envelope in which Peppol carries them.

Sources: EN 16931-3-2:2020 (terms to UBL paths) · http://docs.oasis-open.org/ubl/UBL-2.1.html
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from extractor.intake.adjustments import adjustments_of, discount_of
from extractor.intake.values import (
    SERVICE_SCHEME,
    address,
    compact,
    directory_address,
    fields_of,
    identifiers,
    mentions_of,
    money,
    number,
    unit_price,
)
from extractor.safe_xml import local_name, nodes, text
from models.field import LineItem, Origin, VatRow
from models.resolution import Given, Resolution

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extractor.safe_xml import Element

_ROOTS = frozenset(
    {
        "{urn:oasis:names:specification:ubl:schema:xsd:Invoice-2}Invoice",
        "{urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2}CreditNote",
    }
)


def find_ubl(root: Element) -> Element | None:
    """The invoice or credit note: the root itself, or a child of the envelope."""
    return next((node for node in (root, *root) if node.tag in _ROOTS), None)


def read_ubl(root: Element) -> Resolution:
    """The invoice, or the credit note, as it says of itself."""
    credit = local_name(root) == "CreditNote"
    currency = text(root, "DocumentCurrencyCode")
    raw = {
        "invoice_number": text(root, "ID"),
        "issue_date": text(root, "IssueDate"),
        "type_code": text(root, "InvoiceTypeCode", "CreditNoteTypeCode") or ("381" if credit else "380"),
        "currency": currency,
        "due_date": text(root, "DueDate", "PaymentMeans/PaymentDueDate"),
        "delivery_date": text(root, "Delivery/ActualDeliveryDate"),
        "billing_period_start": text(root, "InvoicePeriod/StartDate"),
        "billing_period_end": text(root, "InvoicePeriod/EndDate"),
        "buyer_reference": text(root, "BuyerReference"),
        "contract_reference": text(root, "ContractDocumentReference/ID"),
        "purchase_order": text(root, "OrderReference/ID"),
        "preceding_invoice": text(root, "BillingReference/InvoiceDocumentReference/ID"),
        "preceding_invoice_date": text(root, "BillingReference/InvoiceDocumentReference/IssueDate"),
        "payment_terms": text(root, "PaymentTerms/Note"),
        "total_without_vat": text(root, "LegalMonetaryTotal/TaxExclusiveAmount"),
        "total_vat": _total_vat(root, currency),
        "total_with_vat": text(root, "LegalMonetaryTotal/TaxInclusiveAmount"),
        "prepaid_amount": text(root, "LegalMonetaryTotal/PrepaidAmount"),
        "amount_due": text(root, "LegalMonetaryTotal/PayableAmount"),
    }
    raw |= _party("seller", root, "AccountingSupplierParty/Party")
    raw |= _party("buyer", root, "AccountingCustomerParty/Party")
    raw["buyer_reference"] = _no_placeholder(raw["buyer_reference"]) or _service_code(root)
    return Resolution(
        fields=fields_of(raw | _payment(root)),
        vat_breakdown=tuple(_vat_rows(root)),
        lines=tuple(_lines(root)),
        mentions=mentions_of(_notes(root)),
        adjustments=tuple(adjustments_of(nodes(root, "AllowanceCharge"))),
        given=_given(root),
    )


def _given(root: Element) -> Given:
    lines = nodes(root, "InvoiceLine/ID") + nodes(root, "CreditNoteLine/ID")
    return Given(
        seller_address=directory_address(nodes(root, "AccountingSupplierParty/Party/EndpointID")),
        buyer_address=directory_address(nodes(root, "AccountingCustomerParty/Party/EndpointID")),
        line_numbers=tuple(" ".join((node.text or "").split()) for node in lines),
    )


def _notes(root: Element) -> Iterator[tuple[str, str]]:
    """UBL has no subject code: EN 16931 puts it in front, as in `#PMT#Indemnité de 40 €`. With them BT-33."""
    for note in nodes(root, "Note"):
        coded = re.match(r"\s*#([A-Z]{3})#(.*)", note.text or "", re.DOTALL)
        if coded:
            yield coded[1], " ".join(coded[2].split())
    form = text(root, "AccountingSupplierParty/Party/PartyLegalEntity/CompanyLegalForm")
    if form is not None:
        yield "REG", form


def _party(party: str, root: Element, path: str) -> dict[str, str | None]:
    found = next(iter(nodes(root, path)), None)
    if found is None:
        return {}
    ids = nodes(found, "PartyIdentification/ID") + nodes(found, "PartyLegalEntity/CompanyID")
    numbers = [(node.get("schemeID") or None, node.text) for node in ids if node.text and node.text.strip()]
    taxes = [node for node in nodes(found, "PartyTaxScheme") if text(node, "TaxScheme/ID") in ("VAT", "VA", None)]
    vat = next((number for node in taxes if (number := text(node, "CompanyID"))), None)
    at = "PostalAddress/"
    streets = ("StreetName", "AdditionalStreetName", "AddressLine/Line")
    endpoints = [node.text for node in nodes(found, "EndpointID") if node.text]
    return identifiers(party, numbers, endpoints) | {
        f"{party}_name": text(found, "PartyLegalEntity/RegistrationName", "PartyName/Name"),
        f"{party}_vat": compact(vat) if vat else None,
        f"{party}_address": address(
            [text(found, at + street) for street in streets],
            text(found, at + "PostalZone"),
            text(found, at + "CityName"),
            text(found, at + "Country/IdentificationCode"),
        ),
    }


def _service_code(root: Element) -> str | None:
    """The executing service where it is a further identifier of the buyer."""
    ids = nodes(root, "AccountingCustomerParty/Party/PartyIdentification/ID")
    return next((node.text.strip() for node in ids if node.get("schemeID") == SERVICE_SCHEME and node.text), None)


def _payment(root: Element) -> dict[str, str | None]:
    """The means with an account where there are several: it is the one to pay by."""
    means = nodes(root, "PaymentMeans")
    chosen = next((one for one in means if text(one, "PayeeFinancialAccount/ID")), next(iter(means), None))
    if chosen is None:
        return {}
    return {
        "payment_means": text(chosen, "PaymentMeansCode"),
        "iban": text(chosen, "PayeeFinancialAccount/ID"),
        "bic": text(
            chosen,
            "PayeeFinancialAccount/FinancialInstitutionBranch/ID",
            "PayeeFinancialAccount/FinancialInstitutionBranch/FinancialInstitution/ID",
        ),
    }


def _total_vat(root: Element, currency: str | None) -> str | None:
    """The total in the invoice's currency: BT-110 and BT-111 have one name."""
    amounts = nodes(root, "TaxTotal/TaxAmount")
    chosen = [node for node in amounts if node.get("currencyID") == currency] or amounts
    return next((node.text.strip() for node in chosen if node.text), None)


def _vat_rows(root: Element) -> Iterator[VatRow]:
    for node in nodes(root, "TaxTotal/TaxSubtotal"):
        category = text(node, "TaxCategory/ID") or "S"
        rate, tax = number(text(node, "TaxCategory/Percent", "Percent")), money(text(node, "TaxAmount"))
        if rate is None and category != "S":
            rate = Decimal(0)  # "outside the scope of VAT" has no rate
        if rate is None or tax is None:
            continue
        yield VatRow(
            rate=rate,
            base=money(text(node, "TaxableAmount")),
            tax=tax,
            category=category,
            exemption_reason=text(node, "TaxCategory/TaxExemptionReason", "TaxCategory/TaxExemptionReasonCode"),
            confidence=1.0,
            origin=Origin.EMBEDDED,
        )


def _lines(root: Element) -> Iterator[LineItem]:
    for node in nodes(root, "InvoiceLine") + nodes(root, "CreditNoteLine"):
        quantities = nodes(node, "InvoicedQuantity") + nodes(node, "CreditedQuantity")
        yield LineItem(
            description=text(node, "Item/Name", "Item/Description") or "",
            reference=text(node, "Item/SellersItemIdentification/ID"),
            quantity=next((number(one.text) for one in quantities), None),
            unit=next((one.get("unitCode") for one in quantities), None),
            unit_price=unit_price(text(node, "Price/PriceAmount"), text(node, "Price/BaseQuantity")),
            discount=discount_of(nodes(node, "AllowanceCharge")),
            net_amount=money(text(node, "LineExtensionAmount")),
            vat_rate=number(text(node, "Item/ClassifiedTaxCategory/Percent")),
            confidence=1.0,
            origin=Origin.EMBEDDED,
        )


def _no_placeholder(reference: str | None) -> str | None:
    """Peppol demands a buyer reference or an order: programs that have none write that."""
    return None if (reference or "").upper() in ("", "N/A", "NA", "NONE", "-") else reference
