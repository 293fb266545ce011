"""Pictures of every page for docs/pages.md, on a desk and on a telephone: `make screenshots`.

A page is added by a line of SHOTS. One that the service does not have yet is told, and left out.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.e2e.pages_kit import (
    CHROMIUM,
    CLAIRE,
    MANAGER,
    REVIEWER,
    ROOT,
    User,
    World,
    complaints,
    launch,
    running_world,
    sign_in,
    speak,
    until,
)
from tests.stacks_kit import as_stack, stack

FOLDER = ROOT / "docs" / "screenshots"
SIZES = {"desktop": (1280, 900), "phone": (360, 740)}
HEAVIEST = 200_000  # bytes
COLOURS = (128, 64, 32)


@dataclass(frozen=True)
class Shot:
    """A page: its picture's name, who looks, where, and what is done before."""

    name: str
    user: User | None
    address: Callable[[World], str]
    prepare: Callable[[Page], None] = lambda _page: None
    language: str = "fr"


def at(path: str) -> Callable[[World], str]:
    """The same address whatever is in the service."""
    return lambda _world: path


def focus_a_field(page: Page) -> None:
    """The value's place is shown on the page, once its picture is there."""
    until(page, "document.querySelector('#page-viewer img')?.naturalWidth", 30)
    page.locator("#field-invoice_number").focus()
    until(page, "!document.querySelector('.sheet.loading')", 30)
    page.wait_for_timeout(400)


def a_stack(world: World) -> str:
    """How a scanner's output with several invoices is split."""
    sheets = ("mairie", "-", "multipage-1", "agence-1", "bandeau-1", "cartes-1")
    body, kind = as_stack("pile du 12 mars.pdf", stack(*sheets))
    made = world.api("POST", "/documents", body, kind=kind)["files"][0]["document"]["id"]
    world.read(made)
    return f"/factures/{made}/decoupage"


def all_loaded(page: Page) -> None:
    """The pictures in sight are there."""
    until(page, "'ready' in document.getElementById('strip').dataset", 30)
    page.wait_for_timeout(2500)


SHOTS = (
    Shot("connexion", None, at("/connexion")),
    Shot("factures", REVIEWER, at("/factures")),
    Shot("relecture", CLAIRE, lambda world: f"/factures/{world.document('complet_services')}", focus_a_field),
    Shot("relecture-scan", CLAIRE, lambda world: f"/factures/{world.document('simple-4__faint')}", focus_a_field),
    Shot("relecture-anglais", CLAIRE, lambda world: f"/factures/{world.document('multipage-1')}", focus_a_field, "en"),
    Shot("illisible", CLAIRE, lambda world: f"/factures/{world.document('broken')}"),
    Shot("depot", CLAIRE, lambda world: f"/factures/{world.document('mairie')}/depot"),
    Shot("deposer", CLAIRE, at("/deposer")),
    Shot("decoupage", CLAIRE, a_stack, all_loaded),
    Shot("reprises", CLAIRE, at("/reprises")),
    Shot("tableau-de-bord", MANAGER, at("/tableau-de-bord")),
    Shot("structure", MANAGER, at("/structure")),
    Shot("compte", MANAGER, at("/compte")),
    Shot("aide", CLAIRE, at("/aide")),
)


def main(names: list[str]) -> int:
    """Take the pictures that are named, else all."""
    if CHROMIUM is None:
        print("chromium is not installed: apt-get install chromium", file=sys.stderr)
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    failed = 0
    with tempfile.TemporaryDirectory() as home, running_world(Path(home)) as world, sync_playwright() as playwright:
        browser = launch(playwright)
        for name in world.ids:
            world.document(name)  # all of them are read
        for shot in SHOTS:
            if not names or shot.name in names:
                failed += sum(take(browser, world, shot, size) for size in SIZES)
        browser.close()
    return 1 if failed else 0


def take(browser: Browser, world: World, shot: Shot, size: str) -> bool:
    """One picture; whether it could not be taken."""
    width, height = SIZES[size]
    context = browser.new_context(
        base_url=world.address, viewport={"width": width, "height": height}, locale="fr-FR", reduced_motion="reduce"
    )
    page = context.new_page()
    heard = complaints(page)
    speak(page, shot.language)
    if shot.user:
        sign_in(page, shot.user)
    answer = page.goto(shot.address(world))
    if answer is None or not answer.ok:
        print(f"{shot.name}-{size}: {answer.status if answer else 'no answer'}")
        context.close()
        return True
    page.wait_for_timeout(500)
    shot.prepare(page)
    path = FOLDER / f"{shot.name}-{size}.png"
    path.write_bytes(light(page.screenshot()))
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1000} kB")
    context.close()
    for error in heard.unexpected:
        print(f"  {error}")
    return bool(heard.unexpected)


def light(picture: bytes) -> bytes:
    """The picture with as many colours as its size allows."""
    drawn = Image.open(BytesIO(picture)).convert("RGB")
    for colours in COLOURS:
        told = BytesIO()
        drawn.quantize(colours, dither=Image.Dither.NONE).save(told, "PNG", optimize=True)
        if told.tell() < HEAVIEST:
            break
    return told.getvalue()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
