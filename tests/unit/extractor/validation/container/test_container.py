import io
import zlib
from pathlib import Path

import pikepdf
import pytest
from facturx import generate_from_binary
from pikepdf import Array, Dictionary, Name, String

from extractor.validation.container import check_container
from models.finding import Severity
from tests.unit.extractor.validation.container.made import (
    BASIC_WL,
    CII,
    EXTENDED,
    FACTURX,
    XML,
    XMP,
    attach,
    hybrid,
    page,
    saved,
)

BLOCKING, WARNING = Severity.BLOCKING, Severity.WARNING


def said(pdf, profile=EXTENDED, **options):
    """Rules and severities of what is found."""
    return {(one.rule, one.severity) for one in check_container(saved(pdf, **options), profile)}


def test_a_right_hybrid_is_not_spoken_of():
    assert said(hybrid()) == set()


def test_every_message_says_it_in_both_languages_and_cites_its_source():
    for finding in check_container(page("du texte"), None):
        assert finding.message.fr != finding.message.en
        assert "Factur-X" in finding.reference or "ISO" in finding.reference


def test_a_plain_pdf_lacks_metadata_profile_attachment_and_font():
    rules = {one.rule for one in check_container(page("du texte"), None) if one.severity is BLOCKING}
    assert {"PF-PDF-XMP", "PF-PDF-ATTACHMENT", "PF-PDF-FONT"} <= rules


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("<pdfaid:part>3", "<pdfaid:part>2", ("PF-PDF-PART", BLOCKING)),
        ("<pdfaid:part>3</pdfaid:part>", "", ("PF-PDF-PART", BLOCKING)),
        ("<pdfaid:conformance>B", "<pdfaid:conformance>Z", ("PF-PDF-CONFORMANCE", WARNING)),
        ("</rdf:RDF>", "", ("PF-PDF-XMP", BLOCKING)),
        ('<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>', "<!DOCTYPE x>", ("PF-PDF-XMP", BLOCKING)),
        ("<fx:DocumentType>INVOICE", "<fx:DocumentType>ORDER", ("PF-PDF-TYPE", WARNING)),
        ("<fx:DocumentFileName>factur-x", "<fx:DocumentFileName>invoice", ("PF-PDF-FILENAME", WARNING)),
        ("<fx:Version>1.0</fx:Version>", "", ("PF-PDF-VERSION", WARNING)),
        ("<fx:ConformanceLevel>EXTENDED", "<fx:ConformanceLevel>BASIC", ("PF-PDF-LEVEL", WARNING)),
        ("<fx:ConformanceLevel>EXTENDED", "<fx:ConformanceLevel>COMFORT", ("PF-PDF-LEVEL", WARNING)),
        (f"<pdfaSchema:namespaceURI>{FACTURX}", "<pdfaSchema:namespaceURI>urn:other", ("PF-PDF-SCHEMA", WARNING)),
        (f'xmlns:fx="{FACTURX}"', 'xmlns:fx="urn:other"', ("PF-PDF-FX", WARNING)),
    ],
)
def test_metadata_that_says_something_wrong_is_told(old, new, expected):
    assert old in XMP
    assert said(hybrid(xmp=XMP.replace(old, new))) == {expected}


def test_properties_written_as_attributes_are_read():
    compact = XMP.replace("<pdfaid:part>3</pdfaid:part>\n<pdfaid:conformance>B</pdfaid:conformance>", "").replace(
        'xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"',
        'xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" pdfaid:part="3" pdfaid:conformance="U"',
    )
    assert said(hybrid(xmp=compact)) == set()


def test_missing_metadata_blocks():
    assert said(hybrid(xmp=None)) == {("PF-PDF-XMP", BLOCKING)}


def test_an_older_namespace_is_told_by_itself():
    elder = XMP.replace(FACTURX, "urn:ferd:pdfa:CrossIndustryDocument:invoice:1p0#").replace("EXTENDED", "COMFORT")
    assert said(hybrid(xmp=elder)) == {("PF-PDF-FX", WARNING)}


def test_a_title_that_differs_from_the_metadata_is_told():
    pdf = hybrid()
    pdf.docinfo["/Title"] = "Sans titre"
    assert said(pdf) == {("PF-PDF-INFO", WARNING)}
    pdf.docinfo["/Title"] = "Facture F-12"
    assert said(pdf) == set()


def test_an_invoice_that_the_catalog_does_not_associate_blocks():
    pdf = hybrid()
    del pdf.Root.AF
    assert said(pdf) == {("PF-PDF-AF", BLOCKING)}


def test_an_invoice_that_is_associated_only_is_told():
    pdf = hybrid()
    del pdf.Root.Names
    assert said(pdf) == {("PF-PDF-EMBEDDED", WARNING)}


def test_the_relation_depends_on_the_profile():
    pdf = hybrid(xmp=XMP.replace("<fx:ConformanceLevel>EXTENDED", "<fx:ConformanceLevel>BASIC WL"))
    assert said(pdf, BASIC_WL) == set()
    pdf.Root.AF[0].AFRelationship = Name.Alternative
    assert said(pdf, BASIC_WL) == {("PF-PDF-RELATIONSHIP", WARNING)}
    other = hybrid()
    other.Root.AF[0].AFRelationship = Name.Alternative
    assert said(other) == set()
    other.Root.AF[0].AFRelationship = Name.Supplement
    assert said(other) == {("PF-PDF-RELATIONSHIP", WARNING)}
    del other.Root.AF[0].AFRelationship
    assert said(other) == {("PF-PDF-RELATIONSHIP", BLOCKING)}


def test_the_description_of_the_attachment_is_checked():
    pdf = hybrid()
    stream = pdf.Root.AF[0].EF.F
    stream.Subtype = Name("/application/xml")
    del stream.Params
    assert said(pdf) == {("PF-PDF-MIME", WARNING), ("PF-PDF-MODDATE", WARNING)}


def test_an_invoice_under_another_name_is_recognised_and_told():
    pdf = hybrid(xmp=XMP.replace("factur-x.xml", "facture.xml"))
    pdf.Root.AF[0].UF = String("facture.xml")
    pdf.Root.AF[0].F = String("facture.xml")
    assert said(pdf) == {("PF-PDF-NAME", WARNING)}


def test_two_invoices_are_told_and_an_annex_is_not():
    pdf = hybrid()
    attach(pdf, "annexe.xml", b"<annexe/>")
    assert said(pdf) == set()
    attach(pdf, "autre.xml")
    assert ("PF-PDF-SEVERAL", WARNING) in said(pdf)


def test_colours_of_a_device_need_an_output_intent():
    pdf = hybrid()
    del pdf.Root.OutputIntents
    assert said(pdf) == set()
    coloured = hybrid()
    coloured.pages[0].contents_add(b"1 0 0 rg 0 0 10 10 re f")
    del coloured.Root.OutputIntents
    assert said(coloured) == {("PF-PDF-INTENT", BLOCKING)}
    coloured.pages[0].Resources.ColorSpace = Dictionary(DefaultRGB=Array([Name.CalRGB, Dictionary()]))
    assert said(coloured) == set()


def test_a_broken_profile_blocks():
    pdf = hybrid()
    pdf.Root.OutputIntents[0].DestOutputProfile = pdf.make_stream(b"nothing")
    assert said(pdf) == {("PF-PDF-ICC", BLOCKING)}


def test_a_font_that_draws_must_be_in_the_file_and_an_invisible_one_may_not():
    assert said(hybrid(base=page("Total 120,00"))) == {("PF-PDF-FONT", BLOCKING)}
    assert said(hybrid(base=page("Total 120,00", mode=3))) == set()


def test_a_font_is_found_in_a_form_inside_a_form_that_holds_itself():
    pdf = hybrid()
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Courier)
    inner = pdf.make_stream(b"BT /F 9 Tf (x) Tj ET", Type=Name.XObject, Subtype=Name.Form)
    inner.Resources = Dictionary(Font=Dictionary(F=font), XObject=Dictionary(Self=inner))
    outer = pdf.make_stream(b"/In Do", Type=Name.XObject, Subtype=Name.Form)
    outer.Resources = Dictionary(XObject=Dictionary(In=inner))
    pdf.pages[0].Resources.XObject = Dictionary(Out=outer)
    (finding,) = check_container(saved(pdf), EXTENDED)
    assert finding.rule == "PF-PDF-FONT"
    assert "Courier" in finding.message.fr


def test_programs_in_the_file_are_told():
    pdf = hybrid()
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
    pdf.Root.AcroForm = Dictionary(XFA=pdf.make_stream(b"<xdp/>"), Fields=Array([]))
    link = Dictionary(Subtype=Name.Link, A=Dictionary(S=Name.URI, Next=Array([Dictionary(S=Name.Launch)])))
    pdf.pages[0].Annots = Array([link])
    assert said(pdf) == {("PF-PDF-JAVASCRIPT", WARNING), ("PF-PDF-ACTION", WARNING), ("PF-PDF-XFA", WARNING)}


def test_lzw_is_told():
    pdf = hybrid()
    pdf.Root.Old = pdf.make_stream(b"\x80\x0b\x60\x50\x22\x0c\x0c\x85\x01", Filter=Name.LZWDecode)
    kept = {"stream_decode_level": pikepdf.StreamDecodeLevel.none, "compress_streams": False}
    assert said(pdf, **kept) == {("PF-PDF-LZW", WARNING)}


def test_a_password_blocks():
    owner = pikepdf.Encryption(owner="o", user="")
    assert ("PF-PDF-ENCRYPTED", BLOCKING) in said(hybrid(), encryption=owner)
    assert said(hybrid(), encryption=pikepdf.Encryption(owner="o", user="u")) == {("PF-PDF-OPEN", BLOCKING)}


@pytest.mark.parametrize("data", [b"", b"not a pdf", b"%PDF-1.7\n%%EOF", XML])
def test_what_is_no_pdf_is_one_finding(data):
    assert [one.rule for one in check_container(data, None)] == ["PF-PDF-OPEN"]


def test_a_bomb_in_the_metadata_is_not_unpacked():
    pdf = hybrid()
    pdf.Root.Metadata = pdf.make_stream(zlib.compress(bytes(64 * 2**20)), Filter=Name.FlateDecode)
    assert said(pdf, stream_decode_level=pikepdf.StreamDecodeLevel.none) == {("PF-PDF-XMP", BLOCKING)}


def test_a_tree_of_names_that_holds_itself_is_left():
    pdf = hybrid()
    tree = pdf.make_indirect(Dictionary())
    tree.Kids = Array([tree, tree])
    pdf.Root.Names.JavaScript = tree
    assert ("PF-PDF-DAMAGED", BLOCKING) in said(pdf)


def test_what_the_factur_x_library_attaches_is_right_but_its_page():
    made = generate_from_binary(page("Total"), CII, level="extended", check_xsd=False, check_schematron=False)
    assert {one.rule for one in check_container(made, EXTENDED)} == {"PF-PDF-FONT"}


MALFORMED = Path(__file__).resolve().parents[6] / "shared" / "corpus" / "malformed"


@pytest.mark.skipif(not MALFORMED.is_dir(), reason="the collection of broken files is not on this machine")
@pytest.mark.parametrize("path", sorted(MALFORMED.glob("*.pdf")), ids=lambda path: path.stem)
def test_a_broken_file_gives_findings_and_nothing_else(path):
    found = check_container(path.read_bytes(), None)
    assert any(one.severity is BLOCKING for one in found)


def test_a_content_that_ends_too_early_is_judged_to_its_end(capfd):
    pdf = hybrid(base=page("Total"))
    pdf.pages[0].Contents = pdf.make_stream(b"BT /F1 12 Tf (x) Tj ET [ (y")
    assert said(pdf) == {("PF-PDF-FONT", BLOCKING)}
    assert capfd.readouterr() == ("", "")


def test_a_truncated_file_is_judged_or_refused():
    whole = saved(hybrid())
    for end in range(0, len(whole), len(whole) // 40):
        assert isinstance(check_container(whole[:end], None), tuple)
    assert io.BytesIO(whole).read(4) == b"%PDF"
