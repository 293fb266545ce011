"""Asking platforms what became of deposits: when, by whom, what is written of it, and what is given back."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from models.finding import Message
from models.lifecycle import EventKind, State
from models.output import Supplements
from models.service_errors import Unavailable
from tests.integration.durability_papers import paper
from tests.worker_kit import principal, structure, upload
from worker import deposits, documents, following, history, reading, sending, sweeper
from worker.gateway import GatewayRefused, GatewayUnavailable, PlatformEntry, Progress, Sent
from worker.store.tables import DepositRow, EventRow, WebhookRow, now

AT = datetime(2026, 10, 2, 9, 30, tzinfo=UTC)
REFUSAL = GatewayRefused(
    "IN_REJETE", Message(fr="Flux rejeté : le SIRET du destinataire est inconnu.", en="Flow rejected: unknown SIRET.")
)


class Platform:
    """A platform that answers what it was told to; what it was asked is kept."""

    def __init__(self):
        self.answers, self.asked = [], []

    def find(self, key, parcel):  # noqa: ARG002 - the protocol's
        return None

    def send(self, parcel):  # noqa: ARG002 - the protocol's
        return Sent("CPP-1", AT, {"flow": 1})

    def follow(self, platform_id, parcel, kept):
        self.asked.append((platform_id, parcel.number, kept))
        answer = self.answers.pop(0)
        if isinstance(answer, BaseException):
            raise answer
        return answer


@pytest.fixture
def service(either_service):
    return either_service


@pytest.fixture
def who(service):
    return principal(service, structure_id=structure(service))


@pytest.fixture
def platform(monkeypatch):
    there = Platform()
    monkeypatch.setattr(sending, "gateway_of", lambda *_: there)
    monkeypatch.setattr(following, "gateway_of", lambda *_: there)
    return there


@pytest.fixture
def deposit(service, who, platform):  # noqa: ARG001 - it is sent there
    document = upload(service, who, data=paper(1))
    reading.read_documents(service, document)
    told = documents.get(service, who, document)
    asked = deposits.request(service, who, document, told.version, supplements=Supplements(billing_mode="S1"))
    deposits.run(service, asked.id)
    return deposits.of(service, who, document)[0]


def entry(code, minutes=0, kind=EventKind.STATE, **more):
    return PlatformEntry(kind, code, AT + timedelta(minutes=minutes), **more)


def row_of(service, deposit):
    with service.store.reading() as session:
        return session.get_one(DepositRow, deposit.id)


def time_has_come(service, deposit):
    with service.store.session() as session:
        session.execute(update(DepositRow).where(DepositRow.id == deposit.id).values(follow_at=now()))


def ask(service, platform, deposit, answer):
    platform.answers.append(answer)
    time_has_come(service, deposit)
    following.run(service, deposit.id)


def codes(service, who, deposit):
    lines = history.of(service, who, deposit.document_id)
    return [line.code for line in lines.states][-3:], [line.code for line in lines.complementary]


def test_a_deposit_is_asked_after_at_once_and_what_its_platform_kept_comes_back(service, platform, deposit):
    with service.store.reading() as session:
        assert following.due(session) == [deposit.id]
    platform.answers = [Progress("DEPOSEE", kept={"flow": 2}), Progress("DEPOSEE")]
    following.run(service, deposit.id)
    time_has_come(service, deposit)
    following.run(service, deposit.id)
    assert [kept for _, _, kept in platform.asked] == [{"flow": 1}, {"flow": 2}]
    assert {told[:2] for told in platform.asked} == {("CPP-1", "AH-2026-00001")}


def test_each_line_of_the_platform_is_told_once_with_its_time_comment_and_actor(service, who, platform, deposit):
    first = (entry("DEPOSEE"), entry("MISE_A_DISPOSITION", 5))
    ask(service, platform, deposit, Progress("MISE_A_DISPOSITION", first))
    more = entry("SUSPENDUE", 60, comment="Il manque le bon.", actor="Mairie")
    seen = entry("TELECHARGEMENT_FACTURE", 30, EventKind.ACTION, actor="Mairie")
    for _ in range(3):
        ask(service, platform, deposit, Progress("SUSPENDUE", (*first, more, seen)))
    told = documents.get(service, who, deposit.document_id)
    assert (told.state, told.platform_status) == (State.DEPOSITED, "SUSPENDUE")
    assert codes(service, who, deposit) == (["deposited", "MISE_A_DISPOSITION", "SUSPENDUE"], ["DEPOSEE"])
    lines = history.of(service, who, deposit.document_id)
    last = lines.states[-1]
    assert (last.at, last.comment, last.actor) == (more.at, "Il manque le bon.", "Mairie")
    assert last.details == {"deposit_id": deposit.id, "gateway": "folder", "platform_id": "CPP-1"}
    assert [line.code for line in lines.actions if line.actor == "Mairie"] == ["TELECHARGEMENT_FACTURE"]


def test_a_status_without_a_history_is_told_as_well(service, who, platform, deposit):
    ask(service, platform, deposit, Progress("MISE_EN_PAIEMENT", final=True))
    assert codes(service, who, deposit)[0][-1] == "MISE_EN_PAIEMENT"
    assert row_of(service, deposit).follow_at is None
    with service.store.reading() as session:
        assert following.due(session) == []


def test_a_recycled_invoice_is_deposited_again_in_its_history(service, who, platform, deposit):
    lines = (entry("DEPOSEE"), entry("A_RECYCLER", 10), entry("DEPOSEE", 20))
    ask(service, platform, deposit, Progress("DEPOSEE", lines))
    assert codes(service, who, deposit) == (["deposited", "A_RECYCLER", "DEPOSEE"], ["DEPOSEE"])


def test_what_the_platform_gives_back_is_before_a_person_again_and_can_be_deposited(service, who, platform, deposit):
    ask(service, platform, deposit, Progress("IN_REJETE", refusal=REFUSAL, final=True))
    told = documents.get(service, who, deposit.document_id)
    assert (told.state, told.platform_status, told.error.code) == (State.TO_REVIEW, None, "IN_REJETE")
    last = history.of(service, who, deposit.document_id).states[-1]
    assert (last.code, last.comment, last.details["from"]) == ("deposit_refused", REFUSAL.message.fr, "deposited")
    asked = deposits.request(
        service, who, deposit.document_id, told.version, supplements=Supplements(billing_mode="S1")
    )
    deposits.run(service, asked.id)
    assert [one.state for one in deposits.of(service, who, deposit.document_id)] == ["refused", "done"]
    told = documents.get(service, who, deposit.document_id)
    assert (told.state, told.error) == (State.DEPOSITED, None)


@pytest.mark.parametrize("error", [GatewayUnavailable("pas de réponse"), Unavailable("PREFACTURE_GATEWAY=pigeon")])
def test_a_platform_that_is_away_is_asked_again_later(service, who, platform, deposit, error):
    before = documents.get(service, who, deposit.document_id)
    ask(service, platform, deposit, error)
    assert documents.get(service, who, deposit.document_id) == before
    assert row_of(service, deposit).follow_at - now() == pytest.approx(timedelta(seconds=60), abs=timedelta(seconds=5))


def test_a_platform_that_knows_nothing_of_a_deposit_is_heard_once(service, who, platform, deposit):
    unknown = GatewayRefused("unknown", Message(fr="Facture inconnue.", en="Unknown invoice."))
    for _ in range(2):
        ask(service, platform, deposit, unknown)
    assert codes(service, who, deposit)[1] == ["DEPOSEE", "follow_refused"]
    assert row_of(service, deposit).follow_at > now()


@pytest.mark.parametrize(
    ("age", "wait"),
    [
        (timedelta(0), timedelta(minutes=1)),
        (timedelta(hours=1), timedelta(minutes=3)),
        (timedelta(days=1), timedelta(hours=1, minutes=12)),
        (timedelta(days=60), timedelta(hours=6)),
    ],
)
def test_waits_grow_with_age(service, age, wait):
    assert following.wait(service.settings, age) == wait


def test_one_worker_asks_at_a_time_and_one_that_died_is_followed_by_another(service, platform, deposit):
    class Death(BaseException):
        pass

    platform.answers = [Death(), Progress("DEPOSEE")]
    with pytest.raises(Death):
        following.run(service, deposit.id)
    following.run(service, deposit.id)  # its time is over later
    assert len(platform.asked) == 1
    time_has_come(service, deposit)
    following.run(service, deposit.id)
    assert len(platform.asked) == 2


def test_news_that_come_while_the_platform_is_asked_are_not_lost(service, platform, deposit):
    class Telling(Platform):
        def follow(self, *asked):
            with service.store.session() as session:
                following.soon(session, deposit.id)
            return super().follow(*asked)

    platform.__class__ = Telling
    ask(service, platform, deposit, Progress("MISE_EN_PAIEMENT", final=True))
    with service.store.reading() as session:
        assert following.due(session) == [deposit.id]


def test_the_sweeper_asks_and_webhooks_are_told(service, who, platform, deposit, monkeypatch):
    put = []
    monkeypatch.setattr(type(service.queue), "waiting", lambda _: frozenset())
    monkeypatch.setattr(type(service.queue), "renew", lambda _, *job: put.append(job) or True)
    sweeper.sweep(service)
    assert ("follow", deposit.id) in put
    with service.store.session() as session:
        last = session.scalar(select(func.max(EventRow.id)))
        session.add(WebhookRow(structure_id=who.structure_id, url="https://a.example", secret="s", last_event_id=last))
    ask(service, platform, deposit, Progress("MISE_A_DISPOSITION"))
    put.clear()
    sweeper.sweep(service)
    assert [kind for kind, _ in put] == ["tell"]
    with service.store.reading() as session:
        assert session.scalar(select(WebhookRow.id)) == put[0][1]
