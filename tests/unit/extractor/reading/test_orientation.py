"""Which way up a page lies is told by a classifier, by reading rows where it is unsure; without both by Tesseract."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from extractor.reading.ocr import default_ocr, weights
from extractor.reading.orientation import turned_by
from tests.unit.extractor.reading.papers import picture, texts

LINES = ("Facture n° F-12 du 1er mars 2026", "Menuiserie Dubois, 1 rue Haute, Tulle") * 9

needs_weights = pytest.mark.skipif(not weights.installed(), reason="the weights of PP-OCRv6 are not installed")
needs_tesseract = pytest.mark.skipif(not shutil.which("tesseract"), reason="Tesseract is not installed")


def turned(degrees: int) -> NDArray[np.uint8]:
    """A page that lies turned clockwise."""
    return np.asarray(picture(*LINES).rotate(-degrees, expand=True))


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An environment in which no network is installed."""
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    assert not weights.installed()


@needs_weights
@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_the_classifier_tells_the_turn(degrees: int) -> None:
    assert turned_by(turned(degrees)) == degrees


@needs_weights
@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_a_sheet_with_one_line_is_turned_by_reading_it(degrees: int) -> None:
    sheet = picture("Bordereau d'envoi des factures de mars").rotate(-degrees, expand=True)
    assert turned_by(np.asarray(sheet)) == degrees


@needs_weights
def test_a_blank_sheet_stays_as_it_lies() -> None:
    assert turned_by(np.full((1169, 827), 250, np.uint8)) == 0


@needs_tesseract
@pytest.mark.usefixtures("bare")
@pytest.mark.parametrize("degrees", [90, 180])
def test_without_the_networks_tesseract_tells_the_turn(degrees: int) -> None:
    assert turned_by(turned(degrees)) == degrees


@needs_tesseract
@pytest.mark.usefixtures("bare")
def test_tesseract_leaves_a_page_without_text_as_it_lies() -> None:
    assert turned_by(np.full((600, 400), 255, np.uint8)) == 0


@needs_tesseract
@pytest.mark.usefixtures("bare")
def test_without_the_networks_tesseract_reads() -> None:
    assert "Facture" in texts(default_ocr()(np.asarray(picture(*LINES[:3]))))


@pytest.mark.usefixtures("bare")
def test_without_any_engine_a_page_stays_as_it_lies(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert turned_by(turned(180)) == 0
