from decimal import Decimal

import pytest

from extractor.output import complete, from_xml, to_cii, to_ubl
from extractor.testing import invoice_of, line_of
from models.errors import DamagedFile, NotADocument, UnsafeXml
from models.invoice import Invoice, Party, VatSubtotal
from models.output import OutputKind, Profile, Supplements

ASKED = Supplements(billing_mode="S1", legal_notes=True)


def test_an_unknown_value_is_absent_and_not_something_else():
    written = to_cii(Invoice(), Profile.EN16931).decode()
    assert "XTS" not in written
    assert "987654321" not in written
    assert from_xml(to_ubl(Invoice(), Profile.EN16931)) == Invoice()


def test_a_draft_says_so():
    assert b"BROUILLON" in to_ubl(invoice_of(), Profile.EN16931, draft=True)
    assert b"BROUILLON" not in to_ubl(invoice_of(), Profile.EN16931)


def test_an_empty_delivery_is_not_nil():
    assert b"nil=" not in to_cii(invoice_of(delivery_date=None), Profile.EN16931)


@pytest.mark.parametrize("write", [to_cii, to_ubl])
@pytest.mark.parametrize("profile", [Profile.EN16931, Profile.EXTENDED_CTC_FR])
def test_legal_note_and_tax_number_are_written_in_every_profile_with_lines(write, profile):
    franchise = VatSubtotal(category="E", rate=0, base=100, tax=0, exemption_reason="art. 293 B du CGI")
    seller = invoice_of().seller.model_copy(update={"vat_number": None})
    written = write(invoice_of(seller=seller, vat_breakdown=(franchise,)), profile)
    assert written.count(b"732829320</") == 2  # BT-30 and BT-32
    assert from_xml(written).seller.legal_note == seller.legal_note


def test_ubl_has_a_root_for_credit_notes():
    assert b"<CreditNote" in to_ubl(invoice_of(type_code="381"), Profile.EN16931)
    assert b"<Invoice" in to_ubl(invoice_of(), Profile.EN16931)


def test_a_due_date_of_a_credit_note_without_means_of_payment_is_kept():
    plain = invoice_of(type_code="381", payment=invoice_of().payment.model_copy(update={"means_code": None}))
    completed = complete(plain, OutputKind.UBL, ASKED).invoice
    assert from_xml(to_ubl(completed, Profile.EN16931)).due_date == plain.due_date


def test_prices_keep_six_decimals():
    line = line_of(quantity=Decimal(1000), unit_price=Decimal("0.123456"), net_amount=Decimal("123.46"))
    for write in (to_cii, to_ubl):
        assert from_xml(write(invoice_of(lines=(line,)), Profile.EN16931)).lines[0].unit_price == line.unit_price


def test_what_xml_forbids_is_left_out_of_texts():
    named = invoice_of(seller=Party(name="Dubois\x00 & fils\ud800"))
    assert from_xml(to_cii(named, Profile.EN16931)).seller.name == "Dubois & fils"


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"<Order/>", NotADocument),
        (b"<Invoice", DamagedFile),
        (b"<!DOCTYPE Invoice [<!ENTITY a 'b'>]><Invoice>&a;</Invoice>", UnsafeXml),
    ],
)
def test_what_is_no_invoice_is_refused(data, error):
    with pytest.raises(error):
        from_xml(data)


def test_an_odd_date_or_amount_is_not_known():
    odd = to_cii(invoice_of(), Profile.EN16931).replace(b">20261001<", b">01/10/2026<").replace(b">120.00<", b">cent<")
    read = from_xml(odd)
    assert (read.issue_date, read.total_with_vat, read.number) == (None, None, "F-12")
