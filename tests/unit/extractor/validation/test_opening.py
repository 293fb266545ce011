"""What a file must be before it can be judged; every other file is told what it is."""

from __future__ import annotations

import io

import pikepdf
import pytest

from extractor.validation import validate
from models.validation import LayerName, LayerState, Syntax, Verdict
from tests.unit.extractor.validation.samples import EN16931, cii, pdf_with, ubl

BOMB = """<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">
<!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]><a>&d;</a>"""
ZF1 = '<rsm:CrossIndustryDocument xmlns:rsm="urn:ferd:CrossIndustryDocument:invoice:1p0"/>'


def opened(data):
    report = validate("f", data, own=lambda _: ())
    return report, report.layers[0]


def rule_on(data):
    report, file = opened(data)
    assert file.state is LayerState.FAILED
    assert {one.state for one in report.layers[1:]} == {LayerState.SKIPPED}
    assert report.verdict is Verdict.INVALID
    return file.findings[0].rule


def saved(pdf, **options):
    written = io.BytesIO()
    pdf.save(written, **options)
    return written.getvalue()


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"", "PF-FILE-EMPTY"),
        (b" \n\x00", "PF-FILE-EMPTY"),
        (b"PK\x03\x04 archive", "PF-FILE-KIND"),
        (b"bonjour", "PF-FILE-KIND"),
        (b"%PDF-1.7 and nothing else", "PF-FILE-DAMAGED"),
        (b"Content-Type: x\n" * 100 + b"%PDF-1.7 and nothing else", "PF-FILE-DAMAGED"),
        (b"<a>" + b" " * 2000 + b"%PDF-</a>", "PF-FILE-ROOT"),
        (b"<a><b></a>", "PF-FILE-XML"),
        (b"<a>", "PF-FILE-XML"),
        (b"<facture/>", "PF-FILE-ROOT"),
        (b"<!DOCTYPE html><html><p>Facture</html>", "PF-FILE-KIND"),
        (BOMB.encode(), "PF-FILE-UNSAFE"),
        (BOMB.encode("utf-16"), "PF-FILE-UNSAFE"),
        (b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', "PF-FILE-UNSAFE"),
        (b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd"><a/>', "PF-FILE-UNSAFE"),
        (cii().encode("latin-1"), "PF-FILE-ENCODING"),
        (cii().replace("UTF-8", "x-klingon").encode(), "PF-FILE-ENCODING"),
        (b"<a>" + b" " * (20 * 2**20) + b"</a>", "PF-FILE-SIZE"),
        (ZF1.encode(), "PF-FILE-PROFILE"),
        (b"<a>" * 400 + b"</a>" * 400, "PF-FILE-XML"),
    ],
)
def test_a_file_that_cannot_be_judged_is_told_what_it_is(data, rule):
    assert rule_on(data) == rule


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "iso-8859-15"])
def test_every_encoding_that_is_declared_is_read(encoding):
    declared = {"utf-8-sig": "UTF-8"}.get(encoding, encoding.removesuffix("-le").removesuffix("-be").upper())
    text = cii().replace("UTF-8", declared) + "\n"
    mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(encoding, b"")
    report, file = opened(mark + text.encode(encoding))
    assert file.state is LayerState.PASSED
    assert report.verdict is Verdict.VALID


@pytest.mark.parametrize(
    ("pdf", "rule"),
    [
        (pdf_with(), "PF-FILE-NO-XML"),
        (pdf_with(lettre_txt=b"bonjour"), "PF-FILE-NO-XML"),
        (pdf_with(factur_x_xml=b"\x89PNG not xml"), "PF-FILE-NOT-XML"),
        (pdf_with(factur_x_xml=b"<a><b></a>"), "PF-FILE-XML"),
        (pdf_with(factur_x_xml=BOMB.encode()), "PF-FILE-UNSAFE"),
        (pdf_with(factur_x_xml=cii().encode(), xrechnung_xml=ubl().encode()), "PF-FILE-SEVERAL"),
        (pdf_with(a_xml=cii().encode(), b_xml=cii().encode()), "PF-FILE-SEVERAL"),
        (pdf_with(factur_x_xml=b" " * (21 * 2**20)), "PF-FILE-ATTACHMENT"),
    ],
)
def test_a_pdf_without_one_readable_invoice_is_told_why(pdf, rule):
    assert rule_on(pdf) == rule


@pytest.mark.parametrize(
    "pdf",
    [
        pdf_with(factur_x_xml=cii().encode(), timbres_xml=b"<a/>"),
        pdf_with(ma_facture_xml=cii().encode()),
        pdf_with(ma_facture_xml=cii().encode(), timbres_xml=b"<a/>"),
    ],
)
def test_the_invoice_is_found_by_its_name_or_by_its_content(pdf):
    report, file = opened(pdf)
    assert file.state is LayerState.PASSED
    assert (report.syntax, report.profile) == (Syntax.CII, EN16931)


def test_an_invoice_that_is_only_associated_with_the_document_is_found():
    pdf = pikepdf.new()
    pdf.add_blank_page()
    specification = pikepdf.AttachedFileSpec(pdf, ubl().encode(), filename="facture.xml")
    pdf.Root.AF = pikepdf.Array([specification.obj])
    assert opened(saved(pdf))[0].syntax is Syntax.UBL_INVOICE


def test_a_pdf_that_takes_a_password_is_refused_and_one_that_opens_is_read():
    pdf = pikepdf.open(io.BytesIO(pdf_with(factur_x_xml=cii().encode())))
    locked = saved(pdf, encryption=pikepdf.Encryption(user="secret", owner="secret"))
    limited = saved(pdf, encryption=pikepdf.Encryption(user="", owner="secret"))
    assert rule_on(locked) == "PF-FILE-PASSWORD"
    assert opened(limited)[0].syntax is Syntax.CII


def test_an_attachment_that_unpacks_without_end_is_not_unpacked():
    pdf = pikepdf.open(io.BytesIO(pdf_with(factur_x_xml=b"<a>" + b" " * (60 * 2**20))))
    assert rule_on(saved(pdf, compress_streams=True)) == "PF-FILE-ATTACHMENT"


def test_a_layer_of_a_file_is_skipped_with_a_reason_in_both_languages():
    report, _ = opened(pdf_with())
    assert [one.name for one in report.layers[1:]] == list(LayerName)[1:]
    assert all(one.reason and one.reason.fr and one.reason.en for one in report.layers[1:])
