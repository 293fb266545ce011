"""The pages as people see them, for tests: a service that runs, people and invoices in it, and a browser.

Fixtures of conftest.py: `world` (the service), `page` (1280 pixels wide) and `narrow` (320); both fail their test where
the browser complained of anything.

    def test_the_queue_shows_what_waits(world, page):
        sign_in(page, CLAIRE)
        page.goto(world.address + "/factures")
        check_axe(page)
"""

from __future__ import annotations

import json
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, Playwright

from models.lifecycle import Role
from models.structure import BankAccountNew
from tests.integration.durability_service import Running, free_port, multipart
from tests.people_kit import PASSWORD, kept
from worker import accounts, administration, bank_accounts, directory, keys
from worker.service import Service
from worker.settings import ServiceSettings
from worker.store.tables import MembershipRow

ROOT = Path(__file__).parents[2]
INVOICES = ROOT / "fixtures" / "invoices"
CHROMIUM = shutil.which("chromium")
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run", "--disable-dev-shm-usage",
)  # fmt: skip
AXE = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]}}
SUPPLIER_SIRET, TOWN_SIRET = "79338986700029", "21556540900046"
PATIENCE = 90.0


@dataclass(frozen=True)
class User:
    """Somebody who signs in, and may do that in these structures."""

    email: str
    name: str
    roles: dict[str, Role]
    password: str = PASSWORD


CLAIRE = User("claire@favithat.example", "Claire Fontaine", {SUPPLIER_SIRET: Role.SUPPLIER})
REVIEWER = User("martin@montfaux.example", "Martin Leclerc", {TOWN_SIRET: Role.REVIEWER})
MANAGER = User("nadia@montfaux.example", "Nadia Berger", {SUPPLIER_SIRET: Role.MANAGER, TOWN_SIRET: Role.MANAGER})
PEOPLE = (CLAIRE, REVIEWER, MANAGER)

SUPPLIERS_OWN = ("mairie", "complet_services", "multipage-1", "simple-4__faint", "broken", "sixty")
TOWNS_OWN = ("complet_public", "agence-1", "listing-1", "complet_public_mois", "collectivite-1")


@dataclass
class World:
    """A service that runs, with people and documents; `document` gives one by the name of its fixture."""

    running: Running
    keys: dict[str, str]
    ids: dict[str, str] = field(default_factory=dict)
    copies: int = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.running.port}"

    def document(self, name: str) -> str:
        """The identifier of a document that is there from the start, once it is read."""
        self.read(self.ids[name], self._siret(name))
        return self.ids[name]

    def fresh(self, name: str = "mairie", siret: str = SUPPLIER_SIRET) -> str:
        """A copy of a PDF that no other test knows, read: for tests that change or deposit it."""
        self.copies += 1
        data = file_of(name)[1] + f"\n% {self.copies}\n".encode()
        made = self.upload(f"{name} {self.copies}.pdf", data, siret)
        self.read(made, siret)
        return made

    def upload(self, name: str, data: bytes, siret: str = SUPPLIER_SIRET) -> str:
        body, kind = multipart((name, data))
        told = self.api("POST", "/documents", body, siret, kind)
        return str(told["files"][0]["document"]["id"])

    def read(self, document_id: str, siret: str = SUPPLIER_SIRET) -> dict[str, Any]:
        """The document as the API tells of it, once nothing is under way."""
        until = time.monotonic() + PATIENCE
        while (told := self.view(document_id, siret))["state"] in {"received", "reading", "depositing"}:
            assert time.monotonic() < until, f"{told['name']} is still {told['state']}\n{self.running.log()}"
            time.sleep(0.1)
        return told

    def view(self, document_id: str, siret: str = SUPPLIER_SIRET) -> dict[str, Any]:
        return self.api("GET", f"/documents/{document_id}", siret=siret)

    def api(
        self, method: str, path: str, body: object = None, siret: str = SUPPLIER_SIRET, kind: str = "application/json"
    ) -> Any:
        """What the API answers to a structure's own program."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode() if body is not None else b""
        connection = HTTPConnection("127.0.0.1", self.running.port, timeout=30)
        try:
            head = {"Authorization": f"Bearer {self.keys[siret]}", "Content-Type": kind}
            connection.request(method, f"/api/v1{path}", data, head)
            answer = connection.getresponse()
            text = answer.read()
        finally:
            connection.close()
        assert answer.status < 300, (method, path, answer.status, text.decode())
        return json.loads(text) if text else None

    def _siret(self, name: str) -> str:
        return TOWN_SIRET if name in TOWNS_OWN else SUPPLIER_SIRET


@contextmanager
def running_world(home: Path, **settings: str) -> Iterator[World]:
    """The service in a folder: API, workers and embedded queue as processes; it deposits with the portal in it."""
    given = {
        "PREFACTURE_HOME": str(home),
        "PREFACTURE_WORKERS": "2",
        "PREFACTURE_SWEEP_SECONDS": "1",
        "PREFACTURE_RATE_PER_MINUTE": "1000000",
        "PREFACTURE_SIGN_IN_PER_MINUTE": "100000",
        "PREFACTURE_GATEWAY": "portal",
        **settings,
    }
    made = furnish(home)
    port = free_port()
    running = Running(home, port, given | {"PREFACTURE_PORT": str(port)})
    try:
        running.start()
        world = World(running, made)
        for siret, names in ((SUPPLIER_SIRET, SUPPLIERS_OWN), (TOWN_SIRET, TOWNS_OWN)):
            for name in names:
                world.ids[name] = world.upload(*file_of(name), siret)
        yield world
    finally:
        running.stop()


def furnish(home: Path) -> dict[str, str]:
    """Structures, people, the directory and a bank account, before the service starts; a key by SIRET."""
    settings = ServiceSettings(home=home, redis_url=None)
    service = Service.open(settings)
    try:
        service.store.migrate()
        with (ROOT / "fixtures" / "directory.csv").open("rb") as stream:
            directory.import_csv(service, stream)
        told = json.loads((ROOT / "fixtures" / "supplier.json").read_text(encoding="utf-8"))
        supplier = administration.add_structure(service, told["siret"], told["name"])
        town = administration.add_structure(service, TOWN_SIRET, "Commune de Montfaux-sous-Bois")
        bank_accounts.add(service, administration.administrator(supplier.id), BankAccountNew(**told["bank_account"]))
        structures = {SUPPLIER_SIRET: supplier.id, TOWN_SIRET: town.id}
        with service.store.session() as session:
            for user in PEOPLE:
                row = accounts.add(session, accounts.NewAccount(user.email, user.password, kept()), user.name)
                for siret, role in user.roles.items():
                    session.add(MembershipRow(user_id=row.id, structure_id=structures[siret], role=role.value))
            issued = {
                siret: keys.issue(session, structure_id, "essais", Role.MANAGER).secret
                for siret, structure_id in structures.items()
            }
    finally:
        service.close()
    return {siret: secret for siret, secret in issued.items() if secret}


def file_of(name: str) -> tuple[str, bytes]:
    """A file by its fixture's name; `sixty` has sixty pages, `broken` is none that can be opened."""
    if name == "broken":
        return "facture abîmée.pdf", b"%PDF-1.4\n1 0 obj <</Type /Cat"
    if name == "sixty":
        return "soixante pages.pdf", sixty_pages()
    path = next((INVOICES / name).glob("invoice.*"))
    return f"{name}{path.suffix}", path.read_bytes()


def sixty_pages() -> bytes:
    """An invoice of three pages, then the other pages of its like as annexes."""
    source = INVOICES / "multipage-1" / "invoice.pdf"
    told = BytesIO()
    with pikepdf.open(source) as made, pikepdf.open(source) as again:
        while len(made.pages) < 60:
            made.pages.append(again.pages[1])
        made.save(told, deterministic_id=True)
    return told.getvalue()


def launch(playwright: Playwright) -> Browser:
    """Debian's Chromium, asking nobody for anything."""
    return playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))


@dataclass
class Complaints:
    """What the browser said in its console, and errors of scripts; `allow` what a test provokes."""

    said: list[str] = field(default_factory=list)
    allowed: list[str] = field(default_factory=list)

    def allow(self, pattern: str) -> None:
        self.allowed.append(pattern)

    @property
    def unexpected(self) -> list[str]:
        return [one for one in self.said if not any(re.search(pattern, one) for pattern in self.allowed)]


_COMPLAINTS: dict[Page, Complaints] = {}


def complaints(page: Page) -> Complaints:
    """Of a page, from the first call on."""
    if page not in _COMPLAINTS:
        found = _COMPLAINTS[page] = Complaints()
        page.on("console", lambda message: found.said.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: found.said.append(str(error)))
    return _COMPLAINTS[page]


def console_errors(page: Page) -> list[str]:
    """Errors that the console showed, refusals of the content security policy among them."""
    return complaints(page).unexpected


def sign_in(page: Page, user: User) -> None:
    """By the API: the browser has its cookie from then on."""
    answer = page.context.request.post("/api/v1/session", data={"email": user.email, "password": user.password})
    assert answer.status == 200, answer.text()


def speak(page: Page, language: str) -> None:
    """Have the next pages in `fr` or `en`."""
    page.context.add_cookies([{"name": "langue", "value": language, "domain": "127.0.0.1", "path": "/"}])


def until(page: Page, expression: str, seconds: float = 15.0) -> Any:
    """What a script's expression gives once it is true. Playwright's own wait_for_function is refused by our policy."""
    last = time.monotonic() + seconds
    while not (told := page.evaluate(expression)):
        assert time.monotonic() < last, f"never true: {expression}"
        page.wait_for_timeout(50)
    return told


def check_axe(page: Page, **options: object) -> None:
    """No rule of WCAG 2.0, 2.1 and 2.2, A and AA, that axe can judge is broken."""
    page.evaluate(AXE_SCRIPT)
    told = page.evaluate("options => axe.run(document, options)", {**AXE, "resultTypes": ["violations"], **options})
    found = [
        f"{one['id']} ({one['impact']}): {one['help']}\n    {' '.join(map(str, node['target']))}\n    {node['html']}\n"
        f"    {node.get('failureSummary', '')}"
        for one in told["violations"]
        for node in one["nodes"]
    ]
    assert not found, f"{page.url}\n" + "\n".join(found)


def overflow(page: Page) -> list[str]:
    """What sticks out to the right and makes the page scroll sideways; nothing where it does not."""
    return page.evaluate(
        """() => {
          const width = document.documentElement.clientWidth;
          if (document.documentElement.scrollWidth <= width) return [];
          return [...document.querySelectorAll("body *")]
            .filter((one) => one.getBoundingClientRect().right > width + 1)
            .map((one) => `${one.tagName} ${one.id} ${one.className} ${one.getBoundingClientRect().right}`);
        }"""
    )
