"""A page from its template: escaped, in the visitor's language, with what every page shows."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path

from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.pages import assets, language
from api.pages.forms import here
from api.pages.visitors import Visitor
from worker.portal.french import FRANCE

NARROW = "\u202f"  # between thousands, as French typography wants it
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
    body = _environment().get_template(template).render(told).encode()
    if len(body) > LARGE and "gzip" in request.headers.get("accept-encoding", ""):
        body = gzip.compress(body, PACKING, mtime=0)
        headers["Content-Encoding"] = "gzip"
    return HTMLResponse(body, status, headers)


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["asset"] = assets.address
    made.globals["modules"] = assets.modules
    made.filters |= {"money": money, "day": day, "moment": moment, "percent": percent, "siret": siret}
    return made


def money(amount: Decimal | str | None, currency: str | None = "EUR") -> str:
    """An amount as French readers write it.

    >>> money(Decimal("1234.5")).replace(NARROW, " ").replace(chr(160), " ")
    '1 234,50 €'
    """
    if amount is None:
        return ""
    told = f"{Decimal(amount):,.2f}".replace(",", NARROW).replace(".", ",")
    return f"{told}\u00a0{'€' if currency in {'EUR', None} else currency}"


def day(on: date | str | None) -> str:
    """A day.

    >>> day(date(2026, 11, 2))
    '02/11/2026'
    """
    told = date.fromisoformat(on[:10]) if isinstance(on, str) else on
    return "" if told is None else f"{told:%d/%m/%Y}"


def moment(at: datetime | None) -> str:
    """A moment, in the time of Paris.

    >>> moment(datetime.fromisoformat("2026-11-22T10:05:00+00:00"))
    '22/11/2026 à 11:05'
    """
    return "" if at is None else f"{at.astimezone(FRANCE):%d/%m/%Y à %H:%M}"


def percent(share: float | None) -> str:
    """A share of one.

    >>> percent(0.985).replace(NARROW, " ")
    '98 %'
    """
    return "" if share is None else f"{int(share * 100)}{NARROW}%"


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
