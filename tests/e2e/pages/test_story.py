"""From the file to the status, in one go, as somebody does it who sees these pages for the first time."""

import re

from playwright.sync_api import expect

from tests.e2e.pages_kit import CLAIRE, check_axe, file_of

REVIEW = re.compile(r"/factures/[0-9a-f-]{36}$")
DEPOSIT = re.compile(r"/factures/[0-9a-f-]{36}/depot$")
SLOW = 60_000


def test_a_newcomer_drops_corrects_deposits_and_follows_an_invoice(page):
    page.goto("/")
    page.get_by_label("Adresse").fill(CLAIRE.email)
    page.get_by_label("Mot de passe").fill(CLAIRE.password)
    page.get_by_role("button", name="Se connecter").click()
    page.get_by_role("link", name="Déposer des fichiers").first.click()
    data = file_of("mairie")[1] + b"\n% a story of its own\n"
    page.locator("#files").set_input_files([{"name": "facture.pdf", "mimeType": "application/pdf", "buffer": data}])
    page.wait_for_url(REVIEW, timeout=SLOW)
    check_axe(page)
    for name, told in (("invoice_number", "HISTOIRE-1"), ("issue_date", "03/07/2026")):
        page.locator(f"#field-{name}").fill(told)
        page.locator(f"#field-{name}").press("Tab")
    expect(page.locator("#missing")).to_contain_text("Prête à déposer")
    page.locator("#deposit-link").click()
    page.wait_for_url(DEPOSIT)
    expect(page.get_by_role("heading", name="Brouillon : rien n'est encore envoyé")).to_be_visible()
    expect(page.locator("#summary")).to_contain_text("HISTOIRE-1")
    page.locator("#send").click()
    expect(page.locator("#banner")).to_contain_text("Envoyée le", timeout=SLOW)
    expect(page.locator("#steps [aria-current]")).to_contain_text("Mise à disposition", timeout=SLOW)
    with page.expect_download() as certificate:
        page.get_by_role("link", name=re.compile("certificat|attestation", re.IGNORECASE)).first.click()
    assert certificate.value.path().read_bytes().startswith(b"%PDF-")
    check_axe(page)
    page.goto("/factures?pile=deposited&text=HISTOIRE")
    expect(page.locator("#lines tr")).to_have_count(1)
    expect(page.locator("#lines")).to_contain_text("HISTOIRE-1")
