"""`prefacture admin` on a store of its own: what it says, what it changes, and what the purge never touches."""

from __future__ import annotations

import re
from base64 import b64decode

import pytest
from sqlalchemy import select

from api.cli.main import main
from models.lifecycle import Role, State
from tests.integration.test_purge import age_files, set_back
from tests.worker_kit import SIRET, make_service, principal, structure, upload
from worker import accounts, keys
from worker.portal import access
from worker.purge import purge
from worker.store.tables import DocumentRow, EventRow, SessionRow


@pytest.fixture
def service(tmp_path):
    opened = make_service(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def who(service):
    return principal(service)


@pytest.fixture
def admin(service, monkeypatch, capsys):
    """Runs a command on the service's store: its exit code, what it printed, what it complained of."""
    monkeypatch.setenv("PREFACTURE_HOME", str(service.settings.home))
    for name in ("DATABASE_URL", "REDIS_URL", "PREFACTURE_FILES_URL"):
        monkeypatch.delenv(name, raising=False)

    def run(*arguments):
        try:
            code = main(["admin", *arguments])
        except SystemExit as error:
            code = error.code
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


def names(service):
    with service.store.reading() as session:
        return sorted(session.scalars(select(DocumentRow.name)))


def test_a_person_is_added_signs_in_is_shut_out_and_let_in_again(service, admin):
    structure(service)
    code, out, _ = admin("users", "add", "Jeanne@Exemple.fr", "--role", "manager", "--name", "Jeanne")
    assert code == 0
    password = out.split()[-1]
    assert accounts.sign_in(service, "jeanne@exemple.fr", password)
    assert "manager" in admin("users", "list")[1]
    assert admin("users", "disable", "jeanne@exemple.fr")[0] == 0
    assert "fermé" in admin("users", "list")[1]
    with service.store.reading() as session:
        assert session.scalars(select(SessionRow)).all() == []
    assert admin("users", "enable", "jeanne@exemple.fr")[0] == 0
    renewed = admin("users", "password", "jeanne@exemple.fr")[1].split()[-1]
    assert renewed != password
    assert accounts.sign_in(service, "jeanne@exemple.fr", renewed)
    assert admin("users", "disable", "personne@exemple.fr")[0] == 1


def test_a_key_is_made_listed_and_revoked(service, admin):
    structure(service)
    made = admin("keys", "add", "facturation")[1].split()[-1]
    assert keys.of_secret(service, made).role is Role.SUPPLIER
    assert made not in admin("keys", "list")[1]
    assert "active" in admin("keys", "list")[1]
    assert admin("keys", "revoke", made[:11])[0] == 0
    assert "révoquée" in admin("keys", "list")[1]
    assert admin("keys", "revoke", "pf_unknown")[0] == 1


def test_a_technical_account_is_made_and_its_values_shown_once(service, admin):
    home = structure(service)
    code, out, _ = admin("chorus-account", "--email", "Tech@Exemple.fr", "--structure", SIRET)
    assert code == 0
    told = dict(re.findall(r"^ +(client_id|client_secret|mot de passe|compte) +(\S+)$", out, re.MULTILINE))
    assert access.token(service, told["client_id"], told["client_secret"])
    header = re.search(r"cpro-account: (\S+)", out)[1]
    caller = access.account_of(service, header, attempt=lambda _email: None)
    assert (caller.email, caller.roles) == ("tech@exemple.fr", {home: Role.SUPPLIER})
    assert b64decode(header).decode() == f"tech@exemple.fr:{told['mot de passe']}"
    assert "/api/oauth/token" in out
    assert "/api/oauth/token" in out
    code, _, complaint = admin("chorus-account", "--email", "tech@exemple.fr")
    assert code == 1
    assert "a déjà un compte" in complaint


def test_a_structure_must_be_named_where_there_are_several(service, admin):
    structure(service)
    assert admin("structures", "add", "12345678901234", "Fausse")[0] == 1
    assert admin("structures", "add", "40483304800022", "Martin SAS")[0] == 0
    code, _, complaint = admin("keys", "add", "x")
    assert code == 1
    assert "--structure" in complaint
    assert admin("keys", "add", "x", "--structure", SIRET)[0] == 0
    assert "Martin SAS" in admin("structures", "list")[1]


def test_failed_documents_wait_again(service, who, admin):
    failed = upload(service, who, "a.pdf", state=State.FAILED, tries=3, error={"code": "x", "message": {}})
    ready = upload(service, who, "b.pdf", state=State.READY)
    code, out, complaint = admin("requeue", failed, ready)
    assert (code, out) == (1, "1 document(s) à relire\n")
    assert ready in complaint
    with service.store.reading() as session:
        row = session.get(DocumentRow, failed)
        assert (row.state, row.tries, row.error) == ("received", 0, None)
        event = session.scalars(select(EventRow).where(EventRow.document_id == failed)).one()
        assert (event.code, event.actor) == ("received", "prefacture admin")
    assert admin("requeue")[:2] == (0, "0 document(s) à relire\n")


def test_the_status_tells_counts_and_what_is_missing(service, who, admin):
    upload(service, who)
    code, out, _ = admin("status")
    assert code == 1  # no queue runs here
    assert "       1 reçus, à lire" in out
    assert "REDIS_URL" in out


def test_a_store_without_tables_is_told(tmp_path, admin):
    (tmp_path / "empty").mkdir()
    code, _, complaint = admin("status", "--home", str(tmp_path / "empty"))
    assert code == 1
    assert "prefacture serve" in complaint


def test_a_directory_that_is_none_is_refused(tmp_path, admin):
    assert admin("import-directory", str(tmp_path / "absent.csv"))[0] == 1
    (tmp_path / "wrong.csv").write_text("a;b\n1;2\n")
    assert admin("import-directory", str(tmp_path / "wrong.csv"))[0] == 1


def test_the_purge_takes_what_is_done_with_and_old_and_nothing_else(service, who, admin):
    done = {State.DEPOSITED, State.FAILED, State.EXPANDED}
    for state in State:
        upload(service, who, f"{state.value}.pdf", state=state)
    set_back(service)
    upload(service, who, "deposited lately.pdf", state=State.DEPOSITED)
    age_files(service)
    left = sorted([*(f"{state.value}.pdf" for state in set(State) - done), "deposited lately.pdf"])
    code, out, _ = admin("purge", "--dry-run")
    assert code == 0
    assert "       3 documents\n       3 fichiers\n" in out
    assert len(names(service)) == len(State) + 1
    assert admin("purge")[1].splitlines()[1:] == out.splitlines()[1:]
    assert names(service) == left
    assert len(list((service.settings.home / "files").glob("??/*"))) == len(left)
    assert purge(service).documents == 0
