"""Pictures put on pages, one each, without a second loss: JPEG data as it is, bilevel as fax code, the rest packed.

A PNG whose packing is that of PDF is taken over as well. Pictures of other formats are decoded; WebP, HEIC and AVIF,
which are lossy already, become JPEG of high quality, since packed pixels of a photo would take thirty times the room.

Sources: ISO 32000-1, 7.4.4 (predictors), 7.4.6 (CCITT), 7.4.8 (DCT) · PNG 1.2 · TIFF 6.0 · EXIF 2.3 (orientation)
"""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream
from PIL import Image, ImageOps, ImageSequence, TiffImagePlugin

from models.document import Page
from models.errors import DamagedFile, FileTooLarge

A4_HEIGHT = 841.89
QUALITY = 92
_ORIENTATION, _UPRIGHT_TURNS = 0x0112, {3: 180, 6: 90, 8: 270}
"""The EXIF tag, and the degrees clockwise of its values that don't mirror."""
_LOSSY = frozenset(("WEBP", "HEIF", "AVIF"))
_LOSSY_STRIPS = frozenset(("jpeg", "webp", "tiff_jpeg"))
"""Packings of a TIFF whose pixels have lost already."""
_COLOURS = {1: Name.DeviceGray, 3: Name.DeviceRGB}
_STRIP, _ROWS = 273, 278
_BROKEN = (OSError, SyntaxError, ValueError, TypeError, LookupError, ArithmeticError, RuntimeError, struct.error)


def pdf_of_picture(data: bytes | Path, read: Mapping[int, Page], *, name: str, numbers: Sequence[int] = ()) -> Pdf:
    """A PDF with a page per picture, as large as the page that was read off it; of `numbers` only, where there are any.

    Raises DamagedFile for what can't be decoded.
    """
    pdf = Pdf.new()
    with _frames(data, name) as file:
        if not numbers:
            for number, frame in enumerate(ImageSequence.Iterator(file), start=1):
                _add_page(pdf, frame, data, read.get(number))
        for number in numbers:
            if number > getattr(file, "n_frames", 1):
                break
            file.seek(number - 1)
            _add_page(pdf, file, data, read.get(number))
    return pdf


def frames_in(data: bytes | Path, name: str) -> int:
    """How many pictures a file holds. Raises DamagedFile."""
    with _frames(data, name) as file:
        return int(getattr(file, "n_frames", 1))


def frame_alone(data: Path, number: int, *, name: str, most_pixels: int) -> bytes:
    """One picture of a file of many, without loss, upright as the file tells it.

    Raises DamagedFile, FileTooLarge before anything is unpacked.
    """
    with _frames(data, name) as file:
        file.seek(number - 1)
        if file.width * file.height > most_pixels:
            raise FileTooLarge(name, f"{file.width} x {file.height} pixels, {most_pixels} au plus")
        buffer = io.BytesIO()
        told = file.info.get("dpi")
        upright = ImageOps.exif_transpose(file)
        upright = upright if upright.mode in ("1", "L", "RGB") else _opaque(upright)
        packing = "group4" if upright.mode == "1" else "raw"
        upright.save(buffer, "TIFF", compression=packing, **({"dpi": tuple(map(float, told))} if told else {}))
        return buffer.getvalue()


@contextmanager
def _frames(data: bytes | Path, name: str) -> Iterator[Image.Image]:
    """The pictures of a file, opened and not yet unpacked."""
    with io.BytesIO(data) if isinstance(data, bytes) else data.open("rb") as stream:
        if stream.read(8)[4:] == b"ftyp":
            from pillow_heif import register_heif_opener  # noqa: PLC0415  (rare)

            register_heif_opener()
        stream.seek(0)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # bad metadata of a picture whose pixels are good
                with Image.open(stream) as file:
                    yield file
        except (*_BROKEN, Image.DecompressionBombError) as error:
            raise DamagedFile(name, "image illisible") from error


def _add_page(pdf: Pdf, frame: Image.Image, data: bytes | Path, page: Page | None) -> None:
    turn = _turn(frame)
    picture = _as_given(pdf, frame, data) if turn is not None else None
    if picture is None:
        upright = ImageOps.exif_transpose(frame)
        lossy = frame.format in _LOSSY or frame.info.get("compression") in _LOSSY_STRIPS
        picture, turn = _decoded(pdf, upright, lossy=lossy), 0
    width, height = _size(int(picture.Width), int(picture.Height), turn or 0, page)
    add_picture(pdf, picture, width, height, turn=turn or 0)


def add_photo(pdf: Pdf, data: bytes, page: Page) -> None:
    """A page filled by the sheet that was cut out of a photo (PNG, upright), as large as it was read."""
    with _frames(data, "photo") as picture:
        add_picture(pdf, jpeg(pdf, _opaque(picture), quality=QUALITY), page.width, page.height)


def add_picture(pdf: Pdf, picture: Object, width: float, height: float, *, turn: int = 0) -> None:
    """A page that a picture fills; width and height in points, before it is shown turned."""
    sheet = Dictionary(
        Type=Name.Page,
        MediaBox=Array([0, 0, round(width, 2), round(height, 2)]),
        Resources=Dictionary(XObject=Dictionary(Im0=picture)),
        Contents=Stream(pdf, f"q {width:.2f} 0 0 {height:.2f} 0 0 cm /Im0 Do Q".encode()),
    )
    if turn:
        sheet.Rotate = turn
    pdf.pages.append(pikepdf.Page(pdf.make_indirect(sheet)))


def _turn(frame: Image.Image) -> int | None:
    """Degrees clockwise by which a picture is to be shown; None where it is mirrored too."""
    told = frame.getexif().get(_ORIENTATION, 1)
    return 0 if told not in range(2, 9) else _UPRIGHT_TURNS.get(told)


def _size(across: int, down: int, turn: int, page: Page | None) -> tuple[float, float]:
    """Points of the unturned page: those of the page as read, where it is the whole picture, else an A4 sheet's."""
    scale = A4_HEIGHT / max(across, down)
    if page is not None and not page.corners:
        shown = (page.height, page.width) if page.turned % 180 else (page.width, page.height)
        scale = (shown[1] if turn % 180 else shown[0]) / across
    return across * scale, down * scale


def _as_given(pdf: Pdf, frame: Image.Image, given: bytes | Path) -> Object | None:
    """The picture with its data as they are, where PDF knows their packing."""
    if frame.format not in ("JPEG", "PNG"):
        return None
    data = given if isinstance(given, bytes) else given.read_bytes()  # of one picture
    if frame.format == "JPEG" and frame.mode in ("L", "RGB"):
        kept = {"Filter": Name.DCTDecode}
        return picture_of(pdf, data, frame.size, channels=len(frame.getbands()), more=kept)
    return _png(pdf, data) if frame.format == "PNG" else None


def picture_of(
    pdf: Pdf, packed: bytes, size: tuple[int, int], *, channels: int, more: Mapping[str, Any], bits: int = 8
) -> Object:
    """An image of the file; `more` are the entries that tell how it is packed."""
    entries = {"ColorSpace": _COLOURS[channels], "BitsPerComponent": bits, **more}
    stream = Stream(pdf, packed, Type=Name.XObject, Subtype=Name.Image, Width=size[0], Height=size[1], **entries)
    return pdf.make_indirect(stream)


def _png(pdf: Pdf, data: bytes) -> Object | None:
    """A PNG's own packing: neither interlaced nor transparent, and at most a byte per colour."""
    width, height, bits, kind, _, _, interlaced = struct.unpack(">2I5B", data[16:29])
    colours = {0: 1, 2: 3, 3: 1}.get(kind)
    chunks = list(_chunks(data))
    if colours is None or bits > 8 or interlaced or any(name == b"tRNS" for name, _ in chunks):  # noqa: PLR2004
        return None
    packed = b"".join(content for name, content in chunks if name == b"IDAT")
    try:
        raw = zlib.decompressobj().decompress(packed, height * (1 + (width * colours * bits + 7) // 8))
    except zlib.error:
        return None
    if len(raw) != height * (1 + (width * colours * bits + 7) // 8):
        return None
    more: dict[str, Any] = {
        "Filter": Name.FlateDecode,
        "DecodeParms": Dictionary(Predictor=15, Colors=colours, BitsPerComponent=bits, Columns=width),
    }
    palette = next((content for name, content in chunks if name == b"PLTE"), None)
    if kind == 3:  # noqa: PLR2004  (indexed)
        if not palette or len(palette) % 3:
            return None
        table = pdf.make_indirect(Stream(pdf, palette))
        more["ColorSpace"] = Array([Name.Indexed, Name.DeviceRGB, len(palette) // 3 - 1, table])
    return picture_of(pdf, packed, (width, height), channels=colours, more=more, bits=bits)


def _chunks(data: bytes) -> list[tuple[bytes, bytes]]:
    chunks, at = [], 8
    while at + 12 <= len(data):
        (size,) = struct.unpack(">I", data[at : at + 4])
        chunks.append((data[at + 4 : at + 8], data[at + 8 : at + 8 + size]))
        at += 12 + size
    return chunks


def _decoded(pdf: Pdf, frame: Image.Image, *, lossy: bool) -> Object:
    if frame.mode == "1":
        return _fax(pdf, frame)
    image = _opaque(frame)
    if lossy:
        return jpeg(pdf, image, quality=QUALITY)
    packed = zlib.compress(image.tobytes(), 6)
    more = {"Filter": Name.FlateDecode}
    return picture_of(pdf, packed, image.size, channels=len(image.getbands()), more=more)


def jpeg(pdf: Pdf, image: Image.Image, *, quality: int) -> Object:
    """A grey or RGB picture packed as JPEG."""
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality)
    more = {"Filter": Name.DCTDecode}
    return picture_of(pdf, buffer.getvalue(), image.size, channels=len(image.getbands()), more=more)


def _fax(pdf: Pdf, frame: Image.Image) -> Object:
    """Group 4 fax code, which libtiff writes as one strip: black is what the code calls black."""
    buffer = io.BytesIO()
    frame.save(buffer, "TIFF", compression="group4", tiffinfo={_ROWS: frame.height})
    buffer.seek(0)
    with TiffImagePlugin.TiffImageFile(buffer) as tiff:
        starts, sizes = tiff.tag_v2[_STRIP], tiff.tag_v2[_STRIP + 6]
        zero_is_white = tiff.tag_v2[262] == 0
    packed = b"".join(buffer.getvalue()[start : start + size] for start, size in zip(starts, sizes, strict=True))
    parameters = Dictionary(K=-1, Columns=frame.width, Rows=frame.height, BlackIs1=not zero_is_white)
    more = {"Filter": Name.CCITTFaxDecode, "DecodeParms": parameters}
    return picture_of(pdf, packed, frame.size, channels=1, more=more, bits=1)


def _opaque(image: Image.Image) -> Image.Image:
    """The picture over white, in grey or RGB."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        layer = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", layer.size, "white"), layer)
    if image.mode.startswith("I"):
        return image.point(lambda value: value / 256).convert("L")
    return image.convert("L" if image.mode in ("L", "LA", "1", "F") else "RGB")
