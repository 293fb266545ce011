"""A file with several invoices: read as a stack, its boundaries moved by a person, its documents made anew."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from PIL import Image
from sqlalchemy import select, update

from api.app import create_app
from fixtures.draw import stacks as stacks_drawn
from models.correction import Correction
from models.document import Page, Reading, Word
from models.geometry import BBox
from models.lifecycle import Role, State
from models.service_errors import CannotSplit, InvalidRequest, NotFound, NotSplitYet, StaleVersion
from models.split import Start
from models.stack import PartKind, Sign
from tests.api_kit import Client
from tests.stacks_kit import as_stack, stack
from tests.worker_kit import make_service, principal
from worker import (
    attachments,
    deposits,
    documents,
    exports,
    faults,
    keys,
    parcels,
    purge,
    reading,
    rereading,
    review,
    stacks,
    stacks_pages,
    stacks_reading,
    stacks_trouble,
    sweeper,
)
from worker.page_files import PageFiles
from worker.reader import CRASHED, reader_of
from worker.stacks_cutting import CutOut
from worker.stacks_tasks import ReadPart
from worker.store.tables import DocumentRow, EventRow, SplitRow, now
from worker.uploads import Upload, Wish, receive_all

THREE = ("mairie", "-", "multipage-1", "bandeau-1")


@pytest.fixture
def service(tmp_path):
    opened = make_service(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def who(service):
    return principal(service)


def sent(service, who, data, *, is_stack=True, name="pile.pdf"):
    """The first document of a file, once all that came of it is read."""
    receipt = receive_all(service, who, [Upload(name, BytesIO(data))], Wish(stack=is_stack))
    read_all(service)
    return receipt.files[0].document.id


def read_all(service):
    while waiting := of_state(service, State.RECEIVED):
        reading.read_documents(service, *waiting)


def of_state(service, state):
    with service.store.reading() as session:
        return list(session.scalars(select(DocumentRow.id).where(DocumentRow.state == state)))


def numbers(view):
    return [(part.kind, part.pages, part.document.number if part.document else None) for part in view.parts]


def starts(*told):
    return [Start(page=page, kind=kind) for page, kind in told]


def set_state(service, document_id, state):
    with service.store.session() as session:
        session.get(DocumentRow, document_id).state = state


def test_a_stack_becomes_a_document_per_invoice_and_a_person_moves_its_boundaries(service, who):
    first = sent(service, who, stack(*THREE))
    view = stacks.get(service, who, first)
    kind = PartKind.INVOICE
    assert numbers(view) == [(kind, (1, 2), "2026-08-367"), (kind, (3, 4, 5), "FA009041"), (kind, (6,), "24F2469")]
    assert view.parts[0].blank == (2,)
    assert (view.version, view.confirmed_by, len(view.pages)) == (1, None, 6)
    assert all(part.signs and 0.5 < part.confidence <= 1 for part in view.parts)
    mine, other, last = (part.document for part in view.parts)
    review.correct(service, who, mine.id, mine.version, Correction(fields={"purchase_order": "E1"}))
    review.correct(service, who, other.id, other.version, Correction(fields={"purchase_order": "E2"}))

    joined = stacks.put(service, who, first, 1, starts((1, kind), (3, kind), (5, PartKind.LETTER), (6, kind)))
    read_all(service)
    view = stacks.get(service, who, first)
    assert numbers(view) == [
        (kind, (1, 2), "2026-08-367"), (kind, (3, 4), "FA009041"), (PartKind.LETTER, (5,), None),
        (kind, (6,), "24F2469"),
    ]  # fmt: skip
    assert (joined.version, view.confirmed_by) == (2, who.actor)
    told = documents.get(service, who, mine.id)
    assert told.extraction.fields["purchase_order"].value == "E1"
    assert documents.get(service, who, last.id).version == last.version
    assert documents.get(service, who, other.id).extraction.fields["purchase_order"].value != "E2"
    assert review.corrections(service, who, other.id) == ()
    with service.store.reading() as session:
        line = session.scalars(select(EventRow).where(EventRow.code == "split")).one()
    assert line.details == {"pages": [3, 4], "before": [3, 4, 5], "corrections": ["purchase_order"]}
    assert line.actor == who.actor


def test_the_same_boundaries_again_change_nothing_and_others_need_the_version(service, who):
    first = sent(service, who, stack(*THREE))
    wanted = starts((1, PartKind.INVOICE), (6, PartKind.INVOICE))
    once = stacks.put(service, who, first, 1, wanted)
    assert stacks.put(service, who, first, 1, wanted) == once
    with pytest.raises(StaleVersion):
        stacks.put(service, who, first, 1, starts((1, PartKind.INVOICE)))
    assert len(of_state(service, State.RECEIVED)) == 1
    with pytest.raises(NotFound):
        stacks.get(service, principal(service), first)
    one = (1, PartKind.INVOICE)
    for wrong in ([(2, one[1])], [(1, PartKind.LETTER)], [one, (9, one[1])], [one, (2, one[1]), (3, one[1])]):
        with pytest.raises(InvalidRequest, match="starts"):
            stacks.put(service, who, first, 2, starts(*wrong))


def test_a_deposited_invoice_keeps_its_pages_while_the_others_change(service, who):
    first = sent(service, who, stack(*THREE))
    middle = stacks.get(service, who, first).parts[1].document.id
    set_state(service, middle, State.DEPOSITED)
    assert stacks.get(service, who, first).parts[1].fixed
    with pytest.raises(CannotSplit) as refused:
        stacks.put(service, who, first, 1, starts((1, PartKind.INVOICE), (4, PartKind.INVOICE)))
    assert "FA009041" in refused.value.said.fr
    assert "déposée" in refused.value.said.fr
    stacks.put(service, who, first, 1, starts((1, PartKind.INVOICE), (3, PartKind.INVOICE), (6, PartKind.LETTER)))
    assert documents.get(service, who, middle).state is State.DEPOSITED
    assert len(stacks.get(service, who, first).parts) == 3


def test_what_no_pages_are_left_for_goes_and_comes_back_when_they_are_split_again(service, who):
    first = sent(service, who, stack(*THREE))
    stacks.put(service, who, first, 1, starts((1, PartKind.INVOICE)))
    read_all(service)
    [part] = stacks.get(service, who, first).parts
    assert part.document.id == first
    assert documents.get(service, who, first).extraction.pages == (1, 3, 4, 5, 6)
    stacks.put(service, who, first, 2, starts((1, PartKind.LETTER), (3, PartKind.INVOICE), (6, PartKind.INVOICE)))
    read_all(service)
    made = [part.document for part in stacks.get(service, who, first).parts if part.document]
    assert [one.number for one in made] == ["FA009041", "24F2469"]
    assert first in {one.id for one in made}
    told = rereading.reread(service, who, made[1].id)  # each is read from its own pages
    read_all(service)
    assert documents.get(service, who, told.id).number == "24F2469"


def test_an_ordinary_file_shows_where_another_invoice_may_begin_and_is_split_by_a_person(service, who):
    first = sent(service, who, stack("mairie", "mairie", "-"), is_stack=False)
    view = stacks.get(service, who, first)
    assert [part.pages for part in view.parts] == [(1, 2, 3)]
    assert [part.pages[0] for part in view.suggested] == [2]
    assert stacks.put(service, who, first, 1, starts((1, PartKind.INVOICE), (2, PartKind.OTHER))).version == 2
    read_all(service)
    assert documents.get(service, who, first).extraction.pages == (1,)
    assert stacks.get(service, who, first).suggested == ()


def test_a_long_stack_is_read_in_goes_and_pages_that_are_kept_are_not_read_again(service, who, monkeypatch):
    monkeypatch.setattr(stacks_reading, "GO", 0.0)
    receipt = receive_all(service, who, [Upload("pile.pdf", BytesIO(stack("mairie", "bandeau-1")))], Wish(stack=True))
    first = receipt.files[0].document.id
    reading.read_documents(service, first)
    files, sha256 = PageFiles.of(service.settings), documents.get(service, who, first).sha256
    with service.store.reading() as session:
        row = session.get(DocumentRow, first)
        assert (row.state, row.tries, row.leased_until) == (State.RECEIVED, 0, None)
        split = session.scalars(select(SplitRow)).one()
        assert (split.pages_read, split.pages, split.plan) == (1, 2, None)
    with pytest.raises(NotSplitYet, match="1 sur 2"):
        stacks.get(service, who, first)
    page = stacks_pages.kept(files, sha256, 1)
    assert stacks_pages.unpacked(stacks_pages.packed(page)) == page
    other = replace(page, number=2, reading=Reading.OCR, skew=0.4, turned=90)
    stacks_pages.keep(files, sha256, [other])
    assert stacks_pages.known(files, sha256) == {1, 2}
    assert stacks_pages.kept(files, sha256, 2) == other
    with service.files.local(sha256) as path:
        [told] = ReadPart("pile.pdf", path, sha256, files, (2,)).run()
    assert '"2026-08-367"' in told  # what is kept as page 2
    assert '"ocr"' in told
    assert stacks_pages.unpacked(b"none") is None


def test_a_worker_that_dies_between_the_steps_of_a_stack_leaves_what_the_next_one_goes_on_with(
    service, who, monkeypatch
):
    receipt = receive_all(service, who, [Upload("pile.pdf", BytesIO(stack(*THREE)))], Wish(stack=True))
    first = receipt.files[0].document.id
    for point in ("stack.read", "stack.planned", "stack.shared"):

        def die(there, point=point):
            if there == point:
                raise KeyboardInterrupt

        monkeypatch.setattr(stacks_reading, "here", die)
        with pytest.raises(KeyboardInterrupt):
            reading.read_documents(service, first)
        with service.store.session() as session:
            session.execute(update(DocumentRow).values(leased_until=now() - timedelta(seconds=1)))
        sweeper.taken_back(service)
    monkeypatch.setattr(stacks_reading, "here", faults.here)
    read_all(service)
    kind = PartKind.INVOICE
    view = stacks.get(service, who, first)
    assert numbers(view) == [(kind, (1, 2), "2026-08-367"), (kind, (3, 4, 5), "FA009041"), (kind, (6,), "24F2469")]
    assert len(of_state(service, State.TO_REVIEW)) == 3


def test_a_stack_is_read_where_no_room_is_given_to_what_is_shown(tmp_path):
    opened = make_service(tmp_path, page_bytes=0)
    who = principal(opened)
    view = stacks.get(opened, who, sent(opened, who, stack("mairie", "bandeau-1")))
    opened.close()
    assert [part.pages for part in view.parts] == [(1,), (2,)]


def test_a_page_that_ends_its_reader_every_time_stands_unread_in_its_place(service, who, monkeypatch, tmp_path):
    (tmp_path / "stack.page-2").write_text("always crash")
    monkeypatch.setenv(faults.VARIABLE, str(tmp_path))
    reader_of(service.settings).close()  # the next one knows of the fault
    first = sent(service, who, stack("mairie", "multipage-1:1", "bandeau-1"))
    reader_of(service.settings).close()
    view = stacks.get(service, who, first)
    assert [part.pages for part in view.parts][-1] == (3,)
    assert [page.unread.fr for page in view.pages if page.unread] == [CRASHED.fr]
    [part] = [part for part in view.parts if 2 in part.kept]
    assert part.doubtful
    with service.store.reading() as session:
        row = session.get(DocumentRow, first)
        assert (row.state, row.tries) == (State.TO_REVIEW, 1)
    (tmp_path / "stack.page-2").unlink()
    rereading.reread(service, who, first)
    assert stacks_trouble.failures(PageFiles.of(service.settings), documents.get(service, who, first).sha256) == {}


def test_the_api_takes_stacks_and_their_archives_and_tells_versions_by_etag(service, who):
    with service.store.session() as session:
        secret = keys.issue(session, who.structure_id, "essais", Role.MANAGER).secret
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("pile.pdf", stack("mairie", "bandeau-1"))
    with Client(create_app(service), {"Authorization": f"Bearer {secret}"}) as client:

        def sending(flag):
            body, kind = as_stack("piles.zip", packed.getvalue(), flag)
            return client.post("/api/v1/documents", content=body, headers={"Content-Type": kind})

        assert sending("peut-être").status_code == 422
        archive_id = sending("true").json()["files"][0]["document"]["id"]
        read_all(service)
        refused = client.get(f"/api/v1/documents/{archive_id}/split")
        assert (refused.status_code, refused.json()["code"]) == (409, "wrong_state")
        first = client.get("/api/v1/documents?state=to_review&sort=created_at").json()["items"][0]["id"]
        answer = client.get(f"/api/v1/documents/{first}/split")
        assert (answer.headers["etag"], answer.json()["stack"], len(answer.json()["parts"])) == ('"1"', True, 2)
        thumbnail = client.get(answer.json()["pages"][1]["thumbnail"])
        assert thumbnail.headers["content-type"] == "image/png"
        there, body = f"/api/v1/documents/{first}/split", {"starts": [{"page": 1}]}
        assert client.put(there, json=body).status_code == 428
        assert client.put(there, json=body, headers={"If-Match": '"7"'}).json()["current_version"] == 1
        done = client.put(there, json=body, headers={"If-Match": '"1"'})
        assert (done.status_code, done.headers["etag"], len(done.json()["parts"])) == (200, '"2"', 1)


def test_papers_that_go_with_an_invoice_are_attached_to_it_and_move_with_the_boundaries(service, who):
    first = sent(service, who, stack("mairie", "bandeau-1", "agence-1"))
    invoice, letter = PartKind.INVOICE, PartKind.LETTER
    stacks.put(service, who, first, 1, starts((1, invoice), (2, letter), (3, invoice)))
    paper = next(part for part in stacks.get(service, who, first).parts if part.kind is letter)
    owner = next(
        part.document.id for part in stacks.get(service, who, first).parts if part.pages[0] == paper.belongs_to
    )
    [told] = attachments.of(service, who, owner)
    assert (told.name, told.designation, told.media_type) == ("courrier-p2.pdf", "Courrier", "application/pdf")
    _, data = attachments.content(service, who, owner, told.id)
    with pikepdf.open(BytesIO(data)) as cut:
        assert len(cut.pages) == 1
    stacks.put(service, who, first, 2, starts((1, invoice), (2, invoice), (3, invoice)))
    assert attachments.of(service, who, owner) == ()


def test_a_paper_that_names_its_invoice_is_attached_unseen_and_stays_away_once_somebody_takes_it_away(
    service, who, tmp_path
):
    stacks_drawn.draw(stacks_drawn.Recipe("papers", 4, 3), tmp_path)
    first = sent(service, who, (tmp_path / "stack.pdf").read_bytes())
    view = stacks.get(service, who, first)
    assert [(part.kind, part.pages, part.belongs_to) for part in view.parts[1:]] == [
        (PartKind.INVOICE, (2,), None),
        (PartKind.LETTER, (3,), 2),
    ]
    assert Sign.CITES in view.parts[2].signs
    assert [(part.attached, view.confirmed_by) for part in view.parts] == [(None, None), (None, None), (True, None)]
    owner = view.parts[1].document.id
    [told] = attachments.of(service, who, owner)
    assert (told.name, told.designation) == ("courrier-p3.pdf", "Courrier")
    wanted = [Start(page=part.pages[0], kind=part.kind) for part in view.parts]
    stacks.put(service, who, first, 1, wanted)
    assert [one.id for one in attachments.of(service, who, owner)] == [told.id]
    attachments.detach(service, who, owner, told.id)
    view = stacks.put(service, who, first, 2, wanted)
    assert attachments.of(service, who, owner) == ()
    assert [part.attached for part in view.parts] == [None, None, False]


def test_papers_among_pictures_are_cut_out_with_the_words_that_were_read(tmp_path):
    files, path = PageFiles(tmp_path / "pages", 10**9), tmp_path / "pile.tiff"
    sheets = [Image.new("1", (620, 877), 1) for _ in range(3)]
    sheets[0].save(path, save_all=True, append_images=sheets[1:], compression="group4")
    word = Word("BON", BBox(100.0, 100.0, 140.0, 112.0), 12.0, confidence=0.9)
    read = [Page(n, 595.0, 842.0, (word,), (), (), reading=Reading.OCR) for n in (1, 2, 3)]
    stacks_pages.keep(files, "ab", read)
    [one, two] = CutOut("pile.tiff", path, "ab", files, ((2,), (3, 1))).run()
    with pikepdf.open(BytesIO(two)) as cut, pypdfium2.PdfDocument(one) as searched:
        assert len(cut.pages) == 2
        assert "BON" in searched[0].get_textpage().get_text_range()


def test_what_is_deposited_of_a_stack_has_the_pages_of_its_invoice_alone(service, who):
    first = sent(service, who, stack(*THREE))
    middle = stacks.get(service, who, first).parts[1].document.id
    told = exports.export(service, who, middle, "facturx", draft=True)
    with pikepdf.open(BytesIO(told.data)) as written:
        assert len(written.pages) == 3
    with service.store.reading() as session:
        assert deposits.why_not_as_it_came(session.get(DocumentRow, middle)) is None
    kept = parcels.keep(service, middle, deposits.options_of("chorus"))
    with pikepdf.open(BytesIO(service.files.read(kept.sha256))) as sent_alone:
        assert len(sent_alone.pages) == 3
    assert (kept.options["name"], kept.options["size"]) == ("pile-2.pdf", len(service.files.read(kept.sha256)))


def test_a_stack_sent_again_brings_back_what_was_deleted_and_nothing_is_kept_once_all_is_gone(service, who):
    data = stack("mairie", "bandeau-1")
    first = sent(service, who, data)
    second = stacks.get(service, who, first).parts[1].document
    documents.delete(service, who, first)
    again = sent(service, who, data)
    assert documents.get(service, who, again).number == "2026-08-367"
    assert documents.get(service, who, second.id).version == second.version
    for one in (again, second.id):
        documents.delete(service, who, one)
    purge.purge(service)
    with service.store.reading() as session:
        assert session.query(SplitRow).count() == 0
