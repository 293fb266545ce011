"""Accounts, sessions, keys and members as the worker decides them."""

import subprocess
import sys
import time
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from models.lifecycle import Role
from models.service_errors import Forbidden, InvalidRequest, NoAccess, NotFound, NotSignedIn
from tests.architecture.sources import ROOT
from tests.people_kit import PASSWORD, account
from tests.worker_kit import make_service, principal, structure
from worker import accounts, audit, keys, members, passwords, sessions
from worker.store.tables import ApiKeyRow, SessionRow, UserRow, now


@pytest.fixture
def service(tmp_path):
    opened = make_service(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def home(service):
    return structure(service, siret=None)


def person(service, structure_id, role=Role.MANAGER, email="claire@exemple.fr"):
    """Somebody with an account, as they ask from their browser."""
    user_id = account(service, structure_id, role, email)
    secret = accounts.sign_in(service, email, PASSWORD)
    who = sessions.of_secret(service, secret).principal
    with service.store.reading() as session:
        return session.get_one(UserRow, user_id), secret, who


def test_the_first_user_is_made_once_with_a_password_and_a_key_that_work(service):
    first = accounts.first_user(service)
    assert accounts.first_user(service) is None
    by_key = keys.of_secret(service, first.key)
    by_password = sessions.of_secret(service, accounts.sign_in(service, first.email, first.password)).principal
    assert by_key.role is by_password.role is Role.ADMINISTRATOR
    assert by_key.structure_id == by_password.structure_id
    assert first.key not in repr(first)
    assert first.password not in repr(first)


def test_the_first_user_may_have_a_structure_that_is_known_by_its_siret(service):
    known = structure(service)
    assert keys.of_secret(service, accounts.first_user(service, siret="73282932000074").key).structure_id == known


def test_passwords_are_kept_as_argon2id_and_rehashed_when_the_costs_change(service, home):
    user, _, _ = person(service, home)
    cheap = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD)
    with service.store.session() as session:
        session.get_one(UserRow, user.id).password_hash = cheap
    accounts.sign_in(service, user.email, PASSWORD)
    with service.store.reading() as session:
        kept = session.get_one(UserRow, user.id).password_hash
    assert kept.startswith("$argon2id$")
    assert kept != cheap
    assert not passwords.outdated(kept)
    accounts.sign_in(service, user.email, PASSWORD)


@pytest.mark.parametrize("email", ["claire@exemple.fr", "personne@exemple.fr"])
def test_a_wrong_password_and_an_unknown_address_are_refused_in_the_same_words(service, home, email):
    person(service, home)
    with pytest.raises(NotSignedIn) as refused:
        accounts.sign_in(service, email, "un autre mot de passe")
    assert refused.value.detail == "adresse électronique ou mot de passe inconnus"


@pytest.fixture
def real_costs(monkeypatch):
    """As in the service, which tests have hash quicker."""
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher())
    passwords._nobody.cache_clear()
    yield
    passwords._nobody.cache_clear()


def test_passwords_of_the_service_cost_what_the_library_holds_for_right_today():
    asked = "from argon2 import PasswordHasher as H; from worker.passwords import hashed; "
    check = "kept = hashed('quatre mots sans rapport'); assert not H().check_needs_rehash(kept), kept"
    subprocess.run([sys.executable, "-c", asked + check], cwd=ROOT, check=True)


@pytest.mark.usefixtures("real_costs")
def test_an_unknown_address_costs_as_much_as_a_wrong_password():
    kept = passwords.hashed(PASSWORD)
    passwords.matches(None, PASSWORD)  # makes what it compares with

    def spent(against):
        took = []
        for _ in range(3):
            began = time.process_time()
            passwords.matches(against, "un autre mot de passe")
            took.append(time.process_time() - began)
        return min(took)

    assert 0.5 < spent(None) / spent(kept) < 2


def test_the_address_is_the_same_however_its_letters_are_written(service, home):
    person(service, home)
    assert accounts.sign_in(service, " Claire@Exemple.FR ", PASSWORD)


@pytest.mark.parametrize("password", ["court", "a" * 40, "claire@exemple.fr", "x" * 257])
def test_passwords_that_are_easily_guessed_or_endless_are_refused(service, home, password):
    with pytest.raises(InvalidRequest, match="mot de passe"):
        accounts.create_user(
            service, email="claire@exemple.fr", structure_id=home, role=Role.SUPPLIER, password=password
        )


@pytest.mark.parametrize("email", ["", "claire", "claire@", "@exemple.fr", "a b@exemple.fr", "a" * 300 + "@exemple.fr"])
def test_what_is_no_address_has_no_account(service, home, email):
    with pytest.raises(InvalidRequest):
        accounts.create_user(service, email=email, structure_id=home, role=Role.SUPPLIER)


def test_an_account_is_made_with_a_password_of_ones_own_or_a_made_up_one(service, home):
    asked = {"structure_id": home, "role": Role.SUPPLIER}
    _, own = accounts.create_user(service, email="a@exemple.fr", password=PASSWORD, **asked)
    made, given = accounts.create_user(service, email="b@exemple.fr", **asked)
    assert own == PASSWORD
    assert made.structures[0].structure_id == home
    assert accounts.sign_in(service, "b@exemple.fr", given)
    with pytest.raises(InvalidRequest, match="déjà un compte"):
        accounts.create_user(service, email="B@exemple.fr", **asked)


def test_only_digests_of_secrets_are_in_the_database(service, home, tmp_path):
    _, secret, claire = person(service, home)
    key = keys.create(service, claire, "Comptabilité", Role.SUPPLIER).secret
    service.store.close()
    stored = b"".join(path.read_bytes() for path in (tmp_path / "home").glob("prefacture.db*"))
    assert b"claire@exemple.fr" in stored
    assert not [one for one in (secret, key, PASSWORD) if one.encode() in stored]


def test_a_session_ends_at_its_time_at_sign_out_and_with_its_persons_account(service, home):
    user, secret, _ = person(service, home)
    other = accounts.sign_in(service, user.email, PASSWORD)
    sessions.end(service, secret)
    with pytest.raises(NotSignedIn):
        sessions.of_secret(service, secret)
    with service.store.session() as session:
        session.get_one(UserRow, user.id).active = False
    with pytest.raises(NotSignedIn):
        sessions.of_secret(service, other)
    with service.store.session() as session:
        session.get_one(UserRow, user.id).active = True
        session.scalars(select(SessionRow)).one().expires_at = now() - timedelta(seconds=1)
    with pytest.raises(NotSignedIn):
        sessions.of_secret(service, other)


def test_signing_out_everywhere_ends_every_session(service, home):
    user, secret, claire = person(service, home)
    other = accounts.sign_in(service, user.email, PASSWORD)
    sessions.end_all(service, claire)
    for ended in (secret, other):
        with pytest.raises(NotSignedIn):
            sessions.of_secret(service, ended)


def test_a_new_password_ends_the_other_sessions_and_needs_the_old_one(service, home):
    user, secret, claire = person(service, home)
    other = accounts.sign_in(service, user.email, PASSWORD)
    with pytest.raises(InvalidRequest):
        accounts.change_password(service, claire, "pas le bon", "cinq mots tout à fait neufs")
    accounts.change_password(service, claire, PASSWORD, "cinq mots tout à fait neufs", keep=secret)
    assert sessions.of_secret(service, secret)
    with pytest.raises(NotSignedIn):
        sessions.of_secret(service, other)
    assert accounts.sign_in(service, user.email, "cinq mots tout à fait neufs")
    assert accounts.sign_in(service, user.email, accounts.reset_password(service, user.email))


def test_one_chooses_among_ones_own_structures_only(service, home):
    user, secret, _ = person(service, home)
    second, foreign = structure(service, "Annexe", None), structure(service, "Autre", None)
    members.invite(service, principal(service, structure_id=second), user.email, Role.SUPPLIER)
    assert sessions.of_secret(service, secret, second).principal.role is Role.SUPPLIER
    assert sessions.switch(service, secret, second).structure_id == second
    assert sessions.of_secret(service, secret).principal.structure_id == second
    for attempt in (sessions.of_secret, sessions.switch):
        with pytest.raises(NotFound):
            attempt(service, secret, foreign)
    assert sessions.view(service, secret).structure_id == second


def test_who_belongs_nowhere_does_not_get_in(service, home):
    user, _, _ = person(service, home)
    members.remove(service, principal(service, Role.ADMINISTRATOR, home), person(service, home, email="b@c.fr")[0].id)
    with pytest.raises(NoAccess):
        accounts.sign_in(service, "b@c.fr", PASSWORD)
    assert accounts.sign_in(service, user.email, PASSWORD)


def test_a_key_does_no_more_than_its_maker_may_at_that_moment(service, home):
    admin = principal(service, Role.ADMINISTRATOR, home)
    user, _, claire = person(service, home)
    key = keys.create(service, claire, "Tout", Role.MANAGER).secret
    person(service, home, email="second@exemple.fr")
    members.change_role(service, admin, user.id, Role.SUPPLIER)
    assert keys.of_secret(service, key).role is Role.SUPPLIER
    members.remove(service, admin, user.id)
    with pytest.raises(NotSignedIn):
        keys.of_secret(service, key)


def test_nobody_makes_a_key_greater_than_themselves(service, home):
    with pytest.raises(Forbidden):
        keys.create(service, principal(service, Role.MANAGER, home), "Trop", Role.ADMINISTRATOR)
    with pytest.raises(Forbidden):
        keys.create(service, principal(service, Role.REVIEWER, home), "Trop", Role.SUPPLIER)


def test_the_use_of_a_key_is_written_once_a_minute(service, home):
    made = keys.create(service, principal(service, structure_id=home), "Robot")

    def used():
        keys.of_secret(service, made.secret)
        with service.store.reading() as session:
            return session.get_one(ApiKeyRow, made.id).used_at

    first = used()
    assert first is not None
    assert used() == first
    with service.store.session() as session:
        session.get_one(ApiKeyRow, made.id).used_at = now() - timedelta(minutes=2)
    assert used() >= first


def test_a_revoked_key_opens_nothing(service, home):
    manager = principal(service, structure_id=home)
    made = keys.create(service, manager, "Robot")
    assert keys.revoke(service, manager, made.id).revoked_at
    with pytest.raises(NotSignedIn):
        keys.of_secret(service, made.secret)
    assert [one.secret for one in keys.listed(service, manager)] == [None]
    with pytest.raises(NotFound):
        keys.revoke(service, principal(service), made.id)


def test_the_last_manager_stays(service, home):
    user, _, claire = person(service, home)
    with pytest.raises(InvalidRequest, match="dernier gestionnaire"):
        members.remove(service, claire, user.id)
    with pytest.raises(InvalidRequest, match="dernier gestionnaire"):
        members.change_role(service, claire, user.id, Role.SUPPLIER)
    second = members.invite(service, claire, "paul@exemple.fr", Role.MANAGER)
    assert second.password
    members.remove(service, claire, user.id)
    assert [one.email for one in members.listed(service, principal(service, structure_id=home))] == ["paul@exemple.fr"]


def test_a_manager_makes_and_unmakes_no_administrator(service, home):
    manager = principal(service, Role.MANAGER, home)
    admin, _, _ = person(service, home, Role.ADMINISTRATOR, "chef@exemple.fr")
    attempts = (
        lambda: members.invite(service, manager, "paul@exemple.fr", Role.ADMINISTRATOR),
        lambda: members.change_role(service, manager, admin.id, Role.SUPPLIER),
        lambda: members.remove(service, manager, admin.id),
    )
    for attempt in attempts:
        with pytest.raises(Forbidden):
            attempt()


def test_the_record_tells_who_did_what_and_failed_sign_ins_to_the_structures_concerned(service, home):
    _, _, claire = person(service, home)
    key = keys.create(service, claire, "Robot", address="192.0.2.7")
    with pytest.raises(NotSignedIn):
        accounts.sign_in(service, claire.actor, "mauvais", address="192.0.2.9")
    with pytest.raises(NotSignedIn):
        accounts.sign_in(service, "mon mot de passe tapé là", "mauvais")
    told = [(one.action, one.actor, one.target, one.address) for one in audit.listed(service, claire).items]
    assert told[0] == ("sign_in_failed", None, "claire@exemple.fr", "192.0.2.9")
    assert told[1] == ("key_created", "claire@exemple.fr", f"{key.prefix} Robot", "192.0.2.7")
    nowhere = audit.listed(service, principal(service, Role.ADMINISTRATOR)).items
    assert [(one.action, one.target) for one in nowhere] == [("sign_in_failed", None)]


def test_the_record_is_read_in_pages(service, home):
    _, _, claire = person(service, home)
    keys.create(service, claire, "Robot")
    whole = audit.listed(service, claire)
    assert whole.next is None
    assert len(whole.items) == 2
    first = audit.listed(service, claire, limit=1)
    assert audit.listed(service, claire, before=first.next, limit=1).items == whole.items[1:2]
    with pytest.raises(Forbidden):
        audit.listed(service, principal(service, Role.REVIEWER, home))


def test_an_identity_is_known_by_its_subject_and_linked_by_its_address_once(service, home):
    user, _, _ = person(service, home)

    def arrive(subject, email):
        secret = accounts.sign_in_by_identity(service, issuer="https://idp", subject=subject, email=email)
        return sessions.of_secret(service, secret).principal.user_id

    assert arrive("s1", user.email) == user.id
    assert arrive("s1", None) == user.id
    assert arrive("s1", "nouvelle@exemple.fr") == user.id
    for subject, email in (("s2", user.email), ("s2", None), ("s3", "inconnue@exemple.fr")):
        with pytest.raises(NoAccess):
            arrive(subject, email)
