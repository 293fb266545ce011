"""Random secrets of 256 bits, and the digest that is kept in their place: who reads the store can't sign in with it.

A digest without salt or stretching is enough for what can't be guessed; passwords are another matter
(`worker.passwords`).

>>> len(fresh()), fresh() == fresh(), fresh("pf_")[:3]
(43, False, 'pf_')
>>> digest("a")[:8]
'ca978112'
"""

from __future__ import annotations

from hashlib import sha256
from secrets import token_urlsafe

BYTES = 32


def fresh(prefix: str = "") -> str:
    """A secret that was never given before."""
    return prefix + token_urlsafe(BYTES)


def digest(secret: str) -> str:
    """What is kept of a secret."""
    return sha256(secret.encode()).hexdigest()
