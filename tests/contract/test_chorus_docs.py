"""docs/chorus.md names every operation, on the right side, and every code."""

import re
from pathlib import Path

from fastapi.routing import APIRoute

from api.chorus import not_offered, routes
from worker.portal import refusals
from worker.portal.flow_syntaxes import SYNTAXES

PAGE = (Path(__file__).parents[2] / "docs" / "chorus.md").read_text(encoding="utf-8")
OFFERED, _, REST = PAGE.partition("## What is offered")[2].partition("**Not offered**")
NOT_OFFERED = REST.partition("\n## ")[0]


def named(text):
    return set(re.findall(r"`([A-Za-z]+(?:/[A-Za-z0-9]+)*|health-check)`", text))


def short(path):
    """An operation as the page names it: those of other APIs with the API's own name."""
    part, _, name = path.removeprefix("/cpro/").partition("/v1/")
    return f"{part}/v1/{name}" if part in {"engagementsJuridiques", "facturesTravaux"} else name


def test_every_operation_that_is_offered_is_named():
    served = {route.path for router in routes.OFFERED for route in router.routes if isinstance(route, APIRoute)}
    assert {short(path) for path in served if path.startswith("/cpro/")} <= named(OFFERED)


def test_every_operation_that_is_not_offered_is_named_and_no_other():
    rest = {short(path) for path in not_offered.paths(routes.OFFERED)}
    assert not rest & named(OFFERED)
    assert {name for name in rest if f"{name}`" not in NOT_OFFERED} == set()
    assert str(not_offered.NOT_OFFERED) in NOT_OFFERED


def test_every_code_is_told():
    told = {int(code) for code in re.findall(r"\b20\d{3}\b", PAGE)}
    for first, last in re.findall(r"\b(20\d{3}) to (20\d{3})\b", PAGE):
        told |= set(range(int(first), int(last) + 1))
    ours = {one.code for one in vars(refusals).values() if isinstance(one, refusals.Reason)}
    assert ours <= told


def test_every_syntax_of_flows_is_named():
    assert not [name for name in SYNTAXES if f"`{name}`" not in PAGE]
