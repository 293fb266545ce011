"""The right side of the review page: what is typed is saved, checked again and never lost."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.pages_kit import CLAIRE, check_axe, complaints, overflow, sign_in, speak

HOSTILE = '<img src=x onerror="document.title=1"> & fils'


@pytest.fixture
def open_review(world, page):
    """Opens the page of a copy that no other test knows; gives its identifier."""
    sign_in(page, CLAIRE)

    def opened(name="mairie"):
        document = world.fresh(name)
        page.goto(f"/factures/{document}")
        return document

    return opened


def field(page, name):
    return page.locator(f'[id="field-{name}"]')


def saved(page):
    expect(page.locator("#saving-state")).to_have_attribute("data-state", "saved", timeout=15_000)


def value(world, document, name):
    found = world.view(document)["extraction"]["fields"].get(name)
    return found and found["value"]


def plain(text):
    return re.sub(r"\s", " ", text)


def test_a_correction_is_saved_and_checked_again(world, page, open_review):
    document = open_review()
    expect(page.locator("#missing h2")).to_contain_text("Prête à déposer")
    field(page, "seller_vat").fill("")
    expect(page.locator("#missing h2")).to_contain_text("1 point bloque le dépôt")
    saved(page)
    assert value(world, document, "seller_vat") is None
    notes = page.locator('.field[data-name="seller_vat"] .notes')
    expect(notes).to_contain_text("Bloquant")
    expect(notes).to_contain_text("numéro de TVA du vendeur")
    notes.get_by_text("Pourquoi ?").click()
    expect(notes).to_contain_text("FR-M-05")

    field(page, "issue_date").focus()
    page.locator("#missing a").first.click()
    expect(field(page, "seller_vat")).to_be_focused()
    page.keyboard.type("fr 06 793389867")
    expect(page.locator("#missing h2")).to_contain_text("Prête à déposer")
    saved(page)
    assert value(world, document, "seller_vat") == "FR06793389867"
    expect(page.locator("#status-seller_vat")).to_contain_text("saisi")


def test_values_are_shown_as_the_french_write_them(page, open_review):
    open_review()
    assert field(page, "issue_date").input_value() == "21/08/2026"
    assert plain(field(page, "total_without_vat").input_value()) == "5 389,80"
    assert plain(field(page, "seller_siret").input_value()) == "793 389 867 00029"
    expect(page.locator("#status-issue_date")).to_have_text("✓ sûr")
    expect(page.locator("#status-seller_siren")).to_have_text("= calculé")
    expect(page.locator("#status-bic")).to_have_text("✓ sûr")
    expect(field(page, "preceding_invoice")).to_be_hidden()
    page.locator("#section-references summary").click()
    expect(page.locator("#status-preceding_invoice")).to_have_text("∅ non lu")
    expect(page.locator("#notes-preceding_invoice")).to_contain_text("N'a pas été trouvé sur la page")


def test_what_is_no_date_is_told_beside_its_field_and_kept(world, page, open_review):
    complaints(page).allow("422")
    document = open_review()
    field(page, "issue_date").fill("le 32 mars")
    expect(page.locator("#notes-issue_date")).to_contain_text("« le 32 mars » n'est pas une date")
    expect(field(page, "issue_date")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#saving-state")).to_have_attribute("data-state", "refused")
    field(page, "invoice_number").fill("FA-78")  # what else is typed is saved all the same
    field(page, "invoice_number").press("Enter")
    expect(page.locator("#status-invoice_number")).to_contain_text("saisi")
    assert value(world, document, "invoice_number") == "FA-78"
    assert field(page, "issue_date").input_value() == "le 32 mars"
    field(page, "issue_date").fill("1er septembre 2026")
    saved(page)
    assert value(world, document, "issue_date") == "2026-09-01"
    field(page, "iban").focus()
    assert field(page, "issue_date").input_value() == "01/09/2026"


def test_another_reading_is_one_key_away(world, page, open_review):
    document = open_review()
    other = world.view(document)["extraction"]["fields"]["seller_siret"]["alternatives"][0]["value"]
    field(page, "seller_siret").press("Alt+ArrowDown")
    listbox = page.get_by_role("listbox")
    expect(listbox).to_be_focused()
    expect(listbox.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(field(page, "seller_siret")).to_be_focused()
    page.get_by_role("button", name="SIRET du vendeur : 1 autres valeurs possibles").press("Enter")
    page.keyboard.press("Enter")
    expect(field(page, "seller_siret")).to_be_focused()
    saved(page)
    assert value(world, document, "seller_siret") == other


def test_a_doubtful_value_is_confirmed_by_a_button(world, page, open_review):
    document = open_review("simple-4__faint")
    lines = world.view(document)["extraction"]["lines"]
    doubtful = next(index for index, line in enumerate(lines) if line["confidence"] < 0.9)
    row = page.locator(f'[id="row-lines.{doubtful}"]')
    expect(row).to_contain_text("à vérifier")
    row.get_by_role("button", name="C'est juste").click()
    expect(row).to_contain_text("saisi")
    saved(page)
    line = world.view(document)["extraction"]["lines"][doubtful]
    assert (line["origin"], line["confidence"]) == ("reviewed", 1.0)
    assert line["provenance"] == lines[doubtful]["provenance"]
    assert line["net_amount"] == lines[doubtful]["net_amount"]


def test_ten_seconds_without_a_connection_lose_nothing(world, page, open_review):
    complaints(page).allow("ERR_INTERNET_DISCONNECTED")
    document = open_review()
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    field(page, "invoice_number").fill("HORS-LIGNE-1")
    expect(page.locator("#saving-state")).to_have_attribute("data-state", "away")
    page.wait_for_timeout(5000)
    field(page, "purchase_order").fill("E999")
    field(page, "vat_breakdown.1.category").select_option("E")
    field(page, "vat_breakdown.1.exemption_reason").fill("essai")
    page.wait_for_timeout(5000)
    assert value(world, document, "invoice_number") == "2026-08-367"
    page.context.set_offline(False)
    saved(page)
    assert value(world, document, "invoice_number") == "HORS-LIGNE-1"
    assert value(world, document, "purchase_order") == "E999"
    assert world.view(document)["extraction"]["vat_breakdown"][1]["exemption_reason"] == "essai"


def test_what_was_typed_outlives_the_page(world, page, open_review):
    complaints(page).allow("ERR_FAILED|ERR_CONNECTION")
    document = open_review()
    page.on("dialog", lambda dialog: dialog.accept())
    page.route("**/api/v1/documents/*", lambda route: route.abort())
    field(page, "invoice_number").fill("GARDEE")
    expect(page.locator("#saving-state")).to_have_attribute("data-state", "away")
    page.unroute("**/api/v1/documents/*")
    page.evaluate("() => Object.defineProperty(AbortSignal, 'timeout', {value: () => AbortSignal.abort()})")
    page.reload()
    expect(field(page, "invoice_number")).to_have_value("GARDEE")
    saved(page)
    assert value(world, document, "invoice_number") == "GARDEE"
    assert page.evaluate("() => Object.keys(localStorage).filter((key) => key.includes('saisies'))") == []


def test_two_people_see_their_conflict_and_choose(world, page, browser, open_review):
    complaints(page).allow("409")
    document = open_review()
    context = browser.new_context(base_url=world.address, locale="fr-FR")
    other = context.new_page()
    sign_in(other, CLAIRE)
    other.goto(f"/factures/{document}")
    field(other, "invoice_number").fill("AUTRE-1")
    field(other, "buyer_reference").fill("VOIRIE")
    saved(other)
    context.close()

    field(page, "invoice_number").fill("MIENNE-1")
    field(page, "purchase_order").fill("E777")
    conflict = page.locator('[data-conflict="invoice_number"]')
    expect(conflict).to_contain_text("MIENNE-1")
    expect(conflict).to_contain_text("AUTRE-1")
    expect(field(page, "buyer_reference")).to_have_value("VOIRIE")
    expect(page.locator("#saving-state")).to_have_attribute("data-state", "conflict")
    assert value(world, document, "invoice_number") == "AUTRE-1"
    expect(page.locator("#status-purchase_order")).to_contain_text("saisi")
    conflict.get_by_role("button", name="garder la mienne").click()
    saved(page)
    assert value(world, document, "invoice_number") == "MIENNE-1"
    assert value(world, document, "purchase_order") == "E777"
    expect(page.locator("#conflicts")).to_be_hidden()
    expect(field(page, "invoice_number")).to_be_focused()


def test_the_arithmetic_of_vat_is_kept_in_view(world, page, open_review):
    document = open_review()
    table = page.locator("#vat-table")
    expect(table.locator(".sums .right")).to_have_count(4)
    field(page, "vat_breakdown.0.base").fill("5 000")
    row = page.locator('[id="row-vat_breakdown.0"]')
    expect(row).to_contain_text("≠ base × taux = 500,00, écart de 17,50")
    expect(table.locator(".sums .off")).to_have_count(1)
    assert plain(table.locator(".sums .off").inner_text()).endswith("HT 5 389,80 : écart de 175,00")
    saved(page)
    assert world.view(document)["extraction"]["vat_breakdown"][0]["tax"] == "517.50"  # nothing is changed unasked
    row.get_by_role("button", name="Recalculer").click()
    expect(field(page, "vat_breakdown.0.tax")).to_have_value("500,00")
    saved(page)
    told = world.view(document)["extraction"]["vat_breakdown"][0]
    assert (told["base"], told["tax"], told["origin"]) == ("5000", "500.00", "reviewed")


def test_rows_are_added_moved_and_deleted_and_come_back(world, page, open_review):
    document = open_review()
    before = world.view(document)["extraction"]["lines"]
    page.get_by_role("button", name="Supprimer, ligne 2").last.click()
    expect(page.locator("#lines-table tbody tr")).to_have_count(2)
    expect(page.locator("#lines-table .sums")).to_contain_text("≠")
    page.get_by_role("button", name="Annuler").click()
    expect(page.locator("#lines-table tbody tr")).to_have_count(3)
    saved(page)
    assert world.view(document)["extraction"]["lines"] == before
    page.locator('[id="row-lines.0"]').get_by_role("button", name="Descendre").click()
    expect(field(page, "lines.1.net_amount")).to_have_value(re.compile(r"^4.680,00$"))
    saved(page)
    page.get_by_role("button", name="Ajouter une ligne").click()
    expect(field(page, "lines.3.description")).to_be_focused()
    page.keyboard.type("Péage")
    field(page, "lines.3.net_amount").fill("douze")
    expect(page.locator('[id="row-lines.3"]')).to_contain_text("Un nombre est attendu")
    field(page, "lines.3.net_amount").fill("12,50 €")
    saved(page)
    lines = world.view(document)["extraction"]["lines"]
    assert [line["description"][:5] for line in lines] == ["Suppl", "Mise ", "Messa", "Péage"]
    assert lines[3]["net_amount"] == "12.50"


def test_what_was_done_is_undone_and_done_again(world, page, open_review):
    document = open_review()
    field(page, "invoice_number").fill("FA-1")
    saved(page)
    field(page, "due_date").fill("01/12/2026")
    saved(page)
    page.locator("#undo").focus()
    page.keyboard.press("Control+z")
    expect(field(page, "due_date")).to_have_value("20/10/2026")
    page.locator("#undo").click()
    expect(field(page, "invoice_number")).to_have_value("2026-08-367")
    saved(page)
    assert value(world, document, "invoice_number") == "2026-08-367"
    page.keyboard.press("Control+Shift+Z")
    expect(field(page, "invoice_number")).to_have_value("FA-1")
    saved(page)
    assert value(world, document, "invoice_number") == "FA-1"
    field(page, "iban").focus()
    page.keyboard.press("Control+z")  # in text it is the browser's
    expect(field(page, "invoice_number")).to_have_value("FA-1")


def test_an_emptied_field_comes_back_with_its_place(world, page, open_review):
    document = open_review()
    before = world.view(document)["extraction"]["fields"]["iban"]
    field(page, "iban").fill("")
    saved(page)
    expect(page.locator("#status-iban")).to_contain_text("non lu")
    page.locator("#undo").click()
    expect(page.locator("#status-iban")).to_contain_text("saisi")
    after = world.view(document)["extraction"]["fields"]["iban"]
    assert (after["value"], after["provenance"]) == (before["value"], before["provenance"])


def test_markup_in_a_name_is_text(world, page):
    sign_in(page, CLAIRE)
    document = world.fresh()
    version = world.view(document)["version"]
    fields = {"seller_name": HOSTILE, "invoice_number": "</script><script>document.title=1</script>"}
    world.api("PATCH", f"/documents/{document}", {"version": version, "fields": fields})
    page.goto(f"/factures/{document}")
    expect(field(page, "seller_name")).to_have_value(HOSTILE)
    expect(page.locator("#notes-seller_name")).to_contain_text(HOSTILE)
    page.locator("#missing summary").click()
    assert page.locator("main img[src=x]").count() == 0
    assert page.title().startswith("</script>")


def test_a_double_is_named_and_compared(page, open_review):
    document = open_review()
    page.locator(".duplicates summary").first.click()
    expect(page.locator(".duplicates table").first).to_contain_text("Numéro de facture")
    expect(page.locator(".duplicates table").first).to_contain_text("= identique")
    assert document not in page.locator(".duplicates a").first.get_attribute("href")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_page_is_usable_by_everyone(world, page, narrow, language):
    document = world.document("simple-4__faint")
    for one in (page, narrow):
        sign_in(one, CLAIRE)
        speak(one, language)
        one.goto(f"/factures/{document}")
        expect(one.locator("#missing h2")).to_be_visible()
        for folded in one.locator("details").all():
            folded.evaluate("(one) => { one.open = true; }")
        assert overflow(one) == []
    check_axe(page if language == "fr" else narrow)


def test_a_file_that_was_not_read_says_why_and_may_be_read_again(world, page):
    sign_in(page, CLAIRE)
    document = world.document("broken")
    page.goto(f"/factures/{document}")
    expect(page.locator("h1")).to_have_text("Le fichier n'a pas pu être lu")
    expect(page.locator(".message.bad")).to_contain_text("Raison")
    check_axe(page)
    before = failures(world, document)
    page.get_by_role("button", name="Relire le fichier").click()
    expect(page.locator("h1")).to_have_text(re.compile("La facture est en lecture|Le fichier n'a pas pu être lu"))
    expect(page.locator("h1")).to_have_text("Le fichier n'a pas pu être lu", timeout=60_000)
    for _ in range(300):
        if failures(world, document) > before:
            break
        page.wait_for_timeout(100)
    assert failures(world, document) == before + 1


def failures(world, document):
    """How many times a file could not be read, as its history tells."""
    states = world.api("GET", f"/documents/{document}/history")["states"]
    return sum((one["details"] or {}).get("to") == "failed" for one in states)


def test_a_deposited_invoice_is_only_looked_at(world, page, open_review):
    document = open_review()
    change = {"version": world.view(document)["version"], "fields": {"invoice_number": "DEPOSEE-1"}}
    told = world.api("PATCH", f"/documents/{document}", change)
    world.api("POST", f"/documents/{document}/deposit", {"version": told["version"], "confirm_duplicate": True})
    world.read(document)
    page.reload()
    expect(page.locator("#missing")).to_contain_text("Cette facture est déposée")
    expect(page.locator("#deposit-link")).to_have_attribute("href", f"/factures/{document}/depot")
    assert field(page, "invoice_number").evaluate("(one) => one.readOnly")
    assert page.get_by_role("button", name="Supprimer, ligne 1").count() == 0
    check_axe(page)
