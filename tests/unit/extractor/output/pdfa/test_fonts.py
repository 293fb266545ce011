"""Fonts of an archived file: in it, as wide as the page sets them, and only where they are needed."""

import io
import struct

import pikepdf
import pytest
from fpdf import FPDF
from pikepdf import Dictionary, Name, Pdf

from extractor.output.pdfa import to_pdfa
from extractor.output.pdfa.font_widths import agree
from extractor.output.pdfa.fonts import is_whole
from extractor.output.pdfa.glyphless import Glyphless, program
from extractor.output.pdfa.listed_fonts import set_in
from extractor.output.pdfa.standard_fonts import StandardFonts, face_of
from extractor.output.pdfa.truetype import assembled, parsed
from tests.unit.extractor.output.pdfa.files import changed, text_of, text_pdf

needs_fonts = pytest.mark.skipif(face_of("/Helvetica") is None, reason="fonts-urw-base35 is not installed: make setup")


def fonts_of(data):
    with pikepdf.open(io.BytesIO(data)) as pdf:
        fonts = [font for page in pdf.pages for font in page.Resources.Font.as_dict().values()]
        return [(str(font.BaseFont), is_whole(font)) for font in fonts]


@needs_fonts
@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("/Helvetica", "NimbusSans-Regular"),
        ("/Helvetica-BoldOblique", "NimbusSans-BoldItalic"),
        ("/Arial,Bold", "NimbusSans-Bold"),
        ("/ArialMT", "NimbusSans-Regular"),
        ("/Arial-BoldMT", "NimbusSans-Bold"),
        ("/Times-Roman", "NimbusRoman-Regular"),
        ("/TimesNewRomanPS-ItalicMT", "NimbusRoman-Italic"),
        ("/TimesNewRoman,BoldItalic", "NimbusRoman-BoldItalic"),
        ("/CourierNew", "NimbusMonoPS-Regular"),
        ("/Courier-Bold", "NimbusMonoPS-Bold"),
        ("/ABCDEF+Helvetica", "NimbusSans-Regular"),
        ("/ZapfDingbats", "D050000L"),
        ("/Symbol", "StandardSymbolsPS"),
    ],
)
def test_a_standard_font_is_known_by_all_of_its_names(asked, given):
    face = face_of(asked)
    assert face is not None
    assert face.name == given


@pytest.mark.parametrize("name", ["/HelveticaNeue", "/ArialNarrow", "/Verdana", "/Times-Ten", "", "/"])
def test_another_font_is_not_taken_for_one(name):
    assert face_of(name) is None


@needs_fonts
@pytest.mark.parametrize("font", ["Helvetica", "Times-BoldItalic", "Courier"])
def test_standard_fonts_are_put_into_the_file(font):
    made = to_pdfa(text_pdf("Où est l’œuvre à 1\u00a0234,56 € ?", font=font), (), title="F")
    assert all(whole for _, whole in fonts_of(made))
    assert "Où est l’œuvre à 1" in text_of(made)
    assert b"Ghostscript" not in made


@needs_fonts
def test_a_font_of_other_widths_is_not_replaced_by_a_standard_one():
    pdf = Pdf.new()
    font = Dictionary(
        Type=Name.Font,
        Subtype=Name.TrueType,
        BaseFont=Name.Arial,
        Encoding=Name.WinAnsiEncoding,
        FirstChar=65,
        Widths=pikepdf.Array([400]),
    )
    StandardFonts(pdf).embed(font)
    assert font.BaseFont == Name.Arial


def wrong_widths(pdf):
    """The embedded font of the page tells twice the width for every glyph."""
    for font in pdf.pages[0].Resources.Font.values():
        stream = font.DescendantFonts[0].FontDescriptor.FontFile2
        tables = dict(parsed(stream.read_bytes()).tables)
        count = len(tables[b"hmtx"]) // 2
        numbers = struct.unpack(f">{count}h", tables[b"hmtx"])
        tables[b"hmtx"] = struct.pack(
            f">{count}h", *(2 * n if index % 2 == 0 else n for index, n in enumerate(numbers))
        )
        stream.write(assembled(tables))


def embedded_font_pdf():
    document = FPDF()
    document.add_page()
    document.add_font("DejaVu", fname="/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
    document.set_font("DejaVu", size=12)
    document.cell(text="Facture F-12 réglée")
    return bytes(document.output())


def told_and_own_widths(pdf):
    font = next(iter(pdf.pages[0].Resources.Font.as_dict().values()))
    descendant = font.DescendantFonts[0]
    own = parsed(descendant.FontDescriptor.FontFile2.read_bytes()).advances
    glyphs, widths = descendant.CIDToGIDMap.read_bytes(), descendant.W[1]
    return [(float(width), own[glyphs[2 * cid + 1]]) for cid, width in enumerate(widths) if cid]


def test_a_font_that_tells_other_widths_than_the_page_is_put_right():
    pytest.importorskip("fontTools")
    data = changed(embedded_font_pdf(), wrong_widths)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert any(abs(told - own) > 1 for told, own in told_and_own_widths(pdf))
        for font in pdf.pages[0].Resources.Font.as_dict().values():
            agree(font)
        assert all(abs(told - own) <= 1 for told, own in told_and_own_widths(pdf))


def test_a_font_whose_widths_agree_is_left_as_it_is():
    with pikepdf.open(io.BytesIO(embedded_font_pdf())) as pdf:
        font = next(iter(pdf.pages[0].Resources.Font.as_dict().values()))
        stream = font.DescendantFonts[0].FontDescriptor.FontFile2
        before = stream.read_bytes()
        agree(font)
        assert stream.read_bytes() == before


@pytest.mark.parametrize("data", [b"", b"\0\1\0\0", b"\0\1\0\0\0\x09" + bytes(20), b"x" * 500])
def test_a_broken_font_program_is_none(data):
    assert parsed(data) is None


def test_the_font_without_ink_is_a_font():
    font = parsed(program())
    assert font is not None
    assert font.advances == (1000, 1000)


def test_a_character_beyond_the_basic_plane_is_kept_and_half_of_one_is_not():
    font = Glyphless("a\U0001d11e\ud834")
    assert len(font.encoded("a\U0001d11e\ud834")) == 2
    assert b"D834DD1E" in font.written(Pdf.new()).ToUnicode.read_bytes()


@pytest.mark.parametrize(
    ("content", "fonts"),
    [
        (b"BT /F1 12 Tf (a) Tj ET", {b"/F1"}),
        (b"BT /F1 12 Tf /F2 9 Tf [(a)] TJ ET", {b"/F2"}),
        (b"/F1 12 Tf q /F2 9 Tf (x) Tj Q (y) Tj", {b"/F1", b"/F2"}),
        (b"BT /F1 12 Tf (\\( /F2 9 Tf \\) (in) ) Tj ET", {b"/F1"}),
        (b"BT /F1 12 Tf 14.4 TL ET", set()),
        (b"/F1 12 Tf (a) '", {b"/F1"}),
    ],
)
def test_the_fonts_that_set_characters_are_known(content, fonts):
    assert set_in(content) == fonts
