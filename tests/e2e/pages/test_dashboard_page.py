"""/tableau-de-bord: what a manager sees of their structure's invoices, computed by hand from what is planted here."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from models.lifecycle import Role, State
from models.service import Principal
from tests.e2e.pages_kit import CLAIRE, User, check_axe, complaints, overflow, sign_in, speak
from tests.people_kit import account
from tests.worker_kit import structure, upload
from worker.service import Service
from worker.settings import ServiceSettings
from worker.store.tables import CorrectionRow, EventRow

CHIEF = User("chef@chiffres.example", "Lucie Marchand", {})
NEW = User("nouvelle@chiffres.example", "Ana Ribeiro", {})
FIRST = datetime(2026, 3, 2, 9, tzinfo=UTC)
MARCH = "/tableau-de-bord?periode=jours&du=2026-03-02&au=2026-03-29"
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module", autouse=True)
def planted(world):
    """A structure with twenty documents in three weeks, and one with none; each with its manager."""
    service = Service.open(ServiceSettings(home=world.running.home, redis_url=None))
    try:
        home = structure(service, "Ville de Chiffres", None)
        account(service, home, Role.MANAGER, CHIEF.email)
        account(service, structure(service, "Toute neuve", None), Role.MANAGER, NEW.email)
        who = Principal(actor=CHIEF.email, role=Role.MANAGER, structure_id=home)
        for number in range(20):
            plant(service, who, number)
    finally:
        service.close()


def plant(service, who, number):
    """0 to 11 deposited, of these 0 to 2 corrected and 3 to 6 sent by nobody; 12 to 14 ready, 15 to 18 open, 19 bad."""
    state = (State.DEPOSITED,) * 12 + (State.READY,) * 3 + (State.TO_REVIEW,) * 4 + (State.FAILED,)
    at = FIRST + timedelta(days=7 * (number % 3))
    document = upload(service, who, f"{number}.pdf", state=state[number], created_at=at)
    sure = 0.995 if number in range(3, 12) else 0.7
    lines = [("to_review", at, {"to": "to_review", "confidence": sure}, None)]
    if number < 15:
        lines.append(("ready", at + HOUR * (number + 1), {"to": "ready"}, None))
    if number < 12:
        sender = None if number in range(3, 7) else CHIEF.email
        lines.append(("depositing", at + HOUR * 20, {"to": "depositing"}, sender))
        lines.append(("deposited", at + HOUR * 20, {"to": "deposited"}, sender))
    with service.store.session() as session:
        for code, when, details, actor in lines:
            session.add(event(who, document, code, when, details=details, actor=actor))
        if number in {4, 5}:
            said = f"Numéro d'engagement {number} inconnu"
            session.add(event(who, document, "SUSPENDUE", at + HOUR * 50, comment=said))
        if number < 3:
            session.add(CorrectionRow(document_id=document, actor="x", field="invoice_number", old="1", new="2"))
        if number == 0:
            session.add(CorrectionRow(document_id=document, actor="x", field="purchase_order", old=None, new="E-1"))


def event(who, document, code, at, **more):
    return EventRow(structure_id=who.structure_id, document_id=document, kind="state", code=code, at=at, **more)


def test_figures_are_those_of_the_documents(page):
    sign_in(page, CHIEF)
    page.goto(MARCH)
    expect(page.get_by_role("heading", level=1)).to_have_text("Tableau de bord")
    tiles = page.locator(".tiles dd")
    assert [one.split()[0] for one in tiles.all_inner_texts()] == ["20", "12", "4", "75"]
    expect(tiles.nth(3)).to_contain_text("9 sur 12, dont 4 sans aucune intervention")
    expect(page.get_by_role("img", name="Nombre de factures reçues chaque semaine")).to_be_visible()
    assert page.locator(".plot .total").all_text_contents() == ["7", "7", "6"]
    corrected = page.get_by_role("region", name="Ce que vous avez corrigé le plus")
    assert corrected.locator(".bars li").all_inner_texts()[0].split("\n")[0].startswith("Numéro de facture")
    expect(corrected.locator(".figure")).to_have_text(["3 (16\u202f%)", "1 (5,3\u202f%)"])
    delays = page.locator(".delays dd")
    expect(delays.nth(0)).to_contain_text("8\u202fh pour la moitié, 14\u202fh au plus pour 9 sur 10")
    expect(delays.nth(2)).to_contain_text("pas encore de facture arrivée là")
    sure = page.get_by_role("region", name="Sûreté de ce qui a été accepté").locator(".figure")
    expect(sure.nth(0)).to_contain_text("9 sur 9 sans correction (100\u202f%)")
    expect(sure.nth(3)).to_contain_text("3 sur 6 sans correction (50\u202f%)")
    row = page.locator(".reasons tbody tr")
    expect(row).to_have_count(1)
    expect(row.locator("td")).to_have_text(
        ["Numéro d'engagement 4 inconnu", "Numéro d'engagement ou de commande absent ou erroné", "Suspendue", "2"]
    )


def test_tables_behind_the_plots_open_by_keyboard(page):
    sign_in(page, CHIEF)
    page.goto(MARCH)
    summary = page.get_by_text("Les chiffres de chaque semaine")
    summary.focus()
    page.keyboard.press("Enter")
    cells = page.locator("section:has(#volumes) tbody tr").first.locator("th, td")
    expect(cells).to_have_text(["02/03/2026", "4", "1", "2", "0", "7"])  # 0 3 6 9, 12, 15 18


def test_the_export_is_of_the_days_that_are_shown(page):
    sign_in(page, CHIEF)
    page.goto(MARCH)
    for kind in ("XLSX", "CSV"):
        with page.expect_download() as told:
            page.get_by_role("link", name=f"Exporter en {kind}").click()
        assert told.value.suggested_filename == f"statistiques_2026-03-02_2026-03-29.{kind.lower()}"


def test_other_days_are_chosen_by_links_and_by_dates(page):
    sign_in(page, CHIEF)
    page.goto("/tableau-de-bord")
    expect(page.get_by_role("link", name="30 jours")).to_have_attribute("aria-current", "true")
    page.get_by_role("link", name="Un an").click()
    expect(page.get_by_role("link", name="Un an")).to_have_attribute("aria-current", "true")
    page.get_by_label("Du", exact=True).fill("2026-03-09")
    page.get_by_label("au", exact=True).fill("2026-03-15")
    page.get_by_role("button", name="Afficher ces jours").press("Enter")
    expect(page.locator(".tiles dd").first).to_have_text("7")
    expect(page.get_by_text("Factures reçues du 09/03/2026 au 15/03/2026")).to_be_visible()


def test_days_that_are_no_period_are_told(page):
    complaints(page).allow("status of 422")
    sign_in(page, CHIEF)
    for days in ("du=2026-03-15&au=2026-03-09", "du=hier", "periode=7"):
        page.goto(f"/tableau-de-bord?{days}")
        expect(page.get_by_role("alert")).to_contain_text("ne font pas une période")


def test_a_structure_without_invoices_is_told_what_to_do(page):
    sign_in(page, NEW)
    page.goto("/tableau-de-bord")
    expect(page.get_by_role("heading", name="Aucune facture reçue")).to_be_visible()
    expect(page.get_by_role("main").get_by_role("link", name="Déposer des fichiers")).to_have_attribute(
        "href", "/deposer"
    )
    check_axe(page)


def test_who_is_no_manager_is_told_whom_to_ask(page):
    complaints(page).allow("status of 403")
    sign_in(page, CLAIRE)
    answer = page.goto("/tableau-de-bord")
    assert answer.status == 403
    expect(page.get_by_text("réservés aux responsables")).to_be_visible()
    check_axe(page)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_it_is_readable_by_everybody(page, language):
    sign_in(page, CHIEF)
    speak(page, language)
    page.goto(MARCH)
    for summary in page.locator("summary").all():
        summary.click()
    check_axe(page)
    assert overflow(page) == []


def test_a_small_screen_scrolls_down_only(narrow):
    sign_in(narrow, CHIEF)
    for address in (MARCH, "/tableau-de-bord?periode=jours&du=2025-04-01&au=2026-03-31"):
        narrow.goto(address)
        assert overflow(narrow) == []
    check_axe(narrow)


def test_without_scripts_it_says_the_same(browser, world):
    context = browser.new_context(base_url=world.address, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, CHIEF)
    page.goto(MARCH)
    expect(page.locator(".tiles dd").first).to_have_text("20")
    context.close()
