"""Factur-X: the page with its data attached."""

import hashlib
import io

import facturx
import pikepdf
import pytest

from extractor.output.hybrid import embed
from extractor.output.pdfa import to_pdfa
from extractor.testing import invoice_of
from models.errors import DamagedFile
from models.output import Profile
from tests.unit.extractor.output.pdfa.files import changed, rendered, text_pdf

XML = b'<rsm:CrossIndustryInvoice xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"/>'
OTHER = XML.replace(b"/>", b"><!-- other --></rsm:CrossIndustryInvoice>")


def hybrid(profile=Profile.EN16931, *, xml=XML, pdfa=None, **options):
    return embed(pdfa or to_pdfa(text_pdf(), (), title="F-12"), xml, profile, invoice_of(), **options)


def opened(data):
    return pikepdf.open(io.BytesIO(data))


def test_the_data_are_read_back_by_another_program():
    assert facturx.get_facturx_xml_from_pdf(io.BytesIO(hybrid()), check_xsd=False) == ("factur-x.xml", XML)


@pytest.mark.parametrize(
    ("profile", "relation", "level"),
    [
        (Profile.BASIC_WL, "/Data", "BASIC WL"),
        (Profile.EN16931, "/Alternative", "EN 16931"),
        (Profile.EXTENDED, "/Alternative", "EXTENDED"),
    ],
)
def test_each_profile_has_its_relation_and_its_level(profile, relation, level):
    with opened(hybrid(profile)) as pdf:
        (spec,) = pdf.Root.AF
        assert spec.AFRelationship == relation
        assert f"<fx:ConformanceLevel>{level}</fx:ConformanceLevel>" in pdf.Root.Metadata.read_bytes().decode()


def test_the_attachment_tells_what_it_is():
    with opened(hybrid()) as pdf:
        (spec,) = pdf.Root.AF
        stream = spec.EF.F
        assert (str(spec.F), str(spec.UF), stream.Subtype) == ("factur-x.xml", "factur-x.xml", "/text/xml")
        assert stream.Params.Size == len(XML)
        assert bytes(stream.Params.CheckSum) == hashlib.md5(XML).digest()
        assert str(stream.Params.ModDate) == "D:20261001000000+00'00'"
        assert list(pdf.attachments) == ["factur-x.xml"]


def test_title_author_and_language_are_those_of_the_invoice():
    with opened(hybrid()) as pdf:
        assert str(pdf.docinfo["/Title"]) == "Facture F-12"
        assert str(pdf.docinfo["/Author"]) == "Dubois Menuiserie"
        assert str(pdf.Root.Lang) == "fr-FR"


def test_the_same_invoice_gives_the_same_bytes():
    assert hybrid() == hybrid()


def test_the_data_of_a_hybrid_are_replaced_never_doubled():
    again = hybrid(xml=OTHER, pdfa=hybrid())
    with opened(again) as pdf:
        assert list(pdf.attachments) == ["factur-x.xml"]
        assert len(pdf.Root.AF) == 1
    through = hybrid(xml=OTHER, pdfa=to_pdfa(hybrid(), (), title="F-12"))
    for made in (again, through):
        assert facturx.get_facturx_xml_from_pdf(io.BytesIO(made), check_xsd=False)[1] == OTHER


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_draft_bears_a_red_mark_at_the_top_however_the_page_is_turned(turn):
    def turned(pdf):
        pdf.pages[0].obj.Rotate = turn

    made = rendered(hybrid(pdfa=to_pdfa(changed(text_pdf(), turned), (), title="F-12"), draft=True))
    red = made.split()[0].point(lambda value: 255 if value > 180 else 0)
    green = made.split()[1].point(lambda value: 255 if value < 100 else 0)
    left, top, right, bottom = min_box(red, green)
    assert top < 10
    assert bottom < 30
    assert right - left > 120
    assert (left + right) / 2 == pytest.approx(made.width / 2, abs=5)


def min_box(red, green):
    from PIL import ImageChops

    return ImageChops.darker(red, green).getbbox()


def test_a_draft_says_so_in_its_title_and_a_final_file_does_not():
    with opened(hybrid(draft=True)) as draft, opened(hybrid()) as final:
        assert "brouillon" in str(draft.docinfo["/Title"])
        assert "/Annots" in draft.pages[0].obj
        assert "brouillon" not in str(final.docinfo["/Title"])
        assert "/Annots" not in final.pages[0].obj


def test_a_profile_that_factur_x_does_not_have_is_refused():
    with pytest.raises(ValueError, match="extended-ctc-fr"):
        hybrid(Profile.EXTENDED_CTC_FR)


def test_what_is_no_pdf_is_refused():
    with pytest.raises(DamagedFile):
        hybrid(pdfa=b"%PDF-1.7 nothing")
