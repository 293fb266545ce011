"""What we write as PDF/A is PDF/A: judged by Apache PDFBox Preflight, another program than those that wrote it."""

import io
from pathlib import Path

import pikepdf
import pytest

from extractor.output.hybrid import embed
from extractor.output.pdfa import to_pdfa
from extractor.testing import invoice_of, page_of
from models.document import Reading
from models.output import Profile
from tests.integration.preflight import remarks

INVOICES = Path(__file__).parents[2] / "fixtures" / "invoices"
XML = b'<rsm:CrossIndustryInvoice xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"/>'
READ = page_of("Facture F-12\n\nTotal TTC  120,00 €", reading=Reading.OCR)


def one_of_each_kind():
    """The first invoice of each layout, and of each way of scanning: reportlab, WeasyPrint and fpdf2 drew them."""
    kinds = {}
    for path in sorted(INVOICES.glob("*/invoice.*")):
        if path.suffix != ".json":
            layout, _, damage = path.parent.name.partition("__")
            kinds.setdefault((layout.rsplit("-", 1)[0], damage and path.suffix + damage), path)
    return list(kinds.values())


def faults(folder, files):
    """What Preflight says of some files, by name; those of which it says nothing are left out."""
    folder = folder / "judged"
    folder.mkdir()
    for name, data in files.items():
        (folder / f"{name}.pdf").write_bytes(data)
    return {name: said for name, said in remarks(folder).items() if said}


def test_every_kind_of_invoice_becomes_pdfa(tmp_path):
    kinds = one_of_each_kind()
    assert {path.suffix for path in kinds} == {".pdf", ".png", ".jpg", ".tif"}
    files = {path.parent.name: to_pdfa(path.read_bytes(), [READ], title="Facture F-12") for path in kinds}
    assert faults(tmp_path, files) == {}


def test_a_pdf_that_is_no_pdfa_is_told_apart(tmp_path):
    given = next(path for path in one_of_each_kind() if path.suffix == ".pdf")
    assert faults(tmp_path, {"given": given.read_bytes()})


@pytest.mark.parametrize("draft", [False, True])
def test_factur_x_is_pdfa_in_every_profile(tmp_path, draft):
    files = {}
    for kind in ("simple-1", "agence-1", "definitions-1", "bureau-4__photo", "collectivite-5__fax"):
        (given,) = (path for path in (INVOICES / kind).glob("invoice.*") if path.suffix != ".json")
        pdfa = to_pdfa(given.read_bytes(), [READ], title="Facture F-12")
        for profile in (Profile.BASIC_WL, Profile.EN16931, Profile.EXTENDED):
            files[f"{kind}-{profile}"] = embed(pdfa, XML, profile, invoice_of(), draft=draft)
    assert faults(tmp_path, files) == {}


def strange(data, *, font="/Verdana", colour=b""):
    """The invoice in a font that no machine here has, with a line in printers' ink."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            for one in page.Resources.Font.values():
                one.BaseFont = pikepdf.Name(font)
        pdf.pages[0].contents_add(pikepdf.Stream(pdf, colour))
        buffer = io.BytesIO()
        pdf.save(buffer)
        return buffer.getvalue()


def test_missing_fonts_and_printers_colours_are_put_right_with_and_without_ghostscript(tmp_path, monkeypatch):
    given = (INVOICES / "simple-1" / "invoice.pdf").read_bytes()
    strangers = {
        "fonts": strange(given),
        "colours": strange(given, font="/Helvetica", colour=b"q 1 0 0 0 k 10 10 50 5 re f Q"),
    }
    files = {f"{name}-rewritten": to_pdfa(data, [READ], title="F") for name, data in strangers.items()}
    monkeypatch.setenv("PATH", str(tmp_path))
    files |= {f"{name}-drawn": to_pdfa(data, [READ], title="F") for name, data in strangers.items()}
    monkeypatch.undo()
    assert faults(tmp_path, files) == {}
