"""Requests to a platform of the reform: let in by OAuth 2 (client credentials) or a token, tried again, bounded.

A question that changes nothing is asked again whatever went wrong; what deposits something only where the platform
surely has not taken it (no connection, 401, 429): whether it came through is for the caller to find out.

Sources: XP Z12-013, securitySchemes BearerAuth and OAuth2 · RFC 6749, 4.4 and 2.3.1 · RFC 6750 · RFC 9110, Retry-After
"""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final
from urllib.parse import quote

import httpx2

from models.service_errors import Unavailable
from worker.gateway.parcel import GatewayUnavailable
from worker.gateway.retry_after import seconds_of
from worker.settings import ServiceSettings

CONNECT_SECONDS: Final = 10.0
SILENT_SECONDS: Final = 30.0
WHOLE_SECONDS: Final = 60.0
"""For one request with all its tries and its token: a worker holds the deposit for longer than that."""

FIRST_WAIT: Final = 0.5
LONGEST_WAIT: Final = 10.0
MOST_TRIES: Final = 4
LARGEST: Final = 20 * 1024**2
EARLY_SECONDS: Final = 30.0
"""A token is renewed so long before it ends: clocks differ, requests take their time."""

_TOKEN_SECONDS: Final = 300.0  # where the server does not say how long
_TRANSIENT: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
_OK: Final = range(200, 300)


class Manner(Enum):
    """What asking twice would do."""

    QUESTION = "question"
    DEPOSIT = "deposit"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: 2xx, or 4xx that the caller has to understand."""

    status: int
    body: bytes
    retry_after: str | None = None

    def json(self) -> Any:  # noqa: ANN401 - the caller's model tells what it is
        """Raises GatewayUnavailable: what is no JSON was not said by the platform."""
        try:
            return json.loads(self.body)
        except ValueError as error:
            raise GatewayUnavailable(f"réponse {self.status} illisible de la plateforme") from error


class Denied(Exception):
    """The platform understood, and says no; `code` and `said` are its own words."""

    def __init__(self, status: int, code: str, said: str) -> None:
        self.status = status
        self.code = code
        self.said = said
        super().__init__(f"{status} {code} {said}".strip())


class Access:
    """The token that goes with every request, fetched when needed and kept until it ends."""

    def __init__(self, client: httpx2.Client, settings: ServiceSettings) -> None:
        self._client = client
        self._url = settings.afnor_token_url
        self._id = settings.afnor_client_id or ""
        self._secret = settings.afnor_client_secret.get_secret_value() if settings.afnor_client_secret else ""
        self._fixed = settings.afnor_token.get_secret_value() if settings.afnor_token else None
        self._token = ""
        self._ends = 0.0
        self._lock = threading.Lock()
        if self._fixed is None and not (self._url and self._id and self._secret):
            raise Unavailable(
                "PREFACTURE_AFNOR_TOKEN_URL, PREFACTURE_AFNOR_CLIENT_ID et PREFACTURE_AFNOR_CLIENT_SECRET, "
                "ou PREFACTURE_AFNOR_TOKEN"
            )

    def token(self, ends: float) -> str:
        """The token to use now, waited for until `ends`. Raises GatewayUnavailable."""
        if self._fixed is not None:
            return self._fixed
        if not self._lock.acquire(timeout=max(ends - time.monotonic(), 0)):
            raise GatewayUnavailable("le serveur de jetons ne répond pas")
        try:
            if time.monotonic() >= self._ends:
                self._fetch(ends)
            return self._token
        finally:
            self._lock.release()

    def forget(self, token: str) -> None:
        """The platform no longer takes this one."""
        with self._lock:
            if token == self._token:
                self._ends = 0.0

    def _fetch(self, ends: float) -> None:
        """By the body first, which is what most servers take, then by Basic, which the norm says that all take."""
        asked = {"grant_type": "client_credentials"}
        answer = self._posted({**asked, "client_id": self._id, "client_secret": self._secret}, {}, ends)
        if answer.status in {400, 401}:
            name = f"{quote(self._id, safe='')}:{quote(self._secret, safe='')}"
            basic = {"Authorization": "Basic " + base64.b64encode(name.encode()).decode()}
            answer = self._posted(asked, basic, ends)
        if answer.status not in _OK:
            raise GatewayUnavailable(
                f"le serveur de jetons répond {answer.status} : vérifiez PREFACTURE_AFNOR_TOKEN_URL, "
                "PREFACTURE_AFNOR_CLIENT_ID et PREFACTURE_AFNOR_CLIENT_SECRET"
            )
        told = answer.json()
        token = told.get("access_token") if isinstance(told, dict) else None
        if not isinstance(token, str) or not token:
            raise GatewayUnavailable("le serveur de jetons ne donne pas de jeton (access_token)")
        try:
            lasts = float(told.get("expires_in") or _TOKEN_SECONDS)
        except (TypeError, ValueError):
            lasts = _TOKEN_SECONDS
        self._token, self._ends = token, time.monotonic() + max(lasts - EARLY_SECONDS, lasts / 2)

    def _posted(self, form: dict[str, str], headers: dict[str, str], ends: float) -> Answer:
        for tries in range(1, MOST_TRIES + 1):
            try:
                answer = exchanged(self._client, "POST", str(self._url), ends, data=form, headers=headers)
            except (httpx2.HTTPError, TimeoutError) as error:
                failure = _words(error)
            else:
                if answer.status not in _TRANSIENT:
                    return answer
                failure = f"réponse {answer.status}"
            if tries == MOST_TRIES or not rested(tries, None, ends):
                break
        raise GatewayUnavailable(f"le serveur de jetons ne répond pas ({failure})")


class Api:
    """One of a platform's two services."""

    def __init__(self, client: httpx2.Client, address: str, access: Access, organization: str | None = None) -> None:
        self._client = client
        self._address = address.rstrip("/")
        self._access = access
        self._headers = {"Accept": "application/json, application/octet-stream, */*"}
        if organization:
            self._headers["Organization-Id"] = organization

    def ask(self, method: str, path: str, manner: Manner = Manner.QUESTION, **content: Any) -> Answer:  # noqa: ANN401
        """What the platform answers; `content` as httpx takes it. Raises Denied and GatewayUnavailable."""
        ends = time.monotonic() + WHOLE_SECONDS
        renewed = False
        tries = 0
        while True:
            tries += 1
            token = self._access.token(ends)
            answer: Answer | None = None
            try:
                headers = {**self._headers, "Authorization": f"Bearer {token}"}
                answer = exchanged(self._client, method, self._address + path, ends, headers=headers, **content)
            except (httpx2.HTTPError, TimeoutError) as error:
                failure, again = _words(error), manner is Manner.QUESTION or _never_sent(error)
            else:
                if answer.status in _OK:
                    return answer
                failure = f"réponse {answer.status}"
                if answer.status == 401:  # noqa: PLR2004 - the number's own name
                    self._access.forget(token)
                    again, renewed = not renewed, True
                else:
                    again = answer.status == 429 or (manner is Manner.QUESTION and answer.status in _TRANSIENT)  # noqa: PLR2004
            if not again or tries == MOST_TRIES or not rested(tries, answer, ends):
                raise _failed(answer, failure)


def exchanged(client: httpx2.Client, method: str, url: str, ends: float, **content: Any) -> Answer:  # noqa: ANN401
    """One request and its whole answer, no longer and no larger than allowed."""
    with client.stream(method, url, **content) as answer:
        body = bytearray()
        for part in answer.iter_bytes():
            body += part
            if len(body) > LARGEST:
                raise GatewayUnavailable("réponse trop longue de la plateforme")
            if time.monotonic() > ends:  # a server that drips is not waited for
                raise TimeoutError("réponse trop lente")
        return Answer(answer.status_code, bytes(body), answer.headers.get("Retry-After"))


def rested(tries: int, answer: Answer | None, ends: float) -> bool:
    """Wait before the next try, as long as the server asks for; False where the time does not suffice."""
    wait = FIRST_WAIT * 2 ** (tries - 1)
    asked = seconds_of(answer.retry_after) if answer is not None else None
    if asked is not None:
        wait = asked
    if wait > LONGEST_WAIT or time.monotonic() + wait >= ends:
        return False
    time.sleep(wait)
    return True


def opened() -> httpx2.Client:
    """A client as platforms are asked with: no redirection is followed, as it would take the token elsewhere."""
    return httpx2.Client(
        timeout=httpx2.Timeout(SILENT_SECONDS, connect=CONNECT_SECONDS),
        follow_redirects=False,
        headers={"User-Agent": "Prefacture"},
    )


def _never_sent(error: Exception) -> bool:
    return isinstance(error, httpx2.ConnectError | httpx2.ConnectTimeout | httpx2.PoolTimeout)


def _words(error: Exception) -> str:
    return f"{type(error).__name__} {error}".strip()[:200]


def _failed(answer: Answer | None, failure: str) -> Denied | GatewayUnavailable:
    """A platform that says no is understood; one that is not itself, or does not let us in, may do better later."""
    if answer is None or answer.status in _TRANSIENT or answer.status not in range(400, 500):
        return GatewayUnavailable(f"la plateforme ne répond pas comme prévu ({failure})")
    if answer.status in {401, 403}:
        return GatewayUnavailable(
            f"la plateforme refuse l'accès ({failure}) : vérifiez les réglages PREFACTURE_AFNOR_…"
        )
    try:
        told = json.loads(answer.body)
    except ValueError:
        told = None
    told = told if isinstance(told, Mapping) else {}
    said = " ".join(str(told[name]) for name in ("errorMessage", "details") if told.get(name))
    return Denied(answer.status, str(told.get("errorCode") or answer.status)[:60], said[:500])
