"""Recipients looked up in a Directory Service by XP Z12-013, and what of it our own directory keeps."""

import pytest
from sqlalchemy import select

from api.cli.main import main
from models.service_errors import InvalidRequest, NotFound, Unavailable
from tests import afnor_contract
from tests.afnor_platform import Fault, platform
from tests.worker_kit import make_service
from worker import structures
from worker.gateway.afnor import http
from worker.gateway.afnor.directory import Directory
from worker.gateway.afnor.lookup import look_up
from worker.store.tables import StructureRow

TOWN, FIRM = "21190272100012", "40483304800022"


def establishment(siret, name, kind, **b2g):
    unit = {"siren": siret[:9], "businessName": name.upper(), "entityType": kind, "administrativeStatus": "A"}
    sheet = {"siret": siret, "siren": siret[:9], "name": name, "facilityType": "P", "administrativeStatus": "A"}
    return {**sheet, "legalUnit": unit, **({"b2gAdditionalData": b2g} if b2g else {})}


def code(number, **changes):
    made = {"routingIdentifier": number, "siret": TOWN, "routingIdentifierType": "0224", "administrativeStatus": "A"}
    return {**made, "routingCodeName": f"Service {number}", "managesLegalCommitmentCode": False, **changes}


@pytest.fixture
def there(monkeypatch):
    monkeypatch.setattr(http, "FIRST_WAIT", 0.01)
    with platform() as made:
        demands = {"serviceCodeStatus": True, "managesLegalCommitmentCode": False}
        made.establishments[TOWN] = establishment(TOWN, "Commune de Brive", "Public", **demands)
        made.establishments[FIRM] = establishment(FIRM, "Martin SAS", "PrivateVatRegistered")
        made.codes[TOWN] = [code(f"S{number}") for number in range(7)]
        made.codes[TOWN] += [code("VOIRIE", managesLegalCommitmentCode=True), code("FERME", administrativeStatus="C")]
        made.codes[TOWN] += [code("3012345678900", routingIdentifierType="0088")]
        line = {"addressingIdentifier": FIRM[:9], "siren": FIRM[:9], "siret": FIRM, "platformType": "WK"}
        made.lines[FIRM] = [{**line, "directoryLineStatus": "Enabled"}]
        yield made
        afnor_contract.check_all(made)


@pytest.fixture
def service(there, tmp_path):
    made = make_service(tmp_path, **there.settings())
    yield made
    made.close()


def test_a_public_body_s_demands_and_services_are_kept(service, there):
    there.page = 4  # the platform gives less than it is asked for at a time
    found = look_up(service, "211 902 721 00012")
    assert (found.kept.created, found.kept.services_created) == (1, 9)
    (kept,) = structures.recipient(service, TOWN).items
    assert (kept.name, kept.active) == ("Commune de Brive", True)
    assert (kept.service_code_required, kept.engagement_required, kept.either_required) == (True, False, False)
    services = {one.code: one for one in kept.services}
    assert len(services) == 9
    assert services["VOIRIE"].engagement_required
    assert not services["FERME"].active
    assert "3012345678900" not in services


def test_looking_up_again_changes_what_changed_there(service, there):
    look_up(service, TOWN)
    there.establishments[TOWN]["administrativeStatus"] = "C"
    there.establishments[TOWN]["b2gAdditionalData"] = {"managesLegalCommitmentOrServiceCode": True}
    assert look_up(service, TOWN).kept.updated == 1
    (kept,) = structures.recipient(service, TOWN).items
    assert not kept.active
    assert (kept.service_code_required, kept.either_required) == (True, True)  # what is not said stands


def test_a_business_is_told_and_not_kept(service):
    found = look_up(service, FIRM)
    assert found.kept is None
    assert [(line.addressing_identifier, line.platform_type) for line in found.lines] == [(FIRM[:9], "WK")]
    with service.store.reading() as session:
        assert session.scalars(select(StructureRow)).all() == []


def test_companies_and_lines_are_found_by_siren(service):
    with Directory(service.settings) as directory:
        assert directory.company(FIRM[:9]).business_name == "MARTIN SAS"
        assert directory.company("999999999") is None
        assert len(directory.lines(FIRM[:9])) == 1
        assert directory.lines("99999999900011") == ()


def test_what_can_t_be_looked_up_is_said(service, there, tmp_path):
    with pytest.raises(InvalidRequest, match="quatorze chiffres"):
        look_up(service, "21190272")
    with pytest.raises(NotFound, match="99999999900011"):
        look_up(service, "99999999900011")
    there.faults += [Fault("/v1/flows", 500)] + [Fault(f"code-insee:{TOWN}", 500) for _ in range(http.MOST_TRIES)]
    with pytest.raises(Unavailable, match="500"):
        look_up(service, TOWN)
    there.faults.append(Fault(f"code-insee:{TOWN}", "other"))
    with pytest.raises(Unavailable, match="Establishment"):
        look_up(service, TOWN)
    there.faults.append(Fault(f"code-insee:{TOWN}", 422))
    with pytest.raises(InvalidRequest, match="UNPROCESSABLE_ENTITY"):
        look_up(service, TOWN)
    bare = make_service(tmp_path / "autre")
    with pytest.raises(Unavailable, match="PREFACTURE_AFNOR_DIRECTORY_API"):
        look_up(bare, TOWN)
    bare.close()


def test_nothing_but_digits_goes_into_an_address(service):
    with Directory(service.settings) as directory, pytest.raises(InvalidRequest):
        directory.establishment("../flow/1234567")


def test_questions_are_repeated_when_the_platform_stumbles(service, there):
    there.faults += [Fault("/v1/routing-code/search", 503), Fault(f"code-insee:{TOWN}", "cut")]
    assert look_up(service, TOWN).kept.created == 1


@pytest.fixture
def admin(service, there, monkeypatch, capsys):
    """Runs `prefacture admin directory-lookup`: its exit code, what it printed, what it complained of."""
    asked = {f"PREFACTURE_{name.upper()}": str(value) for name, value in there.settings().items()}
    for name, value in {**asked, "PREFACTURE_HOME": str(service.settings.home)}.items():
        monkeypatch.setenv(name, value)
    for name in ("DATABASE_URL", "REDIS_URL", "PREFACTURE_FILES_URL"):
        monkeypatch.delenv(name, raising=False)

    def run(siret):
        code = main(["admin", "directory-lookup", siret])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


def test_an_administrator_looks_a_recipient_up(service, admin):
    assert admin(TOWN) == (
        0,
        f"{TOWN} Commune de Brive\n  fiche gardée dans l'annuaire d'ici : 9 services ajoutés, 0 mis à jour\n",
        "",
    )
    assert structures.recipient(service, TOWN).items[0].service_code_required
    code, out, _ = admin(FIRM)
    assert (code, out.splitlines()[1]) == (0, f"  adresse de facturation {FIRM[:9]} (active)")
    assert "rien n'est gardé" in out
    code, out, complaint = admin("99999999900011")
    assert (code, out) == (1, "")
    assert "l'annuaire ne connaît pas le SIRET 99999999900011" in complaint
