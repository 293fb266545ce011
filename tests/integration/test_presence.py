"""Who has a document open is told to their structure, by every process, and to nobody else."""

import pytest

from models.lifecycle import Role
from models.service import Principal
from models.service_errors import NotFound
from tests import queue_kit
from tests.people_kit import account
from tests.worker_kit import make_service, principal, structure, upload
from worker import presence
from worker.service import Service

CLAIRE, MARTIN = "claire@exemple.fr", "martin@exemple.fr"


@pytest.fixture
def service(tmp_path):
    with queue_kit.running("embedded", tmp_path) as server:
        service = make_service(tmp_path, redis_url=server.url)
        yield service
        service.close()


def somebody(service, home, email):
    user = account(service, home, Role.REVIEWER, email)
    return Principal(actor=email, role=Role.REVIEWER, structure_id=home, user_id=user)


def seen(told):
    return [(one.document_id, one.name, one.own) for one in told.items]


def test_each_is_told_of_the_others_by_whichever_process(service):
    home = structure(service)
    claire, martin = somebody(service, home, CLAIRE), somebody(service, home, MARTIN)
    one, two = upload(service, claire, "one.pdf"), upload(service, claire, "two.pdf")
    assert seen(presence.here(service, claire, one)) == [(one, CLAIRE, True)]
    another = Service.open(service.settings)
    assert sorted(seen(presence.here(another, martin, one))) == [(one, CLAIRE, False), (one, MARTIN, True)]
    presence.here(another, martin, two)
    assert sorted(seen(presence.of(service, claire))) == sorted(
        [(one, CLAIRE, True), (one, MARTIN, False), (two, MARTIN, False)]
    )
    presence.gone(another, martin, one)
    assert sorted(seen(presence.of(service, claire))) == sorted([(one, CLAIRE, True), (two, MARTIN, False)])
    another.close()


def test_who_does_not_say_it_again_is_gone(service, monkeypatch):
    claire = somebody(service, structure(service), CLAIRE)
    document = upload(service, claire)
    monkeypatch.setattr(presence, "SECONDS", -1)
    presence.here(service, claire, document)
    assert seen(presence.of(service, claire)) == []


def test_no_other_structure_tells_or_is_told(service):
    claire = somebody(service, structure(service), CLAIRE)
    document = upload(service, claire)
    presence.here(service, claire, document)
    stranger = somebody(service, structure(service, siret=None), MARTIN)
    for ask in (presence.here, presence.gone):
        with pytest.raises(NotFound):
            ask(service, stranger, document)
    assert seen(presence.of(service, stranger)) == []
    assert seen(presence.of(service, claire)) == [(document, CLAIRE, True)]


def test_without_the_queues_server_nobody_is_seen(tmp_path):
    service = make_service(tmp_path)
    claire = principal(service)
    document = upload(service, claire)
    assert seen(presence.here(service, claire, document)) == []
    presence.gone(service, claire, document)
    assert seen(presence.of(service, claire)) == []
    service.close()
