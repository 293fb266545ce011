"""The sheet is cut out of a photo, and nothing is cut off a page that is only dark somewhere."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from extractor.reading.photo import corners_of, sheet_of
from tests.unit.extractor.reading.papers import picture

PAGE = np.asarray(picture())


def on_table(angle: float, *, dark: int = 70) -> NDArray[np.uint8]:
    """The page on a dark table, turned by some degrees."""
    sheet = Image.fromarray(PAGE).convert("LA").rotate(angle, expand=True, resample=Image.Resampling.BICUBIC)
    table = Image.new("L", (1200, 1500), dark)
    table.paste(sheet.getchannel(0), (120, 110), sheet.getchannel(1))
    return np.asarray(table)


@pytest.mark.parametrize("angle", [0, 3, -6])
def test_a_sheet_on_a_dark_table_is_found_and_straightened(angle: float) -> None:
    sheet = sheet_of(on_table(angle))
    assert sheet is not None
    assert sheet.shape[0] == pytest.approx(PAGE.shape[0], rel=0.02)
    assert sheet.shape[1] == pytest.approx(PAGE.shape[1], rel=0.02)
    border = np.concatenate([sheet[12], sheet[-12], sheet[:, 12], sheet[:, -12]])
    assert np.median(border) > 240


@pytest.mark.parametrize("side", ["left", "right", "top", "bottom"])
@pytest.mark.parametrize("shade", [0, 60, 120])
def test_a_dark_band_printed_at_one_side_is_not_cut_off(side: str, shade: int) -> None:
    page = PAGE.copy()
    height, width = page.shape
    rows = {"top": slice(0, height // 5), "bottom": slice(-height // 5, None)}.get(side, slice(None))
    columns = {"left": slice(0, width // 4), "right": slice(-width // 4, None)}.get(side, slice(None))
    page[rows, columns] = shade
    assert sheet_of(page) is None


@pytest.mark.parametrize("shade", [0, 128, 255])
def test_an_image_of_one_shade_holds_no_sheet(shade: int) -> None:
    assert sheet_of(np.full((400, 300), shade, np.uint8)) is None


def test_a_small_light_thing_on_a_table_is_no_sheet() -> None:
    table = np.full((1500, 1200), 60, np.uint8)
    table[600:800, 500:700] = 250
    assert sheet_of(table) is None


@pytest.mark.parametrize("side", [0, 1, 2, 3])
def test_a_band_as_dark_as_the_table_belongs_to_the_sheet_where_light_print_stands_on_it(side: int) -> None:
    sheet = np.full((1400, 990), 250, np.uint8)
    sheet[:240] = 70
    cv2.putText(sheet, "FACTURE 2026-118", (90, 150), cv2.FONT_HERSHEY_SIMPLEX, 2.2, 245, 6)
    table = np.full((1640, 1230), 70, np.uint8)
    table[120:1520, 120:1110] = sheet
    found = corners_of(np.ascontiguousarray(np.rot90(table, side)))
    assert found is not None
    lengths = np.linalg.norm(found - np.roll(found, -1, axis=0), axis=1)
    assert max(lengths) / min(lengths) == pytest.approx(1400 / 990, rel=0.03)


def test_a_bare_table_beside_a_sheet_that_is_not_a4_stays_away() -> None:
    table = np.full((1640, 1230), 70, np.uint8)
    table[360:1520, 120:1110] = 250
    found = corners_of(table)
    assert found is not None
    assert found[:, 1].min() == pytest.approx(360, abs=12)
