"""Files of the pages: under addresses of their content, packed where the browser takes it."""

import gzip

import pytest
from fastapi import FastAPI

from api.pages import assets
from tests.api_kit import Client


@pytest.fixture
def client():
    app = FastAPI()
    app.include_router(assets.router)
    with Client(app) as opened:
        yield opened


def test_a_script_names_all_that_it_imports():
    found = [one.rpartition("/js/")[2] for one in assets.modules("js/sheet.js")]
    assert found == ["sheet.js", "core.js"]
    review = assets.modules("js/review/main.js")
    assert len(review) == len(set(review)) > 10


def test_a_file_is_packed_for_who_takes_it_and_kept_for_good(client):
    path = assets.address("js/core.js")
    packed, plain = client.get(path), client.get(path, headers={"Accept-Encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.content == plain.content == assets.FOLDER.joinpath("js/core.js").read_bytes()
    assert len(gzip.compress(plain.content)) < len(plain.content)
    assert packed.headers["cache-control"] == assets.FOREVER
    assert packed.headers["vary"] == "Accept-Encoding"


def test_another_version_is_asked_for_again(client):
    assert client.get("/static/0/css/base.css").headers["cache-control"] == "no-cache"
