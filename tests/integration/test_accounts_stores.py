"""Accounts on both databases, and when several ask at once."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from models.lifecycle import Role
from models.service_errors import InvalidRequest, NotFound, NotSignedIn
from tests.worker_kit import principal, structure
from worker import accounts, audit, keys, members, sessions

PASSWORD = "quatre mots sans rapport"


def at_once(*tasks):
    with ThreadPoolExecutor(len(tasks)) as pool:
        return [future.result() for future in [pool.submit(task) for task in tasks]]


def test_one_service_has_one_first_user_however_many_processes_start_it(either_service):
    made = at_once(*[lambda: accounts.first_user(either_service)] * 3)
    first = [one for one in made if one is not None]
    assert len(first) == 1
    assert sessions.view(either_service, accounts.sign_in(either_service, first[0].email, first[0].password))
    assert keys.of_secret(either_service, first[0].key).role is Role.ADMINISTRATOR


def test_a_person_comes_signs_in_and_leaves(either_service):
    service = either_service
    manager = principal(service)
    second = structure(service, "Annexe", None)
    invited = members.invite(service, manager, "Paul@Exemple.fr", Role.REVIEWER, name="Paul")
    members.invite(service, principal(service, structure_id=second), "paul@exemple.fr", Role.SUPPLIER)
    secret = accounts.sign_in(service, "paul@exemple.fr", invited.password)
    assert sessions.switch(service, secret, second).role is Role.SUPPLIER
    assert sessions.of_secret(service, secret, manager.structure_id).principal.role is Role.REVIEWER
    made = keys.create(service, manager, "Robot")
    assert keys.of_secret(service, made.secret).key_id == made.id
    sessions.end(service, secret)
    with pytest.raises(NotSignedIn):
        sessions.of_secret(service, secret)
    assert [one.action for one in audit.listed(service, manager).items] == ["key_created", "member_invited"]


def test_two_managers_who_remove_each_other_leave_one(either_service):
    service = either_service
    home = structure(service, siret=None)
    both = [
        accounts.create_user(service, email=email, structure_id=home, role=Role.MANAGER, password=PASSWORD)[0]
        for email in ("a@exemple.fr", "b@exemple.fr")
    ]
    manager = principal(service, structure_id=home)

    def remove(user):
        with suppress(InvalidRequest):
            members.remove(service, manager, user.id)

    at_once(*[lambda user=user: remove(user) for user in both])
    assert len(members.listed(service, manager)) == 1


def test_the_same_person_invited_twice_at_once_is_a_member_once(either_service):
    service = either_service
    manager = principal(service)

    def invite():
        try:
            return members.invite(service, manager, "paul@exemple.fr", Role.SUPPLIER).email
        except InvalidRequest:
            return None

    assert sorted(at_once(invite, invite), key=str) == [None, "paul@exemple.fr"]
    assert len(members.listed(service, manager)) == 1


def test_identifiers_of_no_shape_are_found_nowhere(either_service):
    manager = principal(either_service)
    for wrong in ("", "é" * 400, "0", "null"):
        with pytest.raises(NotFound):
            keys.revoke(either_service, manager, wrong)
        with pytest.raises(NotFound):
            members.remove(either_service, manager, wrong)
