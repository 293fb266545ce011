"""What goes wrong before the portal's business is reached: which hitches pass, and how long they are waited for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from models.finding import Message
from worker.gateway.parcel import GatewayRefused, GatewayUnavailable
from worker.gateway.retry_after import seconds_of

if TYPE_CHECKING:
    from worker.gateway.chorus.http import Clock, Manners

_SHOWN: Final = 300
_TOO_MANY, _REJECTED, _TOO_LARGE, _FORBIDDEN, _OWN_FAULT, _SERVERS = 429, 401, 413, 403, 400, 500
_REFUSALS: Final = {_OWN_FAULT, 405, 415, 422}


class Hitch(Exception):
    """A request without an answer to go by. `taken`: the portal may have done what was asked."""

    def __init__(self, detail: str, status: int = 0, *, taken: bool = False, after: float | None = None) -> None:
        self.detail, self.status, self.taken, self.after = detail, status, taken, after
        super().__init__(detail)


class Lost(GatewayUnavailable):
    """Nobody knows whether the portal did it: the answer did not come, or said nothing. `status` is HTTP's, or 0."""

    def __init__(self, detail: str, status: int = 0) -> None:
        self.status = status
        super().__init__(detail)


def hitch_of(url: str, status: int, body: bytes, after: str | None) -> Hitch | GatewayRefused:
    """What an answer other than 200 means: a hitch that may pass, or a refusal of what was sent."""
    said = said_in(body)
    detail = f"{url} : réponse HTTP {status} {said}".strip()
    if status == _TOO_LARGE:
        return _refused("too_large", said, "le fichier est trop volumineux (10 Mo au plus)", "the file is too large")
    if status == _FORBIDDEN:
        fr = "le compte technique n'a pas ce droit : vérifiez ses habilitations et les API souscrites"
        return _refused("forbidden", said, fr, "the technical account may not: check its rights and its APIs")
    if status in _REFUSALS and said != "invalid_client":
        return _refused("malformed", said, "la demande n'est pas comprise", "the request is not understood")
    return Hitch(detail, status, taken=status >= _SERVERS, after=seconds_of(after))


def waited_for(hitch: Hitch, tries: int, manners: Manners, clock: Clock) -> float:
    """Seconds until the next try: as the portal asks, else doubled each time and shortened at random."""
    if hitch.after is not None:
        return hitch.after
    longest = min(manners.longest_wait, manners.first_wait * 2 ** (tries - 1))
    least = manners.pause if hitch.status == _REJECTED else 0.0  # calls followed too fast
    return max(least, clock.chance(longest / 2, longest))


def said_in(body: bytes) -> str:
    """The words of an answer that is an error, on one line.

    >>> said_in(b'{"error": "invalid_client"}'), said_in(b'{"codeRetour": 400, "libelle": "dateFacture : invalide"}')
    ('invalid_client', 'dateFacture : invalide')
    """
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    if not isinstance(told, dict):
        return ""
    named = next((told[name] for name in ("error", "libelle", "message") if told.get(name)), "")
    return " ".join(str(named).split())[:_SHOWN]


def _refused(code: str, said: str, fr: str, en: str) -> GatewayRefused:
    told = f" ({said})" if said else ""
    return GatewayRefused(
        code,
        Message(
            fr=f"Chorus Pro n'a pas pris la facture : {fr}{told}.",
            en=f"Chorus Pro did not take the invoice: {en}{told}.",
        ),
    )
