"""A page from its template: escaped, in the visitor's language, with what every page shows."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.pages import assets, language
from api.pages.figures import NARROW, Figures
from api.pages.forms import here
from api.pages.visitors import Visitor

LARGE = 8000
"""Bytes from which a page is packed: the words and the document of a review are a hundred thousand."""
PACKING = 5


def page(
    request: Request, template: str, visitor: Visitor | None = None, *, status: int = 200, **values: object
) -> Response:
    """The page; `visitor` is who is signed in. Values are what the template names."""
    spoken = language.of(request)
    told: Mapping[str, object] = {
        "t": lambda name, /, **filled: language.word(spoken, name, **filled),
        "lang": spoken,
        "visitor": visitor,
        "path": request.url.path,
        "here": here(request.url),
        **values,
    }
    headers = {"Cache-Control": "no-store", "Vary": "Cookie, Accept-Encoding"}
    body = _environment(spoken).get_template(template).render(told).encode()
    if len(body) > LARGE and "gzip" in request.headers.get("accept-encoding", ""):
        body = gzip.compress(body, PACKING, mtime=0)
        headers["Content-Encoding"] = "gzip"
    return HTMLResponse(body, status, headers)


@cache
def _environment(spoken: language.Language) -> Environment:
    """One for each language, as its filters write figures in it wherever a macro is called from."""
    made = Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["asset"] = assets.address
    made.globals["modules"] = assets.modules
    say = Figures(spoken)
    written = (say.money, say.day, say.day_of_year, say.moment, say.percent, say.size, siret)
    made.filters |= {one.__name__: one for one in written}
    return made


def siret(number: str | None) -> str:
    """A SIRET or SIREN in the groups that it is printed in; other numbers as they are.

    >>> siret("73282932000074").replace(NARROW, " ")
    '732 829 320 00074'
    """
    if number is None:
        return ""
    if not number.isdigit() or len(number) not in {9, 14}:
        return number
    groups = [number[:3], number[3:6], number[6:9], *([number[9:]] if number[9:] else [])]
    return NARROW.join(groups)
