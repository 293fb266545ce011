"""Small pages of text drawn for the tests of the readers; real images, read by the real engines."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import reportlab
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

INVOICE = (
    "Menuiserie Lefèvre",
    "12 rue de la République",
    "69002 Lyon",
    "SIRET : 732 829 320 00074",
    "",
    "Facture n° F-2026-118 du 1er mars 2026",
    "",
    "Fenêtre chêne massif à la française",
    "Pose et réglage sur chantier",
    "Évacuation des déchets à la benne",
    "",
    "Total HT           1 234,56 €",
    "TVA 20 %             246,91 €",
    "Total TTC          1 481,47 €",
    "",
    "Règlement par virement à 30 jours",
    "En cas de retard, indemnité de 40 €",
)

FONT = ImageFont.truetype(Path(reportlab.__file__).parent / "fonts" / "Vera.ttf", 30)
"""Pillow's own font has no accents."""
STEP = 60


def page(lines: Sequence[str] = INVOICE, *, size: tuple[int, int] = (1240, 1754)) -> Image.Image:
    """A white page (150 dpi for A4) with lines of text from its top left corner."""
    image = Image.new("L", size, 255)
    draw = ImageDraw.Draw(image)
    for row, line in enumerate(lines):
        draw.text((110, 110 + row * STEP), line, fill=20, font=FONT)
    return image


def pixels(image: Image.Image) -> NDArray[np.uint8]:
    return np.asarray(image, np.uint8)
