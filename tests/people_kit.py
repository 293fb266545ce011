"""People with accounts, for tests: the password is hashed once per process, as hashing takes its time by design."""

from functools import cache

from worker import accounts
from worker.store.tables import MembershipRow

PASSWORD = "quatre mots sans rapport"


@cache
def kept():
    return accounts.prepare("quelqu.un@exemple.fr", PASSWORD).kept


def account(service, structure_id, role, email):
    """An account in a structure; its identifier."""
    with service.store.session() as session:
        user = accounts.add(session, accounts.NewAccount(email, PASSWORD, kept()))
        session.add(MembershipRow(user_id=user.id, structure_id=structure_id, role=role.value))
        return user.id
