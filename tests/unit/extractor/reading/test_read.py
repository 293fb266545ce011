"""Each page is read by the reader that suits it: its own text, the second reader, or OCR of its picture."""

from __future__ import annotations

import io

import numpy as np
import pillow_heif
import pytest
from PIL import Image

from extractor.reading.read import read
from extractor.reading.second_reader import words_of_page
from extractor.settings import Settings
from models.document import Document, Reading
from models.errors import DamagedFile, EmptyDocument
from models.source import SourceKind
from tests.unit.extractor.reading.papers import (
    HEIGHT,
    WIDTH,
    Reader,
    pdf,
    picture,
    printed,
    saved,
    shown,
    source,
    texts,
    word,
    words,
    written,
)

TEXT = "Facture n° F-12 du 01/03/2026\nTotal HT 100,00\nTVA 20 % 20,00\nTotal TTC 120,00"
READ = word("Facture", 200, 100, 400, 150, confidence=0.9)
SETTINGS = Settings(render_dpi=144)


def from_pdf(data: bytes, ocr: Reader) -> Document:
    return read(source(data), ocr=ocr, settings=SETTINGS)


def from_image(data: bytes, ocr: Reader) -> Document:
    return read(source(data, SourceKind.IMAGE), ocr=ocr, settings=SETTINGS)


def test_a_page_with_text_is_not_given_to_ocr() -> None:
    ocr = Reader(READ)
    document = from_pdf(printed(TEXT), ocr)
    (page,) = document.pages
    assert not ocr.seen
    assert [line.text for line in page.lines] == TEXT.split("\n")
    assert (page.number, page.width, page.height) == (1, WIDTH, HEIGHT)
    assert (document.source, document.reading, page.reading) == ("essai", Reading.TEXT_LAYER, Reading.TEXT_LAYER)


def test_a_picture_of_a_page_is_read_by_ocr_at_the_resolution_asked_for() -> None:
    ocr = Reader(READ)
    document = from_pdf(printed(picture()), ocr)
    (image,) = ocr.seen
    assert image.shape == pytest.approx((HEIGHT * 2, WIDTH * 2), abs=2)
    assert np.percentile(image, 1) < 60
    assert np.median(image) > 240
    (found,) = document.pages[0].words
    assert (found.text, found.confidence) == ("Facture", 0.9)
    assert found.bbox.x0 == pytest.approx(100, abs=0.5)
    assert found.bbox.bottom == pytest.approx(75, abs=0.5)
    assert document.reading is Reading.OCR


def test_pages_of_both_kinds_make_a_mixed_document() -> None:
    document = from_pdf(printed(TEXT, picture()), Reader(READ))
    assert [page.reading for page in document.pages] == [Reading.TEXT_LAYER, Reading.OCR]
    assert [page.number for page in document.pages] == [1, 2]
    assert document.reading is Reading.MIXED


def test_a_stamp_over_a_picture_of_the_page_is_kept_beside_what_ocr_reads() -> None:
    document = from_pdf(printed(picture(), stamp="Recu le 02/03/2026"), Reader(READ))
    assert texts(document.pages[0].words) == ["Facture", "Recu", "le", "02/03/2026"]
    assert document.pages[0].reading is Reading.MIXED


def test_a_stamp_that_ocr_reads_too_is_not_doubled() -> None:
    there = word("Reçu", 2 * 72, 2 * 808, 2 * 98, 2 * 826)
    document = from_pdf(printed(picture(), stamp="Recu le 02/03/2026"), Reader(there))
    assert texts(document.pages[0].words) == ["Reçu", "le", "02/03/2026"]


def test_a_small_picture_on_a_page_with_little_text_is_a_logo() -> None:
    ocr = Reader(READ)
    data = shown("Merci") + "q 60 0 0 60 400 700 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x80 EI Q"
    assert texts(from_pdf(pdf(data), ocr).pages[0].words) == ["Merci"]
    assert not ocr.seen


def test_a_blank_page_among_others_stays_blank_and_is_not_given_to_ocr() -> None:
    ocr = Reader(READ)
    document = from_pdf(printed(TEXT, None, TEXT), ocr)
    assert [len(page.words) > 0 for page in document.pages] == [True, False, True]
    assert not ocr.seen
    assert document.reading is Reading.TEXT_LAYER


def test_text_drawn_as_shapes_is_given_to_ocr() -> None:
    ocr = Reader(READ)
    assert texts(from_pdf(pdf("100 700 200 20 re f 100 650 m 300 600 l S"), ocr).pages[0].words) == ["Facture"]
    assert len(ocr.seen) == 1


def test_a_text_layer_of_nonsense_is_given_to_ocr() -> None:
    ocr = Reader(READ)
    document = from_pdf(pdf(shown("ABAB"), unicode={"41": "E000", "42": "E001"}), ocr)
    assert (texts(document.pages[0].words), document.reading) == (["Facture"], Reading.OCR)


@pytest.mark.parametrize("data", [printed(None), pdf("")])
def test_a_file_of_blank_pages_is_empty(data: bytes) -> None:
    with pytest.raises(EmptyDocument, match="300 dpi"):
        from_pdf(data, Reader())


def test_a_scan_on_which_ocr_reads_nothing_is_empty() -> None:
    with pytest.raises(EmptyDocument):
        from_pdf(printed(picture()), Reader())


def test_a_page_that_cannot_be_loaded_costs_itself_only() -> None:
    whole = pdf(shown("Merci"))
    assert whole.count(b"/Kids [3 0 R] /Count 1") == 1
    broken = written(
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [9 0 R 3 0 R] /Count 2 /MediaBox [0 0 {WIDTH} {HEIGHT}] >>",
        "<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>",
        f"<< /Length {len(shown('Merci'))} >>\nstream\n{shown('Merci')}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    document = from_pdf(broken, Reader())
    assert [texts(page.words) for page in document.pages if page.words] == [["Merci"]]


@pytest.mark.parametrize("data", [b"%PDF-1.7\nrien", b"", b"\x00" * 100])
def test_what_is_no_pdf_is_damaged(data: bytes) -> None:
    with pytest.raises(DamagedFile):
        from_pdf(data, Reader(READ))


@pytest.mark.parametrize("data", [b"rien", b"\x89PNG\r\n\x1a\nrien", saved(picture(), "PNG")[:300]])
def test_what_is_no_image_is_damaged(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    # WeasyPrint, which draws fixtures in the same process, lets Pillow accept truncated files for good.
    monkeypatch.setattr("PIL.ImageFile.LOAD_TRUNCATED_IMAGES", False)
    with pytest.raises(DamagedFile):
        from_image(data, Reader(READ))


def test_every_frame_of_a_tiff_is_a_page() -> None:
    ocr = Reader(READ)
    data = saved(picture(), "TIFF", save_all=True, append_images=[picture(), picture()], dpi=(100, 100))
    document = from_image(data, ocr)
    assert [page.number for page in document.pages] == [1, 2, 3]
    assert len(ocr.seen) == 3
    assert document.reading is Reading.OCR


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_what_is_transparent_is_paper(mode: str) -> None:
    ocr = Reader(READ)
    ink = Image.new(mode, (827, 1169), (0, 0, 0, 0) if mode == "RGBA" else (0, 0))
    shade = Image.eval(picture(), lambda value: 255 - value)
    ink.putalpha(shade)
    from_image(saved(ink, "PNG"), ocr)
    assert np.median(ocr.seen[0]) > 240
    assert ocr.seen[0].min() < 60


@pytest.mark.parametrize(
    ("mode", "form"), [("1", "TIFF"), ("P", "PNG"), ("RGB", "JPEG"), ("CMYK", "JPEG"), ("L", "GIF")]
)
def test_every_kind_of_image_is_given_to_ocr_as_grey(mode: str, form: str) -> None:
    ocr = Reader(READ)
    from_image(saved(picture().convert(mode), form), ocr)
    assert ocr.seen[0].dtype == np.uint8
    assert ocr.seen[0].shape == (1169, 827)
    assert np.median(ocr.seen[0]) > 240


def test_the_camera_s_orientation_is_respected() -> None:
    ocr = Reader(READ)
    exif = Image.Exif()
    exif[0x0112] = 6
    from_image(saved(picture().rotate(90, expand=True), "JPEG", exif=exif), ocr)
    assert ocr.seen[0].shape == (1169, 827)


def test_a_photo_of_a_phone_is_read() -> None:
    ocr = Reader(READ)
    out = io.BytesIO()
    pillow_heif.from_pillow(picture().convert("RGB")).save(out)
    assert texts(from_image(out.getvalue(), ocr).pages[0].words) == ["Facture"]
    assert ocr.seen[0].shape == (1169, 827)


@pytest.mark.parametrize(
    ("told", "width"),
    [((100, 100), 595), (None, 595), ((72, 72), 595), ((3000, 3000), 595), ((120, 120), 496)],
)
def test_the_size_of_an_image_is_that_of_its_resolution_where_it_is_plausible(
    told: tuple[int, int] | None, width: int
) -> None:
    options = {"dpi": told} if told else {}
    (page,) = from_image(saved(picture(), "PNG", **options), Reader(READ)).pages
    assert page.width == pytest.approx(width, abs=2)
    assert page.height == pytest.approx(width * 1169 / 827, abs=3)


def test_the_second_reader_gives_the_same_words_in_the_same_places() -> None:
    data = printed("rien", TEXT)
    for ours, theirs in zip(words(data, 1), words_of_page(data, 2), strict=True):
        assert ours.text == theirs.text
        assert ours.bbox.x0 == pytest.approx(theirs.bbox.x0, abs=1)
        assert ours.bbox.y_overlap(theirs.bbox) > 5


@pytest.mark.parametrize(("data", "number"), [(b"rien", 1), (printed(TEXT), 7), (printed(TEXT)[:300], 1)])
def test_the_second_reader_never_fails(data: bytes, number: int) -> None:
    assert words_of_page(data, number) == ()
