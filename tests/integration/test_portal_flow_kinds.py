"""What an invoice of a flow may be: credit notes, own schemes and profiles of Chorus Pro, files inside it, sizes."""

from base64 import b64encode
from contextlib import suppress

import pytest

from models.errors import EngineError
from models.portal import FlowState
from tests.flow_kit import (
    CII,
    UBL,
    UBL_MIN,
    invoice,
    lot,
    on_portal,
    portal,
    processed,
    replaced,
    with_pdf,
    words,
    zip_of,
)
from tests.integration.durability_papers import paper
from tests.worker_kit import SIRET, make_service
from worker.portal.flow_reading import LARGEST, OpenFlow, ReadInvoice
from worker.store.tables import PortalFileRow

PROFILE = "<cbc:CustomizationID>urn:cen.eu:en16931:2017</cbc:CustomizationID>"
SUPPLIER = "<cac:AccountingSupplierParty>"


@pytest.fixture
def service(tmp_path):
    service = make_service(tmp_path)
    yield service
    service.close()


@pytest.fixture
def person(service):
    return portal(service)


def enclosing(data, *files):
    """The UBL invoice with files inside, each told by name, media type and content."""
    told = "".join(
        "<cac:AdditionalDocumentReference><cbc:ID>P</cbc:ID><cac:Attachment><cbc:EmbeddedDocumentBinaryObject "
        f'mimeCode="{media}" filename="{name}">{b64encode(content).decode()}</cbc:EmbeddedDocumentBinaryObject>'
        "</cac:Attachment></cac:AdditionalDocumentReference>"
        for name, media, content in files
    )
    return replaced(data, SUPPLIER, told + SUPPLIER)


def enclosed(service):
    [one] = on_portal(service)
    with service.store.reading() as session:
        rows = session.query(PortalFileRow).filter_by(invoice_id=one.id).order_by(PortalFileRow.id).all()
        return [(row.name, row.main, row.designation) for row in rows]


def test_a_credit_note_bears_no_payment_mode(service, person):
    data = replaced(invoice(1, CII), "<ram:TypeCode>380</ram:TypeCode>", "<ram:TypeCode>381</ram:TypeCode>")
    assert words(processed(service, person, data, CII)) == []
    assert [(one.kind, one.payment_mode) for one in on_portal(service)] == [("AVOIR", None)]


def test_an_invoice_without_a_profile_under_the_portal_s_own_scheme_is_taken(service, person):
    data = replaced(invoice(1), PROFILE, "")
    data = data.replace(f'schemeID="0009">{SIRET}'.encode(), f'schemeID="1">{SIRET}'.encode())
    assert b'schemeID="1"' in data
    assert words(processed(service, person, data)) == []
    assert [one.supplier_id for one in on_portal(service)] == [person.structure_id]


def test_an_invoice_without_a_profile_still_obeys_its_schema(service, person):
    data = replaced(invoice(1), PROFILE, "").replace(b"cbc:IssueDate>", b"cbc:IssueDat>")
    row = processed(service, person, data)
    assert row.state == FlowState.REJECTED
    assert "« IssueDat » n'est pas à sa place" in words(row)[0]


def test_files_in_an_e1_invoice_are_its_attachments(service, person):
    files = [
        ("bon.pdf", "application/pdf", paper(9)),
        ("detail.csv", "text/csv", b"a;b"),
    ]
    row = processed(service, person, enclosing(invoice(1), *files))
    assert words(row) == []
    assert enclosed(service) == [
        ("facture.xml", True, "facture.xml"),
        ("bon.pdf", False, "Pièce jointe du flux"),
        ("detail.csv", False, "Pièce jointe du flux"),
    ]


def test_an_archive_of_several_files_stays_one_attachment(service, person):
    photos = zip_of({"a.png": b"1", "b.png": b"2"})
    data = enclosing(replaced(invoice(1), PROFILE, ""), ("photos.zip", "application/zip", photos))
    assert words(processed(service, person, data)) == []
    assert enclosed(service)[1] == ("photos.zip", False, "Pièce jointe du flux")


def test_a_file_that_the_portal_takes_from_nobody_is_refused_with_its_name(service, person):
    row = processed(service, person, enclosing(invoice(1), ("a.exe", "application/pdf", b"MZ")))
    assert row.state == FlowState.REJECTED
    assert "a.exe" in words(row)[0]
    assert on_portal(service) == []


def test_a_refused_invoice_leaves_no_file_behind(service, person):
    processed(service, person, invoice(1))
    processed(service, person, with_pdf(1), UBL_MIN)
    with service.store.reading() as session:
        assert session.query(PortalFileRow).count() == 1


def test_files_that_grow_when_unpacked_are_refused(service, person):
    bombs = [
        (f"{index}.pdf", "application/pdf", zip_of({"f.pdf": b"%PDF-1.4" + b"0" * (4 << 20)})) for index in range(3)
    ]
    row = processed(service, person, enclosing(invoice(1), *bombs))
    assert (row.state, on_portal(service)) == (FlowState.REJECTED, [])
    assert f"{LARGEST // 2**20} Mo au plus" in words(row)[0]
    row = processed(service, person, lot({"gros.xml": b"<a>" + b"0" * LARGEST, "1.xml": invoice(1)}), name="lot.tgz")
    assert row.state == FlowState.PARTLY
    assert words(row)[0].startswith("gros.xml : Ce fichier est trop volumineux")


def test_a_report_tells_ten_faults_of_an_invoice_at_most(service, person):
    broken = invoice(1).replace(b"<cbc:", b"<cbc:X").replace(b"</cbc:", b"</cbc:X")
    assert 1 <= len(words(processed(service, person, broken))) <= 10


def test_every_cut_of_an_invoice_is_read_or_refused(tmp_path):
    """No cut makes the reading fail in a way that is not told."""
    path = tmp_path / "0"
    for syntax in (UBL, CII):
        data = invoice(1, syntax)
        for end in range(0, len(data), 401):
            path.write_bytes(data[:end])
            with pytest.raises(EngineError):
                ReadInvoice("a.xml", path, syntax).run()
    for end in range(1, 2000, 97):
        with suppress(EngineError):
            assert OpenFlow("a.tar.gz", lot({"a.xml": invoice(1)})[:end], tmp_path).run()
