"""The fields of the contract, bound to the syntaxes: field to XPath, in CII and in UBL.

Sources: EN 16931-3-2:2020 (UBL) and EN 16931-3-3:2020 (CII), tables of the syntax bindings; ISO/IEC 6523 (scheme
0009 is the SIRET, 0002 the SIREN)
"""

from __future__ import annotations

from types import MappingProxyType

_ROOT = "/rsm:CrossIndustryInvoice"
_HEAD = f"{_ROOT}/rsm:ExchangedDocument"
_TRADE = f"{_ROOT}/rsm:SupplyChainTradeTransaction"
_AGREED = f"{_TRADE}/ram:ApplicableHeaderTradeAgreement"
_SETTLED = f"{_TRADE}/ram:ApplicableHeaderTradeSettlement"
_SELLER, _BUYER = f"{_AGREED}/ram:SellerTradeParty", f"{_AGREED}/ram:BuyerTradeParty"
_MEANS = f"{_SETTLED}/ram:SpecifiedTradeSettlementPaymentMeans"
_TERMS = f"{_SETTLED}/ram:SpecifiedTradePaymentTerms"
_PERIOD = f"{_SETTLED}/ram:BillingSpecifiedPeriod"
_SUMS = f"{_SETTLED}/ram:SpecifiedTradeSettlementHeaderMonetarySummation"

CII = MappingProxyType(
    {
        "invoice_number": f"{_HEAD}/ram:ID",
        "issue_date": f"{_HEAD}/ram:IssueDateTime/udt:DateTimeString",
        "type_code": f"{_HEAD}/ram:TypeCode",
        "currency": f"{_SETTLED}/ram:InvoiceCurrencyCode",
        "due_date": f"{_TERMS}/ram:DueDateDateTime/udt:DateTimeString",
        "delivery_date": f"{_TRADE}/ram:ApplicableHeaderTradeDelivery/ram:ActualDeliverySupplyChainEvent"
        "/ram:OccurrenceDateTime/udt:DateTimeString",
        "buyer_reference": f"{_AGREED}/ram:BuyerReference",
        "contract_reference": f"{_AGREED}/ram:ContractReferencedDocument/ram:IssuerAssignedID",
        "purchase_order": f"{_AGREED}/ram:BuyerOrderReferencedDocument/ram:IssuerAssignedID",
        "preceding_invoice": f"{_SETTLED}/ram:InvoiceReferencedDocument/ram:IssuerAssignedID",
        "preceding_invoice_date": f"{_SETTLED}/ram:InvoiceReferencedDocument/ram:FormattedIssueDateTime"
        "/qdt:DateTimeString",
        "billing_period_start": f"{_PERIOD}/ram:StartDateTime/udt:DateTimeString",
        "billing_period_end": f"{_PERIOD}/ram:EndDateTime/udt:DateTimeString",
        "seller_name": f"{_SELLER}/ram:Name",
        "seller_siret": f"{_SELLER}/ram:GlobalID[@schemeID='0009']",
        "seller_siren": f"{_SELLER}/ram:SpecifiedLegalOrganization/ram:ID",
        "seller_vat": f"{_SELLER}/ram:SpecifiedTaxRegistration/ram:ID[@schemeID='VA']",
        "seller_address": f"{_SELLER}/ram:PostalTradeAddress",
        "buyer_name": f"{_BUYER}/ram:Name",
        "buyer_siret": f"{_BUYER}/ram:GlobalID[@schemeID='0009']",
        "buyer_siren": f"{_BUYER}/ram:SpecifiedLegalOrganization/ram:ID",
        "buyer_vat": f"{_BUYER}/ram:SpecifiedTaxRegistration/ram:ID[@schemeID='VA']",
        "buyer_address": f"{_BUYER}/ram:PostalTradeAddress",
        "payment_means": f"{_MEANS}/ram:TypeCode",
        "iban": f"{_MEANS}/ram:PayeePartyCreditorFinancialAccount/ram:IBANID",
        "bic": f"{_MEANS}/ram:PayeeSpecifiedCreditorFinancialInstitution/ram:BICID",
        "payment_terms": f"{_TERMS}/ram:Description",
        "total_without_vat": f"{_SUMS}/ram:TaxBasisTotalAmount",
        "total_vat": f"{_SUMS}/ram:TaxTotalAmount",
        "total_with_vat": f"{_SUMS}/ram:GrandTotalAmount",
        "prepaid_amount": f"{_SUMS}/ram:TotalPrepaidAmount",
        "amount_due": f"{_SUMS}/ram:DuePayableAmount",
    }
)

_PARTIES = {"seller": "/Invoice/cac:AccountingSupplierParty/cac:Party",
            "buyer": "/Invoice/cac:AccountingCustomerParty/cac:Party"}  # fmt: skip
_TOTAL = "/Invoice/cac:LegalMonetaryTotal"


def _party(role: str, path: str) -> dict[str, str]:
    return {
        f"{role}_name": f"{path}/cac:PartyLegalEntity/cbc:RegistrationName",
        f"{role}_siret": f"{path}/cac:PartyIdentification/cbc:ID[@schemeID='0009']",
        f"{role}_siren": f"{path}/cac:PartyLegalEntity/cbc:CompanyID",
        f"{role}_vat": f"{path}/cac:PartyTaxScheme/cbc:CompanyID",
        f"{role}_address": f"{path}/cac:PostalAddress",
    }


UBL = MappingProxyType(
    {
        "invoice_number": "/Invoice/cbc:ID",
        "issue_date": "/Invoice/cbc:IssueDate",
        "type_code": "/Invoice/cbc:InvoiceTypeCode",
        "currency": "/Invoice/cbc:DocumentCurrencyCode",
        "due_date": "/Invoice/cbc:DueDate",
        "delivery_date": "/Invoice/cac:Delivery/cbc:ActualDeliveryDate",
        "buyer_reference": "/Invoice/cbc:BuyerReference",
        "contract_reference": "/Invoice/cac:ContractDocumentReference/cbc:ID",
        "purchase_order": "/Invoice/cac:OrderReference/cbc:ID",
        "preceding_invoice": "/Invoice/cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID",
        "preceding_invoice_date": "/Invoice/cac:BillingReference/cac:InvoiceDocumentReference/cbc:IssueDate",
        "billing_period_start": "/Invoice/cac:InvoicePeriod/cbc:StartDate",
        "billing_period_end": "/Invoice/cac:InvoicePeriod/cbc:EndDate",
        **_party("seller", _PARTIES["seller"]),
        **_party("buyer", _PARTIES["buyer"]),
        "payment_means": "/Invoice/cac:PaymentMeans/cbc:PaymentMeansCode",
        "iban": "/Invoice/cac:PaymentMeans/cac:PayeeFinancialAccount/cbc:ID",
        "bic": "/Invoice/cac:PaymentMeans/cac:PayeeFinancialAccount/cac:FinancialInstitutionBranch/cbc:ID",
        "payment_terms": "/Invoice/cac:PaymentTerms/cbc:Note",
        "total_without_vat": f"{_TOTAL}/cbc:TaxExclusiveAmount",
        "total_vat": "/Invoice/cac:TaxTotal/cbc:TaxAmount",
        "total_with_vat": f"{_TOTAL}/cbc:TaxInclusiveAmount",
        "prepaid_amount": f"{_TOTAL}/cbc:PrepaidAmount",
        "amount_due": f"{_TOTAL}/cbc:PayableAmount",
    }
)

UBL_CREDIT_NOTE = MappingProxyType(
    {
        **UBL,
        "type_code": "/CreditNote/cbc:CreditNoteTypeCode",
        "due_date": "/CreditNote/cac:PaymentMeans/cbc:PaymentDueDate",
    }
)
