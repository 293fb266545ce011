"""Images: how many pages and pixels they hold, told from their headers; the pixels are decoded when they are read.

Sources: https://pillow.readthedocs.io/en/stable/handbook/image-file-formats.html ·
TIFF 6.0 (a file is a chain of pages)
"""

from __future__ import annotations

import io
import struct
import warnings
from typing import TYPE_CHECKING

from models.errors import DamagedFile, FileTooLarge, TooManyPages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extractor.settings import Settings

_FORMATS = ("PNG", "JPEG", "TIFF", "WEBP", "GIF", "BMP", "AVIF")

_BROKEN = (OSError, SyntaxError, ValueError, TypeError, LookupError, ArithmeticError, RuntimeError, struct.error)
"""What Pillow and libheif raise on headers that were tampered with."""


def check_image(name: str, data: bytes, settings: Settings) -> None:
    """Let pass what may be read.

    Raises DamagedFile for what is no image after all, FileTooLarge for too many pixels, TooManyPages.
    """
    from PIL import Image  # noqa: PLC0415  (a tenth of a second that a PDF does not need)

    try:
        with warnings.catch_warnings():
            # Pillow warns about sizes above its own limit and about bad metadata: the limit here is the settings'.
            warnings.simplefilter("ignore")
            for count, size in enumerate(_sizes(data), start=1):
                if size[0] * size[1] > settings.max_pixels:
                    raise FileTooLarge(name, f"{size[0]} x {size[1]} pixels, {settings.max_pixels} au plus")
                if count > settings.max_pages:
                    raise TooManyPages(name, f"plus de {settings.max_pages} pages")
    except Image.DecompressionBombError as error:
        raise FileTooLarge(name, f"plus de {settings.max_pixels} pixels") from error
    except _BROKEN as error:
        raise DamagedFile(name, "image illisible") from error


def _sizes(data: bytes) -> Iterator[tuple[int, int]]:
    """Width and height of each page, in turn, so that a chain of millions of pages is not walked to its end."""
    if data[4:8] == b"ftyp" and data[8:12] != b"avif":
        from pillow_heif import open_heif  # noqa: PLC0415  (rare)

        yield open_heif(io.BytesIO(data)).size
        return
    from PIL import Image  # noqa: PLC0415  (see above)

    with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
        yield image.size
        if image.format != "TIFF":
            return
        page = 0
        while True:
            page += 1
            try:
                image.seek(page)
            except EOFError:
                return
            yield image.size
