"""Cross Industry Invoice, the XML of Factur-X; also its elder (ZUGFeRD 1) and its sister for orders (Order-X).

Generations name the same things differently: `ApplicableHeaderTradeAgreement` was once
`ApplicableSupplyChainTradeAgreement`, and `RateApplicablePercent` was `ApplicablePercent`. Each is looked for under all
its names, in any namespace.

Sources: EN 16931-3-3:2020 (terms to CII paths) · Factur-X 1.09 · ZUGFeRD 1.0 · Order-X 1.0
"""

from __future__ import annotations

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

_TRANSACTIONS = ("SupplyChainTradeTransaction", "SpecifiedSupplyChainTradeTransaction")
_HEADS = ("ExchangedDocument", "HeaderExchangedDocument")
_AGREEMENTS = ("ApplicableHeaderTradeAgreement", "ApplicableSupplyChainTradeAgreement")
_DELIVERIES = ("ApplicableHeaderTradeDelivery", "ApplicableSupplyChainTradeDelivery")
_SETTLEMENTS = ("ApplicableHeaderTradeSettlement", "ApplicableSupplyChainTradeSettlement")
_TOTALS = ("SpecifiedTradeSettlementHeaderMonetarySummation", "SpecifiedTradeSettlementMonetarySummation")
_LINE_AGREEMENTS = ("SpecifiedLineTradeAgreement", "SpecifiedSupplyChainTradeAgreement")
_LINE_DELIVERIES = ("SpecifiedLineTradeDelivery", "SpecifiedSupplyChainTradeDelivery")
_LINE_SETTLEMENTS = ("SpecifiedLineTradeSettlement", "SpecifiedSupplyChainTradeSettlement")
_LINE_TOTALS = ("SpecifiedTradeSettlementLineMonetarySummation", "SpecifiedTradeSettlementMonetarySummation")
_RATES = ("RateApplicablePercent", "ApplicablePercent")
_ADJUSTMENTS = ("SpecifiedTradeAllowanceCharge", "SpecifiedLogisticsServiceCharge")
_NOT_DETAIL = frozenset({"GROUP", "INFORMATION"})
_ROOTS = frozenset({"CrossIndustryInvoice", "CrossIndustryDocument", "SCRDMCCBDACIOMessageStructure", "Invoice"})


def is_cii(root: Element) -> bool:
    """Whether this is one of the family; its drafts called their root `Invoice`, as UBL does."""
    return local_name(root) in _ROOTS and bool(_all([root], _TRANSACTIONS))


def read_cii(root: Element) -> Resolution:
    """The invoice, or the order, as it says of itself."""
    transaction = _all([root], _TRANSACTIONS)
    head, agreement = _all([root], _HEADS), _all(transaction, _AGREEMENTS)
    delivery, settlement = _all(transaction, _DELIVERIES), _all(transaction, _SETTLEMENTS)
    totals = _all(settlement, _TOTALS)
    currency = _text(settlement, "InvoiceCurrencyCode", "OrderCurrencyCode")
    document_number = _text(head, "ID")
    order = local_name(root) == "SCRDMCCBDACIOMessageStructure"
    raw = {
        "invoice_number": None if order else document_number,
        "issue_date": _date(head, "IssueDateTime"),
        "type_code": _text(head, "TypeCode"),
        "currency": currency,
        "due_date": _date(settlement, "SpecifiedTradePaymentTerms/DueDateDateTime"),
        "delivery_date": _date(delivery, "ActualDeliverySupplyChainEvent/OccurrenceDateTime"),
        "billing_period_start": _date(settlement, "BillingSpecifiedPeriod/StartDateTime"),
        "billing_period_end": _date(settlement, "BillingSpecifiedPeriod/EndDateTime"),
        "buyer_reference": _text(agreement, "BuyerReference"),
        "contract_reference": _reference(agreement, "ContractReferencedDocument"),
        "purchase_order": document_number if order else _reference(agreement, "BuyerOrderReferencedDocument"),
        "preceding_invoice": _reference(settlement, "InvoiceReferencedDocument"),
        "preceding_invoice_date": _date(settlement, "InvoiceReferencedDocument/FormattedIssueDateTime"),
        "payment_terms": _text(settlement, "SpecifiedTradePaymentTerms/Description"),
        "total_without_vat": _text(totals, "TaxBasisTotalAmount"),
        "total_vat": _in_currency(totals, "TaxTotalAmount", currency),
        "total_with_vat": _text(totals, "GrandTotalAmount"),
        "prepaid_amount": _text(totals, "TotalPrepaidAmount"),
        "amount_due": _text(totals, "DuePayableAmount"),
    }
    raw |= _party("seller", agreement, "SellerTradeParty") | _party("buyer", agreement, "BuyerTradeParty")
    raw["buyer_reference"] = raw["buyer_reference"] or _service_code(agreement)
    return Resolution(
        fields=fields_of(raw | _payment(settlement)),
        vat_breakdown=tuple(_vat_rows(settlement)),
        lines=tuple(_lines(transaction)),
        mentions=mentions_of(_notes(head, agreement)),
        adjustments=tuple(adjustments_of(_all(settlement, _ADJUSTMENTS))),
        given=_given(transaction, agreement),
    )


def _given(transaction: list[Element], agreement: list[Element]) -> Given:
    path = "{}TradeParty/URIUniversalCommunication/URIID"
    lines = _all(transaction, ("IncludedSupplyChainTradeLineItem/AssociatedDocumentLineDocument/LineID",))
    return Given(
        seller_address=directory_address(_all(agreement, (path.format("Seller"),))),
        buyer_address=directory_address(_all(agreement, (path.format("Buyer"),))),
        line_numbers=tuple(" ".join((node.text or "").split()) for node in lines),
    )


def _notes(head: list[Element], agreement: list[Element]) -> Iterator[tuple[str | None, str | None]]:
    """The notes, and as one of them the form and capital of the seller (BT-33)."""
    yield from ((text(note, "SubjectCode"), text(note, "Content")) for note in _all(head, ("IncludedNote",)))
    yield "REG", _text(agreement, "SellerTradeParty/Description")


def _party(party: str, agreement: list[Element], path: str) -> dict[str, str | None]:
    found = _all(agreement, (path,))
    ids = _all(found, ("GlobalID", "SpecifiedLegalOrganization/ID", "ID"))
    numbers = [(node.get("schemeID") or None, node.text) for node in ids if node.text and node.text.strip()]
    taxes = [node for node in _all(found, ("SpecifiedTaxRegistration/ID",)) if node.get("schemeID") in ("VA", "VAT")]
    place = _all(found, ("PostalTradeAddress",))
    lines = [_text(place, line) for line in ("LineOne", "LineTwo", "LineThree", "StreetName")]
    endpoints = [node.text for node in _all(found, ("URIUniversalCommunication/URIID",)) if node.text]
    return identifiers(party, numbers, endpoints) | {
        f"{party}_name": _text(found, "Name"),
        f"{party}_vat": next((compact(node.text) for node in taxes if node.text and node.text.strip()), None),
        f"{party}_address": address(
            lines, _text(place, "PostcodeCode"), _text(place, "CityName"), _text(place, "CountryID")
        ),
    }


def _service_code(agreement: list[Element]) -> str | None:
    """The executing service as EXTENDED-CTC-FR carries it: a further identifier of the buyer."""
    ids = _all(agreement, ("BuyerTradeParty/GlobalID",))
    return next((node.text.strip() for node in ids if node.get("schemeID") == SERVICE_SCHEME and node.text), None)


def _payment(settlement: list[Element]) -> dict[str, str | None]:
    """The means with an account where there are several: it is the one to pay by."""
    account = "PayeePartyCreditorFinancialAccount/IBANID"
    means = _all(settlement, ("SpecifiedTradeSettlementPaymentMeans",))
    chosen = [one for one in means if text(one, account)][:1] or means[:1]
    return {
        "payment_means": _text(chosen, "TypeCode"),
        "iban": _text(chosen, account),
        "bic": _text(chosen, "PayeeSpecifiedCreditorFinancialInstitution/BICID"),
    }


def _vat_rows(settlement: list[Element]) -> Iterator[VatRow]:
    for node in _all(settlement, ("ApplicableTradeTax",)):
        category = text(node, "CategoryCode") or "S"
        rate, tax = number(text(node, *_RATES)), money(text(node, "CalculatedAmount"))
        if rate is None and category != "S":
            rate = Decimal(0)  # "outside the scope of VAT" has no rate
        if rate is None or tax is None or text(node, "TypeCode") not in (None, "VAT"):
            continue
        yield VatRow(
            rate=rate,
            base=money(text(node, "BasisAmount")),
            tax=tax,
            category=category,
            exemption_reason=text(node, "ExemptionReason", "ExemptionReasonCode"),
            confidence=1.0,
            origin=Origin.EMBEDDED,
        )


def _lines(transaction: list[Element]) -> Iterator[LineItem]:
    for node in _all(transaction, ("IncludedSupplyChainTradeLineItem",)):
        if text(node, "AssociatedDocumentLineDocument/LineStatusReasonCode") in _NOT_DETAIL:
            continue  # a heading or a subtotal of lines that stand below it
        settlement, delivery = _all([node], _LINE_SETTLEMENTS), _all([node], _LINE_DELIVERIES)
        quantities = _all(delivery, ("BilledQuantity", "RequestedQuantity", "AgreedQuantity"))
        net = money(_text(_all(settlement, _LINE_TOTALS), "LineTotalAmount"))
        quantity = next((number(one.text) for one in quantities), None)
        if net is None and quantity is None:
            continue  # a line of text
        agreement = _all([node], _LINE_AGREEMENTS)
        prices = _all(agreement, ("NetPriceProductTradePrice",)) or _all(agreement, ("GrossPriceProductTradePrice",))
        yield LineItem(
            description=text(node, "SpecifiedTradeProduct/Name", "SpecifiedTradeProduct/Description") or "",
            reference=text(node, "SpecifiedTradeProduct/SellerAssignedID"),
            quantity=quantity,
            unit=next((one.get("unitCode") for one in quantities), None),
            unit_price=unit_price(_text(prices, "ChargeAmount"), _text(prices, "BasisQuantity")),
            discount=discount_of(_all(settlement, ("SpecifiedTradeAllowanceCharge",))),
            net_amount=net,
            vat_rate=number(_text(_all(settlement, ("ApplicableTradeTax",)), *_RATES)),
            confidence=1.0,
            origin=Origin.EMBEDDED,
        )


def _reference(found: list[Element], path: str) -> str | None:
    return _text(found, f"{path}/IssuerAssignedID", f"{path}/ID")


def _date(found: list[Element], path: str) -> str | None:
    """The draft of ZUGFeRD put the digits in the date itself, all others in a child of it."""
    return _text(found, f"{path}/DateTimeString", f"{path}/DateString", path)


def _in_currency(found: list[Element], path: str, currency: str | None) -> str | None:
    """The total in the invoice's currency: BT-110 and BT-111 have one name."""
    amounts = _all(found, (path,))
    chosen = [node for node in amounts if node.get("currencyID") == currency] or amounts
    return next((node.text.strip() for node in chosen if node.text), None)


def _all(found: list[Element], paths: tuple[str, ...]) -> list[Element]:
    """What lies at any of the paths below any of the elements."""
    return [node for path in paths for parent in found for node in nodes(parent, path)]


def _text(found: list[Element], *paths: str) -> str | None:
    return next((words for node in found if (words := text(node, *paths)) is not None), None)
