"""/reprises: documents are chosen with a live count, shown as a dry run, and applied once that is confirmed."""

import re

import pytest
from playwright.sync_api import expect

from models.lifecycle import Role
from tests.e2e.pages_kit import SUPPLIER_SIRET, User, check_axe, overflow, sign_in, speak, until
from tests.people_kit import account
from tests.reprocessing_kit import older
from worker import administration
from worker.service import Service
from worker.settings import ServiceSettings

LONG = 60_000  # milliseconds that workers may take on a busy machine


CHIEF = User("cheffe@relecture.example", "Inès Moreau", {})


@pytest.fixture(scope="module", autouse=True)
def chief(world):
    """A manager of the structure whose documents these are, and of no other."""
    service = Service.open(ServiceSettings(home=world.running.home, redis_url=None))
    try:
        account(service, administration.structure(service, SUPPLIER_SIRET), Role.MANAGER, CHIEF.email)
    finally:
        service.close()


def planted(world, page, supplier):
    """A document that an older engine would have read with less, and two values wrong."""
    document = world.fresh()
    service = Service.open(ServiceSettings(home=world.running.home, redis_url=None))
    try:
        older(service, document, fields={"due_date": None, "seller_name": supplier, "total_vat": "1.00"})
    finally:
        service.close()
    sign_in(page, CHIEF)
    return document


def test_documents_are_chosen_shown_and_applied(world, page):
    document = planted(world, page, "Menuiserie Relue")
    page.goto("/reprises")
    count = page.locator("#nombre")
    expect(count).to_contain_text("relues")
    page.get_by_label("Fournisseur (nom").fill("Menuiserie Relue")
    expect(count).to_have_text("1 facture serait relue.")
    check_axe(page)
    page.get_by_role("radio", name="Remplacer").check()
    page.get_by_label("Nom de cette relecture").fill("Relecture d'essai")
    page.get_by_role("button", name="Relire à blanc").press("Enter")
    page.wait_for_url(re.compile("/reprises/.{36}$"))
    expect(page.locator(".dry")).to_contain_text("ESSAI À BLANC", timeout=LONG)
    page.get_by_role("searchbox").fill("aucune de ce nom")
    page.get_by_role("searchbox").press("Enter")
    expect(page.get_by_text("0 sur 1")).to_be_visible()
    page.get_by_role("link", name="Tout montrer").press("Enter")
    expect(page.get_by_text("1 en tout.")).to_be_visible()
    rows = page.locator("table.changes tbody tr")
    due = rows.filter(has_text="Date d'échéance")
    expect(due).to_contain_text("rien")
    expect(due).to_contain_text("Trouvé maintenant")
    check_axe(page)
    page.get_by_label("Que faire ?").select_option("values")
    page.get_by_role("button", name="Choisir").press("Enter")
    expect(page.locator(".why")).to_contain_text("choisi par")
    page.get_by_role("button", name="Appliquer et déposer").press("Enter")
    confirm = page.get_by_role("dialog")
    expect(confirm.get_by_role("listitem")).to_have_text([re.compile("Reprendre les valeurs, à vérifier")])
    check_axe(page)
    confirm.get_by_role("button", name="Oui, appliquer").press("Enter")
    expect(page.locator(".message.good")).to_contain_text("Appliquée le", timeout=LONG)
    told = world.view(document)["extraction"]["fields"]
    assert "due_date" in told
    with page.expect_download() as loaded:
        page.get_by_role("link", name="Rapport (JSONL)").click()
    assert loaded.value.suggested_filename.endswith(".jsonl")


def test_it_is_readable_by_everybody_on_any_screen(world, narrow):
    planted(world, narrow, "Serrurerie Relue")
    speak(narrow, "en")
    narrow.goto("/reprises")
    until(narrow, "document.getElementById('nombre').textContent")
    check_axe(narrow)
    assert overflow(narrow) == []
    narrow.get_by_label("Supplier (name").fill("Serrurerie Relue")
    expect(narrow.locator("#nombre")).to_contain_text("1 invoice")
    narrow.get_by_role("button", name="Read as a dry run").click()
    narrow.wait_for_url(re.compile("/reprises/.{36}$"))
    expect(narrow.locator(".dry")).to_contain_text("DRY RUN", timeout=LONG)
    check_axe(narrow)
    assert overflow(narrow) == []
    narrow.goto("/reprises")
    expect(narrow.get_by_role("table")).to_contain_text("to be decided")
    narrow.set_viewport_size({"width": 1280, "height": 900})
