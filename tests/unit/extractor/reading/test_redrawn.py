"""A page drawn a second time lies on what was read at first, though nothing is looked for in it anew."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from extractor.intake import open_source
from extractor.reading import read
from extractor.reading.page_image import NoSuchPage
from extractor.reading.redrawn import redrawn
from extractor.settings import Settings
from models.document import Page
from models.errors import DamagedFile
from models.source import Source, SourceKind
from tests.unit.extractor.reading.papers import Reader, picture, printed, saved, source, word

INVOICES = Path(__file__).resolve().parents[4] / "fixtures" / "invoices"
SETTINGS = Settings()


def read_once(given: Source, settings: Settings = SETTINGS) -> tuple[Page, np.ndarray]:
    """The first page of a source, and the picture that the engine was shown."""
    reader = Reader(word("Facture", 10, 10, 60, 20))
    (page, *_) = read(given, ocr=reader, settings=settings).pages
    return page, reader.seen[0]


def spoiled(name: str) -> Source:
    path = next((INVOICES / name).glob("invoice.*"))
    return open_source(path.name, path.read_bytes(), settings=SETTINGS)


def askew() -> Source:
    return source(saved(picture().rotate(-1.4, expand=False, fillcolor=255), "PNG"), SourceKind.IMAGE)


def lying() -> Source:
    return source(saved(picture().rotate(90, expand=True), "PNG"), SourceKind.IMAGE)


@pytest.mark.parametrize(
    "given",
    [askew, lying, lambda: spoiled("bureau-4__photo"), lambda: source(printed(picture(size=(1654, 2339))))],
    ids=["askew", "lying", "photo", "pdf"],
)
def test_the_second_picture_is_that_of_the_first_reading(given) -> None:
    page, shown = read_once(given())
    again = redrawn(given(), page, settings=SETTINGS)
    assert again.shape == shown.shape
    assert np.corrcoef(again[::2, ::2].ravel(), shown[::2, ::2].ravel())[0, 1] > 0.95


def test_a_scan_of_more_pixels_than_were_read_is_drawn_larger() -> None:
    fine, coarse = source(printed(picture(size=(1240, 1754)))), Settings(render_dpi=100)
    page, shown = read_once(fine, coarse)
    assert redrawn(fine, page, settings=coarse).shape[0] == pytest.approx(1.5 * shown.shape[0], abs=3)


def test_a_page_that_is_not_there_or_broken_is_told_so() -> None:
    page, _ = read_once(askew())
    for number, wrong, error in (
        (1, source(b"no picture", SourceKind.IMAGE), DamagedFile),
        (1, source(b"%PDF-1.7 broken"), DamagedFile),
        (1, source(b"<Invoice/>", SourceKind.XML), NoSuchPage),
        (7, askew(), NoSuchPage),
        (7, source(printed("one page")), NoSuchPage),
    ):
        with pytest.raises(error):
            redrawn(wrong, Page(number, page.width, page.height, (), (), ()), settings=SETTINGS)
