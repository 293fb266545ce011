"""One way to ask the portal something: its two headers, its token, its pace, and patience with its moods.

    errand (one task, bounded in time)
      └─ call ─→ token, kept and renewed ─→ pause since the last call ─→ POST ─→ an object of JSON
                 again after a hitch: doubled waits, each shortened at random; Retry-After is obeyed

What integrators met: a right client is refused about one time in ten (400 invalid_client), and a right token now and
then when calls follow fast (401). Both pass with a pause. After a call that must not be made twice, a hitch that leaves
open whether the portal took it is Lost: who asked looks before asking again.

Sources: RFC 6749 section 4.4 · RFC 9110 section 10.2.3 (Retry-After) · AIFE, cpro-account: base64 of "login:password"
"""

from __future__ import annotations

import json
import random
import time
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Final

import httpx2

from worker.gateway.chorus.hitches import Hitch, Lost, hitch_of, waited_for
from worker.gateway.parcel import GatewayRefused, GatewayUnavailable

_LARGEST: Final = 40 * 1024**2  # bytes of an answer
_EARLY: Final = 60.0  # seconds before its end at which a token is renewed
_REJECTED: Final = 401
_ONE_CALL: Final = httpx2.Limits(max_keepalive_connections=0)
"""A connection per call: one that is used again may be closed by then, or hold an answer that came twice."""


@dataclass(frozen=True, slots=True)
class Manners:
    """How a portal is asked, in seconds. `patience` is that of one task: all its calls and waits together."""

    pause: float = 1.0
    timeout: float = 30.0
    first_wait: float = 1.0
    longest_wait: float = 15.0
    patience: float = 120.0
    tries: int = 6


@dataclass(frozen=True, slots=True)
class Access:
    """Where the portal is, and who asks: the program (client) and the technical account."""

    api: str
    oauth: str
    client_id: str
    client_secret: str
    login: str
    password: str

    def __repr__(self) -> str:
        """Without the secrets, which would end up in a log."""
        return f"Access({self.api}, {self.client_id}, {self.login})"


@dataclass(frozen=True, slots=True)
class Clock:
    """The passing of time, and chance; tests bring their own."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[float, float], float] = field(default=random.uniform)


class Connection:
    """What all tasks share: the token, and the moment of the next call. Threads may share it."""

    def __init__(
        self,
        access: Access,
        manners: Manners | None = None,
        clock: Clock | None = None,
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        self.access, self.manners, self.clock = access, manners or Manners(), clock or Clock()
        self._client = httpx2.Client(
            timeout=self.manners.timeout, follow_redirects=False, transport=transport, limits=_ONE_CALL
        )
        self._lock, self._renewal = Lock(), Lock()
        self._token: tuple[str, float] | None = None
        self._next = 0.0
        account = f"{access.login}:{access.password}".encode()
        self._account = b64encode(account).decode()

    def errand(self) -> Errand:
        """A task that begins now."""
        return Errand(self, self.clock.now() + self.manners.patience)

    def close(self) -> None:
        """Give the connections back."""
        self._client.close()

    def headers(self, token: str) -> dict[str, str]:
        """What goes with every call."""
        return {
            "Authorization": f"Bearer {token}",
            "cpro-account": self._account,
            "Content-Type": "application/json;charset=utf-8",
            "Accept": "application/json",
        }

    def token(self, errand: Errand) -> str:
        """The token, renewed where it is about to end. Raises GatewayUnavailable."""
        if not self._renewal.acquire(timeout=errand.left()):
            raise GatewayUnavailable("le jeton se fait attendre")
        try:
            known = self._token
            if known is None or known[1] <= self.clock.now():
                told = errand.repeated(self._renewed)
                lasts = told.get("expires_in", 0)
                seconds = float(lasts) if isinstance(lasts, (int, float, str)) and str(lasts).isdigit() else 0.0
                known = str(told["access_token"]), self.clock.now() + max(seconds - _EARLY, seconds / 2)
                self._token = known
            return known[0]
        finally:
            self._renewal.release()

    def forget(self, token: str) -> None:
        """A token that the portal does not take any more."""
        with self._lock:
            if self._token is not None and self._token[0] == token:
                self._token = None

    def _renewed(self, errand: Errand) -> dict[str, Any]:
        asked = {
            "grant_type": "client_credentials",
            "client_id": self.access.client_id,
            "client_secret": self.access.client_secret,
            "scope": "openid",
        }
        try:
            told = self.post(errand, self.access.oauth, {"Accept": "application/json"}, asked)
        except GatewayRefused as refused:  # of the program, not of an invoice
            raise GatewayUnavailable(refused.message.fr) from refused
        if not isinstance(told.get("access_token"), str):
            raise Hitch("le serveur de jetons n'a pas donné de jeton")
        return told

    def post(
        self, errand: Errand, url: str, headers: Mapping[str, str], body: bytes | dict[str, str]
    ) -> dict[str, Any]:
        """One request, not before its turn; its answer as an object of JSON. Raises Hitch, GatewayRefused."""
        self._turn(errand)
        kind: dict[str, Any] = {"content": body} if isinstance(body, bytes) else {"data": body}
        read = bytearray()
        try:
            with self._client.stream("POST", url, headers=dict(headers), **kind) as answer:
                for piece in answer.iter_bytes():
                    read += piece
                    if len(read) > _LARGEST or errand.over():
                        raise Hitch(f"{url} : réponse trop longue ou trop lente", taken=True)
        except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout) as error:
            raise Hitch(f"{url} : {type(error).__name__}") from error
        except (httpx2.HTTPError, httpx2.StreamError, OSError) as error:
            raise Hitch(f"{url} : {type(error).__name__}", taken=True) from error
        except httpx2.InvalidURL as error:
            raise GatewayUnavailable(f"adresse invalide : {url}") from error
        if answer.status_code != httpx2.codes.OK:
            raise hitch_of(url, answer.status_code, bytes(read), answer.headers.get("Retry-After"))
        return _object(url, bytes(read))

    def _turn(self, errand: Errand) -> None:
        """Wait until a pause has passed since the last call, anybody's."""
        with self._lock:
            start = max(self.clock.now(), self._next)
            self._next = start + self.manners.pause
        errand.wait(start - self.clock.now(), "trop d'appels en attente")


class Errand:
    """A task of one or more calls, which ends at a moment whatever the portal does."""

    def __init__(self, connection: Connection, until: float) -> None:
        self._connection, self._until = connection, until
        self._clock, self._manners = connection.clock, connection.manners

    def call(self, path: str, asked: dict[str, Any], *, once: bool = False) -> dict[str, Any]:
        """Ask one operation. Raises GatewayUnavailable, GatewayRefused; Lost of one to be asked `once`."""
        body = json.dumps(asked, ensure_ascii=False, allow_nan=False).encode()
        rejected = 0

        def asking(errand: Errand) -> dict[str, Any]:
            nonlocal rejected
            token = self._connection.token(errand)
            try:
                url = self._connection.access.api + path
                return self._connection.post(errand, url, self._connection.headers(token), body)
            except Hitch as hitch:
                rejected += hitch.status == _REJECTED
                if hitch.status == _REJECTED and rejected > 1:  # not the pace, then: the token
                    self._connection.forget(token)
                raise

        return self.repeated(asking, once=once)

    def repeated(self, asking: Callable[[Errand], dict[str, Any]], *, once: bool = False) -> dict[str, Any]:
        """Ask until there is an answer, the tries are used up or the time is. Raises as `call`."""
        tries = 0
        while True:
            tries += 1
            try:
                return asking(self)
            except Hitch as hitch:
                if once and hitch.taken:
                    raise Lost(hitch.detail, hitch.status) from hitch
                if tries >= self._manners.tries:
                    raise GatewayUnavailable(hitch.detail) from hitch
                self.wait(waited_for(hitch, tries, self._manners, self._clock), hitch.detail)

    def again(self, tries: int, detail: str) -> None:
        """Wait before the next of a task's own tries. Raises GatewayUnavailable where there is no time for one."""
        if tries >= self._manners.tries:
            raise GatewayUnavailable(detail)
        self.wait(waited_for(Hitch(detail), tries, self._manners, self._clock), detail)

    def wait(self, seconds: float, detail: str) -> None:
        """Sleep. Raises GatewayUnavailable where that would take longer than the task may."""
        if self._clock.now() + seconds > self._until:
            raise GatewayUnavailable(detail)
        if seconds > 0:
            self._clock.sleep(seconds)

    def left(self) -> float:
        """Seconds until the task's time is up."""
        return max(self._until - self._clock.now(), 0.0)

    def over(self) -> bool:
        """Whether it is."""
        return self._clock.now() > self._until


def _object(url: str, read: bytes) -> dict[str, Any]:
    try:
        told = json.loads(read)
    except (ValueError, RecursionError):
        raise Hitch(f"{url} : réponse illisible", taken=True) from None
    if not isinstance(told, dict):
        raise Hitch(f"{url} : réponse inattendue", taken=True)
    return told
