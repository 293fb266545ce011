"""Deposits with a platform by XP Z12-013, over a real port: found, sent, followed, and what platforms do wrong."""

import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from fastapi import HTTPException

from models.lifecycle import EventKind
from models.service_errors import Unavailable
from tests import afnor_contract
from tests.afnor_platform import Fault, cdar, platform
from worker.gateway import Enclosed, GatewayRefused, GatewayUnavailable, Parcel, Routing
from worker.gateway.afnor import gateway as gateways, http
from worker.gateway.afnor.gateway import AfnorGateway
from worker.settings import ServiceSettings

PARCEL = Parcel(
    key="6f1d2c1e-6d0e-4c55-9d3a-0a8e5f0a1b2c",
    name="facture.xml",
    data=b"<rsm:CrossIndustryInvoice/>",
    number="F-12",
    seller="73282932000074",
    buyer="40483304800022",
    kind="cii",
)
SUBMIT, SEARCH = "/v1/flows", "/v1/flows/search"


@pytest.fixture
def there(monkeypatch):
    monkeypatch.setattr(http, "FIRST_WAIT", 0.01)
    monkeypatch.setattr(http, "SILENT_SECONDS", 0.5)
    with platform() as made:
        yield made
        afnor_contract.check_all(made)


@pytest.fixture
def gateway(there):
    made = AfnorGateway(ServiceSettings(**there.settings()))
    yield made
    made.close()


def sent(there, path=SUBMIT):
    return [one for one in there.exchanges if one.method == "POST" and one.path.endswith(path)]


def test_requests_and_answers_are_those_of_the_norm(there, gateway):
    afnor_contract.needed()
    done = gateway.send(PARCEL)
    there.fail(gateway.send(replace(PARCEL, key="autre")).platform_id, ("BT-1", "Error", "InvalidSchema", "absent"))
    there.tell(done.platform_id, "F-12", "205")
    gateway.follow(done.platform_id, PARCEL, {})
    assert len(there.exchanges) > 5
    for exchange in there.exchanges:
        afnor_contract.check(exchange)


def test_the_contract_finds_what_the_norm_does_not_know(there, gateway):
    afnor_contract.needed()
    gateway.send(PARCEL)
    passed = sent(there)[0]
    with pytest.raises(AssertionError, match="flowinfo"):
        afnor_contract.check(replace(passed, asked=passed.asked.replace(b'name="flowInfo"', b'name="flowinfo"')))
    with pytest.raises(AssertionError, match="flowSyntax"):
        afnor_contract.check(replace(passed, asked=passed.asked.replace(b'"flowSyntax"', b'"syntax"')))
    with pytest.raises(AssertionError, match="unexpected"):
        afnor_contract.check(replace(passed, answer=passed.answer.replace(b'"flowId"', b'"x": 1, "flowId"')))
    with pytest.raises(AssertionError, match="no operation"):
        afnor_contract.check(replace(passed, path="/flow-service/v1/flow"))


def test_a_deposit_is_found_by_its_key_once_it_was_sent(there, gateway):
    assert gateway.find(PARCEL.key, PARCEL) is None
    done = gateway.send(PARCEL)
    assert gateway.find(PARCEL.key, PARCEL) == done
    (flow,) = there.invoices()
    assert flow["flowId"] == done.platform_id
    assert there.files[done.platform_id] == PARCEL.data
    assert (flow["name"], flow["flowSyntax"], flow["trackingId"]) == ("facture.xml", "CII", PARCEL.key)
    assert done.at == datetime.fromisoformat(flow["submittedAt"])


@pytest.mark.parametrize(("kind", "syntax"), [("facturx", "Factur-X"), ("cii", "CII"), ("ubl", "UBL")])
def test_kinds_of_files_have_the_names_of_the_norm(there, gateway, kind, syntax):
    data = b"%PDF-1.7 facture" if kind == "facturx" else b"<Invoice/>"
    gateway.send(replace(PARCEL, kind=kind, data=data))
    assert there.invoices()[0]["flowSyntax"] == syntax


def test_invoices_of_public_bodies_go_by_their_own_rule(there, gateway):
    gateway.send(PARCEL)
    assert there.invoices()[0]["processingRuleSource"] == "Computed"
    gateway.send(replace(PARCEL, key="publique", buyer="21190272100012"))
    assert there.invoices()[1]["processingRule"] == "B2G"


def test_what_the_platform_can_t_take_is_refused_before_it_is_sent(there, gateway):
    with pytest.raises(GatewayRefused, match="unsupported_kind"):
        gateway.send(replace(PARCEL, kind="chorus"))
    with pytest.raises(GatewayRefused, match="not_offered"):
        gateway.send(replace(PARCEL, enclosed=(Enclosed("bon.pdf", b"%PDF"),)))
    assert sent(there) == []


def test_one_token_serves_until_the_platform_no_longer_takes_it(there, gateway):
    for key in "abc":
        gateway.send(replace(PARCEL, key=key))
    assert there.given == 1
    there.tokens.clear()
    gateway.send(replace(PARCEL, key="d"))
    assert there.given == 2
    assert len(there.invoices()) == 4


def test_a_token_server_that_wants_the_secret_in_the_header_gets_it_there(there, gateway):
    there.basic_only = True
    gateway.send(PARCEL)
    assert len(there.invoices()) == 1


def test_wrong_credentials_say_which_settings_to_look_at(there):
    gateway = AfnorGateway(ServiceSettings(**{**there.settings(), "afnor_client_secret": "faux"}))
    with pytest.raises(GatewayUnavailable, match="PREFACTURE_AFNOR_CLIENT_SECRET"):
        gateway.send(PARCEL)
    gateway.close()


def test_a_token_that_lasts_needs_no_token_server(there):
    there.tokens.add("durable")
    asked = {"afnor_flow_api": f"{there.url}/flow-service/", "afnor_token": "durable", "afnor_organization": "o-1"}
    gateway = AfnorGateway(ServiceSettings(**asked))
    gateway.send(PARCEL)
    gateway.close()
    assert there.given == 0
    assert len(there.invoices()) == 1


@pytest.mark.parametrize("missing", ["afnor_flow_api", "afnor_client_id"])
def test_settings_that_are_missing_are_named(there, missing):
    with pytest.raises(Unavailable, match=f"PREFACTURE_{missing.upper()}"):
        AfnorGateway(ServiceSettings(**{**there.settings(), missing: None}))


@pytest.mark.parametrize("fault", [401, 429, 500, 503, "cut", "silence"])
def test_a_question_is_asked_again_whatever_went_wrong(there, gateway, fault):
    gateway.send(PARCEL)
    there.faults.append(Fault(SEARCH, fault))
    assert gateway.find(PARCEL.key, PARCEL) is not None


@pytest.mark.parametrize("fault", [401, 429])
def test_a_deposit_that_was_surely_not_taken_is_sent_again(there, gateway, fault):
    there.faults.append(Fault(SUBMIT, fault, headers={"Retry-After": "0"}))
    gateway.send(PARCEL)
    assert len(there.invoices()) == 1


@pytest.mark.parametrize("fault", [500, 503, "cut", "silence"])
@pytest.mark.parametrize("done", [False, True])
def test_a_deposit_that_may_have_been_taken_is_not_sent_again_unasked(there, gateway, fault, done):
    there.faults.append(Fault(SUBMIT, fault, done=done))
    with pytest.raises(GatewayUnavailable):
        gateway.send(PARCEL)
    assert len(sent(there)) == 1
    assert (gateway.find(PARCEL.key, PARCEL) is not None) is done


def test_a_platform_that_asks_for_a_long_wait_is_left_alone(there, gateway):
    there.faults.append(Fault(SUBMIT, 429, headers={"Retry-After": "3600"}))
    with pytest.raises(GatewayUnavailable, match="429"):
        gateway.send(PARCEL)
    assert len(sent(there)) == 1


def test_what_the_platform_turns_down_goes_back_with_its_words(there, gateway):
    with pytest.raises(GatewayRefused) as refusal:
        gateway.send(replace(PARCEL, data=b""))
    assert refusal.value.code == "EMPTY_FILE"
    assert "refusé par la plateforme" in refusal.value.message.fr
    assert there.invoices() == []


def test_a_flow_that_fails_the_checks_later_is_a_refusal_in_plain_words(there, gateway):
    done = gateway.send(PARCEL)
    assert gateway.follow(done.platform_id, PARCEL, {}).status == "DEPOSEE"
    there.fail(done.platform_id, ("BT-1", "Error", "InvalidSchema", "élément absent"))
    progress = gateway.follow(done.platform_id, PARCEL, {})
    assert progress.final
    assert progress.refusal.code == "InvalidSchema"
    assert "ne respecte pas son schéma (élément absent, BT-1)" in progress.refusal.message.fr


def test_warnings_of_a_flow_that_was_taken_are_told(there, gateway):
    done = gateway.send(PARCEL)
    there.fail(done.platform_id, ("BT-9", "Warning", "NOTE_CLIENT", "échéance absente"))
    there.flows[done.platform_id]["acknowledgement"]["status"] = "Ok"
    progress = gateway.follow(done.platform_id, PARCEL, {})
    assert progress.refusal is None
    assert [(one.kind, one.comment) for one in progress.entries] == [
        (EventKind.COMPLEMENTARY, "NOTE_CLIENT (échéance absente, BT-9)")
    ]


def test_a_second_copy_leads_to_the_first(there, gateway):
    """A search that does not see the first yet lets it be sent again, which the platform's own check refuses."""
    first = gateway.send(PARCEL)
    there.hidden = 1
    assert gateway.find(PARCEL.key, PARCEL) is None
    second = gateway.send(PARCEL)
    progress = gateway.follow(second.platform_id, PARCEL, {})
    assert progress.refusal is None
    assert progress.kept["flow"] == first.platform_id
    there.tell(first.platform_id, "F-12", "205")
    assert gateway.follow(second.platform_id, PARCEL, progress.kept).status == "APPROUVEE"
    assert len(there.invoices()) == 1


@pytest.mark.parametrize("link", ["flow", "key", None])
def test_the_life_of_an_invoice_is_told_in_its_order(there, gateway, link):
    there.link, there.page = link, 2
    done, other = gateway.send(PARCEL), gateway.send(replace(PARCEL, key="autre", number="F-13"))
    for status, at in (("203", "20261122110000"), ("200", "20261122100500"), ("204", "20261123080000")):
        there.tell(done.platform_id, "F-12", status, at=at)
        there.tell(other.platform_id, "F-13", "213", at=at, reason="DOUBLON")
    progress = gateway.follow(done.platform_id, PARCEL, {})
    assert [entry.code for entry in progress.entries] == ["DEPOSEE", "MISE_A_DISPOSITION", "PRISE_EN_CHARGE"]
    assert progress.entries[0].at == datetime(2026, 11, 22, 9, 5, tzinfo=UTC)
    assert not progress.final
    there.tell(done.platform_id, "F-12", "210", at="20261124090000", reason="TX_TVA_ERR", words="5,5 au lieu de 20")
    later = gateway.follow(done.platform_id, PARCEL, progress.kept)
    assert (later.status, later.final, len(later.entries)) == ("REFUSEE", True, 4)
    assert later.entries[-1].comment == "Refusée : taux de TVA erroné — 5,5 au lieu de 20"
    assert later.entries[-1].actor == "acheteur"
    assert later.entries[:3] == progress.entries


def test_messages_are_fetched_once(there, gateway):
    done = gateway.send(PARCEL)
    there.tell(done.platform_id, "F-12", "205")
    kept = gateway.follow(done.platform_id, PARCEL, {}).kept
    fresh = AfnorGateway(ServiceSettings(**there.settings()))
    assert fresh.follow(done.platform_id, PARCEL, kept).status == "APPROUVEE"
    fresh.close()
    assert sum("docType=Original" in one.query for one in there.exchanges) == 1


def test_another_seller_s_invoice_of_the_same_number_is_not_ours(there, gateway):
    there.link = None
    done = gateway.send(PARCEL)
    there.tell(done.platform_id, "F-12", "210", seller="404833048", reason="DOUBLON")
    assert gateway.follow(done.platform_id, PARCEL, {}).status == "DEPOSEE"


def test_messages_that_can_t_be_read_harm_nobody(there, gateway):
    there.link = None
    done = gateway.send(PARCEL)
    there.message(b"%PDF-1.4 pas du XML")
    there.message('<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>')
    there.message("<Invoice/>")
    there.message(cdar("F-12", "999"))
    progress = gateway.follow(done.platform_id, PARCEL, {})
    assert [(one.code, one.comment) for one in progress.entries] == [("999", "Statut 999")]


@pytest.mark.parametrize("link", [None, "key"])
def test_a_message_that_the_platform_does_not_give_out_keeps_no_other_away(there, gateway, link):
    there.link = link
    done = gateway.send(PARCEL)
    there.tell(done.platform_id, "F-12", "202")
    there.tell(done.platform_id, "F-12", "205")
    withheld = list(there.files)[-2]
    kept = there.files.pop(withheld)
    given = gateway.follow(done.platform_id, PARCEL, {})
    assert [one.code for one in given.entries] == ["APPROUVEE"]
    there.files[withheld] = kept
    again = gateway.follow(done.platform_id, PARCEL, given.kept)
    assert {one.code for one in again.entries} == {"RECUE", "APPROUVEE"}


def test_a_deposit_that_the_platform_does_not_know_is_said_so(there, gateway):
    with pytest.raises(GatewayRefused, match="does not know this deposit"):
        gateway.follow("un autre ?", PARCEL, {})
    assert there.exchanges[-1].path.endswith("/v1/flows/un%20autre%20%3F")


def test_steps_that_the_reform_does_not_have_are_refused_with_a_way_out(gateway):
    for step in (
        lambda: gateway.recycle("1", PARCEL, Routing(siret="21190272100012")),
        lambda: gateway.acknowledge("1", PARCEL),
        lambda: gateway.complete("1", PARCEL, (), "voici"),
    ):
        with pytest.raises(GatewayRefused, match="not_offered") as refusal:
            step()
        assert len(refusal.value.message.fr) > 60


@pytest.mark.parametrize("fault", [503, 500, "cut", "silence"])
def test_a_token_server_that_stumbles_is_asked_again(there, gateway, fault):
    there.faults.append(Fault("/token", fault))
    assert gateway.find(PARCEL.key, PARCEL) is None


@pytest.mark.parametrize("fault", [500, "page", "other"])
def test_a_token_server_that_is_none_is_told(there, gateway, fault):
    there.faults += [Fault("/token", fault) for _ in range(http.MOST_TRIES)]
    with pytest.raises(GatewayUnavailable):
        gateway.find(PARCEL.key, PARCEL)


def test_a_token_that_ends_is_renewed_before_it_does(there, gateway):
    there.lasts = 0.02
    gateway.find(PARCEL.key, PARCEL)
    time.sleep(0.02)
    gateway.find(PARCEL.key, PARCEL)
    assert there.given == 2


@pytest.mark.parametrize("fault", ["page", "other", "drip", "flood"])
def test_an_answer_that_is_none_of_the_platform_s_is_no_deposit(there, gateway, monkeypatch, fault):
    monkeypatch.setattr(http, "WHOLE_SECONDS", 1.0)
    monkeypatch.setattr(http, "LARGEST", 2_000_000)
    there.faults.append(Fault(SUBMIT, fault, done=True))
    with pytest.raises(GatewayUnavailable):
        gateway.send(PARCEL)
    assert gateway.find(PARCEL.key, PARCEL) is not None
    there.faults.append(Fault(SEARCH, "other"))
    with pytest.raises(GatewayUnavailable):
        gateway.find(PARCEL.key, PARCEL)


def test_a_search_that_the_platform_turns_down_is_said(there, gateway, monkeypatch):
    monkeypatch.setattr(there, "search", lambda _where: (_ for _ in ()).throw(HTTPException(400, "PARAMS_ERROR")))
    with pytest.raises(GatewayRefused, match="PARAMS_ERROR"):
        gateway.find(PARCEL.key, PARCEL)
    with pytest.raises(GatewayRefused, match="MISSING_RESOURCE"):
        gateway.follow("inconnu", PARCEL, {})


def test_only_so_many_messages_are_kept_in_mind(there, gateway, monkeypatch):
    monkeypatch.setattr(gateways, "_MOST_KEPT", 2)
    there.link = None
    done = gateway.send(PARCEL)
    for number in range(4):
        there.tell(done.platform_id, f"F-{number}", "205")
    gateway.follow(done.platform_id, PARCEL, {})
    assert len(gateway._read) == 2
