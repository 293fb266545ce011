"""Pictures on pages lose nothing."""

import io

import pikepdf
import pytest
from PIL import Image

from extractor.output.pdfa import to_pdfa
from tests.unit.extractor.output.pdfa.files import picture, rendered


def image_in(data, page=0):
    with pikepdf.open(io.BytesIO(data)) as pdf:
        image = pdf.pages[page].Resources.XObject.Im0
        return image.read_raw_bytes(), str(image.Filter), pikepdf.PdfImage(image).as_pil_image().convert("RGB")


def decoded(data):
    return Image.open(io.BytesIO(data)).convert("RGB")


@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_the_data_of_a_jpeg_stay_as_they_are(mode):
    data = picture("JPEG", mode=mode, quality=80)
    raw, packing, _ = image_in(to_pdfa(data, (), title="Scan"))
    assert (raw, packing) == (data, "/DCTDecode")


@pytest.mark.parametrize("mode", ["RGB", "L", "1", "P", "RGBA", "LA"])
def test_a_png_keeps_every_pixel(mode):
    data = picture("PNG", mode=mode)
    assert image_in(to_pdfa(data, (), title="Scan"))[2].tobytes() == decoded(data).tobytes()


@pytest.mark.parametrize(("level", "shown"), [(65535, 255), (0, 0), (32896, 128)])
def test_sixteen_bits_of_grey_become_eight(level, shown):
    buffer = io.BytesIO()
    Image.new("I;16", (100, 100), level).save(buffer, "PNG")
    assert image_in(to_pdfa(buffer.getvalue(), (), title="Scan"))[2].getpixel((50, 50)) == (shown,) * 3


def test_an_interlaced_or_transparent_png_is_decoded():
    transparent = Image.new("RGBA", (100, 100), (0, 0, 0, 0))
    buffer = io.BytesIO()
    transparent.save(buffer, "PNG")
    assert image_in(to_pdfa(buffer.getvalue(), (), title="Scan"))[2].getextrema() == ((255, 255),) * 3


@pytest.mark.parametrize("packing", ["group4", "tiff_lzw", "raw", "tiff_deflate"])
def test_a_bilevel_tiff_becomes_fax_code_and_keeps_every_pixel(packing):
    data = picture("TIFF", mode="1", compression=packing)
    _, code, image = image_in(to_pdfa(data, (), title="Fax"))
    assert code == "/CCITTFaxDecode"
    assert image.tobytes() == decoded(data).tobytes()


def test_a_tiff_of_several_pages_makes_as_many():
    first, second = (Image.open(io.BytesIO(picture("PNG", size=size))) for size in ((100, 200), (300, 200)))
    buffer = io.BytesIO()
    first.save(buffer, "TIFF", save_all=True, append_images=[second])
    made = to_pdfa(buffer.getvalue(), (), title="Scan")
    with pikepdf.open(io.BytesIO(made)) as pdf:
        boxes = [[float(value) for value in page.MediaBox] for page in pdf.pages]
    assert [box[2] / box[3] for box in boxes] == pytest.approx([0.5, 1.5], rel=0.01)


@pytest.mark.parametrize(("orientation", "corner"), [(1, (0, 0)), (3, (1, 1)), (6, (1, 0)), (8, (0, 1)), (2, (1, 0))])
def test_a_photo_is_shown_as_its_camera_says(orientation, corner):
    """The black bar is in the top left of the picture as stored."""
    image = Image.open(io.BytesIO(picture("PNG")))
    exif = Image.Exif()
    exif[0x0112] = orientation
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", exif=exif)
    shown = rendered(to_pdfa(buffer.getvalue(), (), title="Photo")).convert("L")
    dark = shown.point(lambda value: 255 if value < 40 else 0).getbbox()
    assert dark is not None
    middle = (dark[0] + dark[2]) / 2 / shown.width, (dark[1] + dark[3]) / 2 / shown.height
    assert (round(middle[0]), round(middle[1])) == corner


@pytest.mark.parametrize("kind", ["WEBP", "TIFF", "PNG"])
def test_a_picture_of_every_kind_looks_as_it_did(kind):
    shown = rendered(to_pdfa(picture(kind), (), title="Scan")).resize((200, 300))
    for place in ((70, 40), (40, 240), (150, 150)):
        want = decoded(picture(kind)).getpixel(place)
        assert all(abs(one - other) < 30 for one, other in zip(shown.getpixel(place), want, strict=True))
