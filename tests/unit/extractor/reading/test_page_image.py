import io
from pathlib import Path

import pytest
from PIL import Image

from extractor.intake import open_source
from extractor.reading.page_image import NoSuchPage, page_image
from extractor.settings import Settings
from models.document import Reading
from models.source import Source, SourceKind

INVOICES = Path(__file__).resolve().parents[4] / "fixtures" / "invoices"


def source_of(name):
    path = next((INVOICES / name).glob("invoice.*"))
    return open_source(path.name, path.read_bytes(), settings=Settings())


def picture(source, number=1, width=600):
    return Image.open(io.BytesIO(page_image(source, number, width=width, settings=Settings())))


def test_a_page_with_text_is_drawn_as_wide_as_is_asked_for():
    image = picture(source_of("agence-1"))
    assert (image.format, image.width) == ("PNG", 600)
    assert image.height / image.width == pytest.approx(842 / 595, abs=0.01)
    assert len(set(image.convert("L").tobytes())) > 10


def test_a_photo_is_shown_cut_out_and_straight_in_the_proportions_of_the_page_as_read():
    from extractor.reading import read

    source = source_of("bureau-4__photo")
    document = read(source, ocr=lambda _: (_word(),), settings=Settings())
    assert document.reading is Reading.OCR
    page = document.pages[0]
    image = picture(source)
    assert image.width / image.height == pytest.approx(page.width / page.height, abs=0.005)
    assert page.corners
    given = Image.open(io.BytesIO(source.data)).convert("L")
    assert given.getpixel((2, 2)) < 150 < image.getpixel((2, 2))  # the table around the sheet is gone


def _word():
    from models.document import Word
    from models.geometry import BBox

    return Word(text="Facture", bbox=BBox(10, 10, 60, 20), size=10, confidence=1.0)


def test_a_picture_is_never_blown_up():
    out = io.BytesIO()
    Image.new("RGB", (200, 100), "white").save(out, "PNG")
    small = Source("a.png", "0" * 64, SourceKind.IMAGE, out.getvalue())
    assert picture(small, width=4000).size == (200, 100)


@pytest.mark.parametrize("number", [0, -1, 99])
@pytest.mark.parametrize("name", ["agence-1", "bureau-4__photo"])
def test_a_page_that_is_not_there_is_told(name, number):
    with pytest.raises(NoSuchPage):
        picture(source_of(name), number)


def test_an_xml_invoice_has_no_page():
    with pytest.raises(NoSuchPage):
        picture(Source("a.xml", "0" * 64, SourceKind.XML, b"<Invoice/>"))
