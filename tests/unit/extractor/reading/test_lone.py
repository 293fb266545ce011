"""A figure that stands alone in the row of a run of text is found; dust, drawings and parts of words are not."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from extractor.reading.ocr.detect import TextBox
from extractor.reading.ocr.lone import MOST, lone_marks

RUN = TextBox(300, 100, 400, 40, 0.0)
"""A detected run of text, 40 pixels high, in the middle of row 100."""

Mark = tuple[int, int, int, int]
ONE: Mark = (650, 89, 6, 22)
"""Left, top, width, height of a slim figure of that row."""


def drawn(*marks: Mark) -> NDArray[np.uint8]:
    image = np.full((300, 900, 3), 255, np.uint8)
    for left, top, width, height in marks:
        image[top : top + height, left : left + width] = 20
    return image


def test_a_slim_figure_beside_a_run_is_found_with_space_around_it() -> None:
    (box,) = lone_marks(drawn(ONE), [RUN])
    assert (box.x, box.y, box.angle) == (653, 100, 0.0)
    assert 6 < box.width < 30
    assert 22 < box.height < 50


def test_figures_of_several_rows_are_all_found() -> None:
    other = TextBox(300, 200, 400, 40, 0.0)
    found = lone_marks(drawn(ONE, (650, 189, 6, 22), (750, 189, 16, 22)), [RUN, other])
    assert sorted((box.x, box.y) for box in found) == [(653, 100), (653, 200), (758, 200)]


@pytest.mark.parametrize(
    "marks",
    [
        (),
        ((650, 150, 6, 22),),
        ((650, 97, 6, 6),),
        ((650, 60, 6, 80),),
        ((650, 89, 2, 22),),
        ((650, 89, 40, 22),),
        ((300, 89, 6, 22),),
        ((650, 89, 6, 22), (660, 89, 6, 22)),
    ],
    ids=["nothing", "other row", "dust", "rule", "hairline", "dash", "inside the run", "two together"],
)
def test_other_marks_are_not(marks: tuple[Mark, ...]) -> None:
    assert lone_marks(drawn(*marks), [RUN]) == []


@pytest.mark.parametrize("boxes", [[], [TextBox(300, 100, 40, 400, 0.0)]], ids=["none", "upright"])
def test_without_runs_of_text_there_is_nothing_to_compare_with(boxes: list[TextBox]) -> None:
    assert lone_marks(drawn(ONE), boxes) == []


def test_a_row_of_too_many_marks_is_a_drawing() -> None:
    image = np.full((200, 60 * (MOST + 12), 3), 255, np.uint8)
    for place in range(MOST + 2):
        image[89:111, 560 + 60 * place : 566 + 60 * place] = 20
    assert lone_marks(image, [RUN]) == []
