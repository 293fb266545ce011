"""Depositing an invoice and following it: what a supplier sees, chooses, sends, and does where it was stopped."""

import re
from contextlib import closing
from itertools import count

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from models.portal import Status
from tests.e2e.pages_kit import CLAIRE, MANAGER, REVIEWER, check_axe, complaints, overflow, sign_in, speak
from worker.portal import treating
from worker.portal.callers import caller_of
from worker.service import Service
from worker.settings import ServiceSettings
from worker.store.tables import DepositRow, PortalInvoiceRow, UserRow

NUMBERS = count(1)
SLOW = 30_000
PDF = b"%PDF-1.4 bon de livraison"


def invoice(world, **fields):
    """An invoice like no other, by its number and date."""
    document, n = world.fresh(), next(NUMBERS)
    told = {"invoice_number": f"DEP-{n:03}", "issue_date": f"2026-08-{n:02}", **fields}
    world.api("PATCH", f"/documents/{document}", {"version": world.view(document)["version"], "fields": told})
    return document


def opened(page, document, user=CLAIRE):
    sign_in(page, user)
    page.goto(f"/factures/{document}/depot")
    return page


def banner(page):
    return page.locator("#banner")


def sent(page, document):
    """Deposit it by the page."""
    opened(page, document)
    page.locator("#send").click()
    expect(banner(page)).to_contain_text("Envoyée le", timeout=SLOW)
    expect(page.locator("#steps [aria-current]")).to_contain_text("Mise à disposition", timeout=SLOW)
    return page


def treat(world, document, status, reason=None):
    """The recipient's turn."""
    settings = ServiceSettings(home=world.running.home, redis_url=None, gateway="portal")
    with closing(Service.open(settings)) as service, service.store.session() as session:
        user = session.scalars(select(UserRow).where(UserRow.email == MANAGER.email)).one()
        deposited = select(DepositRow.id).where(DepositRow.document_id == document)
        row = session.scalars(select(PortalInvoiceRow).where(PortalInvoiceRow.key.in_(deposited))).one()
        treating.treat(session, caller_of(session, user.id, user.email, user.name), row.id, status, reason, None)


def stopped(world, page, status, reason):
    """An invoice that was sent and stopped; the page saw it by itself."""
    document = invoice(world)
    sent(page, document)
    treat(world, document, status, reason)
    expect(banner(page)).to_contain_text("À vous d'agir", timeout=SLOW)
    expect(page.locator("#ways")).to_contain_text(reason)
    return document


def test_a_draft_says_that_nothing_is_sent_and_what_would_be(world, page):
    opened(page, invoice(world))
    expect(page.get_by_role("heading", name="Brouillon : rien n'est encore envoyé")).to_be_visible()
    expect(page.locator("#banner svg")).to_be_visible()
    assert "Brouillon" in page.title()
    summary = page.locator("#summary")
    for told in ("DEP-", "FAVITHAT TRANSPORTS", "Commune de Montfaux-sous-Bois", "MP 460058", "BAT", "E26055358"):
        expect(summary).to_contain_text(told)
    assert re.sub(r"\s", " ", page.locator("#send").inner_text()).strip() == (
        "Envoyer à la COMMUNE DE MONTFAUX-SOUS-BOIS (5 950,26 €)"
    )
    expect(page.get_by_label("Factur-X")).to_be_checked()
    expect(page.get_by_label(re.compile("lu sur la facture"))).to_be_checked()
    expect(page.locator("#format-ubl")).to_be_hidden()


def test_an_obligation_that_is_missing_is_shown_and_blocks(world, page):
    document = invoice(world, buyer_reference=None)
    opened(page, document)
    demand = page.locator(".demands li").filter(has_text="Code service")
    expect(demand).to_contain_text("exigé")
    expect(demand).to_contain_text("manque")
    expect(page.locator("#send")).to_have_attribute("aria-disabled", "true")
    page.locator("#send").click(force=True)
    expect(page.locator("#gaps-title")).to_be_focused()
    link = page.locator("#gaps").get_by_role("link", name="Corriger : Code service").first
    assert link.get_attribute("href") == f"/factures/{document}#field-buyer_reference"
    assert world.view(document)["state"] != "deposited"


def test_choices_go_with_the_deposit_and_stand_in_the_address(world, page):
    document = invoice(world)
    opened(page, document)
    page.get_by_text("Autres formes").click()
    page.get_by_label("Le PDF d'origine et ses champs").check()
    page.get_by_label("A9 : sous-traitant payé directement").check()
    page.get_by_label("Des services").check()
    page.wait_for_url(re.compile("nature=S"))
    assert {"format=chorus", "cadre=A9"} <= set(page.url.partition("?")[2].split("&"))
    page.reload()
    expect(page.get_by_label("A9 : sous-traitant payé directement")).to_be_checked()
    with page.expect_request(re.compile("/deposit$")) as asked:
        page.locator("#send").click()
    body = asked.value.post_data_json
    assert (body["kind"], body["supplements"]["billing_mode"]) == ("chorus", "S1")
    assert body["supplements"]["chorus_frame"] == "A9_FACTURE_SOUSTRAITANT"
    expect(banner(page)).to_contain_text("Envoyée le", timeout=SLOW)


def test_a_billing_mode_that_nobody_knows_is_asked_for(world, page):
    document = world.fresh("complet_services")
    opened(page, document)
    if page.locator("#billing input").count():
        page.get_by_label("Des biens").check()
        page.wait_for_url(re.compile("nature=B"))
        expect(page.locator("#gaps")).not_to_contain_text("cadre de facturation n'est pas connu")
    check_axe(page)


def test_an_account_that_is_not_ours_is_warned_of(world, page):
    opened(page, invoice(world, iban="FR7630006000011234567890189"))
    expect(page.locator("#compte-lu")).to_be_checked()
    expect(page.locator("#options")).to_contain_text("n'est pas un compte enregistré de votre structure")
    page.get_by_label(re.compile("Compte d'essai")).check()
    expect(page.locator("#options")).not_to_contain_text("n'est pas un compte enregistré")
    expect(page.get_by_label(re.compile("Compte d'essai"))).to_be_focused()


def test_a_supplier_sends_and_sees_it_move(world, page):
    document = invoice(world)
    sent(page, document)
    told = world.view(document)
    deposit = world.api("GET", f"/documents/{document}/deposits")[0]
    expect(banner(page)).to_contain_text(f"sous le n° {deposit['platform_id']}")
    expect(page.locator("#send")).to_have_count(0)
    assert told["state"] == "deposited"
    treat(world, document, Status.SERVICE_FAIT)
    expect(page.locator("#steps [aria-current]")).to_contain_text("Service fait", timeout=SLOW)
    expect(banner(page)).to_contain_text("Elle est maintenant : Service fait")
    assert "Service fait" in page.title()
    for part in ("Statuts", "Événements complémentaires", "Actions des utilisateurs"):
        expect(page.get_by_role("heading", name=part)).to_be_visible()
    expect(page.locator("#history")).to_contain_text("Nadia Berger")
    check_axe(page)


def test_certificate_and_sent_file_can_be_taken_away(world, page):
    sent(page, invoice(world))
    with page.expect_download() as paper:
        page.get_by_role("link", name="Télécharger le certificat (PDF)").click()
    assert paper.value.path().read_bytes().startswith(b"%PDF")
    assert paper.value.suggested_filename.startswith("certificat")
    with page.expect_download() as file:
        page.get_by_role("link", name="Télécharger le fichier envoyé").click()
    assert file.value.path().read_bytes().startswith(b"%PDF")


def test_attachments_are_added_under_rules_and_removed(world, page):
    opened(page, invoice(world))
    expect(page.locator("#attachment-rules")).to_contain_text("50 caractères")
    field = page.locator("#attachment-files")
    field.set_input_files(
        [
            {"name": "bon.pdf", "mimeType": "application/pdf", "buffer": PDF},
            {"name": "programme.exe", "mimeType": "application/octet-stream", "buffer": b"MZ"},
            {"name": f"{'n' * 60}.pdf", "mimeType": "application/pdf", "buffer": PDF},
        ]
    )
    problems = page.locator("#attachment-problems")
    expect(problems).to_contain_text("programme.exe : ce type de fichier n'est pas accepté")
    expect(problems).to_contain_text("64 caractères, 50 au plus")
    expect(page.get_by_role("link", name="bon.pdf")).to_be_visible()
    page.get_by_role("button", name="Retirer bon.pdf").click()
    expect(page.locator("#attachments")).to_contain_text("Aucune pièce jointe")
    expect(page.locator("#attachments-title")).to_be_focused()


def test_what_looks_like_a_duplicate_is_asked_about_twice(world, page):
    first = invoice(world)
    sent(page, first)
    same = world.view(first)["extraction"]["fields"]
    again = invoice(world, issue_date=same["issue_date"]["value"])
    opened(page, again)
    page.locator("#send").click()
    asked = page.get_by_role("dialog")
    expect(asked).to_contain_text("Une autre facture semble être la même")
    expect(page.get_by_role("button", name="Ne pas envoyer")).to_be_focused()
    check_axe(page)
    page.keyboard.press("Escape")
    expect(asked).to_be_hidden()
    expect(page.locator("#send")).to_be_focused()
    page.locator("#send").click()
    page.get_by_role("button", name="envoyer quand même").click()
    expect(banner(page)).to_contain_text("Envoyée le", timeout=SLOW)


def test_an_invoice_sent_to_the_wrong_place_goes_to_the_right_one(world, page):
    stopped(world, page, Status.A_RECYCLER, "Ce n'est pas pour nous.")
    page.get_by_role("button", name="Renvoyer la facture").click()
    expect(page.locator("#ways-problem")).to_be_focused()
    page.get_by_label("Chercher un destinataire").fill("sans obligation")
    page.get_by_label(re.compile("SANS OBLIGATION")).check()
    page.locator("#recycle-comment").fill("Avec nos excuses.")
    check_axe(page)
    page.get_by_role("button", name="Renvoyer la facture").click()
    expect(page.locator("#recycle")).to_have_count(0, timeout=SLOW)
    expect(banner(page)).to_contain_text("SANS OBLIGATION")
    expect(page.locator("#steps [aria-current]")).to_contain_text("Mise à disposition", timeout=SLOW)
    expect(page.locator("#history")).to_contain_text("Avec nos excuses.")


def test_a_suspended_invoice_is_completed(world, page):
    stopped(world, page, Status.SUSPENDUE, "Il manque le bon de livraison.")
    cause = page.get_by_role("region", name="Pourquoi la facture est arrêtée")
    expect(cause).to_contain_text("Pièce justificative manquante ou illisible")
    expect(cause.locator("q")).to_contain_text("manque le bon de livraison")
    page.locator("#complete-comment").fill("Le voici.")
    page.locator("#attachment-files").set_input_files(
        [{"name": "bon de livraison.pdf", "mimeType": "application/pdf", "buffer": PDF}]
    )
    box = page.get_by_role("checkbox", name="bon de livraison.pdf")
    expect(box).to_be_checked()
    expect(page.locator("#complete-comment")).to_have_value("Le voici.")
    page.get_by_role("button", name="Envoyer le complément").click()
    expect(page.locator("#steps [aria-current]")).to_contain_text("Complétée", timeout=SLOW)
    expect(page.locator("#ways form")).to_have_count(0)


def test_a_rejected_invoice_is_noted_and_made_again(world, page):
    document = stopped(world, page, Status.REJETEE, "Montant contesté.")
    expect(page.locator("#first")).to_contain_text("2026-08-367")
    page.get_by_role("button", name="J'ai pris note du rejet").click()
    expect(page.locator("#acknowledge")).to_have_count(0, timeout=SLOW)
    page.get_by_role("button", name="Refaire avec un nouveau numéro").click()
    page.wait_for_url(re.compile(r"/factures/[0-9a-f-]{36}$"))
    new = page.url.rpartition("/")[2]
    assert new != document
    assert "invoice_number" not in world.view(new)["extraction"]["fields"]
    page.goto(f"/factures/{new}/depot")
    expect(page.get_by_role("link", name="voir l'ancienne")).to_have_attribute("href", f"/factures/{document}/depot")
    page.goto(f"/factures/{document}/depot")
    expect(page.get_by_role("link", name="voir la nouvelle facture")).to_have_attribute("href", f"/factures/{new}")


def test_somebody_else_was_faster(world, page):
    document = invoice(world)
    opened(page, document)
    complaints(page).allow("409")
    page.route("**/api/v1/events*", lambda route: route.abort())
    page.reload()
    complaints(page).allow("events|ERR_FAILED")
    world.api("PATCH", f"/documents/{document}", {"version": world.view(document)["version"], "fields": {"bic": None}})
    page.locator("#send").click()
    expect(page.locator("#send-problem")).to_contain_text("a changé entre-temps")
    expect(page.locator("#send-problem")).to_be_focused()
    expect(page.locator("#send")).to_contain_text("Envoyer à la")


def test_all_of_it_goes_by_keyboard(world, page):
    opened(page, invoice(world))
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "send":
            break
    else:
        pytest.fail("the button is not reached")
    page.keyboard.press("Enter")
    expect(banner(page)).to_contain_text("Envoyée le", timeout=SLOW)
    assert page.evaluate("document.activeElement.id") == "banner-title"


@pytest.mark.parametrize("spoken", ["fr", "en"])
def test_it_fits_320_pixels(world, narrow, spoken):
    speak(narrow, spoken)
    opened(narrow, invoice(world, buyer_reference=None))
    assert overflow(narrow) == []
    check_axe(narrow)
    word = {"fr": "Brouillon : rien n'est encore envoyé", "en": "Draft: nothing has been sent yet"}[spoken]
    expect(banner(narrow)).to_contain_text(word)


def test_a_town_hall_has_no_account_of_its_own_to_choose(world, page):
    opened(page, world.document("complet_public"), REVIEWER)
    expect(page.locator("input[name=compte]")).to_have_count(0)
    expect(page.locator("#options")).to_contain_text("Le compte est celui du vendeur")
    check_axe(page)


def test_what_was_read_at_first_stands_beside_what_is_sent(world, page):
    opened(page, invoice(world))
    line = page.locator("#first tr").filter(has_text="Numéro de facture").first
    expect(line).to_contain_text("2026-08-367")
    expect(line).to_contain_text("DEP-")
    expect(line).to_contain_text("clé « essais »")
