"""What an XML invoice says, field by field."""

from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest

from extractor.intake.embedded import read_xml
from models.errors import NotADocument
from models.field import Origin
from models.terms import TERMS
from tests.unit.extractor.intake.files import CII, CREDIT_NOTE, UBL


def read(xml):
    return read_xml("facture.xml", xml.encode())


def values(xml):
    return {name: field.value for name, field in read(xml).fields.items()}


def test_every_field_of_a_cross_industry_invoice():
    assert values(CII) == {
        "invoice_number": "F-118",
        "issue_date": "2026-03-01",
        "type_code": "380",
        "currency": "EUR",
        "due_date": "2026-03-31",
        "billing_period_start": "2026-02-01",
        "billing_period_end": "2026-02-28",
        "buyer_reference": "SERV7",
        "contract_reference": "M-26",
        "purchase_order": "EJ-9",
        "preceding_invoice": "F-100",
        "preceding_invoice_date": "2026-01-15",
        "seller_name": "Quincaillerie Dubourg",
        "seller_siret": "73282932000074",
        "seller_siren": "732829320",
        "seller_vat": "FR44732829320",
        "seller_address": "12 rue des Lilas, 19000 TULLE",
        "buyer_name": "Commune de Valserre",
        "buyer_siret": "21740123400015",
        "buyer_siren": "217401234",
        "buyer_address": "Aoste, IT",
        "payment_means": "30",
        "iban": "FR7630006000011234567890189",
        "bic": "AGRIFRPP",
        "payment_terms": "30 jours",
        "total_without_vat": "105.00",
        "total_vat": "20.00",
        "total_with_vat": "125.00",
        "prepaid_amount": "25.00",
    }


def test_every_field_of_an_invoice_in_ubl():
    found = values(UBL)
    assert found["seller_siret"], found["seller_siren"] == ("73282932000074", "732829320")
    assert (found["buyer_siret"], found["buyer_siren"]) == ("21740123400015", "217401234")
    assert (found["seller_name"], found["seller_address"]) == ("Quincaillerie Dubourg", "12 rue des Lilas, 19000 TULLE")
    assert (found["buyer_reference"], found["purchase_order"]) == ("SERV7", "EJ-9")
    assert (found["due_date"], found["delivery_date"]) == ("2026-03-31", "2026-02-27")
    assert (found["iban"], found["bic"], found["payment_means"]) == ("FR7630006000011234567890189", "AGRIFRPP", "30")
    assert (found["total_without_vat"], found["total_vat"], found["total_with_vat"]) == ("100.00", "20.00", "120.00")
    assert set(TERMS) - set(found) == {"buyer_vat", "buyer_address"}


def test_embedded_fields_say_where_they_come_from():
    fields = read(CII).fields
    assert {field.origin for field in fields.values()} == {Origin.EMBEDDED}
    assert {field.confidence for field in fields.values()} == {1.0}
    assert all(field.provenance is None and field.term == TERMS[name] for name, field in fields.items())


def test_every_field_can_be_typed():
    assert all(field.typed(name) is not None for name, field in read(CII).fields.items())
    assert read(UBL).fields["due_date"].typed("due_date") == date(2026, 3, 31)


def test_the_vat_breakdown_leaves_out_what_does_not_parse():
    full, outside = read(CII).vat_breakdown
    assert (full.rate, full.base, full.tax, full.category) == (20, 100, 20, "S")
    assert (outside.rate, outside.tax, outside.category, outside.exemption_reason) == (0, 0, "O", "Hors champ")


def test_lines_leave_out_headings_and_texts():
    (line,) = read(CII).lines
    assert (line.description, line.reference, line.unit) == ("Vis de 8", "V8", "C62")
    assert (line.quantity, line.unit_price, line.net_amount, line.vat_rate) == (400, Decimal("0.25"), 100, 20)


def test_lines_of_a_credit_note():
    (line,) = read(CREDIT_NOTE).lines
    assert (line.description, line.quantity, line.unit, line.net_amount) == ("Pose", 2, "HUR", 100)
    assert values(CREDIT_NOTE)["type_code"] == "381"


def test_notes_of_a_known_kind_are_mentions():
    assert [(mention.code, mention.text) for mention in read(CII).mentions] == [("AAB", "Pas d'escompte.")]
    assert [(mention.code, mention.text) for mention in read(UBL).mentions] == [("PMT", "Indemnité de 40 €")]


def test_an_envelope_is_opened():
    body = UBL.partition("?>")[2]
    envelope = f'<StandardBusinessDocument xmlns="urn:peppol"><Header/>{body}</StandardBusinessDocument>'
    assert values(envelope)["invoice_number"] == "F-118"


def test_the_first_generation_had_other_names():
    old = (
        CII.replace("ApplicableHeaderTrade", "ApplicableSupplyChainTrade")
        .replace("SupplyChainTradeTransaction", "SpecifiedSupplyChainTradeTransaction")
        .replace("CrossIndustryInvoice", "CrossIndustryDocument")
        .replace("rsm:ExchangedDocument", "rsm:HeaderExchangedDocument")
        .replace("SettlementHeaderMonetary", "SettlementMonetary")
        .replace("SettlementLineMonetary", "SettlementMonetary")
        .replace("SpecifiedLineTrade", "SpecifiedSupplyChainTrade")
        .replace("RateApplicablePercent", "ApplicablePercent")
    )
    assert read(old) == read(CII)


def test_an_order_has_no_invoice_number():
    order = values(CII.replace("CrossIndustryInvoice", "SCRDMCCBDACIOMessageStructure"))
    assert "invoice_number" not in order
    assert order["purchase_order"] == "F-118"


@pytest.mark.parametrize("xml", [CII, UBL], ids=["cii", "ubl"])
def test_no_single_missing_element_hinders_the_others(xml):
    from lxml import etree

    count = len(list(etree.fromstring(xml.encode()).iter()))
    for index in range(1, count):
        root = etree.fromstring(xml.encode())
        element = list(root.iter())[index]
        element.getparent().remove(element)
        if len(root):
            with suppress(NotADocument):  # without its transaction it is no invoice
                read(etree.tostring(root).decode())


@pytest.mark.parametrize(
    "text", ["", "1e400", "NaN", "9" * 400, "-", "12,50", "\N{ARABIC-INDIC DIGIT ONE}", "0x10", "1_000"]
)
def test_no_odd_number_hinders_the_rest(text):
    for xml in (CII, UBL):
        odd = xml
        for number in ("105", "400.0000", "25.0000", ">100<", "20.00", ">2<", ">50<"):
            odd = odd.replace(number, f">{text}<" if number.startswith(">") else text)
        found = read(odd)
        assert found.fields["seller_name"].value == "Quincaillerie Dubourg"
        assert "total_without_vat" not in found.fields


def test_a_charge_for_transport_is_a_charge():
    freight = (
        "<ram:SpecifiedLogisticsServiceCharge><ram:Description>Versandkosten</ram:Description>"
        "<ram:AppliedAmount>5.80</ram:AppliedAmount><ram:AppliedTradeTax>"
        "<ram:RateApplicablePercent>7</ram:RateApplicablePercent></ram:AppliedTradeTax>"
        "</ram:SpecifiedLogisticsServiceCharge><ram:SpecifiedTradePaymentTerms>"
    )
    (charge,) = read(CII.replace("<ram:SpecifiedTradePaymentTerms>", freight)).adjustments
    assert (charge.charge, charge.amount, charge.vat_rate, charge.reason) == (True, Decimal("5.80"), 7, "Versandkosten")
