"""Words become lines at baselines and gaps, lines become blocks at edges and leading, in reading order."""

from __future__ import annotations

from hypothesis import given, settings, strategies as st

from extractor.reading.layout import blocks_of, lines_of, page_of
from models.document import Page, Word
from models.geometry import BBox


def word(text: str, x: float, y: float, *, size: float = 10.0, rotation: int = 0) -> Word:
    """A word whose characters are 6 points wide, its top left corner at (x, y)."""
    length = 0.6 * size * len(text)
    box = BBox(x, y, x + length, y + size) if rotation in (0, 180) else BBox(x, y, x + size, y + length)
    return Word(text, box, size, rotation)


def page(*words: Word) -> Page:
    return page_of(number=1, size=(595, 842), words=words)


def texts(page: Page) -> list[str]:
    return [line.text for line in page.lines]


def test_words_of_one_baseline_are_a_line_in_their_order() -> None:
    assert texts(page(word("TTC", 40, 10), word("Total", 0, 10))) == ["Total TTC"]


def test_a_wide_gap_divides_a_row() -> None:
    assert texts(page(word("Total", 0, 10), word("TTC", 34, 10), word("120,00", 90, 10))) == ["Total TTC", "120,00"]


def test_what_is_a_wide_gap_depends_on_the_type_size() -> None:
    assert texts(page(word("A", 0, 0, size=20), word("B", 30, 0, size=20))) == ["A B"]
    assert texts(page(word("A", 0, 0, size=8), word("B", 22.8, 0, size=8))) == ["A", "B"]


def test_words_of_other_sizes_on_the_baseline_share_the_line() -> None:
    assert texts(page(word("Total", 0, 10, size=14), word("TTC", 46, 14, size=9))) == ["Total TTC"]


def test_rows_that_slope_a_little_hold_together() -> None:
    sloping = [word("mot", 25 * index, 10 + 0.6 * index) for index in range(8)]
    assert texts(page(*sloping)) == [" ".join(["mot"] * 8)]


def test_close_rows_are_not_mixed() -> None:
    rows = [word("haut", 0, 0), word("bas", 0, 9), word("fin", 24, 9)]
    assert texts(page(*rows)) == ["haut", "bas fin"]


def test_vertical_words_are_lines_of_their_own_direction() -> None:
    up = [word("SARL", 5, 500, rotation=270), word("Dubois", 5, 450, rotation=270)]
    down = [word("du", 580, 120, rotation=90), word("bas", 580, 140, rotation=90)]
    lines = lines_of([word("Facture", 100, 100), *reversed(up), *reversed(down)])
    assert sorted(line.text for line in lines) == ["Facture", "SARL Dubois", "du bas"]


def test_lines_that_follow_each_other_are_a_block() -> None:
    found = page(word("MARTIN", 300, 100), word("2 rue", 300, 112), word("87000", 300, 124), word("loin", 300, 170))
    assert [block.text for block in found.blocks] == ["MARTIN\n2 rue\n87000", "loin"]


def test_two_columns_are_two_blocks_and_read_one_after_the_other() -> None:
    left = [word("ACME", 40, 100), word("Tulle", 40, 112)]
    right = [word("MARTIN", 300, 101), word("Limoges", 300, 113)]
    assert texts(page(left[0], right[0], left[1], right[1])) == ["ACME", "Tulle", "MARTIN", "Limoges"]


def test_lines_aligned_right_or_centred_are_a_block_too() -> None:
    right = page(word("Dubois", 464, 100), word("Menuiserie", 440, 112))
    centred = page(word("Dubois", 212, 100), word("Menuiserie", 200, 112))
    assert len(right.blocks) == len(centred.blocks) == 1


def test_a_title_in_large_type_is_a_block_of_its_own() -> None:
    assert len(page(word("FACTURE", 40, 100, size=26), word("petit", 40, 128, size=9)).blocks) == 2


def test_blocks_are_empty_without_lines() -> None:
    assert blocks_of(()) == ()
    assert page().words == ()


@settings(deadline=None)  # the machine may be busy
@given(
    st.lists(
        st.builds(
            word,
            st.text("abc", min_size=1, max_size=4),
            st.floats(0, 500),
            st.floats(0, 800),
            size=st.floats(0.5, 40),
            rotation=st.sampled_from([0, 90, 180, 270]),
        ),
        max_size=25,
    )
)
def test_no_word_is_lost_or_doubled(words: list[Word]) -> None:
    found = page(*words)
    key = repr
    assert sorted(found.words, key=key) == sorted(words, key=key)
    assert [word for line in found.lines for word in line.words] == list(found.words)
    assert [line for block in found.blocks for line in block.lines] == list(found.lines)
