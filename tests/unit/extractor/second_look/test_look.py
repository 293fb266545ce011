"""A value changes only to what a reader saw, for a reason; disagreement is told, and a good page costs nothing."""

from __future__ import annotations

import pytest

from extractor.pipeline import decide
from models.document import Reading
from models.second_look import Doubt, Engine
from tests.unit.extractor.second_look.pages import VALUES, Readers, all_say, looked, scan


def test_a_page_that_agrees_with_itself_is_not_read_again() -> None:
    readers = Readers()
    document = scan()
    assert looked(document, readers) == decide(document)
    assert readers.asked == []


def test_a_page_with_text_is_never_read_again() -> None:
    readers = Readers()
    looked(scan(siret="732 829 320 00075", reading=Reading.TEXT_LAYER), readers)
    assert readers.asked == []


@pytest.mark.parametrize(
    ("name", "field", "misread", "value"),
    [
        ("siret", "seller_siret", "732 829 320 00024", "73282932000074"),
        ("iban", "iban", "FR76 3000 6000 0112 3456 7390 189", "FR7630006000011234567890189"),
        ("vat", "total_vat", "246,96", "246.90"),
        ("gross", "total_with_vat", "1 431,40", "1481.40"),
    ],
)
def test_what_both_engines_read_and_the_failed_check_accepts_becomes_the_value(
    name: str, field: str, misread: str, value: str
) -> None:
    document = scan(**{name: misread})
    first = decide(document).fields[field]
    found = looked(document, all_say(misread, VALUES[name])).fields[field]
    assert (first.value != value, found.value) == (True, value)
    assert found.provenance is not None
    assert found.provenance.text == VALUES[name]
    assert found.alternatives[0].value == first.value
    assert found.alternatives[0].provenance == first.provenance
    assert found.alternatives[0].confidence < found.confidence <= 0.97


def test_one_engine_alone_is_believed_less_than_both() -> None:
    misread = "732 829 320 00024"
    one = Readers({Engine.TESSERACT: {misread: VALUES["siret"]}})
    alone = looked(scan(siret=misread), one).fields["seller_siret"]
    both = looked(scan(siret=misread), all_say(misread, VALUES["siret"])).fields["seller_siret"]
    assert alone.value == both.value == "73282932000074"
    assert alone.confidence <= 0.85 < both.confidence


def test_a_number_printed_wrong_stays_as_every_reader_reads_it() -> None:
    document = scan(siret="732 829 320 00075")
    readers = Readers()
    found = looked(document, readers).fields["seller_siret"]
    assert found == decide(document).fields["seller_siret"]
    assert [spot.doubt for spot in readers.asked] == [Doubt.KEY]


def test_two_engines_that_agree_on_a_wrong_number_give_it_a_low_confidence() -> None:
    document = scan(siret="732 829 320 00075")
    found = looked(document, all_say("00075", "00076")).fields["seller_siret"]
    assert [found.value, *(other.value for other in found.alternatives)] == ["73282932000076", "73282932000075"]
    assert found.confidence < 0.6


def test_an_account_under_a_stamp_is_found() -> None:
    document = scan(iban="FR76 3000 6000 ão112 3456")
    assert "iban" not in decide(document).fields
    found = looked(document, all_say("FR76 3000 6000 ão112 3456", VALUES["iban"])).fields["iban"]
    assert (found.value, found.alternatives) == ("FR7630006000011234567890189", ())


def test_the_number_of_the_invoice_changes_only_where_it_was_unsure_and_both_engines_agree() -> None:
    sure = looked(scan(number="F-2026-113"), all_say("F-2026-113", "F-2026-118")).fields["invoice_number"]
    unsure = scan(number="F-2026-113", confidence=0.7)
    agreed = looked(unsure, all_say("F-2026-113", "F-2026-118")).fields["invoice_number"]
    split = looked(unsure, Readers({Engine.PADDLE: {"F-2026-113": "F-2026-118"}})).fields["invoice_number"]
    first = decide(unsure).fields["invoice_number"]
    assert agreed.value == "F-2026-118"
    assert (sure.value, split.value) == (first.value, first.value)
    assert split.confidence < first.confidence
    assert [(other.value, other.confidence < split.confidence) for other in split.alternatives] == [
        ("F-2026-118", True)
    ]


def test_a_date_that_both_engines_misread_is_not_given_up_for_another_one() -> None:
    document = scan(day="01/03/2026 exp. 21/01/2026", confidence=0.8)
    before = decide(document).fields["issue_date"]
    found = looked(document, all_say("01/03/2026", "oI/o3/zoz6")).fields["issue_date"]
    assert (before.value, found.value) == ("2026-03-01", "2026-03-01")


def test_readers_that_agree_with_an_unsure_first_one_raise_its_confidence() -> None:
    document = scan(confidence=0.8)
    before, after = decide(document).fields["invoice_number"], looked(document, Readers()).fields["invoice_number"]
    assert after.value == before.value
    assert before.confidence < after.confidence <= 0.97


def test_a_minus_that_was_seen_is_not_lost_to_readers_that_overlook_it() -> None:
    document = scan(net="-1 234,50", vat="246,90", gross="1 481,40")
    before = decide(document).fields["total_without_vat"].value
    found = looked(document, all_say("-1 234,50", "1 234,50")).fields["total_without_vat"].value
    assert (before, found) == ("-1234.50", "-1234.50")


def test_readers_that_see_nothing_change_nothing() -> None:
    document = scan(siret="732 829 320 00075")
    assert looked(document, lambda _: ()) == decide(document)
