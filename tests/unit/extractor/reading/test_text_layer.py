"""Words of a PDF's own text: upright boxes in place, cells apart, ligatures and odd characters kept."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pdfplumber
import pypdfium2
import pytest

from models.document import Word
from tests.unit.extractor.reading.papers import HELVETICA, pdf, shown, texts, words

FIXTURES = Path(__file__).parents[4] / "fixtures" / "invoices"
UP, DOWN, OVER = "0 1 -1 0", "0 -1 1 0", "-1 0 0 -1"


def one(data: bytes) -> Word:
    (found,) = words(data)
    return found


UPRIGHT = one(pdf(shown("Facture", 100, 642)))


@pytest.mark.parametrize("name", ["definitions-1", "paysage-1", "rapport-1", "tableau_croise-1", "ticket-1"])
def test_words_and_boxes_are_those_of_pdfplumber(name: str) -> None:
    path = FIXTURES / name / "invoice.pdf"
    with pdfplumber.open(path) as other, pypdfium2.PdfDocument(path) as file:
        for index, page in enumerate(other.pages):
            theirs = page.extract_words(x_tolerance_ratio=0.22)
            ours = words(path.read_bytes(), index)
            assert sorted(texts(ours)) == sorted(found["text"] for found in theirs)
            assert page.width == pytest.approx(file[index].get_width(), abs=0.1)
            near = defaultdict(list)
            for word in ours:
                near[word.text].append(word.bbox)
            for found in theirs:
                assert any(
                    abs(box.x0 - found["x0"]) < 3 and abs(box.x1 - found["x1"]) < 3 and box.top < found["bottom"]
                    for box in near[found["text"]]
                ), found


def test_a_word_stands_where_it_is_printed() -> None:
    assert UPRIGHT.text == "Facture"
    assert UPRIGHT.bbox.x0 == pytest.approx(100, abs=1)
    assert UPRIGHT.bbox.x1 == pytest.approx(100 + 34.5, abs=1.5)
    assert UPRIGHT.bbox.top < 842 - 642 - 6 < 842 - 642 < UPRIGHT.bbox.bottom
    assert (UPRIGHT.size, UPRIGHT.rotation, UPRIGHT.confidence) == (10, 0, 1.0)


@pytest.mark.parametrize(
    ("turn", "matrix", "x", "y"),
    [(90, UP, 200, 100), (180, OVER, 495, 200), (270, DOWN, 395, 742)],
)
def test_on_a_turned_page_boxes_are_upright_and_in_place(turn: int, matrix: str, x: float, y: float) -> None:
    found = one(pdf(shown("Facture", x, y, matrix=matrix), page=f"/Rotate {turn}"))
    assert (found.text, found.rotation, found.size) == ("Facture", 0, 10)
    for side in ("x0", "top", "x1", "bottom"):
        assert getattr(found.bbox, side) == pytest.approx(getattr(UPRIGHT.bbox, side), abs=0.5)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_text_that_turns_with_its_page_says_its_direction(turn: int) -> None:
    assert one(pdf(shown("Facture"), page=f"/Rotate {turn}")).rotation == turn


@pytest.mark.parametrize(("matrix", "rotation"), [(UP, 270), (DOWN, 90), (OVER, 180)])
def test_words_written_in_another_direction_are_whole_and_say_so(matrix: str, rotation: int) -> None:
    first, second = words(pdf(shown("SARL Dubois", matrix=matrix)))
    assert (first.text, second.text) == ("SARL", "Dubois")
    assert first.rotation == second.rotation == rotation
    assert (first.bbox.height > first.bbox.width) == (rotation != 180)


def test_boxes_begin_at_the_corner_of_what_is_shown() -> None:
    cropped = one(pdf(shown("Facture"), page="/CropBox [50 40 545 792]"))
    assert cropped.bbox.x0 == pytest.approx(UPRIGHT.bbox.x0 - 50, abs=0.1)
    assert cropped.bbox.top == pytest.approx(UPRIGHT.bbox.top - 50, abs=0.1)


def test_neighbouring_cells_are_not_glued() -> None:
    cells = shown("2", 100) + shown("12,50", 109) + shown("25,00", 139)
    assert texts(words(pdf(cells))) == ["2", "12,50", "25,00"]


def test_cells_of_rows_and_columns_are_not_glued() -> None:
    rows = shown("20,00", 100, 642) + shown("30,00", 100, 630) + shown("118", 300, 630)
    assert texts(words(pdf(rows))) == ["20,00", "30,00", "118"]


def test_kerning_is_no_space_and_a_wide_gap_is() -> None:
    assert texts(words(pdf("BT /F 10 Tf 100 642 Td [(F) 80 (ac) -60 (ture)] TJ ET"))) == ["Facture"]
    assert texts(words(pdf("BT /F 10 Tf 100 642 Td [(Total) -400 (TTC)] TJ ET"))) == ["Total", "TTC"]


@pytest.mark.parametrize("space", [" ", r"\240", "   "])
def test_spaces_part_words(space: str) -> None:
    assert texts(words(pdf(shown(f"1{space}234,56{space}\\200")))) == ["1", "234,56", "€"]


def test_a_ligature_is_its_letters() -> None:
    found = one(pdf(shown("o@ce"), unicode={"6f": "006F", "40": "FB03", "63": "0063", "65": "0065"}))
    assert found.text == "office"


def test_the_letters_that_one_glyph_stands_for_are_kept_together() -> None:
    found = one(pdf(shown("o@ce"), unicode={"6f": "006F", "40": "006600660069", "63": "0063", "65": "0065"}))
    assert found.text == "office"


def test_a_character_beyond_the_first_plane_is_one_character() -> None:
    assert one(pdf(shown("A"), unicode={"41": "D835DD38"})).text == "\U0001d538"


@pytest.mark.parametrize("half", ["D835", "DD38", "D835D835", "FFFF"])
def test_half_a_pair_does_no_harm(half: str) -> None:
    found = words(pdf(shown("BAB"), unicode={"41": half, "42": "0042"}))
    assert "".join(texts(found)).replace("\ufffd", "").startswith("B")
    "".join(texts(found)).encode()


def test_accents_and_signs_are_kept() -> None:
    assert texts(words(pdf(shown(r"\311ch\351ance n\260 \253 12 \273")))) == ["Échéance", "n°", "«", "12", "»"]


@pytest.mark.parametrize(("size", "matrix"), [(12, "1 0 0 1"), (1, "12 0 0 12"), (6, "2 0 0 2")])
def test_the_type_size_is_that_on_the_page(size: float, matrix: str) -> None:
    assert one(pdf(shown("Facture", size=size, matrix=matrix))).size == pytest.approx(12)


def test_bold_type_is_told() -> None:
    described = "/FontDescriptor << /Type /FontDescriptor /FontName /Arial-BoldMT /Flags 32 /StemV 140 >>"
    assert one(pdf(shown("Facture"), font=HELVETICA.replace("Helvetica", "Arial-BoldMT") + described)).bold
    assert not UPRIGHT.bold


def test_a_page_without_text_has_no_words() -> None:
    assert words(pdf("")) == ()
    assert words(pdf("10 10 100 100 re f")) == ()
