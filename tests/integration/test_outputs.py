"""Every fixture that prints all a deposit asks for becomes files that are valid in every layer, the page's included."""

from functools import cache
from pathlib import Path

import pypdfium2
import pytest

from extractor.deposit import write
from extractor.intake import open_source
from extractor.output import from_xml
from extractor.pipeline import read_source
from extractor.settings import Settings
from extractor.verification import validate_file
from models.errors import IncompleteInvoice
from models.output import OutputKind, Profile, Supplements
from models.validation import LayerState

FOLDER = Path(__file__).parents[2] / "fixtures" / "invoices"
NAMES = sorted(path.parent.name for path in FOLDER.glob("*/invoice.pdf"))
COMPLETE = [name for name in NAMES if name.startswith("complet_")]
SUPPLIED = Supplements(legal_notes=True, billing_mode="M1")


def no_ocr(_image):
    raise AssertionError("the page has text of its own")


def has_text(name):
    with pypdfium2.PdfDocument(FOLDER / name / "invoice.pdf") as pdf:
        return all(page.get_textpage().count_chars() for page in pdf)


@cache
def read(name):
    data = (FOLDER / name / "invoice.pdf").read_bytes()
    source = open_source("invoice.pdf", data, settings=Settings())
    return data, *next(iter(read_source(source, ocr=no_ocr, settings=Settings())))


def made(name, kind):
    data, document, extraction = read(name)
    mode = extraction.invoice.billing_mode or "M1"
    supplements = SUPPLIED.model_copy(update={"billing_mode": mode})
    return write(data, document, extraction, kind, supplements=supplements)


def judged(name, kind):
    """The gaps for which nothing is written, and the layers that what is written does not pass."""
    try:
        file = made(name, kind)
    except IncompleteInvoice as error:
        return error.gaps, []
    report = validate_file(file.name, file.data, ocr=no_ocr, settings=Settings())
    return (), [(layer.name, layer.findings) for layer in report.layers if layer.state is not LayerState.PASSED]


@pytest.mark.parametrize("name", [name for name in NAMES if has_text(name)])
def test_what_is_written_is_valid_or_its_gaps_are_told(name):
    for kind in (OutputKind.FACTURX, OutputKind.CII, OutputKind.UBL):
        gaps, faults = judged(name, kind)
        assert faults == []
        assert all(gap.message.fr and gap.message.en for gap in gaps)


@pytest.mark.parametrize("name", COMPLETE)
@pytest.mark.parametrize("kind", [OutputKind.FACTURX, OutputKind.CII, OutputKind.UBL])
def test_a_complete_invoice_has_no_gap_and_reads_back_as_completed(name, kind):
    file = made(name, kind)
    assert file.completion is not None
    assert not file.draft
    written = file.data if kind is not OutputKind.FACTURX else attached(file.data)
    if file.completion.profile is not Profile.BASIC_WL:
        assert from_xml(written) == file.completion.invoice


def attached(data):
    with pypdfium2.PdfDocument(data) as pdf:
        (xml,) = (pdf.get_attachment(index) for index in range(pdf.count_attachments()))
        return bytes(xml.get_data())
