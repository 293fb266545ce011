"""Errors that Chorus Pro refuses in an invoice to a public body, and nobody minds elsewhere."""

from __future__ import annotations

from models.validation import LayerName
from tests.benchmarks.planted.change import Change, after, drop, put, together
from tests.benchmarks.planted.kind import Kind, kind
from tests.benchmarks.planted.places import (
    ADDRESS,
    AGREEMENT,
    BUYER,
    DELIVERY,
    IBAN,
    MEANS,
    NUMBER,
    SELLER,
    SETTLEMENT,
    SIRET,
    TERMS,
    note,
)

ORDER = f"{AGREEMENT}/ram:BuyerOrderReferencedDocument"
CONTRACT = f"{AGREEMENT}/ram:ContractReferencedDocument"
TRANSFER = (
    "<ram:SpecifiedTradeSettlementPaymentMeans><ram:TypeCode>30</ram:TypeCode>"
    "<ram:PayeePartyCreditorFinancialAccount><ram:IBANID>FR7630006000011234567890189</ram:IBANID>"
    "</ram:PayeePartyCreditorFinancialAccount></ram:SpecifiedTradeSettlementPaymentMeans>"
)


def mine(name: str, change: Change, rules: str, bases: str = "public") -> Kind:
    """A kind that no official rule tells."""
    return kind(name, change, rules, bases, LayerName.OWN)


KINDS = (
    mine("public: neither order nor contract", together(drop(ORDER), drop(CONTRACT)), "FR-P-04"),
    mine("public: number of 21 characters", put(NUMBER, "F-2026-0000000000-118"), "BR-FR-CPRO-02"),
    mine("public: service code of 101 characters", put(f"{AGREEMENT}/ram:BuyerReference", "S" * 101), "CPP-11"),
    mine("public: no service code", drop(f"{AGREEMENT}/ram:BuyerReference"), "FR-P-05"),
    mine("public: order of 51 characters", put(f"{ORDER}/ram:IssuerAssignedID", "E" * 51), "BR-FR-CPRO-15"),
    mine("public: contract of 51 characters", put(f"{CONTRACT}/ram:IssuerAssignedID", "M" * 51), "BR-FR-CPRO-14"),
    mine("public: seller without SIRET", drop(f"{SELLER}/{SIRET}"), "BR-FR-CPRO-09"),
    mine("public: buyer without SIRET", drop(f"{BUYER}/{SIRET}"), "BR-FR-CPRO-10"),
    mine("public: seller name of 100 characters", put(f"{SELLER}/ram:Name", "N" * 100), "BR-FR-CPRO-43"),
    mine("public: buyer name of 100 characters", put(f"{BUYER}/ram:Name", "Commune " + "N" * 92), "BR-FR-CPRO-44"),
    mine("public: address line of 401 characters", put(f"{SELLER}/{ADDRESS}/ram:LineOne", "R" * 401), "BR-FR-CPRO-32"),
    mine("public: terms of 1025 characters", put(f"{TERMS}/ram:Description", "T" * 1025), "BR-FR-CPRO-35"),
    mine("public: note of 1025 characters", put(f"{note('PMT')}/ram:Content", "T" * 1025), "BR-FR-CPRO-42"),
    mine("public: no means of payment", drop(MEANS), "FR-P-11"),
    mine("public: no delivery date", drop(f"{DELIVERY}/ram:ActualDeliverySupplyChainEvent"), "FR-P-06"),
    mine("transfer without account", drop(f"{IBAN}/.."), "CPP-05", "trade public rates"),
    mine(
        "public: credit note with a means of payment",
        after(f"{SETTLEMENT}/ram:InvoiceCurrencyCode", TRANSFER),
        "CPP-06",
        "public_credit",
    ),
)
