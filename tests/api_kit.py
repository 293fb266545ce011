"""A client that calls an application in its own process, as a program would over HTTP: `with Client(app) as client`."""

from __future__ import annotations

import asyncio
from typing import Self

import httpx
from fastapi import FastAPI


class Client:
    """Synchronous around httpx's own ASGI transport; `headers` go with every request."""

    def __init__(self, app: FastAPI, headers: dict[str, str] | None = None) -> None:
        self._runner = asyncio.Runner()
        self._client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://localhost", headers=headers
        )
        self.headers = self._client.headers
        self.cookies = self._client.cookies

    def __enter__(self) -> Self:
        self._runner.__enter__()
        return self

    def __exit__(self, *_error: object) -> None:
        self._runner.run(self._client.aclose())
        self._runner.close()

    def request(self, method: str, path: str, **more: object) -> httpx.Response:
        return self._runner.run(self._client.request(method, path, **more))

    def get(self, path: str, **more: object) -> httpx.Response:
        return self.request("GET", path, **more)

    def post(self, path: str, **more: object) -> httpx.Response:
        return self.request("POST", path, **more)

    def patch(self, path: str, **more: object) -> httpx.Response:
        return self.request("PATCH", path, **more)

    def put(self, path: str, **more: object) -> httpx.Response:
        return self.request("PUT", path, **more)

    def delete(self, path: str, **more: object) -> httpx.Response:
        return self.request("DELETE", path, **more)
