"""`prefacture deposit` and `prefacture status` against a running service, as a person calls them."""

import json
import os
import pty
import subprocess
import sys
import time

import pytest
from sqlalchemy import select

from tests.integration.durability_papers import number, paper
from tests.integration.durability_service import RECIPIENT, ROOT, SECRET, served
from worker.settings import ServiceSettings
from worker.store import Store
from worker.store.tables import BankAccountRow, StructureRow

IBAN = "FR1420041010050500013M02606"


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    """A service that deposits into its own portal, for a structure with an account."""
    home = tmp_path_factory.mktemp("served")
    with served(home, PREFACTURE_GATEWAY="portal") as running:
        store = Store(ServiceSettings(home=home).database)
        with store.session() as session:
            own = session.scalars(select(StructureRow).where(StructureRow.tenant)).one()
            session.add(BankAccountRow(structure_id=own.id, iban=IBAN, label="Poste"))
        store.close()
        yield running


def environment(running, **more):
    told = {name: value for name, value in os.environ.items() if not name.startswith("PREFACTURE_")}
    return (
        told | {"PREFACTURE_URL": f"http://127.0.0.1:{running.port}", "PREFACTURE_KEY": SECRET, "COLUMNS": "110"} | more
    )


def command(running, *arguments, **more):
    """The exit code, what was printed, and what was said beside."""
    done = subprocess.run(
        [sys.executable, "-m", "api.cli.main", *map(str, arguments)],
        cwd=ROOT, env=environment(running, **more), capture_output=True, text=True, check=False, timeout=90,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stdout, done.stderr


def file_of(folder, index):
    path = folder / f"facture-{index}.pdf"
    path.write_bytes(paper(index))
    return path


def test_a_file_is_read_shown_and_deposited_with_its_certificate(running, tmp_path):
    note = tmp_path / "bon.txt"
    note.write_text("bon de livraison")
    path = file_of(tmp_path, 1)
    code, said, beside = command(
        running,
        "deposit",
        path,
        "--billing-mode",
        "S1",
        "--attach",
        note,
        "--account",
        "poste",
        "--frame",
        "A2",
        "--yes",
    )
    assert (code, beside) == (0, ""), said
    assert "✔ facture-1.pdf : prête à déposer" in said
    assert f"N° {number(1)} du 12/06/2026 : 121,20 € TTC" in said
    assert "ATELIER DES HALLES SARL (732 829 320 00074) → Commune de Valbrume (215 565 409 00046)" in said
    assert f"✔ {number(1)} déposée" in said
    assert said.endswith("1 déposée\n")
    [document] = [one for one in running.documents() if one["number"] == number(1)]
    [deposit] = running.get(f"/api/v1/documents/{document['id']}/deposits").body
    assert f"n° {deposit['platform_id']} sur le portail du service" in said
    assert deposit["sha256"] in said
    [attached] = running.get(f"/api/v1/documents/{document['id']}/attachments").body
    assert attached["name"] == "bon.txt"

    code, said, _ = command(running, "deposit", path, "--yes")
    assert code == 0  # it is deposited, and stays so once
    assert "= facture-1.pdf : déposée" in said
    assert len(running.get(f"/api/v1/documents/{document['id']}/deposits").body) == 1


def test_what_is_missing_is_said_and_nothing_is_deposited_unasked(running, tmp_path):
    path = file_of(tmp_path, 2)
    code, said, _ = command(running, "deposit", path, tmp_path / "absent.pdf", "--set", "buyer_siret=", "--yes")
    assert code == 1
    assert said.index("facture-2.pdf : à corriger") < said.index("absent.pdf : refusé")
    assert "Cadre de facturation" in said or "--set buyer_siret=…" in said
    assert said.endswith("0 déposée, 2 à corriger\n")
    code, said, beside = command(running, "deposit", path, "--set", f"buyer_siret={RECIPIENT}", "--billing-mode", "S1")
    assert (code, beside) == (1, "Rien n'est déposé : ajoutez --yes pour déposer ce qui est prêt.\n")
    assert said.endswith("0 déposée, 1 prête à déposer\n")


def test_json_lines_tell_a_program_what_became_of_each(running, tmp_path):
    for index in (3, 4):
        file_of(tmp_path, index)
    code, said, _ = command(
        running, "deposit", tmp_path, "--billing-mode", "S1", "--yes", "--kind", "chorus", "--format", "jsonl"
    )
    lines = [json.loads(line) for line in said.splitlines()]
    assert code == 0
    assert [(one["source"], one["number"], one["state"], one["deposited"]) for one in lines] == [
        (f"facture-{index}.pdf", number(index), "deposited", True) for index in (3, 4)
    ]
    assert all(one["deposit"]["certificate"]["gateway"] == "portal" for one in lines)


def test_what_the_portal_refuses_is_said_in_its_words(running, tmp_path):
    path = file_of(tmp_path, 5)
    code, said, _ = command(
        running, "deposit", path, "--billing-mode", "S1", "--set", "buyer_reference=INCONNU", "--yes"
    )
    assert code == 1
    assert f"✗ {number(5)} : refusée par la plateforme" in said
    assert "n'a pas de service actif « INCONNU »" in said


def test_somebody_who_is_asked_may_decline_or_agree(running, tmp_path):
    path = file_of(tmp_path, 6)
    for answer, ending in ((b"n\n", "1 prête à déposer"), (b"oui\n", "1 déposée")):
        ours, theirs = pty.openpty()
        asked = subprocess.Popen(
            [sys.executable, "-m", "api.cli.main", "deposit", str(path), "--billing-mode", "S1"],
            cwd=ROOT, env=environment(running), stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        os.write(ours, answer)
        said, beside = asked.communicate(timeout=90)
        for end in (ours, theirs):
            os.close(end)
        assert f"Déposer la facture {number(6)} ?" in said.decode(), beside
        assert said.decode().rstrip().endswith(ending)


def test_status_shows_where_each_invoice_stands_and_the_history_of_one(running, tmp_path):
    command(running, "deposit", file_of(tmp_path, 7), "--billing-mode", "S1", "--yes")
    until = time.monotonic() + 30
    while "Mise à disposition" not in (said := command(running, "status", number(7)))[1]:
        assert time.monotonic() < until, said
    code, said, _ = command(running, "status", number(7))
    assert code == 0
    parts = ("États", "Événements complémentaires", "Actions des utilisateurs", "Dépôt demandé")
    assert [said.index(part) for part in parts] == sorted(said.index(part) for part in parts)
    code, said, _ = command(running, "status")
    assert code == 0
    [row] = [line for line in said.splitlines() if line.startswith(number(7))]
    assert "Commune de Valbrume" in row
    assert "128,40" in row
    assert "déposée" in row
    code, said, _ = command(running, "status", "--todo", "--format", "json")
    assert all(one["state"] != "deposited" for one in json.loads(said))
    code, _, beside = command(running, "status", "INCONNUE")
    assert code == 1
    assert "aucune facture n° « INCONNUE »" in beside


def test_misuse_and_a_service_that_is_away_are_told(running, tmp_path):
    path = file_of(tmp_path, 8)
    assert command(running, "deposit", path, PREFACTURE_KEY="")[0] == 2
    assert command(running, "deposit")[0] == 2
    assert command(running, "deposit", path, "--kind", "csv")[0] == 2
    code, _, beside = command(running, "status", "--url", "http://127.0.0.1:9")
    assert (code, "lancez le service" in beside) == (1, True)
    code, _, beside = command(running, "status", "--key", "pf_faux")
    assert (code, "clé d'API valide" in beside) == (1, True)
    code, _, beside = command(running, "deposit", path, "--account", "Livret")
    assert (code, "aucun compte actif « Livret » : Poste (…2606)" in beside) == (1, True)
    code, _, beside = command(running, "deposit", path, "--attach", tmp_path / "absent.txt")
    assert (code, "absent.txt ne peut pas être ouvert" in beside) == (1, True)
