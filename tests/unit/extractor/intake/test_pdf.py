"""PDF that other programs would not open, and what is attached to PDF."""

import io

import pypdf
import pypdfium2
import pytest

from extractor.intake import open_file
from extractor.settings import Settings
from models.errors import DamagedFile, PasswordProtected
from tests.unit.extractor.intake.files import CII, UBL, pdf_of, plain_pdf


def only(data):
    (source,) = open_file("facture.pdf", data, settings=Settings())
    return source


def pages_of(data):
    with pypdfium2.PdfDocument(data) as document:
        return len(document)


def encrypted(*, user: str, owner: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf_of(attached={"factur-x.xml": CII.encode()})))
    writer.encrypt(user, owner, algorithm="RC4-128", permissions_flag=0)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "junk", [b"\n", b"HTTP/1.1 200 OK\r\n\r\n", b"\x00" * 2000, b"<br />\n<b>Warning</b>: fopen()" * 100]
)
def test_junk_in_front_of_the_header_is_taken_off(junk):
    data = only(junk + pdf_of(pages=2)).data
    assert data.startswith(b"%PDF-")
    assert pages_of(data) == 2


@pytest.mark.parametrize(
    "data",
    [
        plain_pdf(end=False),
        plain_pdf(end=False).partition(b"\nendobj\n3 0")[0] + b"\nendobj\n",
        plain_pdf(end=False).replace(b"/Type/Catalog", b"/Type/Cat"),
        plain_pdf(end=False, pages=2).replace(b"/Type/Pages", b"/Pa"),
    ],
    ids=["no trailer", "no page left", "no catalog", "no page tree"],
)
def test_a_truncated_file_is_read_as_far_as_pages_are_left(data):
    if b"/Type/Page/" in data:
        assert pages_of(only(data).data) >= 1
    else:
        with pytest.raises(DamagedFile):
            only(data)


def test_an_owner_password_does_not_hinder_reading():
    data = encrypted(user="", owner="secret")
    source = only(data)
    assert source.embedded is not None
    assert not pypdf.PdfReader(io.BytesIO(source.data)).is_encrypted


def test_a_user_password_is_refused_and_does_not_stick_to_the_next_file():
    with pytest.raises(PasswordProtected):
        only(encrypted(user="secret", owner="secret"))
    with pytest.raises(DamagedFile):
        only(b"%PDF-1.4\nrien")


@pytest.mark.parametrize("name", ["factur-x.xml", "ZUGFeRD-invoice.xml", "facture.XML"])
@pytest.mark.parametrize("xml", [CII, UBL], ids=["cii", "ubl"])
def test_the_attached_xml_is_the_embedded_invoice(name, xml):
    embedded = only(pdf_of(attached={"conditions.pdf": b"%PDF-1.4", name: xml.encode()})).embedded
    assert embedded is not None
    assert embedded.fields["iban"].value == "FR7630006000011234567890189"


def test_the_usual_name_comes_before_others():
    other = CII.replace("F-118", "AUTRE").encode()
    embedded = only(pdf_of(attached={"a.xml": other, "factur-x.xml": CII.encode()})).embedded
    assert embedded.fields["invoice_number"].value == "F-118"


@pytest.mark.parametrize("xml", [b"", b"<a/>", b"<a", b"<!DOCTYPE a><a/>", b"<CrossIndustryInvoice/>"])
def test_an_attached_xml_that_is_no_invoice_leaves_the_page_to_be_read(xml):
    assert only(pdf_of(attached={"factur-x.xml": xml or b" "})).embedded is None


def test_the_xml_is_the_one_that_factur_x_finds():
    import facturx

    written = facturx.generate_from_binary(
        pdf_of(), CII.encode(), flavor="factur-x", level="extended", check_xsd=False, check_schematron=False
    )
    _, xml = facturx.get_xml_from_pdf(written, check_xsd=False)
    (alone,) = open_file("facture.xml", xml, settings=Settings())
    assert only(written).embedded == alone.embedded


def test_a_plain_pdf_does_not_load_factur_x():
    import subprocess
    import sys

    code = (
        "import sys; from extractor.intake import open_file; from extractor.settings import Settings;"
        "list(open_file('f.pdf', sys.stdin.buffer.read(), settings=Settings()));"
        "print([name for name in ('facturx', 'pypdf', 'PIL') if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], input=pdf_of(), capture_output=True, check=True)
    assert run.stdout.decode().strip() == "[]"
