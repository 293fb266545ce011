from datetime import date
from decimal import Decimal

import pytest

from extractor.output import complete
from extractor.output.code_lists import EXEMPTIONS, NOTES as NOTE_CODES
from extractor.output.legal_notes import wordings
from extractor.testing import invoice_of, line_of
from models.invoice import Address, Allowance, Invoice, Note, Party, Payment, VatSubtotal
from models.output import OutputKind, Profile, Supplements

ASKED = Supplements(billing_mode="S1", legal_notes=True)
NOTES = tuple(Note(code=code, text=f"Mention {code}") for code in ("PMT", "PMD", "AAB"))


def gaps(invoice, kind=OutputKind.CII, supplements=ASKED):
    return {gap.rule: gap.field for gap in complete(invoice, kind, supplements).gaps}


def added(completion, term):
    return [one.value for one in completion.additions if one.term == term]


def test_an_ordinary_invoice_lacks_a_billing_mode_and_three_notes_only():
    assert gaps(invoice_of(), supplements=Supplements()) == {"BR-FR-08": "billing_mode", "BR-FR-05": "notes"}
    assert gaps(invoice_of()) == {}


def test_tables_take_the_invoice_as_it_is():
    completion = complete(invoice_of(), OutputKind.CSV)
    assert completion.invoice == invoice_of()
    assert (completion.gaps, completion.additions, completion.profile) == ((), (), None)


def test_electronic_addresses_are_the_sirens():
    completion = complete(invoice_of(), OutputKind.CII, ASKED)
    assert completion.invoice.seller.electronic_address == "732829320"
    assert added(completion, "BT-49") == ["404833048"]


def test_a_buyer_without_siren_is_a_gap_that_asks_for_it():
    assert gaps(invoice_of(buyer=Party(name="M. Martin", address=Address(city="Tulle", country="FR")))) == {
        "BR-FR-12": "buyer_siren"
    }


def test_a_buyer_abroad_is_not_asked_for_a_siren():
    buyer = Party(name="Lindner GmbH", vat_number="DE129273398", address=Address(city="Köln", country="DE"))
    (gap,) = complete(invoice_of(buyer=buyer), OutputKind.CII, ASKED).gaps
    assert gap.rule == "BR-FR-12"
    assert "hors de France" in gap.message.fr


@pytest.mark.parametrize(
    ("printed", "code", "told"), [("heures", "HUR", 0), ("M2", "MTK", 0), (None, "C62", 0), ("brouettée", "C62", 1)]
)
def test_units_become_codes_and_unknown_ones_are_told(printed, code, told):
    completion = complete(invoice_of(lines=(line_of(unit=printed),)), OutputKind.CII, ASKED)
    assert completion.invoice.lines[0].unit == code
    assert len(added(completion, "BT-130")) == told


@pytest.mark.parametrize(
    ("units", "mode"), [(("h", "jour"), "S1"), (("kg",), "B1"), (("h", "kg"), "M1"), (("u", None), None)]
)
def test_units_tell_the_nature_of_the_supply_where_they_can(units, mode):
    lines = tuple(line_of(id=str(n), unit=unit) for n, unit in enumerate(units))
    assert complete(invoice_of(lines=lines), OutputKind.CII).invoice.billing_mode == mode


def test_a_page_that_tells_the_mode_is_believed_before_the_units_and_a_person_before_the_page():
    printed = invoice_of(billing_mode="B4", lines=(line_of(unit="h"),))
    assert complete(printed, OutputKind.CII).invoice.billing_mode == "B4"
    assert complete(printed, OutputKind.CII, ASKED).invoice.billing_mode == "S1"


def test_texts_of_one_note_are_joined():
    notes = (*NOTES, Note(code="PMT", text="Indemnité : 40 €"))
    assert complete(invoice_of(notes=notes), OutputKind.CII).invoice.notes[0].text == "Mention PMT - Indemnité : 40 €"


def test_the_wording_of_the_law_is_that_of_the_day_and_of_the_buyer():
    assert "L441-6" in wordings(public=False, on=date(2019, 4, 1))["PMD"]
    assert "L441-10" in wordings(public=False, on=date(2026, 9, 1))["PMD"]
    assert "décret 2013-269" in wordings(public=True, on=date(2018, 1, 1))["PMT"]
    assert "D2192-35" in wordings(public=True, on=date(2026, 9, 1))["PMT"]


def test_a_line_that_tells_its_amount_alone_is_one_of_that_price():
    line = line_of(quantity=None, unit_price=None)
    completed = complete(invoice_of(lines=(line,)), OutputKind.CII, ASKED).invoice.lines[0]
    assert (completed.quantity, completed.unit_price) == (Decimal(1), Decimal(100))


@pytest.mark.parametrize("missing", ["quantity", "unit_price", "net_amount"])
def test_two_figures_of_a_line_give_the_third(missing):
    completed = complete(invoice_of(lines=(line_of(**{missing: None}),)), OutputKind.CII, ASKED).invoice.lines[0]
    assert getattr(completed, missing) == getattr(line_of(), missing)


def test_a_line_without_amount_is_left_out_where_the_others_add_up():
    remark = line_of(id="2", description="Suivant devis", quantity=None, unit_price=None, net_amount=None)
    completion = complete(invoice_of(lines=(line_of(), remark)), OutputKind.CII, ASKED)
    assert [line.description for line in completion.invoice.lines] == ["Pose de porte"]
    assert added(completion, "BG-25") == ["1"]


def test_without_usable_lines_a_hybrid_goes_without_and_bare_xml_does_not():
    bare = invoice_of(lines=())
    hybrid = complete(bare, OutputKind.FACTURX, ASKED)
    assert (hybrid.profile, hybrid.gaps) == (Profile.BASIC_WL, ())
    assert gaps(bare) == {"BR-16": "lines"}


def test_lines_that_do_not_add_up_are_a_gap_of_bare_xml():
    short = invoice_of(lines=(line_of(net_amount=Decimal(80)),))
    assert gaps(short) == {"BR-CO-10": "lines"}
    assert complete(short, OutputKind.FACTURX, ASKED).profile is Profile.BASIC_WL


def test_lines_off_by_a_cent_take_the_extended_profiles():
    lines = (line_of(net_amount=Decimal("99.99")), line_of(id="2", unit_price=Decimal(0), net_amount=Decimal(0)))
    rounded = invoice_of(lines=lines)
    assert complete(rounded, OutputKind.UBL, ASKED).profile is Profile.EXTENDED_CTC_FR
    assert complete(rounded, OutputKind.FACTURX, ASKED).profile is Profile.EXTENDED


def test_a_discount_on_the_document_has_a_reason_and_the_rate_of_the_only_row():
    less = invoice_of(lines=(line_of(net_amount=Decimal(110)),), allowances=(Allowance(amount=Decimal(10)),))
    completion = complete(less, OutputKind.CII, ASKED)
    assert completion.gaps == ()
    assert completion.invoice.allowances[0] == Allowance(
        amount=Decimal(10), reason="Remise", vat_rate=Decimal(20), vat_category="S"
    )
    assert (completion.invoice.line_total, completion.invoice.allowance_total) == (Decimal(110), Decimal(10))


def test_nothing_due_means_that_all_is_paid():
    completed = complete(invoice_of(amount_due=Decimal(0)), OutputKind.CII, ASKED).invoice
    assert completed.prepaid_amount == Decimal(120)


def test_retention_money_is_told_by_its_note_and_the_whole_is_due():
    kept = invoice_of(amount_due=Decimal(114), notes=(Note(code="ABU", text="Retenue de garantie de 5 %"),))
    completed = complete(kept, OutputKind.CII, ASKED)
    assert (completed.invoice.amount_due, completed.gaps) == (Decimal(120), ())
    assert "6.00" in completed.invoice.notes[0].text


def test_a_transfer_without_account_does_not_claim_one():
    unpaid = invoice_of(payment=Payment(means_code="30", bic="AGRIFRPP"))
    assert complete(unpaid, OutputKind.CII, ASKED).invoice.payment == Payment(means_code="42")


@pytest.mark.parametrize(
    ("changes", "rule", "field"),
    [
        ({"number": None}, "BR-02", "invoice_number"),
        ({"number": "F 12"}, "BR-FR-02", "invoice_number"),
        ({"number": "F" * 36}, "BR-FR-01", "invoice_number"),
        ({"issue_date": None}, "BR-03", "issue_date"),
        ({"due_date": date(2026, 9, 1)}, "BR-FR-CO-07", "due_date"),
        ({"type_code": "999"}, "BR-FR-04", "type_code"),
        ({"currency": "USD"}, "BR-FR-CO-12", "currency"),
        ({"type_code": "381"}, "BR-FR-CO-05", "preceding_invoice"),
        ({"type_code": "384", "preceding_invoice": "F-1"}, "BR-FR-CO-04", "preceding_invoice_date"),
        ({"total_with_vat": Decimal(121), "amount_due": Decimal(121)}, "BR-CO-15", "total_with_vat"),
        ({"amount_due": Decimal(100)}, "BR-CO-16", "amount_due"),
        ({"total_without_vat": None, "vat_breakdown": ()}, "BR-13", "total_without_vat"),
        ({"vat_breakdown": (), "lines": ()}, "BR-CO-18", "vat_breakdown"),
        ({"seller": Party()}, "BR-FR-10", "seller_siren"),
        ({"notes": (Note(code="QQQ", text="?"),)}, "BR-CL-08", "notes"),
    ],
)
def test_what_is_missing_or_wrong_is_a_gap(changes, rule, field):
    assert gaps(invoice_of(**changes)).get(rule) == field


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        (VatSubtotal(category="S", rate=19, base=100, tax=20), "BR-FR-16"),
        (VatSubtotal(category="L", rate=20, base=100, tax=20), "BR-FR-15"),
        (VatSubtotal(category="S", rate=20, base=100, tax=22), "BR-CO-17"),
        (VatSubtotal(category="E", rate=0, base=100, tax=0), "BR-E-10"),
        (VatSubtotal(category="K", rate=0, base=100, tax=0), "BR-IC-02"),
        (VatSubtotal(category="E", rate=0, base=100, tax=20), "BR-E-09"),
        (VatSubtotal(category="E", rate=0, base=100, tax=0, exemption_code="VATEX-FR-QQ"), "BR-CL-22"),
    ],
)
def test_a_vat_row_that_the_norm_refuses_is_a_gap(row, rule):
    assert rule in gaps(invoice_of(vat_breakdown=(row,)))


def test_chorus_pro_wants_to_know_where_the_invoice_goes():
    assert gaps(invoice_of(), OutputKind.CHORUS) == {"BR-FR-CPRO-10": "buyer_siret"}


def test_every_gap_says_what_to_do_in_two_languages():
    for kind in (OutputKind.FACTURX, OutputKind.CII, OutputKind.UBL, OutputKind.CHORUS):
        for gap in complete(Invoice(), kind).gaps:
            assert gap.message.fr != gap.message.en
            assert gap.field
            assert gap.reference


def test_lists_of_codes_are_those_of_the_library():
    from facturx.untdid import UNTDID_4451

    assert frozenset(UNTDID_4451) == NOTE_CODES
    assert "VATEX-FR-FRANCHISE" in EXEMPTIONS
    assert all(code.startswith(("VATEX-EU-", "VATEX-FR-")) for code in EXEMPTIONS)
