"""Invoices found on the portal by each of its sides, and by nobody else."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import event

from api.app import create_app
from models.lifecycle import Role
from models.portal import Status
from tests import portal_kit
from tests.api_kit import Client
from tests.portal_kit import EITHER_SERVICE, EITHER_WANTED, NOTHING_WANTED, OTHER_SIRET, SERVICE, SERVICE_WANTED
from worker.portal.entries import set_status
from worker.portal.numbers import number_of
from worker.store.tables import PortalFlowRow, PortalInvoiceRow

SUPPLIER, RECIPIENT = "/cpro/factures/v1/rechercher/fournisseur", "/cpro/factures/v1/rechercher/recipiendaire"


class Portal:
    """A supplier with three invoices to three recipients, one of whom reads them here."""

    def __init__(self, service):
        self.service = service
        self.recipients = portal_kit.qualification(service)
        self.supplier = portal_kit.supplier(service)
        self.other = portal_kit.supplier(service, "Autre SARL", OTHER_SIRET, "tech@autre.fr")
        self.town = portal_kit.member(service, self.recipients[NOTHING_WANTED], Role.REVIEWER, "finances@mairie.fr")
        account_id, self.account = portal_kit.bank_account(service, self.supplier.structure_id)
        self.first = self.deposit("F-1", issue_date=date(2026, 9, 1), account_id=account_id, contract="M-7")
        self.second = self.deposit(
            "F-2", recipient_siret=SERVICE_WANTED, service_code=SERVICE, kind="AVOIR", preceding="F-1",
            payment_mode=None, issue_date=date(2026, 9, 30), engagement="EJ-42",
        )  # fmt: skip
        self.third = self.deposit(
            "F-3", recipient_siret=EITHER_WANTED, service_code=EITHER_SERVICE, issue_date=date(2026, 10, 1),
            net=Decimal("100.00"), gross=Decimal("119.50"), discount=Decimal("0.50"), due=Decimal("119.50"),
        )  # fmt: skip

    def deposit(self, number, **changes):
        return portal_kit.submitted(self.service, self.supplier, number, **changes)

    def number_of(self, kind, ref):
        with self.service.store.session() as session:
            return number_of(session, kind, ref)

    def client(self, who):
        return Client(create_app(self.service), who.headers)

    def found(self, path=SUPPLIER, who=None, **asked):
        """The numbers of what is found, or the answer's code where nothing is."""
        with self.client(who or self.supplier) as client:
            response = client.post(path, json=asked)
        told = response.json()
        assert response.status_code == 200, told
        if told["codeRetour"]:
            return told["codeRetour"]
        return [one["numeroFacture"] for one in told["listeFactures"]]


@pytest.fixture
def portal(either_service):
    return Portal(either_service)


def ascending(**more):
    return {"triSens": "Ascendant", **more}


def test_without_filters_all_invoices_of_ones_structures_come_the_latest_first(portal):
    with portal.client(portal.supplier) as client:
        told = client.post(SUPPLIER, json={}).json()
    assert (told["codeRetour"], told["parametresRetour"]["total"]) == (0, 3)
    assert [one["numeroFacture"] for one in told["listeFactures"]] == ["F-3", "F-2", "F-1"]
    first = told["listeFactures"][2]
    assert first["identifiantFactureCPP"] == portal.first
    assert first["codeFournisseur"] == "73282932000074"
    assert first["designationFournisseur"] == "Dubois Menuiserie"
    assert (first["codeDestinataire"], first["designationDestinataire"]) == (NOTHING_WANTED, "Aucune obligation")
    assert first["idDestinataire"] == portal.town.number
    assert first["dateFacture"] == "2026-09-01"
    assert (first["montantHT"], first["montantTTC"], first["montantAPayer"]) == (100.0, 120.0, 120.0)
    assert (first["statut"], first["modeDepot"], first["typeFacture"]) == (
        "MISE_A_DISPOSITION",
        "SAISIE_API",
        "FACTURE",
    )
    iban = [first[f"coordBancairesFournisseur{part}"] for part in ("CodePays", "CleIban", "CompteBancaire")]
    assert "".join(iban) == portal_kit.IBAN
    assert "taille" not in first
    assert told["listeFactures"][1]["codeServiceExecutant"] == SERVICE


def test_every_filter_of_the_supplier_finds_what_it_names(portal):
    service_number = portal.number_of("service", portal_id(portal, "F-2").service_id)
    user = portal.number_of("user", portal.supplier.caller.user_id)
    recipient = portal.number_of("structure", portal.recipients[SERVICE_WANTED])
    three = ["F-3", "F-2", "F-1"]
    for asked, expected in (
        ({"numeroFacture": "f-1"}, ["F-1"]),
        ({"numeroFacture": "F"}, 20000),
        ({"numeroMarche": "M-7"}, ["F-1"]),
        ({"numeroBonCommande": "EJ-42"}, ["F-2"]),
        ({"numeroFactureOrigine": "F-1"}, ["F-2"]),
        ({"typeFacture": "AVOIR"}, ["F-2"]),
        ({"typeFacture": "ACOMPTE"}, 20000),
        ({"modeDepot": "SAISIE_API"}, ["F-3", "F-2", "F-1"]),
        ({"modeDepot": "DEPOT_PDF_API"}, 20000),
        ({"cadreFacturation": "A9_FACTURE_SOUSTRAITANT"}, 20000),
        ({"montantTTCMax": 119.5}, ["F-3"]),
        ({"montantTTCMin": "119.51"}, ["F-2", "F-1"]),
        ({"montantHTMin": 100, "montantHTMax": 100, "montantApayerMax": 119.99}, ["F-3"]),
        ({"periodeDateFactureDu": "2026-09-30", "periodeDateFactureAu": "2026-10-01"}, ["F-3", "F-2"]),
        ({"periodeDateFactureAu": "2026-09-01T00:00:00.000Z"}, ["F-1"]),
        ({"coordonneeBancaire": portal.account}, ["F-1"]),
        ({"idUtilisateurCreateur": [user]}, ["F-3", "F-2", "F-1"]),
        ({"idUtilisateurCreateur": [recipient]}, 20000),
        ({"listeDestinataire": [{"idDestinataire": recipient}]}, ["F-2"]),
        ({"listeDestinataire": [{"listeIdServiceExecutant": [service_number]}]}, ["F-2"]),
        ({"listeDestinataire": [{"raisonSocialeStuctDmd": "aucune"}]}, ["F-1"]),
        ({"listeDestinataire": [{"idDestinataire": recipient}, {"raisonSocialeStuctDmd": "aucune"}]}, ["F-2", "F-1"]),
        ({"listeDestinataire": [{"idDestinataire": recipient}], "rechercheSirenDestinataire": True}, three),
        ({"listeDestinataire": [{"idDestinataire": 99999999999}]}, 20000),
        ({"idFournisseur": str(portal.supplier.number)}, ["F-3", "F-2", "F-1"]),
        ({"idFournisseur": portal.other.number}, 20000),
        ({"idFournisseur": 0, "idUtilisateurCourant": 0, "idServiceFournisseur": 0}, ["F-3", "F-2", "F-1"]),
        ({"idServiceFournisseur": service_number}, 20000),
        ({"idStructureValideur": recipient}, 20000),
        ({"rejetTraite": False, "statutCourant": ["MISE_A_DISPOSITION", "REJETEE"]}, ["F-3", "F-2", "F-1"]),
        ({"rejetTraite": True}, 20000),
        ({"numeroFluxDepot": "CPP001"}, 20000),
        ({"champInconnu": 12}, ["F-3", "F-2", "F-1"]),
    ):  # fmt: skip
        assert portal.found(**asked) == expected, asked


def portal_id(portal, number):
    with portal.service.store.reading() as session:
        return session.query(PortalInvoiceRow).filter_by(number=number).one()


def test_days_of_deposit_and_of_the_present_status_bound_what_is_found(portal):
    today = portal_kit.invoice_row(portal.service, portal.first).deposited_at.date().isoformat()
    for name in ("periodeDateDepot", "periodeDateHeureEtatCourant"):
        assert len(portal.found(**{f"{name}Du": today, f"{name}Au": today})) == 3
        assert portal.found(**{f"{name}Au": "2020-01-01"}) == 20000
    assert portal.found(periodeDateDepotDu="9999-12-31T23:59:59-10:00") == 20001


def test_an_invoice_of_a_flow_is_found_by_the_flows_number(portal):
    with portal.service.store.session() as session:
        flow = PortalFlowRow(
            number="CPP0011110000000000000001", structure_id=portal.supplier.structure_id, syntax="IN_DP_E1_CII_16B",
            name="f.xml", sha256="0" * 64, size=1, state="IN_INTEGRE",
        )  # fmt: skip
        session.add(flow)
        session.flush()
        session.get_one(PortalInvoiceRow, portal.second).flow_id = flow.id
    with portal.client(portal.supplier) as client:
        told = client.post(SUPPLIER, json={"numeroFluxDepot": "CPP0011110000000000000001"}).json()
    assert [one["numeroFluxDepot"] for one in told["listeFactures"]] == ["CPP0011110000000000000001"]


def test_results_come_in_pages_sorted_as_asked(portal):
    asked = ascending(pageResultatDemandee=2, nbResultatsParPage=2, triColonne="NumeroFacture")
    with portal.client(portal.supplier) as client:
        told = client.post(SUPPLIER, json={"rechercheFactureParFournisseur": asked}).json()
    assert told["parametresRetour"] == {"pageCourante": 2, "pages": 2, "nbResultatsParPage": 2, "total": 3}
    assert [one["numeroFacture"] for one in told["listeFactures"]] == ["F-3"]

    def by(column, **more):
        return portal.found(rechercheFactureParFournisseur={"triColonne": column, **more})

    assert by("CodeDestinataire") == ["F-1", "F-3", "F-2"]
    assert by("MontantTTC", triSens="Ascendant")[0] == "F-3"
    assert by("NumeroBonCommande") == ["F-2", "F-3", "F-1"]
    assert by("DateFacture", nbResultatsMaximum=2) == ["F-3", "F-2"]
    assert by("AffactureurCode") == by(None) == by("DateDepot") == ["F-3", "F-2", "F-1"]
    assert by("NumeroFacture", pageResultatDemandee=0, nbResultatsParPage=-1) == ["F-3", "F-2", "F-1"]
    assert by("NumeroFacture", pageResultatDemandee=3, nbResultatsParPage=2) == 20000
    assert by("NumeroFacture", pageResultatDemandee=10**18) == 20000


def test_each_column_to_sort_by_is_one_that_both_databases_have(portal):
    from worker.portal.searching import SORTS

    for column in SORTS:
        assert len(portal.found(rechercheFactureParFournisseur=ascending(triColonne=column))) == 3, column


def test_the_recipient_finds_what_was_sent_to_it_and_what_it_has_not_downloaded_yet(portal):
    assert portal.found(RECIPIENT, portal.town) == ["F-1"]
    with portal.client(portal.town) as client:
        told = client.post(RECIPIENT, json={"recupererTaille": True}).json()
    assert [told[name] for name in ("pageCourante", "pages", "nbResultatsParPage", "total")] == [1, 1, 10, 1]
    only = told["listeFactures"][0]
    assert (only["idFacture"], only["factureTelechargeeParDestinataire"], only["taille"]) == (portal.first, False, 0)
    supplier, other = portal.supplier.number, portal.other.number
    for asked, expected in (
        ({"factureTelechargeeParDestinataire": False}, ["F-1"]),
        ({"factureTelechargeeParDestinataire": True}, 20000),
        ({"typeDemandePaiement": "FACTURE", "listeTypeFacture": ["AVOIR", "FACTURE"]}, ["F-1"]),
        ({"typeDemandePaiement": "FACTURE_TRAVAUX"}, 20000),
        ({"listeTypeFacture": ["AVOIR"]}, 20000),
        ({"idDestinataire": portal.town.number}, ["F-1"]),
        ({"idDestinataire": portal.number_of("structure", portal.recipients[SERVICE_WANTED])}, 20000),
        ({"listeFournisseurs": [{"idFournisseur": other}, {"idFournisseur": supplier}]}, ["F-1"]),
        ({"listeFournisseurs": [{"idFournisseur": other}]}, 20000),
        ({"numeroMarche": "m-7", "montantHTMin": 99}, ["F-1"]),
    ):
        assert portal.found(RECIPIENT, portal.town, **asked) == expected, asked


def test_the_size_of_all_files_is_told_where_it_is_asked(portal):
    invoice = portal_kit.pdf_submission(portal.service, portal.supplier, "F-4")
    from worker.portal.submitting import submit

    with portal.service.store.session() as session:
        submit(session, portal.supplier.caller, invoice)
    with portal.client(portal.supplier) as client:
        told = client.post(SUPPLIER, json={"numeroFacture": "F-4", "recupererTaille": True}).json()
    assert told["listeFactures"][0]["taille"] == len(portal_kit.PDF)


def test_the_reason_of_the_present_status_is_told(portal):
    with portal.service.store.session() as session:
        row = session.get_one(PortalInvoiceRow, portal.first)
        set_status(session, row, Status.SUSPENDUE, portal.town.caller, "Il manque le bon de livraison")
    with portal.client(portal.supplier) as client:
        told = client.post(SUPPLIER, json={"statutCourant": ["SUSPENDUE"]}).json()
    assert [one["commentaireEtatCourant"] for one in told["listeFactures"]] == ["Il manque le bon de livraison"]


def test_a_stranger_finds_nothing_on_either_side(portal):
    assert portal.found(SUPPLIER, portal.other) == portal.found(RECIPIENT, portal.other) == 20000
    assert portal.found(SUPPLIER, portal.town) == 20000
    assert portal.found(RECIPIENT, portal.supplier) == 20000
    assert portal.found(SUPPLIER, portal.other, idFournisseur=portal.supplier.number) == 20000


def test_who_is_only_a_suppliers_member_of_the_recipient_does_not_see_what_it_received(portal):
    clerk = portal_kit.member(portal.service, portal.town.structure_id, Role.SUPPLIER, "agent@mairie.fr")
    assert portal.found(RECIPIENT, clerk) == 20000


def test_a_list_takes_as_many_queries_for_many_invoices_as_for_one(portal):
    def queries(asked):
        told = []
        event.listen(portal.service.store.engine, "before_cursor_execute", lambda *a: told.append(a[2]))
        with portal.client(portal.supplier) as client:
            client.post(SUPPLIER, json=asked)
        return sum("portal_invoices" in one for one in told)

    assert queries({"numeroFacture": "F-1"}) == queries({}) == 2


def test_what_is_no_amount_or_no_date_is_a_bad_request(portal):
    with portal.client(portal.supplier) as client:
        for wrong in ({"montantHTMin": "beaucoup"}, {"montantHTMin": 1e300}, {"periodeDateDepotDu": "hier"}):
            assert client.post(SUPPLIER, json=wrong).status_code == 400
