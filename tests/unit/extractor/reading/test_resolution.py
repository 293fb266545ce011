"""Faxes with fewer rows than columns to the inch are read with square dots, whether the file says so or not."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from extractor.reading.read import image_page
from extractor.reading.resolution import squared


def frame(width: int, height: int, dpi: tuple[float, float] | None = None) -> Image.Image:
    image = Image.new("L", (width, height), 255)
    if dpi:
        image.info["dpi"] = dpi
    return image


@pytest.mark.parametrize(
    ("size", "dpi", "shape", "resolution"),
    [
        ((1728, 1145), (204, 98), (2383, 1728), 204),  # standard mode
        ((1728, 2292), (204, 196), (2292, 1728), 204),  # fine mode: as good as square
        ((1728, 1145), None, (2383, 1728), 204),  # a fax that tells nothing
        ((1728, 2444), None, (2444, 1728), 2444 / 11.69),
        ((1145, 1728), (98, 204), (1728, 2383), 204),
        ((1654, 2339), (200, 200), (2339, 1654), 200),
        ((1654, 2339), (72, 72), (2339, 1654), 2339 / 11.69),
        ((800, 600), (300, 1), (600, 800), 600 / 11.69 * 800 / 600),
    ],
)
def test_dots_are_square_and_the_resolution_is_plausible(size, dpi, shape, resolution):
    given = frame(*size, dpi)
    image, found = squared(np.asarray(given), given)
    assert image.shape == pytest.approx(shape, abs=2)
    assert found == pytest.approx(resolution, rel=0.01)


def test_a_squat_fax_gives_a_page_of_its_sheet_s_size():
    page = image_page(frame(1728, 1145, (204, 98)), 1, lambda _: ())
    assert (page.width, page.height) == (pytest.approx(610, abs=3), pytest.approx(841, abs=3))
