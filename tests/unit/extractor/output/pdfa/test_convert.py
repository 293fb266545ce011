"""From a PDF to PDF/A."""

import io

import pikepdf
import pytest

from extractor.output.pdfa import to_pdfa
from extractor.testing import page_of
from models.errors import DamagedFile, PasswordProtected
from tests.unit.extractor.output.pdfa.files import (
    changed,
    form_with_field,
    hostile,
    picture,
    rendered,
    text_of,
    text_pdf,
)


def opened(data):
    return pikepdf.open(io.BytesIO(data))


def test_the_text_of_the_page_stays_as_it_is():
    assert text_of(to_pdfa(text_pdf(), (), title="F-12")) == text_of(text_pdf())


def test_the_page_looks_as_it_did():
    before, after = rendered(text_pdf(font="Courier")), rendered(to_pdfa(text_pdf(font="Courier"), (), title="F-12"))
    dark = [sum(image.convert("L").histogram()[:128]) for image in (before, after)]
    assert before.size == after.size
    assert dark[0] == pytest.approx(dark[1], rel=0.25)


def test_the_title_is_the_given_one_in_both_places_and_the_author_stays():
    with opened(to_pdfa(text_pdf(), (), title="Facture F-12 & suite")) as pdf:
        metadata = pdf.Root.Metadata.read_bytes().decode()
        assert str(pdf.docinfo["/Title"]) == "Facture F-12 & suite"
        assert ">Facture F-12 &amp; suite<" in metadata
        assert str(pdf.docinfo["/Author"]) == "Dubois Menuiserie"
        assert ">Dubois Menuiserie<" in metadata
        assert "<pdfaid:part>3</pdfaid:part>" in metadata
        assert "<pdfaid:conformance>B</pdfaid:conformance>" in metadata


def test_the_same_file_gives_the_same_bytes():
    assert to_pdfa(text_pdf(), (), title="F-12") == to_pdfa(text_pdf(), (), title="F-12")


def test_nothing_runs_and_nothing_is_attached_any_more():
    made = to_pdfa(changed(text_pdf(), hostile), (), title="F-12")
    with opened(made) as pdf:
        assert not {"/OpenAction", "/AA", "/AcroForm", "/AF"} & set(pdf.Root.keys())
        assert not pdf.attachments
        assert "/AA" not in pdf.pages[0].obj
    for word in (b"app.alert", b"calc.exe", b"JavaScript", b"Launch"):
        assert word not in made


def test_what_a_form_shows_becomes_part_of_the_page():
    made = to_pdfa(form_with_field(), (), title="F-12")
    assert "1234" in text_of(made)
    with opened(made) as pdf:
        assert "/AcroForm" not in pdf.Root
        assert "/Annots" not in pdf.pages[0].obj


def test_a_link_stays_a_link():
    def link(pdf):
        action = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String("https://example.org"))
        pdf.pages[0].obj.Annots = pikepdf.Array(
            [
                pikepdf.Dictionary(
                    Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=pikepdf.Array([0, 0, 10, 10]), A=action
                )
            ]
        )

    with opened(to_pdfa(changed(text_pdf(), link), (), title="F-12")) as pdf:
        (kept,) = pdf.pages[0].obj.Annots
        assert str(kept.A.URI) == "https://example.org"
        assert kept.F == 4


def test_only_the_pages_that_were_read_are_kept():
    pages = [page_of("deux", number=2)]
    made = to_pdfa(text_pdf("page un", "page deux", "page trois"), pages, title="F-12")
    with opened(made) as pdf:
        assert len(pdf.pages) == 1
    assert text_of(made) == "page deux"


def test_a_file_that_takes_a_password_is_refused():
    buffer = io.BytesIO()
    with opened(text_pdf()) as pdf:
        pdf.save(buffer, encryption=pikepdf.Encryption(owner="o", user="secret"))
    with pytest.raises(PasswordProtected):
        to_pdfa(buffer.getvalue(), (), title="F-12")


def test_a_file_that_opens_without_is_not_encrypted_any_more():
    buffer = io.BytesIO()
    with opened(text_pdf()) as pdf:
        pdf.save(buffer, encryption=pikepdf.Encryption(owner="o", user=""))
    with opened(to_pdfa(buffer.getvalue(), (), title="F-12")) as pdf:
        assert not pdf.is_encrypted


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4\nnothing", b"bonjour", picture()[:20]])
def test_what_is_no_document_is_refused(data):
    with pytest.raises(DamagedFile):
        to_pdfa(data, (), title="F-12")


def test_a_font_that_is_listed_and_not_used_costs_nothing():
    with opened(to_pdfa(picture_pdf(), (), title="F-12")) as pdf:
        (font,) = pdf.pages[0].obj.Resources.Font.as_dict().values()
        assert font.BaseFont == pikepdf.Name.PrefactureBlank


def picture_pdf():
    """A page on which reportlab selects Helvetica, as it always does, and sets no letter."""
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    canvas.rect(10, 10, 100, 100, fill=1)
    canvas.save()
    return buffer.getvalue()


def test_a_large_file_keeps_its_pages():
    data = text_pdf(*(f"page {number}" for number in range(1, 121)))
    with opened(to_pdfa(data, (), title="F-12")) as pdf:
        assert len(pdf.pages) == 120
