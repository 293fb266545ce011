from dataclasses import replace

import pytest

from extractor.reading import layout
from extractor.testing import page_of
from models.document import Page
from models.stack import Part, PartKind, StackPlan
from worker.digitising import plans
from worker.digitising.shelf import Shelf, folder_for, write
from worker.page_packing import packed, unpacked

PAGE = page_of("""
    ACME SARL                FACTURE N° F-1
    1 rue Haute              Total TTC 120,00 €
""")


def test_a_page_comes_back_as_it_was_with_each_word_once():
    page = layout.page_of(number=4, size=(595, 842), words=PAGE.words, turned=90, skew=0.31)
    again = unpacked(packed(page))
    assert again == page
    assert again.lines[0].words[0] is again.words[0]


def test_a_page_whose_lines_are_not_its_words_comes_back_as_well():
    odd = replace(PAGE, words=PAGE.words[::-1])
    assert unpacked(packed(odd)) == odd


@pytest.mark.parametrize("data", [b"", b"{}", packed(PAGE)[:40]], ids=["nothing", "not packed", "cut off"])
def test_what_is_no_page_is_told(data):
    with pytest.raises(ValueError, match="page"):
        unpacked(data)


def test_a_page_cut_off_while_it_was_kept_is_read_again(tmp_path):
    shelf = Shelf(tmp_path, "prefacture 1", "ab")
    shelf.keep(PAGE)
    (path,) = shelf.read.glob("*.page")
    path.write_bytes(path.read_bytes()[:30])
    assert shelf.page(1) is None
    shelf.keep(PAGE)
    assert (shelf.page(1), shelf.known()) == (PAGE, {1})


def test_what_failed_is_known_until_it_is_forgiven(tmp_path):
    shelf = Shelf(tmp_path, "prefacture 1", "ab")
    shelf.fail(3, {"code": "crashed"})
    shelf.fail(None, {"code": "damaged_file"})
    assert (shelf.known(), shelf.failures(), shelf.failure()) == (
        {3},
        {3: {"code": "crashed"}},
        {"code": "damaged_file"},
    )
    shelf.forgive()
    assert (shelf.known(), shelf.failures(), shelf.failure()) == (frozenset(), {}, None)


def test_what_was_made_counts_as_long_as_its_files_are_there(tmp_path):
    shelf = Shelf(tmp_path, "prefacture 1", "ab")
    write(tmp_path / "a" / "p001.pdf", b"%PDF")
    shelf.note("k", {"line": None, "files": ["a/p001.pdf"]})
    assert shelf.made("k") is not None
    (tmp_path / "a" / "p001.pdf").unlink()
    assert shelf.made("k") is None


def test_another_content_of_the_same_name_goes_to_another_folder(tmp_path):
    assert folder_for(tmp_path, "mars/scan", "aa" * 32) == "mars/scan"
    assert folder_for(tmp_path, "mars/scan", "bb" * 32) == "mars/scan-bbbbbbbb"
    assert folder_for(tmp_path, "mars/scan", "aa" * 32) == "mars/scan"


def test_pages_that_could_not_be_read_are_never_left_out():
    plan = StackPlan(
        pages=4,
        parts=(
            Part(kind=PartKind.INVOICE, pages=(1, 2), blank=(2,)),
            Part(kind=PartKind.BLANK, pages=(3,)),
            Part(kind=PartKind.SEPARATOR, pages=(4,)),
        ),
    )
    kept = plans.with_unread(plan, frozenset({2, 3}))
    assert [(part.kind, part.kept) for part in kept.parts] == [
        (PartKind.INVOICE, (1, 2)),
        (PartKind.OTHER, (3,)),
        (PartKind.SEPARATOR, (4,)),
    ]


def test_a_plan_that_was_written_is_read_with_its_boundaries():
    plan = StackPlan(pages=3, parts=(Part(kind=PartKind.INVOICE, pages=(1, 2)), Part(kind=PartKind.LETTER, pages=(3,))))
    assert plans.read(plans.written("a.pdf", "ab", plan)) == ("ab", ((1, "invoice"), (3, "letter")))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (b"[]", "plan.json"),
        (b'{"sha256": "ab", "pages": 3, "parts": [{"kind": "invoice", "pages": [2]}]}', "se suivre"),
        (b'{"sha256": "ab", "pages": 3, "parts": [{"kind": "facture", "pages": [1]}]}', "facture"),
    ],
)
def test_a_plan_that_is_none_says_why(text, why):
    with pytest.raises(plans.NotAPlan, match=why):
        plans.read(text)


def test_a_page_of_which_nothing_is_known_is_a_page():
    from worker.digitising.tasks import nothing_on

    assert isinstance(nothing_on(3), Page)
