"""The application: routes, what surrounds them, and what is opened while it runs.

`create_app(service)` serves a service that is open already; without one, it is opened from the environment when the
server starts and closed when it ends.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException

from api import invalid, oidc, openapi, problems
from api.chorus import protocol, routes as chorus
from api.chorus.addresses import Tidied
from api.envelope import Envelope
from api.middleware import Observed
from api.pages import assets, routes as screens
from api.pages.refusals import InPages
from api.pages.visitors import GoAndSignIn
from api.routes import (
    attachments,
    batches,
    corrections,
    deposits,
    documents,
    events,
    exports,
    health,
    keys,
    me,
    members,
    pages,
    piles,
    presence,
    reprocessing,
    session,
    stacks,
    statistics,
    structures,
    uploads,
    ways_out,
    webhooks,
)
from api.security import Guarded, KnownHosts
from models.errors import EngineError
from models.service_errors import InvalidRequest, ServiceError
from worker.reader import ReaderFailed
from worker.service import Service
from worker.settings import ServiceSettings

PREFIX = "/api/v1"
ROUTES = (
    uploads, documents, piles, presence, corrections, pages, stacks, exports, deposits, ways_out, attachments, batches,
    reprocessing, structures, events, webhooks, session, keys, members, me, statistics,
)  # fmt: skip
"""Each has a `router` below the API's prefix."""

_FULL_FILES = 8
"""A request holds at most as many bytes as this number of the largest files."""


def create_app(service: Service | None = None) -> FastAPI:
    """The application, ready for a server."""
    settings = service.settings if service else ServiceSettings()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        opened = None if service else Service.open(settings)
        app.state.service = service or opened
        try:
            yield
        finally:
            if opened:
                opened.close()

    app = FastAPI(
        title=openapi.TITLE, version=openapi.VERSION, lifespan=lifespan,
        openapi_url=f"{PREFIX}/openapi.json", docs_url=None, redoc_url=None, redirect_slashes=False,
        separate_input_output_schemas=False, generate_unique_id_function=openapi.operation_id,
    )  # fmt: skip
    app.state.service = service
    for routes in ROUTES:
        app.include_router(routes.router, prefix=PREFIX)
    app.include_router(health.router)
    app.include_router(assets.router)
    for screen in screens.ROUTES:
        app.include_router(screen.router)
    for router in chorus.ROUTERS:
        app.include_router(router)
    _refuse_in_words(app)
    oidc.prepare(app, settings)
    app.add_middleware(Observed)
    app.add_middleware(KnownHosts, settings=settings)
    app.add_middleware(Envelope, upload_limit=settings.max_upload_bytes * _FULL_FILES)
    app.add_middleware(InPages)
    app.add_middleware(Guarded, settings=settings)
    app.add_middleware(Tidied)  # the last one added stands outside
    app.openapi = lambda: openapi.describe(app)  # type: ignore[method-assign]
    return app


def _refuse_in_words(app: FastAPI) -> None:
    @app.exception_handler(GoAndSignIn)
    def not_signed_in(_request: Request, error: GoAndSignIn) -> Response:
        return RedirectResponse(error.address, status_code=303)

    @app.exception_handler(ServiceError)
    def service_error(request: Request, error: ServiceError) -> Response:
        return problems.of_service(request, error)

    @app.exception_handler(EngineError)
    def engine_error(request: Request, error: EngineError) -> Response:
        return problems.of_engine(request, error)

    @app.exception_handler(ReaderFailed)
    def reader_failed(request: Request, error: ReaderFailed) -> Response:
        return problems.of_reader(request, error)

    @app.exception_handler(RequestValidationError)
    def invalid_request(request: Request, error: RequestValidationError) -> Response:
        errors = tuple(invalid.told(one) for one in error.errors())
        named = ", ".join(dict.fromkeys(one.field for one in errors))
        fr, en = f"{InvalidRequest.fr} ({named})", f"{InvalidRequest.en} ({named})"
        return problems.answer(request, "invalid_request", fr, en, errors=errors)

    @app.exception_handler(HTTPException)
    def router_error(request: Request, error: HTTPException) -> Response:
        if request.url.path.startswith(protocol.PREFIX):
            return protocol.of_router(error.status_code, str(error.detail or ""), dict(error.headers or {}))
        return problems.of_router(request, error.status_code, str(error.detail or ""), dict(error.headers or {}))
