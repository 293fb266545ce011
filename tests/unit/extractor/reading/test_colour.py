"""Stamps are made faint where they lie over print; coloured print of its own, bands and paper keep their contrast."""

from __future__ import annotations

import cv2
import numpy as np

from extractor.reading.colour import grey_of
from tests.unit.extractor.reading.papers import picture

RED, BLUE = np.array((200, 30, 50)), np.array((30, 50, 170))


def paper() -> np.ndarray:
    return np.asarray(picture().convert("RGB")).copy()


def plain(image: np.ndarray) -> np.ndarray:
    return cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)


def stamped(image: np.ndarray, centre: tuple[int, int], ink: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The page with a ring struck on it, ink letting black through, and where the ring is."""
    ring = np.zeros(image.shape[:2], np.uint8)
    cv2.ellipse(ring, centre, (90, 60), 0, 0, 360, 1, 7)
    struck = np.where(ring[:, :, None] > 0, image * (ink / 255), image)
    return struck.astype(np.uint8), ring > 0


def test_a_stamp_over_print_is_faint_and_the_print_under_it_dark():
    page = paper()
    struck, ring = stamped(page, (260, 240), RED)
    grey = grey_of(struck)
    bare, inked = ring & (plain(page) > 250), ring & (plain(page) < 60)
    assert np.median(grey[bare]) > np.median(plain(struck)[bare]) + 80
    assert np.median(grey[inked]) < 60
    assert (
        grey[~ring & (np.indices(ring.shape)[0] > 400)] == plain(struck)[~ring & (np.indices(ring.shape)[0] > 400)]
    ).all()


def test_a_stamp_on_bare_paper_and_a_coloured_heading_stay_as_they_are():
    struck, _ = stamped(paper(), (400, 1000), BLUE)
    assert (grey_of(struck) == plain(struck)).all()
    page = paper()
    heading = page[80:125].astype(float)
    page[80:125] = np.clip(255 - (255 - heading) * (1 - BLUE / 255), 0, 255)
    assert (grey_of(page) == plain(page)).all()


def test_a_band_of_colour_and_coloured_paper_stay_as_they_are():
    band = paper()
    band[80:130] = (band[80:130] * (BLUE / 255)).astype(np.uint8)
    assert (grey_of(band) == plain(band)).all()
    tinted = (paper() * (np.array((180, 205, 230)) / 255)).astype(np.uint8)
    assert (grey_of(tinted) == plain(tinted)).all()


def test_grey_pages_are_given_back():
    page = np.asarray(picture())
    assert grey_of(page) is page
