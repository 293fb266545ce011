"""Lists of the interface: codes by language, what an account may choose from, and the directory as a file."""

import base64
import io
import zipfile

import pytest

from api.app import create_app
from models.lifecycle import Role
from models.portal import RECIPIENT_MOVES, Status
from tests import portal_kit as kit
from tests.api_kit import Client
from tests.worker_kit import SIRET, make_service, migrated_in
from worker import directory
from worker.store.tables import ServiceRow, StructureRow

AT = "/cpro/transverses/v1"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def world(request, tmp_path_factory):
    url = migrated_in(request.getfixturevalue("postgres")) if request.param == "postgresql" else None
    service = make_service(tmp_path_factory.mktemp("lists"), url, rate_per_minute=100_000)
    bodies = kit.qualification(service)
    us = kit.supplier(service)
    mayor = kit.member(service, bodies[kit.SERVICE_WANTED], Role.REVIEWER, "maire@commune.fr")
    with Client(create_app(service)) as client:
        yield service, client, us, mayor
    service.close()


def ask(world, path, body=None, who=None):
    _, client, us, _ = world
    answer = client.post(f"{AT}/{path}", json=body or {}, headers=(who or us).headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize(
    ("path", "liste", "field", "held"),
    [
        ("typedp", "listeTypeDemandePaiement", "typeDemandePaiement", "FACTURE"),
        ("etat/typedp", "listeEtatDemandePaiement", "etatDemandePaiement", "SUSPENDUE"),
        ("formatflux", "listeFormatFlux", "formatFlux", "IN_DP_E2_FACTURX"),
        ("syntaxeflux", "listeSyntaxeFlux", "syntaxeFlux", "IN_DP_E2_CII_FACTURX"),
        ("modedepot", "listeModeDepot", "modeDepot", "DEPOT_PDF_API"),
        ("modereglements", "listeModePaiement", "modePaiement", "VIREMENT"),
        ("cadrefacturation", "listeCadreFacturation", "codeCadreFacturation", "A1_FACTURE_FOURNISSEUR"),
        ("typeidentifiant/structure", "listeTypeIdentifiant", "typeIdentifiantStructure", "SIRET"),
        ("devises", "listeDevises", "codeDevise", "EUR"),
        ("pays", "listePays", "codePays", "FR"),
        ("tauxtva", "listeTauxTva", "codeTauxTva", "TVA5"),
        ("motifs/exonerationtva", "listeMotifsExonerationTva", "codeMotifExonerationTva", "VATEX-FR-FRANCHISE"),
        ("typespj", "listeTypePieceJointe", "codeTypePieceJointe", "RIB"),
    ],
)
def test_a_list_holds_codes_once_each(world, path, liste, field, held):
    told = ask(world, f"recuperer/{path}")
    assert (told["codeRetour"], told["libelle"]) == (0, "TRA_MSG_00.000")
    codes = [one[field] for one in told[liste]]
    assert held in codes
    assert len(codes) == len(set(codes))


def test_names_come_in_the_language_that_is_asked_for(world):
    def country(language):
        told = ask(world, "recuperer/pays", {"codeLangue": language})["listePays"]
        return next(one["libellePays"] for one in told if one["codePays"] == "DE")

    assert [country(language) for language in ("FR", "fr", None, "EN", "xx")] == [
        "Allemagne", "Allemagne", "Allemagne", "Germany", "Allemagne",
    ]  # fmt: skip
    rates = ask(world, "recuperer/tauxtva", {"codeLangue": "FR"})["listeTauxTva"]
    assert {one["codeTauxTva"]: one["valeurTauxTva"] for one in rates}["TVA5"] == 20
    assert all(one["libelleTauxTva"] for one in rates)


def test_a_recipient_learns_what_it_may_do_next(world):
    told = ask(world, "recuperer/etats/traitement", {"statutCourant": "MISE_A_DISPOSITION"})
    found = [one["statutPossiblePourTraitement"] for one in told["listeStatutsPossiblesPourTraitement"]]
    assert set(found) == {one.value for one in RECIPIENT_MOVES[Status.MISE_A_DISPOSITION]}
    for status in ("REJETEE", "INCONNU", None):
        assert ask(world, "recuperer/etats/traitement", {"statutCourant": status})["codeRetour"] == 20000
    for path in ("motifs/refus/Facture/AValider", "etat/typedp", "cadrefacturation"):
        assert ask(world, f"recuperer/{path}", {"typeDemandePaiement": "MEMOIRE_JUSTICE"})["codeRetour"] == 20000


def test_an_account_learns_for_whom_it_acts(world):
    _, _, us, mayor = world
    ours = ask(world, "recuperer/structures/actives/fournisseur")["listeStructures"]
    assert ours == [{"idStructureCPP": us.number, "identifiant": SIRET, "designationStructure": "Dubois Menuiserie"}]
    assert ask(world, "recuperer/structures/actives/destinataire")["listeStructures"] == []
    theirs = ask(world, "recuperer/structures/actives/destinataire", who=mayor)["listeStructures"]
    assert [one["identifiant"] for one in theirs] == [kit.SERVICE_WANTED]


def test_bank_accounts_are_for_members_and_their_ibans_for_nobody(world):
    service, _, us, mayor = world
    _, number = kit.bank_account(service, us.structure_id)
    kit.bank_account(service, us.structure_id, "FR1420041010050500013M02606", active=False)
    told = ask(world, "recuperer/coordbanc/valides", {"idStructure": us.number})
    assert told["listeCoordonneeBancaire"] == [
        {"idCoordonneeBancaire": number, "nomCoordonneeBancaire": "Compte courant (FR76…0189)"}
    ]
    assert ask(world, "recuperer/coordbanc/valides", {"idStructure": us.number}, who=mayor)["codeRetour"] == 20021
    assert ask(world, "recuperer/coordbanc/valides", {"idStructure": mayor.number})["codeRetour"] == 20001


def test_active_services_are_told_as_a_whole(world):
    _, _, us, mayor = world
    told = ask(world, "recuperer/services/structure", {"idStructure": mayor.number})
    assert [one["codeService"] for one in told["listeServices"]] == [kit.SERVICE]
    assert ask(world, "recuperer/services/structure", {"idStructure": us.number})["listeServices"] == []
    assert ask(world, "recuperer/services/structure", {"idStructure": us.number}, who=mayor)["codeRetour"] == 20021


def test_the_directory_that_is_downloaded_can_be_imported(world, tmp_path):
    service, *_ = world
    kit.add_service(
        service, kit.recipient(service, "21556540900046", 'Ville ; "Ô"', active=False), "BÂT;1", active=False
    )
    archive = zipfile.ZipFile(
        io.BytesIO(base64.b64decode(ask(world, "telecharger/annuaire/destinataire")["fichierResultat"]))
    )
    other = make_service(tmp_path)
    try:
        done = directory.import_csv(other, io.BytesIO(archive.read("annuaire.csv")))
        assert (done.refused, done.created) == (0, 6)
        assert public(other) == public(service)
    finally:
        other.close()


def public(service):
    """The directory as it is kept."""
    demands = ("service_code_required", "engagement_required", "either_required", "active")
    with service.store.reading() as session:
        bodies = {row.id: row for row in session.query(StructureRow).where(StructureRow.public)}
        rows = [(row.siret, row.name, *(getattr(row, name) for name in demands)) for row in bodies.values()]
        services = [
            (bodies[row.structure_id].siret, row.code, row.name, row.active, row.engagement_required)
            for row in session.query(ServiceRow)
        ]
    return sorted([*rows, *services], key=repr)
