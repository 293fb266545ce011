"""Signing in and out, the language, the sheets of account and structure, help and refusals, in a browser."""

import re

import pytest

from tests.e2e.pages_kit import CLAIRE, MANAGER, PASSWORD, REVIEWER, check_axe, complaints, overflow, sign_in, speak

SHEETS = ("/connexion", "/aide", "/compte", "/structure?annuaire=commune", "/nulle-part")


def fill(page, email=CLAIRE.email, password=PASSWORD):
    page.get_by_label("Adresse électronique").fill(email)
    page.get_by_label("Mot de passe").fill(password)
    page.get_by_label("Mot de passe").press("Enter")


def focused(page):
    """What has the focus: its role's tag and its text or name."""
    return page.evaluate(
        """() => {
          const one = document.activeElement;
          return `${one.tagName.toLowerCase()} ${one.id || one.getAttribute("name") || one.textContent.trim()}`;
        }"""
    )


def choose_structure(page, siret):
    """For people of several."""
    told = page.context.request.get("/api/v1/session").json()
    of = next(one["structure_id"] for one in told["user"]["structures"] if one["siret"] == siret)
    changed = page.context.request.patch(
        "/api/v1/session", data={"structure_id": of}, headers={"X-CSRF-Token": told["csrf"]}
    )
    assert changed.status == 200


def test_a_page_asks_to_sign_in_and_is_shown_then(page):
    page.goto("/structure?annuaire=metz")
    assert page.url.endswith("/connexion?suite=%2Fstructure%3Fannuaire%3Dmetz")
    fill(page)
    page.wait_for_url("**/structure?annuaire=metz")
    assert page.get_by_role("link", name="Claire Fontaine").is_visible()


def test_a_wrong_password_is_told_in_words_and_the_address_is_kept(page):
    complaints(page).allow("422")
    page.goto("/connexion")
    fill(page, password="pas le bon du tout")
    assert "n'est pas le bon" in page.get_by_role("alert").inner_text()
    assert page.get_by_label("Adresse électronique").input_value() == CLAIRE.email
    assert focused(page) == "input password"
    check_axe(page)


def test_signing_in_needs_no_script(browser, world):
    context = browser.new_context(base_url=world.address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/connexion?suite=/aide")
    fill(page)
    assert page.url == f"{world.address}/aide"
    page.get_by_role("button", name="English").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Help"
    page.get_by_role("button", name="Sign out").click()
    assert page.url == f"{world.address}/connexion"
    page.goto("/compte")
    assert "/connexion" in page.url
    context.close()


@pytest.mark.parametrize("elsewhere", ["https://ailleurs.example/", "//ailleurs.example", "/\\ailleurs.example"])
def test_signing_in_leads_to_no_other_site(page, world, elsewhere):
    page.goto("/connexion")
    page.locator('input[name="suite"]').evaluate("(one, told) => { one.value = told; }", elsewhere)
    fill(page)
    page.wait_for_url(f"{world.address}/factures")


def test_a_form_that_we_did_not_show_signs_nobody_in(page):
    answer = page.context.request.post(
        "/connexion", form={"email": CLAIRE.email, "password": PASSWORD, "jeton": "deviné"}, max_redirects=0
    )
    assert answer.status == 403
    assert not [one for one in page.context.cookies() if one["name"] == "prefacture_session"]


def test_a_sign_out_that_we_did_not_show_signs_nobody_out(page):
    sign_in(page, CLAIRE)
    answer = page.context.request.post("/deconnexion", form={"csrf": "deviné"}, headers={"Accept": "text/html"})
    assert (answer.status, "Cette page ne vous est pas ouverte" in answer.text()) == (403, True)
    page.goto("/compte")
    assert page.get_by_role("heading", level=1).inner_text() == "Mon compte"


def test_the_language_stays_and_the_page_too(page):
    sign_in(page, REVIEWER)
    page.goto("/structure?annuaire=commune")
    page.get_by_role("button", name="English").click()
    assert page.url.endswith("/structure?annuaire=commune")
    assert page.locator("html").get_attribute("lang") == "en"
    page.goto("/compte")
    assert page.get_by_role("heading", level=1).inner_text() == "My account"


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("path", SHEETS)
def test_pages_are_accessible_and_fit(page, narrow, path, language):
    for one in (page, narrow):
        complaints(one).allow("404")
        if path != "/connexion":
            sign_in(one, MANAGER)
        speak(one, language)
        one.goto(path)
        for summary in one.locator("summary").all():
            summary.click()
        assert overflow(one) == []
    check_axe(page if language == "fr" else narrow)  # what axe judges differs by width, and by words


def test_the_first_tab_offers_the_content(page):
    page.goto("/aide")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.locator(".skip").bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "contenu"


def test_the_keyboard_reaches_everything(page):
    sign_in(page, MANAGER)
    page.goto("/structure?annuaire=commune")
    wanted = page.evaluate(
        """() => [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, summary")]
          .filter((one) => one.checkVisibility()).length"""
    )
    assert wanted > 25
    page.evaluate("() => { window.reached = new Set(); }")
    for _ in range(wanted + 5):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            """() => {
              const one = document.activeElement;
              if (one !== document.body) window.reached.add(one);
              return one === document.body || getComputedStyle(one).outlineStyle !== "none";
            }"""
        )
        assert seen, "focus is not seen"
    assert page.evaluate("window.reached.size") >= wanted


def test_an_account_is_added_where_it_is_right_and_removed(page):
    sign_in(page, MANAGER)
    choose_structure(page, "79338986700029")
    complaints(page).allow("422")
    page.goto("/structure")
    page.get_by_text("Ajouter un compte").click()
    page.get_by_label("IBAN").fill("FR76 3000 6000 0112 3456 7890 188")
    page.get_by_label("Libellé").fill("Second compte")
    page.locator("#comptes").get_by_role("button", name="Ajouter").click()
    assert page.locator("#comptes").get_by_role("alert").inner_text()
    assert focused(page) == "input compte-iban"
    check_axe(page)
    page.get_by_label("IBAN").fill("FR76 3000 6000 0112 3456 7890 189")
    page.get_by_label("IBAN").press("Enter")
    page.get_by_text("Ajouté.").wait_for()
    assert focused(page) == "h2 Comptes bancaires"
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Supprimer Second compte").click()
    page.get_by_text("Supprimé.").wait_for()
    assert page.get_by_text("Second compte").count() == 0


def test_settings_are_kept(page):
    sign_in(page, MANAGER)
    choose_structure(page, "79338986700029")
    page.goto("/structure")
    for wanted in (True, False):
        page.locator("[name=straight_through]").set_checked(wanted)
        page.locator("#reglages").get_by_role("button", name="Enregistrer").click()
        page.get_by_text("Enregistré.").first.wait_for()
        assert focused(page) == "button reglages-garder"
        page.reload()
        assert page.locator("[name=straight_through]").is_checked() is wanted


def test_a_key_is_shown_once_and_revoked(page):
    sign_in(page, MANAGER)
    page.goto("/structure")
    page.get_by_text("Créer une clé").click()
    page.get_by_label("À quoi elle sert").fill("Logiciel <b>de caisse</b>")
    page.get_by_role("button", name="Créer la clé").click()
    assert re.fullmatch(r"pf_\S+", page.locator(".once code").inner_text())
    assert "once" in page.evaluate("document.activeElement.className")
    check_axe(page)
    page.reload()
    assert page.locator(".once").count() == 0
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Révoquer Logiciel <b>de caisse</b>").click()
    page.get_by_text("révoquée le").wait_for()


def test_who_is_no_manager_sees_no_controls(page):
    sign_in(page, CLAIRE)
    page.goto("/structure")
    assert page.locator("#membres, #cles, main form[data-api]").count() == 0
    assert page.get_by_text("tenus par les gestionnaires").is_visible()


def test_the_directory_is_searched_without_leaving_the_page(page):
    sign_in(page, CLAIRE)
    page.goto("/structure")
    page.get_by_label("Nom ou SIRET").fill("montfaux")
    page.get_by_label("Nom ou SIRET").press("Enter")
    page.get_by_text("Résultats : 1").wait_for()
    assert page.get_by_text("ECOLES").is_visible()
    assert focused(page) == "input annuaire-mots"


def test_another_structure_is_chosen(page):
    sign_in(page, MANAGER)
    page.goto("/compte")
    page.get_by_role("button", name="Choisir Société d'essai Favithat Transports").click()
    page.wait_for_url("**/factures")
    page.goto("/structure")
    assert page.get_by_role("heading", level=1).inner_text() == "Société d'essai Favithat Transports"


def test_a_page_that_is_not_there_is_told_in_words_and_a_program_in_json(page):
    complaints(page).allow("404")
    sign_in(page, CLAIRE)
    page.goto("/nulle-part")
    assert page.get_by_role("heading", level=1).inner_text() == "Cette page n'existe pas"
    told = page.context.request.get("/nulle-part", headers={"Accept": "application/json"})
    assert told.json()["code"] == "not_found"
    api = page.context.request.get("/api/v1/nulle-part", headers={"Accept": "text/html"})
    assert api.headers["content-type"] == "application/problem+json"
