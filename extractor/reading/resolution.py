"""How many pixels an inch a picture has, across and down, and the picture with as many both ways.

Faxes have more dots across (204 to the inch) than down (98 in standard mode, 196 in fine mode): shown dot by dot their
pages are squat. The file says so in its resolution; where it says nothing, the width of a fax's row gives it away.

Sources: ITU-T T.4, tables 1 and 2 (dots of a row, rows of a millimetre) · TIFF 6.0, XResolution and YResolution
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL import Image

FAX_ROWS = (1728, 2048, 2432)
"""Dots of a row of a fax: A4, B4 and A3."""
FAX_ACROSS, FAX_DOWN = 204.0, 98.0
A4_LONG, A4_SHAPE = 11.69, 1.414
LEAST, MOST = 90, 1200
"""Resolutions that are believed: 72 is what programs write when they know nothing; 96 is kept."""
UNEVEN, MOST_UNEVEN = 1.15, 2.6
"""Ratios of one resolution to the other between which a picture is stretched."""


def squared(image: NDArray[np.uint8], frame: Image.Image) -> tuple[NDArray[np.uint8], float]:
    """The picture of a frame with square dots, and its resolution: the one told where plausible, else an A4 sheet's."""
    across, down = _told(frame, image.shape)
    if UNEVEN <= max(across, down) / min(across, down) <= MOST_UNEVEN:
        even = max(across, down)
        size = (round(image.shape[1] * even / across), round(image.shape[0] * even / down))
        image = np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_LINEAR), np.uint8)
        across = even
    longest = max(image.shape[:2])
    plausible = LEAST <= across <= MOST and 5 <= longest / across <= 20
    return image, across if plausible else longest / A4_LONG


def _told(frame: Image.Image, shape: tuple[int, ...]) -> tuple[float, float]:
    """Dots an inch across and down; the same both ways where nothing is known."""
    height, width = shape[:2]
    told = frame.info.get("dpi", (0, 0))
    across, down = float(told[0] or 0), float(told[1] or 0)
    if min(across, down) > 1:
        return across, down
    if width in FAX_ROWS and abs(2 * height / width - A4_SHAPE) < abs(height / width - A4_SHAPE):
        return FAX_ACROSS, FAX_DOWN
    return (across, across) if across > 1 else (1.0, 1.0)
