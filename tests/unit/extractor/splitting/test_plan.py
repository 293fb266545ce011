"""Where the papers of a pile begin, of what kind they are and what they go with."""

import json
from dataclasses import asdict

import pytest
from pydantic import TypeAdapter

from extractor.splitting import PageTraits, parts_of, plan, replanned
from models.stack import PartKind, Sign
from tests.unit.extractor.splitting.sheets import DELIVERY, LETTER, SEPARATOR, TERMS, invoice, pile, traits


def kinds(found):
    return [(part.kind.value, part.pages) for part in found.parts]


def test_two_invoices_of_one_house_are_two():
    found = plan(traits(invoice("F-2026-118"), invoice("F-2026-119")))
    assert kinds(found) == [("invoice", (1,)), ("invoice", (2,))]
    assert [part.number for part in found.parts] == ["F-2026-118", "F-2026-119"]


def test_a_page_that_goes_on_without_a_number_stays():
    found = plan(
        traits(
            invoice("F-2026-118", sums=False, lines=30),
            invoice("", head=False, lines=12),
            invoice("B-77", seller="blain"),
        )
    )
    assert kinds(found) == [("invoice", (1, 2)), ("invoice", (3,))]


def test_a_head_repeated_with_its_number_goes_on():
    pages = [invoice("F-2026-118", page=f"Page {n}/3", sums=n == 3, lines=25) for n in (1, 2, 3)]
    found = plan(traits(*pages, invoice("F-2026-119", page="Page 1/1")))
    assert kinds(found) == [("invoice", (1, 2, 3)), ("invoice", (4,))]
    assert found.parts[1].signs
    assert found.confidence > 0.9


def test_a_second_copy_is_a_paper_of_its_own():
    one = invoice("F-2026-118", page="Page 1/1")
    assert plan(traits(one, one)).boundaries == (2,)


def test_a_delivery_note_goes_with_the_invoice_that_it_cites():
    cited = DELIVERY.format(cited="Facture n° F-2026-118")
    found = plan(traits(invoice("F-2026-118"), invoice("F-2026-119"), cited))
    assert kinds(found)[-1] == ("delivery_note", (3,))
    assert found.parts[-1].belongs_to == 1


def test_a_delivery_note_that_cites_none_goes_with_the_one_before_of_its_house():
    found = plan(traits(invoice("F-2026-118"), DELIVERY.format(cited=""), invoice("B-2026-77", seller="blain")))
    assert [part.belongs_to for part in found.parts] == [None, 1, None]


def test_letters_and_terms_are_attached():
    found = plan(traits(invoice("F-2026-118"), TERMS, LETTER, invoice("B-2026-77", seller="blain")))
    assert [kind for kind, _ in kinds(found)] == ["invoice", "other", "letter", "invoice"]
    assert found.parts[1].belongs_to == 1


def test_a_separator_is_a_wall():
    found = plan(traits(invoice("F-2026-118"), SEPARATOR, "", DELIVERY.format(cited=""), invoice("F-2026-119")))
    assert kinds(found)[:2] == [("invoice", (1,)), ("separator", (2, 3))]
    assert found.parts[1].blank == (3,)
    assert found.parts[2].belongs_to == 5
    assert found.parts[2].signs == (Sign.SEPARATOR,)


def test_blank_backs_stay_with_their_invoice_and_are_told():
    found = plan(traits("", invoice("F-2026-118"), "", invoice("B-2026-77", seller="blain"), ""))
    assert kinds(found) == [("blank", (1,)), ("invoice", (2, 3)), ("invoice", (4, 5))]
    assert found.parts[1].kept == (2,)


def test_one_page_is_one_part():
    assert kinds(plan(traits(invoice("F-1")))) == [("invoice", (1,))]
    assert kinds(plan(traits(""))) == [("blank", (1,))]


def test_parts_become_documents_with_the_numbers_of_their_pages():
    document = pile("", invoice("F-2026-118"), "", LETTER, invoice("B-2026-77", seller="blain"))
    found = parts_of(
        document, plan(traits("", invoice("F-2026-118"), "", LETTER, invoice("B-2026-77", seller="blain")))
    )
    assert [[page.number for page in part.pages] for part in found] == [[2], [5]]


def test_boundaries_of_a_person_are_theirs_and_the_others_stay():
    pages = traits(invoice("F-2026-118"), LETTER, invoice("F-2026-119"), invoice("B-77", seller="blain"))
    before = plan(pages)
    found = replanned(before, [(1, PartKind.INVOICE), (3, PartKind.INVOICE), (4, PartKind.INVOICE)], pages)
    assert kinds(found) == [("invoice", (1, 2)), ("invoice", (3,)), ("invoice", (4,))]
    assert found.parts[0].signs == (Sign.PERSON,)
    assert found.parts[0].confidence == 1
    assert found.parts[2] == before.parts[3]


def test_a_person_may_call_a_page_blank_or_begin_after_the_first():
    pages = traits(invoice("F-2026-118"), LETTER)
    found = replanned(plan(pages), [(2, PartKind.BLANK)], pages)
    assert kinds(found) == [("invoice", (1,)), ("blank", (2,))]
    assert found.parts[1].blank == (2,)


def test_traits_survive_json():
    one = traits(invoice("F-2026-118", page="Page 1/2"))[0]
    told = json.dumps(asdict(one))
    assert TypeAdapter(PageTraits).validate_json(told) == one
    assert len(told) < 4000


@pytest.mark.parametrize("pages", [150])
def test_a_long_invoice_is_planned_in_no_time(pages):
    texts = [invoice("F-2026-118", page=f"Page {n}/{pages}", sums=n == pages) for n in range(1, pages + 1)]
    assert plan(traits(*texts)).boundaries == ()
