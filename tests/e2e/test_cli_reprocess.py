"""`prefacture reprocess` straight on the store: counted, shown as a dry run, applied by its name, reported."""

import json

import pytest

from api.cli.main import main
from tests.integration.durability_papers import paper
from tests.reprocessing_kit import older
from tests.worker_kit import make_service, principal, structure, upload
from worker import documents, reading


@pytest.fixture
def home(tmp_path):
    service = make_service(tmp_path)
    who = principal(service, structure_id=structure(service))
    document = upload(service, who, "1.pdf", paper(1))
    reading.read_documents(service, document)
    older(service, document, fields={"due_date": None})
    yield tmp_path / "home", service, who, document
    service.close()


def call(capsys, *arguments):
    code = main(["reprocess", *map(str, arguments)])
    return code, *capsys.readouterr()


@pytest.fixture(autouse=True)
def settled(monkeypatch):
    monkeypatch.setenv("PREFACTURE_GATEWAY", "folder")
    monkeypatch.setenv("PREFACTURE_HOME", "unused")  # which the command sets: put back afterwards


def test_a_run_is_counted_shown_applied_and_reported(capsys, home, tmp_path):
    folder, service, who, document = home
    assert call(capsys, "--home", folder, "--outdated", "--count")[:2] == (
        0, "1 facture(s) répondent à ces critères.\n",
    )  # fmt: skip
    code, out, _ = call(capsys, "--home", folder, "--billing-mode", "S1", "--name", "Essai")
    assert (code, out.splitlines()[0]) == (0, "ESSAI À BLANC : rien n'est changé ni déposé.")
    assert "~ due_date : rien → 2026-07-12 (Trouvé maintenant" in out
    assert "due_date" not in documents.get(service, who, document).extraction.fields
    run = out.split("--apply ")[1].split()[0]
    assert "Essai" in call(capsys, "--home", folder, "--list")[1]
    told = call(capsys, "--home", folder, "--choose", run, "--step", "leave", "--format", "json")[1]
    assert json.loads(told)["steps"] == {"leave": 1}
    told = call(capsys, "--home", folder, "--choose", run, "--of", "leave", "--step", "deposit", "--format", "json")[1]
    assert json.loads(told)["steps"] == {"deposit": 1}
    assert call(capsys, "--home", folder, "--apply", run)[0] == 1  # nobody was asked
    report = tmp_path / "relecture.jsonl"
    code, out, _ = call(capsys, "--home", folder, "--apply", run, "--yes", "--report", report, "--format", "json")
    assert (code, json.loads(out)["deposits"]) == (0, {"done": 1})
    assert documents.get(service, who, document).extraction.fields["due_date"].value == "2026-07-12"
    assert "due_date" in report.read_text(encoding="utf-8")
    assert call(capsys, "--home", folder, "--apply", run, "--yes")[0] == 1  # applied already


def test_what_can_not_be_asked_is_said(capsys, home, monkeypatch):
    folder, *_ = home
    monkeypatch.delenv("PREFACTURE_KEY", raising=False)
    assert call(capsys)[0] == 2
    assert call(capsys, "--home", folder, "--report", "a.pdf")[0] == 2
    assert call(capsys, "--home", folder, "--choose", "r")[0] == 2
    assert call(capsys, "--home", folder, "--choose", "r", "--step", "recycle", "--siret", "12")[0] == 1
    code, _, said = call(capsys, "--home", folder, "--cause", "engagment")
    assert code == 1
    assert "engagement" in said
    code, _, said = call(capsys, "--home", folder, "--status", "REJETEE")
    assert (code, "aucun document" in said) == (1, True)
