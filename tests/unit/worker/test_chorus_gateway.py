"""What our own portal does not do and others may: fail on a date, leave a flow as an incident, page a history."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import httpx2
import pytest

from models.service_errors import Unavailable
from worker.gateway import Enclosed, GatewayRefused, GatewayUnavailable, Parcel
from worker.gateway.chorus import chorus_gateway
from worker.gateway.chorus.gateway import ChorusGateway
from worker.gateway.chorus.http import Access, Clock, Connection, Manners
from worker.settings import ServiceSettings

SELLER, TOWN = "73282932000074", "21556540900046"
NONE = {"codeRetour": 20000, "libelle": "TRA_MSG_00.015"}
ACCESS = Access("https://portal.test", "https://portal.test/api/oauth/token", "id", "secret", "login", "password")
FIXED = {
    "token": {"access_token": "t", "expires_in": 3600},
    "structures/v1/rechercher": {"listeStructures": [{"idStructureCPP": 5, "identifiantStructure": SELLER}]},
    "rechercher/fournisseur": NONE,
    "deposer/pdf": {"pieceJointeId": 8, "numeroFacture": None},
    "soumettre": {"identifiantFactureCPP": 77, "dateDepot": "2026-11-04T09:00:00.000+00:00"},
}


class Portal:
    """Answers by the end of the address; a list is said in turn, its last stays."""

    def __init__(self, **said):
        self.said = FIXED | {name.replace("_", "/"): answer for name, answer in said.items()}
        self.asked = []

    def __call__(self, request):
        name = next(name for name in self.said if request.url.path.endswith(name))
        if name != "token":
            self.asked.append((name, json.loads(request.content)))
        answer = self.said[name]
        if isinstance(answer, list):
            answer = answer.pop(0) if len(answer) > 1 else answer[0]
        if isinstance(answer, int):
            return httpx2.Response(answer)
        return httpx2.Response(200, json={"codeRetour": 0, "libelle": ""} | answer)

    def bodies(self, name):
        return [body for asked, body in self.asked if asked == name]


@pytest.fixture
def gateway_to():
    made = []

    def gateway_to(portal):
        passed = [0.0]
        clock = Clock(lambda: passed[0], lambda seconds: passed.__setitem__(0, passed[0] + seconds))
        made.append(ChorusGateway(Connection(ACCESS, Manners(pause=0.0), clock, httpx2.MockTransport(portal))))
        return made[-1]

    yield gateway_to
    for one in made:
        one.close()


def parcel(kind="chorus", **changes):
    request = {"dateFacture": "2026-11-03", "montantTotal": {"montantTtcTotal": 120}}
    told = {"number": "F-1", "seller": SELLER, "buyer": TOWN, "issue_date": date(2026, 11, 3), "total": Decimal(120)}
    return Parcel("key", "f.pdf", b"%PDF", **{**told, "kind": kind, "request": request, **changes})


def test_a_portal_that_fails_on_the_date_is_asked_without_it(gateway_to):
    portal = Portal(soumettre=[500, 500, FIXED["soumettre"]])
    sent = gateway_to(portal).send(parcel())
    assert (sent.platform_id, sent.at) == ("77", datetime(2026, 11, 4, 9, tzinfo=UTC))
    assert [body.get("dateFacture") for body in portal.bodies("soumettre")] == ["2026-11-03", "2026-11-03", None]
    assert len(portal.bodies("rechercher/fournisseur")) == 2  # looked for before each other try


def test_a_refusal_without_the_date_says_nothing_of_the_invoice(gateway_to):
    refused = {"codeRetour": 20018, "libelle": "dateFacture : obligatoire"}
    with pytest.raises(GatewayUnavailable):
        gateway_to(Portal(soumettre=[500, 500, refused])).send(parcel())
    with pytest.raises(GatewayRefused):
        gateway_to(Portal(soumettre=[refused])).send(parcel())


def test_what_cannot_go_is_refused_before_anything_is_sent(gateway_to):
    portal = Portal()
    gateway = gateway_to(portal)
    large = b"0" * (10 * 1024**2 + 1)
    for wrong, said in (
        (parcel(number=None), "number is missing"),
        (parcel(enclosed=(Enclosed("plan.pdf", large),)), "10 MB"),
        (parcel("cii", enclosed=(Enclosed("plan.pdf", b"0"),)), "attachments"),
    ):
        with pytest.raises(GatewayRefused, match=said):
            gateway.send(wrong)
    with pytest.raises(GatewayRefused, match="10 MB"):
        gateway.complete("77", parcel(), (Enclosed("plan.pdf", large),), None)
    with pytest.raises(ValueError, match="csv"):
        gateway.send(parcel("csv"))
    assert {name for name, _ in portal.asked} <= {"structures/v1/rechercher"}


def flow(state, **more):
    return {"etatCourantDepotFlux": state, **more}


@pytest.mark.parametrize(
    ("report", "refused"),
    [
        (flow("IN_EN_COURS_TRAITEMENT_CPP"), False),
        (NONE, False),
        (flow("IN_INTEGRE"), False),  # and not to be found yet
        (flow("IN_INCIDENTE", dateHeureEtatCourantFlux=datetime.now(UTC).isoformat()), False),
        (flow("IN_INCIDENTE", dateHeureEtatCourantFlux=(datetime.now(UTC) - timedelta(hours=2)).isoformat()), True),
        (flow("IN_REJETE", listeErreurDP=[{"libelleErreurDP": "Code service inconnu"}]), True),
        (flow("IN_INTEGRE_PARTIEL"), True),
        (flow("QP_IRRECEVABLE"), True),
    ],
)
def test_a_flow_is_given_back_only_when_nothing_comes_of_it(gateway_to, report, refused):
    progress = gateway_to(Portal(consulterCRDetaille=report)).follow("CPP1", parcel("cii"), {"flow": "CPP1"})
    assert (progress.refusal is not None, progress.final, progress.kept) == (refused, refused, {"flow": "CPP1"})


def test_a_report_that_is_refused_is_no_answer(gateway_to):
    refused = {"codeRetour": 20001, "libelle": "GDP_MSG_11.005"}
    with pytest.raises(GatewayRefused):
        gateway_to(Portal(consulterCRDetaille=refused)).follow("CPP1", parcel("cii"), {})


def test_a_rejected_flow_whose_number_another_invoice_has_says_so(gateway_to):
    other = {"identifiantFactureCPP": 9, "numeroFacture": "F-1", "montantTTC": 7, "statut": "DEPOSEE"}
    portal = Portal(consulterCRDetaille=flow("IN_REJETE"), rechercher_fournisseur={"listeFactures": [other]})
    progress = gateway_to(portal).follow("CPP1", parcel("cii"), {})
    assert progress.refusal.code == "number_taken"


def test_a_history_of_several_pages_is_read_whole_and_each_line_once(gateway_to):
    def page(number):
        passed = {"histoStatutCode": f"S{number}", "histoStatutDatePassage": f"2026-11-0{number}T10:00:00Z"}
        event = {"evenementLibelle": "e" * 90, "evenementQui": "Système", "evenementDateHeure": "2026-11-01T09:00:00Z"}
        return {
            "statutCourantCode": "MISE_EN_PAIEMENT",
            "historiquesDesStatuts": {"histoStatut": [passed], "pagesHistoStatut": 3},
            "historiquesDesEvenementsComplementaires": {"evenement": [event], "pagesEvenement": 1},
            "historiquesDesActionsUtilisateurs": None,
        }

    portal = Portal(consulter_historique=[page(1), page(2), page(3)])
    progress = gateway_to(portal).follow("77", parcel(), {"a": 1})
    assert [entry.code[:2] for entry in progress.entries] == ["ee", "S1", "S2", "S3"]
    assert (len(progress.entries[0].code), progress.entries[0].comment) == (60, "e" * 90)
    assert (progress.final, progress.kept) == (True, {"a": 1, "invoice": 77})


def test_settings_that_lack_something_say_what():
    with pytest.raises(Unavailable, match="PREFACTURE_CHORUS_PASSWORD") as caught:
        chorus_gateway(ServiceSettings(chorus_client_id="id", chorus_client_secret="s", chorus_login="TECH"))
    assert "CLIENT_ID" not in caught.value.detail


def test_addresses_are_those_of_chorus_pro_or_named():
    addresses = {
        "real": ServiceSettings().chorus_addresses,
        "sandbox": ServiceSettings(chorus_sandbox=True).chorus_addresses,
        "own": ServiceSettings(chorus_api="https://portail.test/").chorus_addresses,
    }
    assert addresses == {
        "real": ("https://api.piste.gouv.fr", "https://oauth.piste.gouv.fr/api/oauth/token"),
        "sandbox": ("https://sandbox-api.piste.gouv.fr", "https://sandbox-oauth.piste.gouv.fr/api/oauth/token"),
        "own": ("https://portail.test", "https://portail.test/api/oauth/token"),
    }
