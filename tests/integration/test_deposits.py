"""Deposits on SQLite and PostgreSQL, with the real reader process and the folder that stands for a platform."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pikepdf
import pytest
from sqlalchemy import select, update

from models.finding import Message
from models.lifecycle import State
from models.output import Supplements
from models.service_errors import InvalidRequest, NotFound, NotReady, StaleVersion, Unavailable, WrongState
from tests.integration.durability_papers import number, paper
from tests.worker_kit import extraction_of, principal, structure, upload
from tests.worker_tasks import Crash
from worker import deposits, documents, exports, history, parcels, reading, review, sending
from worker.gateway import GatewayRefused, GatewayUnavailable, Parcel, gateway_of
from worker.sending import MOST_TRIES
from worker.store.tables import AttachmentRow, BankAccountRow, DepositRow, DocumentRow, now

SERVICES = Supplements(billing_mode="S1")


@pytest.fixture
def service(either_service):
    return either_service


@pytest.fixture
def who(service):
    return principal(service, structure_id=structure(service))


@pytest.fixture
def read(service, who):
    """A document that was read, and against which nothing speaks."""
    document = upload(service, who, data=paper(1))
    reading.read_documents(service, document)
    return documents.get(service, who, document)


def ask(service, who, told, **options):
    return deposits.request(service, who, told.id, told.version, **{"supplements": SERVICES, **options})


def sent(service):
    folder = service.settings.home / "deposited"
    return sorted(folder.iterdir()) if folder.is_dir() else []


def over(service, document):
    """The lease or the wait of a document is over."""
    with service.store.session() as session:
        session.execute(
            update(DocumentRow).where(DocumentRow.id == document).values(leased_until=now() - timedelta(seconds=1))
        )


class Platform:
    """A platform that can be told how to behave; what it was sent is counted."""

    def __init__(self):
        self.taken, self.sendings, self.fault, self.after = {}, 0, None, None

    def find(self, key, parcel):
        assert isinstance(parcel, Parcel)
        return self.taken.get(key)

    def send(self, parcel):
        self.sendings += 1
        if self.fault:
            raise self.fault
        self.taken[parcel.key] = sending.Sent(f"CPP-{self.sendings}", datetime(2026, 10, 2, tzinfo=UTC))
        if self.after:
            raise self.after
        return self.taken[parcel.key]


@pytest.fixture
def platform(monkeypatch):
    there = Platform()
    monkeypatch.setattr(sending, "gateway_of", lambda *_: there)
    return there


def test_a_deposit_goes_out_once_and_leaves_a_certificate(service, who, read):
    asked = ask(service, who, read)
    assert (asked.state, documents.get(service, who, read.id).state) == ("noted", State.DEPOSITING)
    for _ in range(2):
        deposits.run(service, asked.id)
    [path] = sent(service)
    [done] = deposits.of(service, who, read.id)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert (done.state, done.sha256, done.actor) == ("done", digest, who.actor)
    assert done.certificate == {
        "time": done.certificate["time"],
        "sha256": digest,
        "size": path.stat().st_size,
        "name": "facture.pdf",
        "gateway": "folder",
        "platform_id": asked.id,
        "number": number(1),
    }
    assert abs(datetime.fromisoformat(done.certificate["time"]) - now()) < timedelta(minutes=1)
    told = documents.get(service, who, read.id)
    assert (told.state, told.platform_status, told.error) == (State.DEPOSITED, "DEPOSEE", None)
    with pikepdf.open(path) as pdf:
        assert list(pdf.attachments) == ["factur-x.xml"]
    lines = history.of(service, who, read.id)
    assert [line.code for line in lines.complementary] == ["DEPOSEE"]
    assert [line.code for line in lines.states][-3:] == ["approved", "depositing", "deposited"]


def test_a_deposit_needs_the_last_version_a_known_kind_and_a_document_that_is_there(service, who, read):
    with pytest.raises(StaleVersion) as caught:
        deposits.request(service, who, read.id, read.version - 1)
    assert caught.value.current == read.version
    with pytest.raises(InvalidRequest, match="facturx"):
        ask(service, who, read, kind="csv")
    stranger = principal(service)
    for attempt in (lambda: ask(service, stranger, read), lambda: deposits.of(service, stranger, read.id)):
        with pytest.raises(NotFound):
            attempt()
    waiting = documents.get(service, who, upload(service, who, data=paper(2)))
    with pytest.raises(WrongState):
        ask(service, who, waiting)
    assert deposits.of(service, who, read.id) == ()


def test_a_document_under_way_can_not_be_deposited_again(service, who, read):
    ask(service, who, read)
    with pytest.raises(WrongState):
        ask(service, who, documents.get(service, who, read.id))


def test_blocking_findings_forbid_the_deposit(service, who):
    document = upload(service, who, extraction=extraction_of(seller_siret=None, seller_siren=None, seller_vat=None))
    with pytest.raises(NotReady) as caught:
        ask(service, who, documents.get(service, who, document))
    assert caught.value.findings


def test_a_duplicate_of_a_deposited_invoice_needs_a_confirmation(service, who, read):
    deposits.run(service, ask(service, who, read).id)
    other = upload(service, who, "encore.pdf", paper(1) + b"\n%")
    reading.read_documents(service, other)
    told = documents.get(service, who, other)
    with pytest.raises(NotReady) as caught:
        ask(service, who, told)
    assert {finding.rule[:6] for finding in caught.value.findings} == {"PF-DUP"}
    deposits.run(service, ask(service, who, told, confirm_duplicate=True).id)
    assert documents.get(service, who, other).state is State.DEPOSITED


@pytest.mark.parametrize("line", ["deposit.noted", "deposit.written", "deposit.sent"])
def test_a_worker_that_dies_on_the_way_leaves_a_deposit_that_the_next_one_ends(service, who, read, line, monkeypatch):
    asked = ask(service, who, read)

    def die(point):
        if point == line:
            raise KeyboardInterrupt

    monkeypatch.setattr(sending, "here", die)
    with pytest.raises(KeyboardInterrupt):
        deposits.run(service, asked.id)
    monkeypatch.undo()
    deposits.run(service, asked.id)  # the lease still holds: nothing may happen
    assert documents.get(service, who, read.id).state is State.DEPOSITING
    before = [path.stat().st_mtime_ns for path in sent(service)]
    over(service, read.id)
    deposits.run(service, asked.id)
    assert documents.get(service, who, read.id).state is State.DEPOSITED
    after = [path.stat().st_mtime_ns for path in sent(service)]
    assert len(after) == 1
    assert before in ([], after)


def test_what_the_platform_refuses_goes_back_to_a_person_with_the_reason(service, who, read, platform):
    message = Message(fr="Destinataire inconnu : corrigez le SIRET.", en="Unknown recipient: correct the SIRET.")
    platform.fault = GatewayRefused("G-12", message)
    deposits.run(service, ask(service, who, read).id)
    told = documents.get(service, who, read.id)
    assert (told.state, told.error.code, told.error.message) == (State.TO_REVIEW, "G-12", message)
    assert deposits.of(service, who, read.id)[0].state == "refused"
    assert history.of(service, who, read.id).states[-1].comment == message.fr
    platform.fault = None
    deposits.run(service, ask(service, who, told).id)
    assert documents.get(service, who, read.id).state is State.DEPOSITED
    assert [one.state for one in deposits.of(service, who, read.id)] == ["refused", "done"]


def test_a_platform_that_is_away_is_asked_later_and_not_for_ever(service, who, read, platform):
    platform.fault = GatewayUnavailable("connexion refusée")
    asked = ask(service, who, read)
    waits = []
    for _ in range(MOST_TRIES):
        deposits.run(service, asked.id)
        with service.store.reading() as session:
            until = session.get_one(DocumentRow, read.id).leased_until
        waits.append(round((until - now()).total_seconds()) if until else None)
        over(service, read.id)
    assert waits[:3] == [pytest.approx(30, abs=3), pytest.approx(60, abs=3), pytest.approx(120, abs=3)]
    assert (waits[-2], waits[-1]) == (pytest.approx(3600, abs=3), None)
    told = documents.get(service, who, read.id)
    assert (told.state, told.error.code, platform.sendings) == (State.READY, "unavailable", MOST_TRIES)


def test_a_platform_that_the_settings_do_not_know_any_more_is_waited_for(service, who, read):
    asked = ask(service, who, read)
    noted_with(service, asked.id, "pigeon")
    deposits.run(service, asked.id)
    assert [event.code for event in history.of(service, who, read.id).complementary] == ["deposit_postponed"]
    over(service, read.id)
    noted_with(service, asked.id, "folder")
    deposits.run(service, asked.id)
    assert documents.get(service, who, read.id).state is State.DEPOSITED


def noted_with(service, deposit_id, gateway):
    with service.store.session() as session:
        session.get_one(DepositRow, deposit_id).gateway = gateway


def test_a_deposit_goes_where_it_was_noted_for_whatever_is_set_meanwhile(service, who, read):
    asked = ask(service, who, read)
    changed = replace(service, settings=service.settings.model_copy(update={"gateway": "pigeon"}))
    deposits.run(changed, asked.id)
    [done] = deposits.of(service, who, read.id)
    assert (done.state, done.certificate["gateway"], len(sent(service))) == ("done", "folder", 1)


def test_a_worker_that_waited_too_long_for_an_answer_sends_nothing(service, who, read, platform, monkeypatch):
    asked = ask(service, who, read)

    def slow(_key, _parcel):
        monkeypatch.setattr(platform, "find", Platform.find.__get__(platform))
        over(service, read.id)
        deposits.run(service, asked.id)  # another worker, which takes this one for dead

    monkeypatch.setattr(platform, "find", slow)
    deposits.run(service, asked.id)
    assert (platform.sendings, documents.get(service, who, read.id).state) == (1, State.DEPOSITED)


def test_a_deposit_that_came_through_unheard_is_found_when_a_person_asks_again(service, who, read, platform):
    platform.after = GatewayUnavailable("pas de réponse")
    first = ask(service, who, read)
    deposits.run(service, first.id)
    with service.store.session() as session:  # as many tries as there may be, all in vain
        row = session.get_one(DepositRow, first.id)
        row.options = {**row.options, "tries": MOST_TRIES - 1}
    platform.fault, kept, platform.taken = GatewayUnavailable("toujours pas"), platform.taken, {}
    over(service, read.id)
    deposits.run(service, first.id)
    told = documents.get(service, who, read.id)
    assert told.state is State.READY
    platform.fault, platform.taken = None, kept  # it had it all the time
    deposits.run(service, ask(service, who, told).id)
    assert platform.sendings == 2
    given_up, done = deposits.of(service, who, read.id)
    assert (done.state, done.platform_id, done.sha256) == ("done", "CPP-1", given_up.sha256)


def test_what_is_missing_for_a_kind_of_file_is_told_before_the_deposit_is_noted(service, who, read):
    with pytest.raises(NotReady) as caught:
        ask(service, who, read, supplements=None)
    assert [finding.rule for finding in caught.value.findings] == ["BR-FR-08"]
    assert deposits.of(service, who, read.id) == ()


def test_an_invoice_that_can_not_be_written_goes_back_with_what_is_missing(service, who, read):
    asked = ask(service, who, read)
    with service.store.session() as session:  # as a later version of the rules would find
        row = session.get_one(DepositRow, asked.id)
        row.options = {**row.options, "supplements": Supplements().model_dump()}
    deposits.run(service, asked.id)
    after = documents.get(service, who, read.id)
    assert (after.state, after.error.code) == (State.TO_REVIEW, "incomplete_invoice")
    assert history.of(service, who, read.id).states[-1].details["findings"][0]["rule"] == "BR-FR-08"
    assert sent(service) == []


def test_a_reader_that_dies_while_writing_is_tried_again_then_a_person_is_told(service, who, read, monkeypatch):
    asked = ask(service, who, read)
    monkeypatch.setattr(parcels, "WriteFile", lambda *_, **__: Crash())
    for _ in range(3):
        assert documents.get(service, who, read.id).state is State.DEPOSITING
        deposits.run(service, asked.id)
        over(service, read.id)
    told = documents.get(service, who, read.id)
    assert (told.state, told.error.code) == (State.TO_REVIEW, "crashed")


def test_an_account_that_is_chosen_stands_in_the_file_and_in_the_corrections(service, who, read):
    iban = "FR1420041010050500013M02606"
    with service.store.session() as session:
        account = BankAccountRow(structure_id=who.structure_id, iban=iban, label="Poste")
        session.add(account)
        session.flush()
        account_id = account.id
    with pytest.raises(NotFound):
        ask(service, who, read, bank_account_id="0" * 36)
    deposits.run(service, ask(service, who, read, kind="cii", bank_account_id=account_id).id)
    [path] = sent(service)
    assert path.suffix == ".xml"
    assert iban.encode() in path.read_bytes()
    [one] = [one for one in review.corrections(service, who, read.id) if one.field == "iban"]
    assert (one.new, one.actor) == (iban, who.actor)


def test_attachments_go_with_the_invoice(service, who, read):
    kept = service.files.put(BytesIO(b"bon de livraison"), 100)
    with service.store.session() as session:
        row = AttachmentRow(document_id=read.id, name="bl.txt", media_type="text/plain", size=16, sha256=kept.sha256)
        session.add(row)
    asked = ask(service, who, read)
    deposits.run(service, asked.id)
    beside = service.settings.home / "deposited.attachments" / asked.id / "1-bl.txt"
    assert beside.read_bytes() == b"bon de livraison"
    assert len(sent(service)) == 1


def test_the_folder_never_writes_a_file_twice(service):
    folder = gateway_of(service)
    parcel = Parcel("clé", "facture.pdf", b"un")
    assert folder.find("clé", parcel) is None
    first = folder.send(parcel)
    again = folder.send(Parcel("clé", "facture.pdf", b"deux"))
    assert first == again == folder.find("clé", parcel)
    assert [path.read_bytes() for path in sent(service)] == [b"un"]
    assert list((service.settings.home / "deposited.partial").iterdir()) == []


def test_a_folder_that_can_not_be_written_is_a_platform_that_is_away(service):
    (service.settings.home / "deposited").write_bytes(b"")
    with pytest.raises(GatewayUnavailable):
        gateway_of(service).send(Parcel("clé", "facture.pdf", b"un"))


def test_an_unknown_platform_is_told(service):
    with pytest.raises(Unavailable, match="PREFACTURE_GATEWAY"):
        gateway_of(service, "pigeon")


@pytest.mark.parametrize(
    ("kind", "beginning"),
    [
        ("json", (b'{"source":', "facture.json")),
        ("facturx", (b"%PDF-", "facture.pdf")),
        ("cii", (b"<?xml", "facture.xml")),
        ("ubl", (b"<?xml", "facture.xml")),
        ("chorus", (b"{", "facture.json")),
        ("csv", (b"\xef\xbb\xbf", "factures.csv")),
        ("csv_lines", (b"\xef\xbb\xbf", "lignes.csv")),
        ("xlsx", (b"PK", "factures.xlsx")),
    ],
)
def test_a_document_can_be_taken_away_in_every_kind(service, who, read, kind, beginning):
    file = exports.export(service, who, read.id, kind, supplements=SERVICES)
    assert (file.draft, file.media_type) == (False, exports.TYPES[kind])
    assert (file.data[: len(beginning[0])], file.name) == beginning


def test_a_draft_is_written_whatever_is_missing_and_marked_as_one(service, who):
    document = upload(service, who, extraction=extraction_of(buyer_name=None, buyer_siren=None))
    with pytest.raises(NotReady) as caught:
        exports.export(service, who, document, "cii")
    assert caught.value.findings
    file = exports.export(service, who, document, "cii", draft=True)
    assert (file.name, file.draft) == ("facture.brouillon.xml", True)


def test_what_can_not_be_exported_says_why(service, who):
    waiting = upload(service, who)
    with pytest.raises(WrongState):
        exports.export(service, who, waiting, "json")
    with pytest.raises(InvalidRequest, match="facturx"):
        exports.export(service, who, waiting, "doc")
    data_only = upload(service, who, "facture.xml", b"<Invoice/>", extraction=extraction_of())
    with pytest.raises(InvalidRequest):
        exports.export(service, who, data_only, "facturx")


def test_a_deposit_that_nobody_noted_is_no_work(service):
    deposits.run(service, "0" * 36)
    with service.store.reading() as session:
        assert session.scalars(select(DepositRow)).all() == []
