"""Files dropped, the stack, and several invoices deposited at once, as people do it in a browser."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.pages_kit import (
    CLAIRE,
    MANAGER,
    SUPPLIER_SIRET,
    check_axe,
    complaints,
    file_of,
    overflow,
    sign_in,
    speak,
)

PDF = "application/pdf"
REVIEW = re.compile(r"/factures/[0-9a-f-]{36}$")
NOT_A_DOCUMENT = {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"Bonjour, ceci n'est pas une facture."}
READ_WITHIN = 60_000


def pdf(mark, name="facture.pdf", source="mairie"):
    """A text PDF that nobody has sent before."""
    return {"name": name, "mimeType": PDF, "buffer": file_of(source)[1] + f"\n% {mark}\n".encode()}


def choose(page, *files):
    page.locator("#files").set_input_files(list(files))


def lines(page):
    return page.locator("#list li")


@pytest.fixture
def claire(page):
    sign_in(page, CLAIRE)
    page.goto("/deposer")
    return page


def test_a_supplier_drops_a_pdf_and_lands_on_its_review(claire):
    file = pdf("dropped")
    carried = claire.evaluate_handle(
        """([name, bytes]) => {
          const carried = new DataTransfer();
          carried.items.add(new File([new Uint8Array(bytes)], name, {type: "application/pdf"}));
          return carried;
        }""",
        [file["name"], list(file["buffer"])],
    )
    for kind in ("dragenter", "dragover"):
        claire.dispatch_event("h1", kind, {"dataTransfer": carried})
    expect(claire.locator("#cover")).to_be_visible()
    claire.dispatch_event("h1", "drop", {"dataTransfer": carried})
    claire.wait_for_url(REVIEW, timeout=READ_WITHIN)
    expect(claire.get_by_role("heading", level=1)).to_contain_text("2026-08-367")


def test_a_file_that_was_copied_is_pasted(claire):
    file = pdf("pasted")
    claire.evaluate(
        """([name, bytes]) => {
          const carried = new DataTransfer();
          carried.items.add(new File([new Uint8Array(bytes)], name, {type: "application/pdf"}));
          document.dispatchEvent(new ClipboardEvent("paste", {clipboardData: carried, bubbles: true}));
        }""",
        [file["name"], list(file["buffer"])],
    )
    claire.wait_for_url(REVIEW, timeout=READ_WITHIN)


def test_one_sentence_says_what_to_do_and_a_phone_takes_a_photo(claire):
    expect(claire.locator("#help")).to_contain_text("Déposez ici vos factures")
    expect(claire.locator("#files")).to_have_attribute("accept", re.compile(r"\.pdf.*\.zip"))
    expect(claire.locator("#camera")).to_have_attribute("capture", "environment")
    check_axe(claire)


def test_what_is_refused_says_why_and_what_to_do(claire):
    complaints(claire).allow("422")
    complaints(claire).allow("400")
    choose(claire, NOT_A_DOCUMENT, {"name": "vide.pdf", "mimeType": PDF, "buffer": b""})
    refused = lines(claire)
    expect(refused.nth(0)).to_contain_text("refusé")
    expect(refused.nth(0).locator(".why")).to_contain_text("PDF")
    expect(refused.nth(1).locator(".why")).to_contain_text("Le fichier est vide")
    choose(claire, {"name": "cassée.pdf", "mimeType": PDF, "buffer": b"%PDF-1.4\n2 0 obj <</Type /Cat % e2e"})
    expect(refused.nth(2)).to_contain_text("illisible", timeout=READ_WITHIN)
    expect(refused.nth(2).locator(".why")).to_contain_text("numérisez-le")
    assert claire.url.endswith("/deposer")
    check_axe(claire)


def test_a_file_that_is_known_is_told_with_its_link(claire, world):
    choose(claire, {"name": "encore.pdf", "mimeType": PDF, "buffer": file_of("mairie")[1]})
    expect(lines(claire)).to_contain_text("déjà là")
    link = claire.get_by_role("link", name="Ouvrir encore.pdf")
    assert link.get_attribute("href") == f"/factures/{world.document('mairie')}"


def test_twelve_files_go_in_two_requests_with_progress_and_end_in_their_batch(claire):
    sent = []
    claire.on("request", lambda one: one.url.endswith("/documents") and one.method == "POST" and sent.append(one))
    choose(claire, *(pdf(f"twelve {number}", f"lot-{number}.pdf") for number in range(12)))
    expect(claire.locator("#sending-title")).to_be_focused()
    expect(lines(claire)).to_have_count(12)
    expect(claire.locator("#sent-text")).to_contain_text("Tout est envoyé", timeout=READ_WITHIN)
    expect(claire.get_by_role("link", name="Voir les factures de cet envoi")).to_be_visible()
    claire.wait_for_url(re.compile(r"/factures\?pile=all&batch_id="), timeout=READ_WITHIN)
    assert len(sent) == 2
    assert len({one.headers["idempotency-key"] for one in sent}) == 2
    expect(claire.locator("#batch-read")).to_have_text("12 sur 12 lues")
    expect(claire.locator("#found")).to_contain_text("12 factures")
    check_axe(claire)


def test_a_lost_connection_is_told_and_nothing_is_sent_twice(claire, world):
    complaints(claire).allow("ERR_")
    keys = []

    def cut(route):
        keys.append(route.request.headers["idempotency-key"])
        if len(keys) == 1:
            route.fetch()  # it arrives, and its answer is lost
            route.abort()
        else:
            route.continue_()

    claire.route("**/api/v1/documents", cut)
    before = world.api("GET", "/documents?limit=1")["total"]
    choose(claire, pdf("cut off 1", "a.pdf"), pdf("cut off 2", "b.pdf"))
    expect(claire.get_by_role("alert")).to_contain_text("La connexion est coupée. Rien n'est perdu")
    claire.get_by_role("button", name="Réessayer maintenant").click()
    claire.wait_for_url(re.compile(r"batch_id="), timeout=READ_WITHIN)
    assert keys[0] == keys[1]
    assert world.api("GET", "/documents?limit=1")["total"] == before + 2


def test_piles_count_what_there_is_and_the_search_narrows_it(page, world):
    world.document("broken")
    sign_in(page, CLAIRE)
    page.goto("/factures")
    expect(page.locator("[aria-current=page]").nth(1)).to_contain_text("À relire")
    counted = world.api("GET", "/piles")["piles"]
    expect(page.locator("#pile-to_review .count")).to_have_text(str(counted["to_review"]))
    page.get_by_role("link", name=re.compile("^Échecs")).click()
    expect(page).to_have_url(re.compile("pile=failed"))
    row = page.get_by_role("row", name=re.compile("facture abîmée.pdf"))
    expect(row).to_contain_text("illisible")
    expect(row).to_contain_text("numérisez-le")
    page.get_by_role("link", name=re.compile("^Toutes")).click()
    expect(page).to_have_url(re.compile("pile=all"))
    page.get_by_role("searchbox").fill("loltera")
    page.get_by_role("searchbox").press("Enter")
    expect(page.locator("#found")).to_contain_text("trouvées par la recherche")
    expect(page.locator("#lines tr")).to_contain_text(["ÉTABLISSEMENTS LOLTERA"])
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.get_by_label("Reçues du").fill("2100-01-01")
    page.get_by_role("button", name="Chercher").click()
    expect(page.locator("#nothing")).to_contain_text("Aucune facture ne correspond")
    page.get_by_role("link", name="Tout montrer").click()
    expect(page.locator("#lines tr").first).to_be_visible()
    check_axe(page)


def test_what_looks_like_another_is_said_so_and_is_not_deposited_with_others(page, world):
    world.document("mairie")
    made = world.fresh()
    sign_in(page, CLAIRE)
    page.goto("/factures?pile=duplicates")
    expect(page.locator(f"#line-{made}")).to_contain_text("doublon possible")
    page.goto("/factures")
    expect(page.locator(f"#line-{made}")).to_be_visible()
    expect(page.locator(f"#choose-{made}")).to_have_count(0)


def test_the_stack_works_without_scripts_page_by_page(browser, world):
    context = browser.new_context(base_url=world.address, java_script_enabled=False)
    bare = context.new_page()
    sign_in(bare, CLAIRE)
    bare.goto("/factures?pile=all&sort=-total")
    totals = [money(text) for text in bare.locator("#lines td.number").all_inner_texts() if text.strip()]
    assert totals == sorted(totals, reverse=True)
    bare.get_by_role("searchbox").fill("mairie")
    bare.get_by_role("button", name="Chercher").click()
    expect(bare.locator("#lines tr").first).to_contain_text("mairie")
    expect(bare.locator("input[type=checkbox]:visible")).to_have_count(0)
    context.close()


def money(text):
    return float(re.sub(r"[^\d,]", "", text).replace(",", "."))


def ready(world, number, day):
    """An invoice that may be deposited and is like no other."""
    made = world.fresh()
    version = world.view(made)["version"]
    fields = {"invoice_number": number, "issue_date": f"2026-06-{day:02}"}
    told = world.api("PATCH", f"/documents/{made}", {"version": version, "fields": fields})
    assert told["state"] == "ready", told["findings"]
    return made


def test_two_ready_invoices_are_deposited_at_once_after_one_question(page, world):
    ids = [ready(world, f"LOT-{number}", number) for number in (1, 2)]
    sign_in(page, CLAIRE)
    page.goto("/factures?pile=ready&text=LOT-&sort=number")
    page.locator(f"#choose-{ids[0]}").check()
    page.locator(f"#choose-{ids[1]}").click(modifiers=["Shift"])
    page.get_by_role("button", name="Déposer les factures choisies (2)").click()
    dialog = page.get_by_role("dialog", name="Déposer 2 factures ?")
    expect(dialog).to_contain_text(re.compile(r"Total : 11\s900,52\s€"))
    expect(dialog.get_by_role("row", name=re.compile("LOT-1"))).to_contain_text("Montfaux")
    check_axe(page)
    dialog.get_by_role("button", name="Déposer", exact=True).click()
    expect(dialog.get_by_role("status")).to_contain_text("Terminé : 2 dépôts demandés, 0 refusés.")
    expect(dialog.get_by_text("déposée", exact=True)).to_have_count(2, timeout=30_000)
    dialog.get_by_role("button", name="Fermer").click()
    assert [world.read(one)["state"] for one in ids] == ["deposited", "deposited"]
    expect(page.locator("#nothing")).to_be_visible(timeout=15_000)


def test_what_has_changed_meanwhile_is_not_deposited_and_says_so(page, world):
    complaints(page).allow("409")
    made = ready(world, "CHANGE-1", 3)
    sign_in(page, CLAIRE)
    page.route("**/api/v1/events**", lambda route: route.abort())  # the list is not told
    complaints(page).allow("ERR_FAILED")
    page.goto("/factures?pile=ready&text=CHANGE-")
    version = world.view(made)["version"]
    world.api("PATCH", f"/documents/{made}", {"version": version, "fields": {"invoice_number": "CHANGE-2"}})
    page.locator(f"#choose-{made}").check()
    page.locator("#deposit-chosen").click()
    page.locator("#bulk-go").click()
    expect(page.get_by_role("dialog")).to_contain_text("non déposée")
    expect(page.get_by_role("status").filter(has_text="Terminé : 0")).to_be_visible()
    assert world.view(made)["state"] == "ready"


def test_news_come_by_themselves_and_leave_the_focus_where_it_is(page, world):
    made = ready(world, "DIRECT-1", 4)
    sign_in(page, CLAIRE)
    page.goto("/factures?pile=all&text=DIRECT-")
    link = page.locator(f"#open-{made}")
    link.focus()
    version = world.view(made)["version"]
    world.api("PATCH", f"/documents/{made}", {"version": version, "fields": {"buyer_name": "Ville de Direct"}})
    expect(page.locator(f"#line-{made}")).to_contain_text("Ville de Direct", timeout=15_000)
    expect(link).to_be_focused()


def test_who_has_an_invoice_open_is_seen_by_the_others(page, world):
    made = world.document("mairie")
    sign_in(page, CLAIRE)
    token = page.context.request.get("/api/v1/session").json()["csrf"]
    here = {"headers": {"X-CSRF-Token": token}}
    assert page.context.request.put(f"/api/v1/documents/{made}/presence", **here).json()["items"][0]["own"] is True
    page.goto("/factures?pile=all&text=mairie")
    expect(page.locator(f"#line-{made} .present")).to_have_text("vous")
    other = page.context.browser.new_context(base_url=world.address)
    nadia = other.new_page()
    sign_in(nadia, MANAGER)
    structures = nadia.context.request.get("/api/v1/session").json()
    own = next(one for one in structures["user"]["structures"] if one["siret"] == SUPPLIER_SIRET)
    nadia.context.request.patch(
        "/api/v1/session",
        data={"structure_id": own["structure_id"]},
        headers={"X-CSRF-Token": structures["csrf"]},
    )
    nadia.goto("/factures?pile=all&text=mairie")
    expect(nadia.locator(f"#line-{made} .present")).to_have_text("Claire Fontaine")
    assert page.context.request.delete(f"/api/v1/documents/{made}/presence", **here).status == 204
    expect(nadia.locator(f"#line-{made} .present")).to_have_text("", timeout=30_000)
    other.close()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_at_320_pixels_lines_are_cards_and_nothing_sticks_out(narrow, world, language):
    made = world.document("multipage-1")
    sign_in(narrow, CLAIRE)
    speak(narrow, language)
    narrow.goto("/factures?pile=all&sort=created_at")
    assert overflow(narrow) == []
    card = narrow.locator(f"#line-{made}")
    expect(card).to_be_visible()
    assert card.bounding_box()["width"] <= 320
    check_axe(narrow)
    narrow.goto("/deposer")
    assert overflow(narrow) == []
    check_axe(narrow)


def test_by_keyboard_alone_an_invoice_is_found_chosen_and_asked_about(page, world):
    made = ready(world, "CLAVIER-1", 5)
    sign_in(page, CLAIRE)
    page.goto("/factures?pile=ready")
    tab_to(page, "text")
    page.keyboard.type("CLAVIER-")
    page.keyboard.press("Enter")
    expect(page.locator("#lines tr")).to_have_count(1)
    tab_to(page, f"choose-{made}")
    page.keyboard.press("Space")
    tab_to(page, "deposit-chosen", back=True)
    page.keyboard.press("Enter")
    expect(page.locator("#bulk-title")).to_be_focused()
    tab_to(page, "bulk-cancel")
    page.keyboard.press("Escape")
    expect(page.locator("#deposit-chosen")).to_be_focused()
    assert world.view(made)["state"] == "ready"


def tab_to(page, wanted, *, back=False):
    """Press Tab until that element has the focus; it is shown to have it."""
    for _ in range(60):
        page.keyboard.press("Shift+Tab" if back else "Tab")
        if page.evaluate("document.activeElement.id") == wanted:
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
            return
    pytest.fail(f"{wanted} is not reached by Tab")
