"""A running service, asked over its API by a program on the same machine or elsewhere."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any, Self, TypeVar
from urllib.parse import urlsplit

import httpx2
from pydantic import BaseModel, TypeAdapter, ValidationError

from api.cli import remote_words as said
from models.finding import Finding
from models.service import (
    AttachmentView,
    BankAccountView,
    DepositView,
    DocumentPage,
    DocumentSummary,
    DocumentView,
    History,
)
from models.upload import Receipt

Answered = TypeVar("Answered", bound=BaseModel)
PAGE = 200
_HERE = frozenset({"127.0.0.1", "localhost", "::1"})
_SCHEMES = frozenset({"http", "https"})
_SECONDS, _CONNECTING = 120.0, 10.0
_BUSY = frozenset({429, 503})
_TRIES, _LONGEST_PAUSE = 4, 20.0
_FINDINGS = TypeAdapter(tuple[Finding, ...])


class RemoteError(Exception):
    """What the service refuses, or that it does not answer; the text is for a person, in French."""

    def __init__(self, text: str, code: str = "", findings: tuple[Finding, ...] = ()) -> None:
        self.text = text
        self.code = code
        self.findings = findings
        super().__init__(text)


class Remote:
    """The service at an address, called with an API key: `with Remote(url, key) as service`. Raises RemoteError."""

    def __init__(self, url: str, key: str) -> None:
        self.url = url.rstrip("/")
        if not (key.isascii() and key.isprintable()):
            raise RemoteError(said.BAD_KEY)
        try:
            named = urlsplit(url)
            if named.scheme not in _SCHEMES or not named.hostname:
                raise RemoteError(said.BAD_URL.format(url=url))
            self._client = httpx2.Client(
                base_url=f"{self.url}/api/v1/",
                headers={"Authorization": f"Bearer {key}"},
                timeout=httpx2.Timeout(_SECONDS, connect=_CONNECTING),
                trust_env=named.hostname not in _HERE,
            )
        except (ValueError, httpx2.InvalidURL) as error:
            raise RemoteError(said.BAD_URL.format(url=url)) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._client.close()

    def upload(self, name: str, data: bytes, form: dict[str, str]) -> Receipt:
        """Send a file; the same content sent again is known by it."""
        return self._told(Receipt, "POST", "documents", files={"files": (name, data)}, data=form)

    def document(self, document_id: str) -> DocumentView:
        return self._told(DocumentView, "GET", f"documents/{document_id}")

    def documents(self, **filters: str) -> Iterator[DocumentSummary]:
        """Every document that fits, newest first."""
        asked = {"limit": str(PAGE), **filters}
        while True:
            page = self._told(DocumentPage, "GET", "documents", params=asked)
            yield from page.items
            if page.next is None:
                return
            asked["cursor"] = page.next

    def history(self, document_id: str) -> History:
        return self._told(History, "GET", f"documents/{document_id}/history")

    def correct(self, document: DocumentView, fields: dict[str, str | None]) -> DocumentView:
        asked = {"version": document.version, "fields": fields}
        return self._told(DocumentView, "PATCH", f"documents/{document.id}", json=asked)

    def attachments(self, document_id: str) -> tuple[AttachmentView, ...]:
        listed = self._answer("GET", f"documents/{document_id}/attachments").json()
        return tuple(AttachmentView.model_validate(one) for one in listed)

    def attach(self, document_id: str, name: str, data: bytes) -> None:
        self._answer("POST", f"documents/{document_id}/attachments", files={"file": (name, data)})

    def accounts(self) -> tuple[BankAccountView, ...]:
        return tuple(
            BankAccountView.model_validate(one) for one in self._answer("GET", "structure/bank-accounts").json()
        )

    def writable(self, document_id: str, kind: str, billing_mode: str | None, *, legal_notes: bool) -> None:
        """Raises RemoteError with what is missing for that kind of file."""
        asked = {"format": kind, "legal_notes": str(legal_notes).lower()}
        if billing_mode is not None:
            asked["billing_mode"] = billing_mode
        self._answer("GET", f"documents/{document_id}/export", params=asked)

    def deposit(self, document: DocumentView, **options: Any) -> DepositView:  # noqa: ANN401 - as the route takes them
        asked = {"version": document.version, **options}
        return self._told(DepositView, "POST", f"documents/{document.id}/deposit", json=asked)

    def deposits(self, document_id: str) -> tuple[DepositView, ...]:
        """The deposits of a document, oldest first."""
        listed = self._answer("GET", f"documents/{document_id}/deposits").json()
        return tuple(DepositView.model_validate(one) for one in listed)

    def _told(self, kind: type[Answered], method: str, path: str, **more: Any) -> Answered:  # noqa: ANN401 - httpx2's own
        answer = self._answer(method, path, **more)
        try:
            return kind.model_validate_json(answer.content)
        except ValidationError as error:
            raise RemoteError(said.NOT_OURS.format(url=self.url)) from error

    def _answer(self, method: str, path: str, **more: Any) -> httpx2.Response:  # noqa: ANN401 - httpx2's own
        for turn in range(_TRIES):
            try:
                answer = self._client.request(method, path, **more)
            except httpx2.TimeoutException as error:
                raise RemoteError(said.SLOW.format(url=self.url)) from error
            except (httpx2.HTTPError, httpx2.InvalidURL) as error:
                raise RemoteError(said.AWAY.format(url=self.url)) from error
            if answer.status_code not in _BUSY or turn == _TRIES - 1:
                break
            wanted = answer.headers.get("Retry-After", "")
            time.sleep(min(float(wanted) if wanted.isdecimal() else 2.0**turn, _LONGEST_PAUSE))
        if answer.is_success:
            return answer
        raise self._refusal(answer)

    def _refusal(self, answer: httpx2.Response) -> RemoteError:
        """What a problem (RFC 9457) says; anything else is no service of ours."""
        try:
            told = answer.json()
            findings = _FINDINGS.validate_python(told.get("findings", ()))
            return RemoteError(str(told["detail"]), str(told["code"]), findings)
        except (ValueError, KeyError, TypeError, AttributeError):
            return RemoteError(f"{said.NOT_OURS.format(url=self.url)} (HTTP {answer.status_code})")
