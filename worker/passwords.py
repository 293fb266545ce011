"""Passwords: kept as argon2id hashes, checked at the same cost whether somebody has the account or not.

Sources: https://www.rfc-editor.org/rfc/rfc9106 (argon2) · https://pages.nist.gov/800-63-4/sp800-63b.html (length
counts, not composition)

>>> refusal("trop court", "a@exemple.fr")
'le mot de passe doit compter au moins 12 caractères'
>>> refusal("Claire.Martin@Exemple.fr", "claire.martin@exemple.fr")
"le mot de passe ne doit pas être l'adresse électronique"
>>> refusal("quatre mots sans rapport", "a@exemple.fr") is None
True
"""

from __future__ import annotations

from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from worker.tokens import fresh

SHORTEST, LONGEST = 12, 256
_HASHER = PasswordHasher()  # argon2id with the library's current costs
_AT_ONCE = BoundedSemaphore(4)  # each takes 64 MiB: many sign-ins at once wait here instead of filling the memory


def refusal(password: str, email: str) -> str | None:
    """Why a password can't be taken, for a person; None where it can."""
    if len(password) < SHORTEST:
        return f"le mot de passe doit compter au moins {SHORTEST} caractères"
    if len(password) > LONGEST:
        return f"le mot de passe ne doit pas dépasser {LONGEST} caractères"
    if password.strip().lower() == email.lower():
        return "le mot de passe ne doit pas être l'adresse électronique"
    if len(set(password)) < SHORTEST // 3:
        return "le mot de passe répète trop les mêmes caractères"
    return None


def hashed(password: str) -> str:
    """What is kept of a password."""
    with _AT_ONCE:
        return _HASHER.hash(password)


def matches(kept: str | None, password: str) -> bool:
    """Whether it is the one. Nothing kept (no such account, or one without a password) takes as long to say no."""
    with _AT_ONCE:
        try:
            return _HASHER.verify(kept or _nobody(), password[:LONGEST]) and kept is not None
        except (VerificationError, InvalidHashError):
            return False


def outdated(kept: str) -> bool:
    """Whether it was hashed at other costs than today's."""
    return _HASHER.check_needs_rehash(kept)


@cache
def _nobody() -> str:
    return _HASHER.hash(fresh())
