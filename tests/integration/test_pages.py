"""Pages of a document over HTTP: how large they are, where their words stand, what a part of one says.

On the real reader and its OCR: a PDF with text, scans that are turned or skewed, a photo.
"""

from __future__ import annotations

import io
import itertools
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from PIL import Image

from api.app import create_app
from models.lifecycle import State
from tests.api_kit import Client
from tests.worker_kit import extraction_of, make_service, principal, upload
from worker import keys, reading
from worker.page_files import PageFiles
from worker.store.tables import DocumentRow

INVOICES = Path("fixtures/invoices")
COPIES = itertools.count()
TEXT = INVOICES / "mairie" / "invoice.pdf"


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    opened = make_service(tmp_path_factory.mktemp("pages"))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def who(service):
    return principal(service)


@pytest.fixture(scope="module")
def client(service, who):
    with service.store.session() as session:
        secret = keys.issue(session, who.structure_id, "tests", who.role).secret
    with Client(create_app(service), {"Authorization": f"Bearer {secret}"}) as opened:
        yield opened


def pages_of(service, who, data, name="facture.pdf"):
    """The address of the pages of a new document, that no worker has read; no two have the same bytes."""
    if data.startswith(b"%PDF"):
        data += f"\n% {next(COPIES)}\n".encode()
    made = upload(service, who, name, data, extraction=extraction_of(), state=State.TO_REVIEW)
    return f"/api/v1/documents/{made}/pages"


def fixture(name):
    path = next((INVOICES / name).glob("invoice.*"))
    return path.read_bytes(), path.name


def skewed(degrees):
    """The first page of an invoice as a scanner's feeder takes it."""
    with pypdfium2.PdfDocument(TEXT) as file:
        picture = file[0].render(scale=200 / 72).to_pil().convert("L")
    out = io.BytesIO()
    picture.rotate(degrees, resample=Image.Resampling.BICUBIC, fillcolor=255).save(out, "PDF", resolution=200)
    return out.getvalue()


def word(told, text):
    return next(one for one in told["words"] if text in one["text"])


def test_pages_with_text_tell_their_size_and_their_words(client, service, who):
    address = pages_of(service, who, TEXT.read_bytes())
    (sheet,) = client.get(address).json()["items"]
    assert (sheet["number"], round(sheet["width"]), round(sheet["height"])) == (1, 595, 842)
    assert sheet["reading"] == "text_layer"
    answer = client.get(f"{address}/1/words")
    told = answer.json()
    assert {key: told[key] for key in sheet} == sheet
    assert len(told["words"]) > 50
    assert all(0 <= one["bbox"][0] < one["bbox"][2] <= told["width"] for one in told["words"])
    same = client.get(f"{address}/1/words", headers={"If-None-Match": answer.headers["etag"]})
    assert (same.status_code, same.content) == (304, b"")
    assert "immutable" in same.headers["cache-control"]


def test_a_page_that_is_not_there_is_told_so(client, service, who):
    address = pages_of(service, who, TEXT.read_bytes())
    assert client.get(f"{address}/9/words").json()["code"] == "no_such_page"
    asked = client.post(f"{address}/9/text", json={"bbox": [0, 0, 50, 50]})
    assert asked.json()["code"] == "no_such_page"


def test_an_invoice_in_xml_has_no_pages(client, service, who):
    xml = b'<?xml version="1.0"?><Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"/>'
    answer = client.get(pages_of(service, who, xml, "facture.xml"))
    assert answer.status_code in {200, 422}
    assert answer.json().get("items", []) == []


@pytest.mark.parametrize(
    "made", [lambda: (skewed(3), "penche.pdf"), lambda: fixture("tableur-4__rot90"), lambda: fixture("bureau-4__photo")]
)
def test_boxes_of_a_scan_that_was_made_straight_lie_on_the_ink_of_its_picture(client, service, who, made):
    address = pages_of(service, who, *made())
    told = client.get(f"{address}/1/words").json()
    assert told["reading"] == "ocr"
    (sheet,) = client.get(address).json()["items"]
    assert (sheet["width"], sheet["height"]) == (told["width"], told["height"])
    picture = Image.open(io.BytesIO(client.get(f"{address}/1.png", params={"width": 1600}).content)).convert("L")
    scale = picture.width / told["width"]
    assert picture.height / scale == pytest.approx(told["height"], abs=1)
    ink = np.asarray(picture) < np.median(np.asarray(picture)) - 60
    sure = [one for one in told["words"] if one["confidence"] > 0.9 and len(one["text"]) > 4]
    assert len(sure) > 20
    empty = 0
    for one in sure:
        x0, top, x1, bottom = (round(edge * scale) for edge in one["bbox"])
        middle = ink[(2 * top + bottom) // 3 : (top + 2 * bottom) // 3 + 1, x0:x1]
        empty += middle.mean() < 0.08 and not (1 - middle.mean()) < 0.08
    assert empty <= len(sure) / 20


def test_a_part_of_a_scan_is_read_on_the_fly_in_the_points_of_its_page(client, service, who):
    address = pages_of(service, who, skewed(-2.5), "penche aussi.pdf")
    told = client.get(f"{address}/1/words").json()
    known = max((one for one in told["words"] if one["text"].isalnum()), key=lambda one: len(one["text"]))
    x0, top, x1, bottom = known["bbox"]
    answer = client.post(f"{address}/1/text", json={"bbox": [x0 - 3, top - 2, x1 + 3, bottom + 2]}).json()
    assert (answer["source"], answer["text"]) == ("ocr", known["text"])
    assert answer["words"][0]["bbox"] == pytest.approx(known["bbox"], abs=4)


def test_a_part_of_a_page_with_text_is_read_from_its_picture(client, service, who):
    address = pages_of(service, who, TEXT.read_bytes())
    known = max(client.get(f"{address}/1/words").json()["words"], key=lambda one: len(one["text"]))
    x0, top, x1, bottom = known["bbox"]
    answer = client.post(f"{address}/1/text", json={"bbox": [x0 - 4, top - 4, x1 + 4, bottom + 4]})
    assert answer.json()["source"] == "ocr"
    assert answer.json()["text"].replace(" ", "")[:8] == known["text"][:8]


def test_nothing_is_read_of_empty_paper_nor_of_more_than_half_a_page(client, service, who):
    address = pages_of(service, who, TEXT.read_bytes())
    assert client.post(f"{address}/1/text", json={"bbox": [2, 2, 20, 12]}).json()["text"] == ""
    for bbox in ([0, 0, 595, 842], [10, 10, 10, 50], [700, 10, 800, 20], [0, 0, 1e9, 3], [0, 0, 3]):
        assert client.post(f"{address}/1/text", json={"bbox": bbox}).status_code == 422


def test_what_a_worker_read_of_a_scan_is_not_read_again(client, service, who):
    data, name = fixture("tete_de_colonne-2__scan")
    made = upload(service, who, name, data)
    reading.read_documents(service, made)
    kept = PageFiles.of(service.settings)
    with service.store.reading() as session:
        folder = kept.folder(session.get(DocumentRow, made).sha256)
    assert {path.name for path in folder.iterdir()} == {"pages.json", "read-1.z", "words-1.json"}
    before = (folder / "words-1.json").read_bytes()
    assert client.get(f"/api/v1/documents/{made}/pages/1/words").content == before


def test_what_was_not_asked_for_the_longest_goes_when_too_much_is_kept(tmp_path):
    files = PageFiles(tmp_path / "pages", 10_000)
    paths = [files.folder(f"{index:02}" * 32) / "1-100.png" for index in range(12)]
    for path in paths:
        files.keep(path, bytes(1000))
        assert files.kept(paths[0])
    held = [path for path in paths if path.exists()]
    assert paths[0] in held
    assert paths[-1] in held
    assert paths[1] not in held
    assert sum(path.stat().st_size for path in held) <= 10_000
    assert not paths[1].parent.exists()
    assert files.kept(paths[1]) is None
