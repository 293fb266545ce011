"""A page as a picture to show beside what was read: PNG, as wide as is asked for.

A page read by OCR is shown as the engine saw it, cut out, upright and straight, so that boxes in points of the page as
read lie on their words; any other is drawn as viewers draw it.
"""

from __future__ import annotations

import io
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pypdfium2 as pypdfium

from extractor.reading.read import flattened, image_page, know_telephones, pdf_page
from models.document import Word
from models.errors import DamagedFile, EngineError
from models.source import Source, SourceKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray
    from PIL.Image import Image as Picture

    from extractor.settings import Settings

WIDEST = 4000
"""Pixels: more than any screen shows."""
TALLEST = 12_000


class NoSuchPage(EngineError):
    """The file has no such page, or none at all: an XML invoice is data only."""

    code = "no_such_page"
    fr = "Ce fichier n'a pas cette page : une facture XML n'en a aucune, écrivez-la en CII ou UBL."
    en = "This file has no such page: an XML invoice has none at all, write it as CII or UBL."


def page_image(source: Source, number: int, *, width: int, settings: Settings) -> bytes:
    """The page with that number, from 1, as PNG. Raises NoSuchPage, and DamagedFile where it can't be drawn."""
    wide = max(1, min(width, WIDEST))
    return _png(page_picture(source, number, width=wide, settings=settings), wide)


def page_picture(source: Source, number: int, *, width: int, settings: Settings) -> Picture:
    """The page as it is shown: of a scan as large as it was read, of any other page that wide. Raises as above."""
    if number < 1:
        raise NoSuchPage(source.name, str(number))
    match source.kind:
        case SourceKind.PDF:
            return _of_pdf(source, number, width, settings)
        case SourceKind.IMAGE:
            return _of_image(source, number)
        case SourceKind.XML:
            raise NoSuchPage(source.name)


class _Seen:
    """Stands where OCR would, reads nothing and keeps the image that it was shown."""

    def __init__(self) -> None:
        self.image: NDArray[np.uint8] | None = None

    def __call__(self, image: NDArray[np.uint8]) -> tuple[Word, ...]:
        self.image = image
        return ()

    def picture(self) -> Picture | None:
        from PIL import Image

        return None if self.image is None else Image.fromarray(self.image)


def _of_pdf(source: Source, number: int, width: int, settings: Settings) -> Picture:
    try:
        with pypdfium.PdfDocument(source.data) as file:
            if number > len(file):
                raise NoSuchPage(source.name, str(number))
            page = file[number - 1]
            seen = _Seen()
            pdf_page(page, number, source, seen, settings)
            picture = seen.picture()
            if picture is None:
                file.init_forms()
                across, down = max(page.get_width(), 1.0), max(page.get_height(), 1.0)
                picture = page.render(scale=min(width / across, TALLEST / down)).to_pil()
            page.close()
            return picture
    except pypdfium.PdfiumError as error:
        raise DamagedFile(source.name, str(error)) from error


@contextmanager
def frame_of(source: Source, number: int) -> Iterator[Picture]:
    """The picture with that number, from 1, of an image file, while it is open.

    Raises NoSuchPage, and DamagedFile also where it can't be decoded within.
    """
    from PIL import Image, UnidentifiedImageError

    know_telephones(source.data)
    try:
        with Image.open(io.BytesIO(source.data)) as file:
            try:
                file.seek(number - 1)
            except EOFError as error:
                raise NoSuchPage(source.name, str(number)) from error
            yield file
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise DamagedFile(source.name, str(error)) from error


def _of_image(source: Source, number: int) -> Picture:
    from PIL import ImageOps

    with frame_of(source, number) as file:
        seen = _Seen()
        image_page(file, number, seen)
        return seen.picture() or flattened(ImageOps.exif_transpose(file)).convert("RGB")


def _png(picture: Picture, width: int) -> bytes:
    """The picture no wider than asked for; it is never blown up."""
    if picture.width > width:
        picture = picture.resize((width, max(1, round(picture.height * width / picture.width))))
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=6)
    return out.getvalue()
