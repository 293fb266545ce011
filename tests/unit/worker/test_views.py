"""Rows as views, and the columns by which documents are listed."""

from datetime import UTC, date, datetime
from decimal import Decimal

from extractor.testing import invoice_of
from models.finding import Finding, Message, Severity
from models.invoice import Party
from models.lifecycle import State
from tests.worker_kit import extraction_of
from worker import views
from worker.store.tables import DocumentRow

MOMENT = datetime(2026, 3, 1, tzinfo=UTC)


def row_of(**columns):
    row = DocumentRow(
        id="1", structure_id="2", name="a.pdf", sha256="0" * 64, part=1, size=9, media_type="application/pdf",
        state="received", version=1, tries=0, ready=False, created_at=MOMENT, updated_at=MOMENT,
    )  # fmt: skip
    for name, value in columns.items():
        setattr(row, name, value)
    return row


def finding_of(severity):
    return Finding(rule="PF-1", severity=severity, message=Message(fr="non", en="no"), reference="")


def summarised(extraction, findings=()):
    row = row_of()
    views.summarise(row, extraction, findings)
    return row


def test_a_row_tells_what_an_ordinary_invoice_says():
    row = summarised(extraction_of())
    assert (row.number, row.issue_date, row.total, row.ready) == ("F-12", date(2026, 10, 1), Decimal("120.00"), True)
    assert (row.seller, row.seller_name) == ("73282932000074", "Dubois Menuiserie")
    assert (row.buyer, row.buyer_name) == ("404833048", "Martin SAS")
    assert row.confidence == 0.98


def test_the_least_sure_of_the_key_fields_tells_how_sure_the_whole_is():
    read = extraction_of()
    fields = dict(read.fields)
    fields["total_with_vat"] = fields["total_with_vat"].model_copy(update={"confidence": 0.4})
    fields["iban"] = fields["iban"].model_copy(update={"confidence": 0.1})  # identifies no invoice
    assert summarised(read.model_copy(update={"fields": fields})).confidence == 0.4
    assert summarised(read.model_copy(update={"fields": {}})).confidence == 0.0


def test_a_party_is_told_by_its_siret_else_its_siren_else_its_vat_number():
    assert views.identifier_of(Party(siret="1" * 14, siren="1" * 9, vat_number="FR1")) == "1" * 14
    assert views.identifier_of(Party(siren="1" * 9, vat_number="FR1")) == "1" * 9
    assert views.identifier_of(Party(vat_number="DE136695976")) == "DE136695976"
    assert views.identifier_of(Party(name="Martin SAS")) is None


def test_what_a_column_cannot_hold_is_cut_or_left_out():
    wide = extraction_of().model_copy(
        update={"invoice": invoice_of(number="F" * 300, total_with_vat=Decimal("1E+30"), seller=Party(name="é" * 300))}
    )
    row = summarised(wide)
    assert (row.number, row.seller_name, row.total) == ("F" * 100, "é" * 200, None)


def test_a_finding_of_the_store_that_blocks_keeps_an_invoice_from_being_ready():
    assert summarised(extraction_of(), (finding_of(Severity.WARNING),)).ready
    assert not summarised(extraction_of(), (finding_of(Severity.BLOCKING),)).ready
    assert not summarised(extraction_of(invoice_number=None)).ready


def test_a_document_tells_its_findings_and_then_those_of_the_store():
    read = extraction_of()
    told = views.document(row_of(extraction=views.stored(read)), findings=(finding_of(Severity.WARNING),))
    assert told.extraction == read
    assert told.findings == (*read.findings, finding_of(Severity.WARNING))


def test_a_document_that_was_not_read_has_its_reason():
    problem = {"code": "damaged_file", "message": {"fr": "abîmé", "en": "damaged"}}
    told = views.document(row_of(state="failed", error=problem))
    assert (told.state, told.error.code, told.error.message.fr) == (State.FAILED, "damaged_file", "abîmé")
    assert (told.extraction, told.findings) == (None, ())


def test_an_extraction_is_kept_whole():
    read = extraction_of()
    assert views.extraction_of(row_of(extraction=views.stored(read))) == read
    assert views.extraction_of(row_of()) is None
