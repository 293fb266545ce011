"""A running service and a browser for tests of the pages; see pages_kit.py."""

import pytest

from tests.e2e import pages_kit


@pytest.fixture(scope="session")
def world(tmp_path_factory):
    """The service, started once."""
    with pages_kit.running_world(tmp_path_factory.mktemp("pages")) as running:
        yield running


@pytest.fixture(scope="module")
def browser():
    """Ended with the module: Playwright's loop would be in the way of tests that run one of their own."""
    if pages_kit.CHROMIUM is None:
        pytest.skip("chromium is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = pages_kit.launch(playwright)
        yield opened
        opened.close()


@pytest.fixture
def page(browser, world):
    """As on a desk, 1280 pixels wide."""
    yield from _page(browser, world, 1280, 900)


@pytest.fixture
def narrow(browser, world):
    """320 pixels: a small phone, or 400 % on a desk."""
    yield from _page(browser, world, 320, 640)


def _page(browser, world, width, height):
    context = browser.new_context(
        base_url=world.address, viewport={"width": width, "height": height}, locale="fr-FR", reduced_motion="reduce"
    )
    context.set_default_timeout(15_000)
    opened = context.new_page()
    heard = pages_kit.complaints(opened)
    yield opened
    context.close()
    assert heard.unexpected == []
