"""Structures, services and memberships over the interface: who sees what, in which order, page by page."""

import pytest
from sqlalchemy import update

from api.app import create_app
from models.lifecycle import Role
from tests import portal_kit as kit
from tests.api_kit import Client
from tests.worker_kit import SIRET, make_service, migrated_in
from worker.store.tables import StructureRow

STRUCTURES, USERS, LISTS = "/cpro/structures/v1", "/cpro/utilisateurs/v1", "/cpro/transverses/v1"
RIVAL = "40483304800022"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def world(request, tmp_path_factory):
    """A supplier that calls, a rival, and the five recipients of the qualification portal."""
    url = migrated_in(request.getfixturevalue("postgres")) if request.param == "postgresql" else None
    service = make_service(tmp_path_factory.mktemp("directory"), url, rate_per_minute=100_000)
    bodies = kit.qualification(service)
    us = kit.supplier(service)
    rival = kit.supplier(service, "Martin Rival", RIVAL, "tech@rival.fr")
    with Client(create_app(service)) as client:
        yield service, client, us, rival, bodies
    service.close()


def ask(world, path, body=None, who=None):
    _, client, us, *_ = world
    answer = client.post(path, json=body or {}, headers=(who or us).headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


def found(world, structure, **more):
    return ask(world, f"{STRUCTURES}/rechercher", {"structure": structure, **more})


def number(world, siret):
    return found(world, {"typeIdentifiantStructure": "SIRET", "identifiantStructure": siret})["listeStructures"][0][
        "idStructureCPP"
    ]


def test_a_recipient_is_found_by_its_siret(world):
    told = found(world, {"typeIdentifiantStructure": "SIRET", "identifiantStructure": "123 456 782 00028"})
    assert (told["codeRetour"], told["libelle"]) == (0, "TRA_MSG_00.000")
    one = told["listeStructures"][0]
    assert {**one, "idStructureCPP": 0} == {
        "designationStructure": "Service obligatoire",
        "idStructureCPP": 0,
        "identifiantStructure": kit.SERVICE_WANTED,
        "statut": "ACTIVE",
        "typeIdentifiantStructure": "SIRET",
    }
    assert told["parametresRetour"] == {"pageCourante": 1, "pages": 1, "nbResultatsParPage": 10, "total": 1}
    assert number(world, kit.SERVICE_WANTED) == one["idStructureCPP"] > 0


@pytest.mark.parametrize(
    "structure",
    [
        {"identifiantStructure": "99999999999999"},
        {"typeIdentifiantStructure": "RIDET", "identifiantStructure": kit.SERVICE_WANTED},
        {"identifiantStructure": kit.SERVICE_WANTED, "adresseVille": "Paris"},
        {"identifiantStructure": kit.SERVICE_WANTED, "estMOA": True},
        {"identifiantStructure": kit.SERVICE_WANTED, "statutStructure": "INACTIF"},
        {"identifiantStructure": kit.SERVICE_WANTED, "typeStructure": "PRIVEE"},
        {"raisonSocialeStructure": "Service introuvable"},
    ],
)
def test_what_nothing_meets_is_an_error_of_the_interface(world, structure):
    told = found(world, structure)
    assert told["codeRetour"] == 20000
    assert told["libelle"].startswith("TRA_MSG_00.015")


def test_pages_and_order(world):
    public = {"typeStructure": "PUBLIQUE"}
    first = found(world, public, parametres={"nbResultatsParPage": 2, "triColonne": "IdentifiantStructure"})
    assert [one["identifiantStructure"] for one in first["listeStructures"]] == [kit.STATE, kit.SERVICE_WANTED]
    assert first["parametresRetour"] == {"pageCourante": 1, "pages": 3, "nbResultatsParPage": 2, "total": 5}
    last = found(
        world, public, parametres={"nbResultatsParPage": "2", "pageResultatDemandee": 3, "triSens": "Descendant",
                                   "triColonne": "IdentifiantStructure"}
    )  # fmt: skip
    assert [one["identifiantStructure"] for one in last["listeStructures"]] == [kit.STATE]
    beyond = found(world, public, parametres={"pageResultatDemandee": 99})
    assert beyond["codeRetour"] == 20000
    everything = found(world, public, parametres={"nbResultatsParPage": 9999999999})
    assert len(everything["listeStructures"]) == 5


def test_suppliers_are_not_listed_to_each_other(world):
    rival = world[3]
    assert [one["identifiantStructure"] for one in found(world, {"typeStructure": "PRIVEE"})["listeStructures"]] == [
        SIRET
    ]
    for structure in ({"raisonSocialeStructure": "Rival"}, {"identifiantStructure": RIVAL[:9]}):
        assert found(world, structure)["codeRetour"] == 20000
    named = found(world, {"identifiantStructure": RIVAL})["listeStructures"][0]
    assert (named["designationStructure"], named["idStructureCPP"]) == ("Martin Rival", rival.number)
    assert found(world, {"identifiantStructure": RIVAL}, restreindreStructuresPrivees=True)["codeRetour"] == 20000
    sheet = ask(world, f"{STRUCTURES}/consulter", {"idStructureCPP": rival.number})
    assert sheet["codeRetour"] == 20021
    assert "Rival" not in str(sheet)


def test_a_supplier_that_closed_is_found_by_its_members_only(world):
    service, _, us, *_ = world
    for active in (False, True):
        with service.store.session() as session:
            session.execute(update(StructureRow).where(StructureRow.siret == SIRET).values(active=active))
        other = ask(world, f"{STRUCTURES}/rechercher", {"structure": {"identifiantStructure": SIRET}}, who=world[3])
        assert other["codeRetour"] == (0 if active else 20000)
        own = ask(world, f"{STRUCTURES}/rechercher", {"structure": {"identifiantStructure": SIRET}}, who=us)
        assert own["listeStructures"][0]["statut"] == ("ACTIVE" if active else "INACTIVE")


@pytest.mark.parametrize(
    ("siret", "code", "engagement", "either"),
    [
        (kit.SERVICE_WANTED, True, False, False),
        (kit.ENGAGEMENT_WANTED, False, True, False),
        (kit.EITHER_WANTED, False, False, True),
        (kit.NOTHING_WANTED, False, False, False),
    ],
)
def test_a_sheet_tells_what_is_demanded(world, siret, code, engagement, either):
    told = ask(world, f"{STRUCTURES}/consulter", {"idStructureCPP": number(world, siret), "codeLangue": "fr"})
    demands = ("codeServiceDoitEtreRenseigne", "numeroEJDoitEtreRenseigne", "gestionNumeroEJOuCodeService")
    assert tuple(told["parametres"][name] for name in demands) == (code, engagement, either)
    assert told["informationGenerales"]["identifiantStructure"] == siret
    assert told["informationGenerales"]["structurePriveePublique"] == "PUBLIQUE"


@pytest.mark.parametrize("wanted", [None, 0, -1, 2**40, 999_999])
def test_a_number_of_nothing_is_told(world, wanted):
    told = ask(world, f"{STRUCTURES}/consulter", {"idStructureCPP": wanted})
    assert told["codeRetour"] == 20021
    assert "idStructureCPP" in told["libelle"]


def test_services_are_listed_and_shown(world):
    body = number(world, kit.SERVICE_WANTED)
    told = ask(world, f"{STRUCTURES}/rechercher/services", {"idStructure": str(body)})
    assert told["parametresRetour"]["total"] == 1
    one = told["listeServices"][0]
    assert (one["codeService"], one["estActif"], one["statutService"]) == (kit.SERVICE, True, "ACTIF")
    shown = ask(world, f"{STRUCTURES}/consulter/service", {"idStructure": body, "idService": one["idService"]})
    assert shown["informationsGenerales"]["codeService"] == kit.SERVICE
    assert shown["parametres"] == {"numeroEngagement": False}
    other = number(world, kit.STATE)
    elsewhere = ask(world, f"{STRUCTURES}/consulter/service", {"idStructure": other, "idService": one["idService"]})
    assert elsewhere["codeRetour"] == 20022
    none = ask(world, f"{STRUCTURES}/rechercher/services", {"idStructure": number(world, kit.NOTHING_WANTED)})
    assert none["codeRetour"] == 20000
    assert ask(world, f"{STRUCTURES}/rechercher/services", {"idStructure": world[3].number})["codeRetour"] == 20021


def test_an_account_learns_what_it_belongs_to(world):
    service, _, us, _, bodies = world
    told = ask(world, f"{USERS}/monCompte/recuperer/rattachements", {"parametresRecherche": {"nbResultatsParPage": 1}})
    one = told["listeStructureRattachement"][0]
    assert (one["idStructure"], one["identifiantStructure"]) == (us.number, SIRET)
    assert (one["roleUtilisateur"], one["listeServicesRattache"]) == ("UTILISATEUR", [])
    mayor = kit.member(service, bodies[kit.SERVICE_WANTED], Role.MANAGER, "maire@commune.fr")
    theirs = ask(world, f"{USERS}/monCompte/recuperer/rattachements", who=mayor)["listeStructureRattachement"]
    assert [one["identifiantStructure"] for one in theirs] == [kit.SERVICE_WANTED]
    assert theirs[0]["roleUtilisateur"] == "GESTIONNAIRE"
    assert [one["codeService"] for one in theirs[0]["listeServicesRattache"]] == [kit.SERVICE]
