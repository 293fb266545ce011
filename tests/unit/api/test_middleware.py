"""Every request is counted by its route, whatever becomes of it."""

from __future__ import annotations

import pytest
from fastapi import FastAPI, HTTPException

from api.middleware import Observed
from tests.api_kit import Client
from worker.metrics import REQUESTS


@pytest.fixture
def client():
    app = FastAPI()

    @app.get("/things/{name}")
    def thing(name: str) -> str:
        if name == "broken":
            raise ZeroDivisionError
        if name == "absent":
            raise HTTPException(404)
        return name

    app.add_middleware(Observed)
    with Client(app) as opened:
        yield opened


def count(method, route, status):
    labels = {"method": method, "route": route, "status": status}
    return next(
        (
            sample.value
            for family in REQUESTS.collect()
            for sample in family.samples
            if sample.name.endswith("_count") and sample.labels == labels
        ),
        0.0,
    )


@pytest.mark.parametrize(
    ("path", "route", "status"),
    [
        ("/things/a", "/things/{name}", "200"),
        ("/things/absent", "/things/{name}", "404"),
        ("/nowhere", "unknown", "404"),
        ("/things/a/b", "unknown", "404"),
    ],
)
def test_an_answer_is_counted_by_its_route(client, path, route, status):
    before = count("GET", route, status)
    client.get(path)
    assert count("GET", route, status) == before + 1


def test_a_method_that_is_not_taken_is_counted(client):
    before = count("POST", "/things/{name}", "405")
    client.post("/things/a")
    assert count("POST", "/things/{name}", "405") == before + 1


def test_a_defect_is_counted_as_one(client):
    before = count("GET", "/things/{name}", "500")
    with pytest.raises(ZeroDivisionError):
        client.get("/things/broken")
    assert count("GET", "/things/{name}", "500") == before + 1
