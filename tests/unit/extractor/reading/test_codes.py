"""Codes for machines, as they are printed and as a scanner gives them back."""

import cv2
import numpy as np
import pytest
import zxingcpp

from extractor.reading.codes import codes_of, in_points_of, patches_of
from models.document import CodeKind

PATCHES = {"1": "WWNN", "2": "WNNW", "3": "WNWN", "4": "NWWN", "6": "NNWW", "T": "NWNW"}


def sheet(name, *, unit=16, long=400, lying=False):
    """An A4 sheet at 200 dpi with one patch, 0.08 in to a narrow bar."""
    paper = np.full((2339, 1654), 255, np.uint8)
    x = 600
    for bar in PATCHES[name]:
        wide = unit if bar == "N" else round(2.5 * unit)
        paper[300 : 300 + long, x : x + wide] = 0
        x += wide + unit
    return np.ascontiguousarray(paper.T) if lying else paper


def turned(image, degrees):
    height, width = image.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    return cv2.warpAffine(image, matrix, (width, height), borderValue=255)


def noisy(image, strength=25):
    return np.clip(image + np.random.default_rng(4).normal(0, strength, image.shape), 0, 255).astype(np.uint8)


def read(image):
    return [code.text for code in codes_of(image)]


@pytest.mark.parametrize("name", PATCHES)
def test_each_patch_is_told_by_the_order_of_its_bars(name):
    assert read(sheet(name)) == [name]


@pytest.mark.parametrize("degrees", [-2.0, 1.5])
def test_a_patch_is_read_askew_and_with_noise(degrees):
    assert read(noisy(turned(sheet("T"), degrees))) == ["T"]


def test_a_patch_may_lie_and_have_any_resolution():
    assert read(sheet("2", lying=True)) == ["2"]
    assert read(sheet("2", unit=8, long=160)) == ["2"]


def test_a_patch_is_placed():
    box = patches_of(sheet("4"))[0].bbox
    assert (round(box.x0, -1), round(box.x1, -1)) == (600, 760)
    assert abs(box.top - 300) < 20
    assert abs(box.bottom - 700) < 20


def test_bars_that_are_too_short_are_no_patch():
    assert read(sheet("T", long=60)) == []


def test_columns_of_a_table_are_no_patch():
    paper = np.full((2339, 1654), 255, np.uint8)
    for x in range(200, 1400, 40):
        paper[200:1800, x : x + 3] = 0
    assert read(paper) == []


@pytest.mark.parametrize(
    ("made", "kind"), [("QRCode", CodeKind.QR), ("Code128", CodeKind.CODE_128)], ids=["qr", "code 128"]
)
@pytest.mark.parametrize("turns", [0, 1, 2])
def test_codes_are_read_in_any_direction(made, kind, turns):
    code = zxingcpp.create_barcode("LOT-2026-014", getattr(zxingcpp.BarcodeFormat, made))
    picture = np.array(code.to_image(scale=4))
    paper = np.full((1600, 1200), 255, np.uint8)
    paper[200 : 200 + picture.shape[0], 150 : 150 + picture.shape[1]] = picture
    found = codes_of(np.ascontiguousarray(np.rot90(paper, turns)))
    assert [(code.kind, code.text) for code in found] == [(kind, "LOT-2026-014")]


def test_boxes_are_given_in_points():
    box = in_points_of(sheet("T"), 72 / 200)[0].bbox
    assert abs(box.x0 - 600 * 72 / 200) < 4


def test_blank_paper_has_no_codes():
    assert read(np.full((800, 600), 255, np.uint8)) == []
