"""The way in, and the language of the pages."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from api.auth import same_site
from api.deps import ServiceIn
from api.pages import forms, language

router = APIRouter(include_in_schema=False)

A_YEAR: Final = 365 * 24 * 3600


@router.get("/")
def start() -> Response:
    """The queue is where work begins."""
    return RedirectResponse(forms.HOME, status_code=303)


@router.post("/langue")
def choose(
    request: Request,
    service: ServiceIn,
    langue: Annotated[str, Form(max_length=8)] = "fr",
    retour: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """Keep the language with the browser, and go back to the page."""
    same_site(request)
    response = RedirectResponse(forms.own_path(retour), status_code=303)
    told = "en" if langue == "en" else "fr"
    response.set_cookie(
        language.COOKIE, told, max_age=A_YEAR, path="/", secure=service.settings.secure_cookies, httponly=True,
        samesite="lax",
    )  # fmt: skip
    return response
