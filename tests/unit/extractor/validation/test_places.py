"""Fields and their places in the XML, both ways."""

from __future__ import annotations

import pytest

from extractor.validation import places
from extractor.validation.bindings import CII, UBL, UBL_CREDIT_NOTE
from extractor.validation.opening import open_file
from models.terms import TERMS
from tests.unit.extractor.validation.samples import cii, credit_note, ubl

IN_BOTH = (
    *("invoice_number", "issue_date", "type_code", "currency", "due_date", "delivery_date", "buyer_reference"),
    *("seller_name", "seller_siret", "seller_siren", "seller_vat", "seller_address", "buyer_name", "buyer_siren"),
    *("buyer_address", "payment_means", "iban"),
    *("total_without_vat", "total_vat", "total_with_vat", "amount_due"),
)
RAM = "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"
RSM = "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"


def subject_of(text):
    return open_file("f", text.encode()).subject


def test_every_field_of_the_contract_is_bound_to_each_syntax():
    assert set(CII) == set(UBL) == set(UBL_CREDIT_NOTE) == set(TERMS)


@pytest.mark.parametrize("field", IN_BOTH)
@pytest.mark.parametrize("text", [cii(), ubl()], ids=["cii", "ubl"])
def test_a_field_is_found_and_its_place_tells_the_field(text, field):
    subject = subject_of(text)
    place = places.place_of(subject, field)
    bare = place.split("/", 2)[2]
    steps = "/".join(f"*[local-name()='{step.rpartition(':')[2]}']" for step in bare.replace("[1]", "").split("/"))
    assert subject.root.xpath("./" + steps)
    assert places.field_at(subject, place) == field


def test_a_field_that_is_absent_has_the_place_where_it_would_be():
    subject = subject_of(ubl())
    assert places.place_of(subject, "purchase_order") == "/Invoice/cac:OrderReference/cbc:ID"
    assert places.place_of(subject, "lines[9]") is None
    assert places.place_of(subject, "colour") is None


def test_a_row_of_the_vat_breakdown_has_a_place():
    assert places.place_of(subject_of(ubl()), "vat_breakdown[0]").endswith("cac:TaxTotal/cac:TaxSubtotal")
    assert places.place_of(subject_of(cii()), "vat_breakdown[0]").endswith("Settlement/ram:ApplicableTradeTax")


def test_an_identifier_under_another_scheme_is_not_taken_for_the_siret():
    subject = subject_of(cii().replace('GlobalID schemeID="0009"', 'GlobalID schemeID="0088"'))
    seller = places.place_of(subject, "seller_name").removesuffix("/ram:Name")
    assert places.field_at(subject, f"{seller}/ram:GlobalID") is None
    assert places.field_at(subject_of(cii()), f"{seller}/ram:GlobalID") == "seller_siret"


def test_a_place_out_of_a_stylesheet_is_made_readable():
    root = subject_of(cii()).root
    spelt = (
        f"/*:CrossIndustryInvoice[namespace-uri()='{RSM}'][1]/*:SupplyChainTradeTransaction[namespace-uri()='{RSM}'][1]"
        f"/*:IncludedSupplyChainTradeLineItem[namespace-uri()='{RAM}'][2]"
    )
    readable = "/rsm:CrossIndustryInvoice/rsm:SupplyChainTradeTransaction/ram:IncludedSupplyChainTradeLineItem[2]"
    assert places.of_svrl(root, spelt) == readable
    assert places.of_svrl(root, f"{spelt}/@unitCode") == f"{readable}/@unitCode"
    assert places.of_svrl(root, f"/Q{{{RSM}}}CrossIndustryInvoice[1]") == "/rsm:CrossIndustryInvoice"
    assert places.of_svrl(root, "/") == "/rsm:CrossIndustryInvoice"
    assert places.of_svrl(root, "") is None


def test_the_root_of_a_credit_note_is_its_own():
    subject = subject_of(credit_note())
    assert places.place_of(subject, "type_code") == "/CreditNote/cbc:CreditNoteTypeCode"
    assert places.place_of(subject, "iban").startswith("/CreditNote/cac:PaymentMeans/")
    assert places.field_at(subject, "/CreditNote/cac:CreditNoteLine[2]/cbc:ID") == "lines[1]"
