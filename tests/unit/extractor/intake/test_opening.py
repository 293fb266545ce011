"""What a file is told to be, and what refuses it."""

import hashlib

import pytest

from extractor.intake import open_file, open_source
from extractor.settings import Settings
from models.errors import (
    DamagedFile,
    EmptyDocument,
    FileTooLarge,
    NotADocument,
    TooManyPages,
    UnsafeXml,
)
from models.source import SourceKind
from tests.unit.extractor.intake.files import CII, CREDIT_NOTE, UBL, image_of, pdf_of, zip_of

IMAGES = {
    "png": image_of("PNG"),
    "png with transparency": image_of("PNG", mode="RGBA"),
    "jpeg": image_of("JPEG"),
    "jpeg in cmyk": image_of("JPEG", mode="CMYK"),
    "tiff": image_of("TIFF", pages=3),
    "tiff group 4": image_of("TIFF", mode="1", pages=2, compression="group4"),
    "webp": image_of("WEBP"),
    "gif": image_of("GIF"),
    "bmp": image_of("BMP"),
}


def only(data, name="facture", settings=None):
    (source,) = open_file(name, data, settings=settings or Settings())
    return source


def refusal(data, settings=None):
    with pytest.raises((NotADocument, DamagedFile, FileTooLarge, TooManyPages, UnsafeXml, EmptyDocument)) as caught:
        list(open_file("facture.pdf", data, settings=settings or Settings()))
    return caught.value


def test_a_pdf_is_a_pdf_whatever_its_name():
    data = pdf_of()
    source = only(data, "facture.jpg")
    assert (source.kind, source.name, source.data) == (SourceKind.PDF, "facture.jpg", data)
    assert source.sha256 == hashlib.sha256(data).hexdigest()
    assert source.embedded is None


@pytest.mark.parametrize("kind", IMAGES)
def test_images_are_told_by_their_content(kind):
    assert only(IMAGES[kind], "facture.pdf").kind is SourceKind.IMAGE


def test_a_heic_photo_is_an_image():
    import io

    import pillow_heif
    from PIL import Image

    buffer = io.BytesIO()
    pillow_heif.from_pillow(Image.new("RGB", (64, 48), "white")).save(buffer)
    assert only(buffer.getvalue()).kind is SourceKind.IMAGE


@pytest.mark.parametrize(
    "xml", [CII, UBL, CREDIT_NOTE, "\ufeff" + CII, " \n" + UBL], ids=["cii", "ubl", "credit", "bom", "space"]
)
def test_xml_invoices_are_read_at_once(xml):
    source = only(xml.encode())
    assert source.kind is SourceKind.XML
    assert source.embedded is not None
    assert source.embedded.fields["invoice_number"].value == "F-118"


def test_xml_in_utf_16_is_read():
    source = only(CII.replace("UTF-8", "UTF-16").encode("utf-16"))
    assert source.embedded.fields["seller_name"].value == "Quincaillerie Dubourg"


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "fichier vide"),
        (b"\x00\x00\n ", "fichier vide"),
        (b"<!DOCTYPE html><html><body>Session expir\xe9e</body></html>", "page HTML"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "document Office"),
        (b"Bonjour, voici la facture.", ""),
        (b"<catalogue><article/></catalogue>", "XML « catalogue », ni CII ni UBL"),
        (b"<Invoice><Total>12</Total></Invoice>", "XML « Invoice », ni CII ni UBL"),
        (zip_of({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"}), "document bureautique"),
        (zip_of({"dossier/": b""}), "archive vide"),
    ],
)
def test_what_is_no_document_is_refused_with_what_it_is(data, what):
    error = refusal(data)
    assert isinstance(error, NotADocument)
    assert error.detail == what


@pytest.mark.parametrize(
    "xml",
    [
        '<!DOCTYPE Invoice SYSTEM "file:///etc/passwd">' + UBL.partition("?>")[2],
        '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
        '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "x"><!ENTITY c "&b;&b;">',
    ],
)
def test_a_document_type_is_refused(xml):
    assert isinstance(refusal(xml.encode()), UnsafeXml)


def test_entities_that_grow_without_end_are_refused_at_once():
    layers = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 30))
    assert isinstance(
        refusal(f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e0 "x">{layers}]><a b="&e29;">&e29;</a>'.encode()),
        UnsafeXml,
    )


@pytest.mark.parametrize(
    "data", [b"%PDF-1.7\nrien", b"<?xml version='1.0'?><a><b>", IMAGES["png"][:20], b"PK\x03\x04" + bytes(200)]
)
def test_what_is_damaged_beyond_repair_says_so(data):
    assert isinstance(refusal(data), DamagedFile)


def test_more_bytes_than_allowed_are_refused():
    data = pdf_of()
    assert isinstance(refusal(data, Settings(max_bytes=len(data) - 1)), FileTooLarge)
    with pytest.raises(FileTooLarge):
        open_source("facture.pdf", data, settings=Settings(max_bytes=len(data) - 1))
    assert only(data, settings=Settings(max_bytes=len(data)))


def test_more_xml_than_an_invoice_can_have_is_refused():
    assert isinstance(refusal(b"<?xml version='1.0'?><a>" + b" " * (21 * 2**20)), FileTooLarge)


def test_more_pixels_than_allowed_are_refused_whatever_pillow_allows():
    assert isinstance(refusal(IMAGES["png"], Settings(max_pixels=60 * 40 - 1)), FileTooLarge)
    header = bytearray(image_of("BMP"))
    header[18:26] = (60_000).to_bytes(4, "little") * 2
    assert isinstance(refusal(bytes(header)), FileTooLarge)
    header[18:26] = (10_500).to_bytes(4, "little") * 2  # Pillow warns about these
    assert only(bytes(header))


@pytest.mark.parametrize("data", [pdf_of(pages=3), IMAGES["tiff"]], ids=["pdf", "tiff"])
def test_more_pages_than_allowed_are_refused(data):
    assert isinstance(refusal(data, Settings(max_pages=2)), TooManyPages)
    assert only(data, settings=Settings(max_pages=3))


def test_a_pdf_without_pages_is_empty_even_after_another_failure():
    for _ in range(2):
        assert isinstance(refusal(b"%PDF-1.4\nrien"), DamagedFile)
        assert isinstance(refusal(pdf_of(pages=0)), EmptyDocument)
