"""The review page without a mouse: nothing here points or clicks."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.pages_kit import (
    CLAIRE,
    REVIEWER,
    TOWN_SIRET,
    check_axe,
    complaints,
    file_of,
    overflow,
    sign_in,
    speak,
)

SCANS = ("marge-3__scan", "simple-4__faint", "bureau-1__grey", "epure-1__blur", "tableur-1__faint")
FOCUSED = "document.activeElement.name || document.activeElement.id"


@pytest.fixture(scope="module")
def scans(world):
    """Five scans of the town hall, read; named so that a search finds them alone."""
    ids = {name: world.upload(f"clavier {file_of(name)[0]}", file_of(name)[1], TOWN_SIRET) for name in SCANS}
    for one in ids.values():
        world.read(one, TOWN_SIRET)
    return ids


@pytest.fixture
def review(world, page):
    """Opens the page of a copy that no other test knows."""
    sign_in(page, CLAIRE)

    def opened(name="mairie", query=""):
        document = world.fresh(name)
        page.goto(f"/factures/{document}{query}")
        listening(page)
        return document

    return opened


def listening(page):
    """Wait until the page hears keys."""
    expect(page.locator("#keys-help")).to_have_attribute("aria-keyshortcuts", "?", timeout=20_000)


def focused(page):
    return page.evaluate(FOCUSED)


def tab_to(page, pattern):
    for _ in range(60):
        page.keyboard.press("Tab")
        if re.match(pattern, focused(page)):
            return
    pytest.fail(f"Tab does not come to {pattern}")


def test_a_clerk_goes_through_five_scans_by_keyboard_alone(world, page, scans):
    sign_in(page, REVIEWER)
    page.goto("/factures?pile=to_review&text=clavier&sort=created_at")
    tab_to(page, "open-")
    page.keyboard.press("Enter")
    done, strokes = [], 0
    for _ in SCANS:
        page.wait_for_url(re.compile("/factures/[0-9a-f-]{36}"))
        listening(page)
        document = page.url.partition("/factures/")[2][:36]
        if not done:
            page.keyboard.press("F8")
        while focused(page) != "approve-next":
            if focused(page) == "buyer_reference":  # a rule asks for it, and it is not printed
                page.keyboard.type("ACHATS")
            page.keyboard.press("Control+Enter")
            strokes += 1
            assert strokes < 40, focused(page)
        page.keyboard.press("Control+Shift+Enter")
        page.wait_for_url(lambda url, before=document: before not in url, timeout=20_000)
        done.append(document)
    page.wait_for_url(re.compile(r"/factures\?.*text=clavier"))
    assert done == list(scans.values())
    told = [world.view(one, TOWN_SIRET) for one in done]
    assert [one["state"] for one in told] == ["ready"] * len(SCANS)
    codes = [one["extraction"]["fields"].get("buyer_reference", {}).get("value") for one in told]
    assert codes[0] == codes[3] == codes[4] == "ACHATS"
    assert told[2]["extraction"]["fields"]["seller_siret"]["origin"] == "reviewed"
    assert all(actions(world, one)[-1] == ("approved", REVIEWER.email) for one in done)


def actions(world, document):
    told = world.api("GET", f"/documents/{document}/history", siret=TOWN_SIRET)["actions"]
    return [(one["code"], one["actor"]) for one in told]


def test_what_is_in_the_way_of_an_approval_is_gone_to(world, page, review):
    complaints(page).allow("status of 422")
    document = review()
    page.locator("#field-seller_vat").focus()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.keyboard.press("Control+Shift+Enter")
    expect(page.locator("#missing")).to_be_focused()
    expect(page.locator("#annonces")).to_contain_text("Ce qui bloque encore : 1")
    assert world.view(document)["state"] == "to_review"
    page.keyboard.press("Alt+d")
    expect(page.locator("#missing")).to_be_focused()
    page.keyboard.press("F8")
    expect(page.locator("#field-seller_vat")).to_be_focused()
    page.keyboard.press("Alt+z")
    expect(page.locator("#missing h2")).to_contain_text("Prête à déposer")
    page.keyboard.press("Alt+d")
    page.wait_for_url(f"**/factures/{document}/depot")


def test_f8_goes_round_what_is_to_be_looked_at(page, review):
    review()
    page.locator("#field-seller_vat").fill("")
    page.locator("#field-iban").fill("")
    expect(page.locator("#missing li")).not_to_have_count(0)
    expect(page.locator("#saving-state")).to_have_attribute("data-state", "saved")
    page.locator("#field-invoice_number").focus()
    gone_to = []
    for _ in range(12):
        page.keyboard.press("F8")
        gone_to.append(focused(page))
    first = gone_to.index(gone_to[0], 1)
    assert gone_to[first:] == gone_to[: 12 - first]
    assert "seller_vat" in gone_to[:first]
    page.keyboard.press("Shift+F8")
    assert focused(page) == gone_to[-2]


def test_other_values_are_taken_by_their_number(world, page, review):
    document = review()
    fields = world.view(document)["extraction"]["fields"]
    name = next(one for one, told in fields.items() if told.get("alternatives") and not one.endswith("_date"))
    page.locator(f"#field-{name}").focus()
    before = page.locator(f"#field-{name}").input_value()
    page.keyboard.press("Alt+1")
    expect(page.locator(f"#field-{name}")).not_to_have_value(before)
    expect(page.locator("#annonces")).to_contain_text("Pris :")
    page.keyboard.press("Alt+9")
    expect(page.locator("#annonces")).to_contain_text("n° 9")
    page.keyboard.press("Alt+z")
    expect(page.locator(f"#field-{name}")).to_have_value(before)
    page.keyboard.press("Alt+y")
    expect(page.locator(f"#field-{name}")).not_to_have_value(before)


def test_f6_goes_through_the_parts_and_back_to_the_browser(page, review):
    review()
    page.locator("#field-issue_date").focus()
    page.keyboard.press("Shift+F6")
    expect(page.locator("#missing")).to_be_focused()
    page.keyboard.press("Shift+F6")
    expect(page.locator("#viewer-stage")).to_be_focused()
    page.keyboard.press("F6")
    page.keyboard.press("F6")
    expect(page.locator("#field-issue_date")).to_be_focused()
    page.evaluate("addEventListener('keydown', (event) => { window.kept = event.defaultPrevented; })")
    page.keyboard.press("F6")
    assert page.evaluate("window.kept") is False


def test_the_picture_is_made_larger_while_a_field_has_the_focus(page, review):
    review()
    expect(page.locator("#page-viewer[data-ready]")).to_be_visible(timeout=20_000)
    shown = page.locator(".viewer-zoom")
    page.locator("#field-issue_date").focus()
    before = shown.inner_text()
    page.keyboard.press("Alt+g")
    expect(shown).not_to_have_text(before)
    page.keyboard.press("Alt+r")
    expect(page.locator("#field-issue_date")).to_be_focused()


def test_neighbours_are_gone_to_without_approval(world, page, review):
    first, last = review(), world.fresh()
    page.goto(f"/factures/{first}?sort=created_at")
    listening(page)
    page.keyboard.press("Alt+PageDown")
    page.wait_for_url(lambda url: first not in url)
    listening(page)
    page.keyboard.press("Alt+PageUp")
    page.wait_for_url(f"**/factures/{first}?sort=created_at")
    page.goto(f"/factures/{last}?sort=created_at&pile=to_review")
    listening(page)
    page.keyboard.press("Alt+PageDown")
    expect(page.locator("#annonces")).to_contain_text("dernière facture")
    assert world.view(first)["state"] == "to_review"


def test_the_help_opens_by_a_question_mark_outside_of_fields(page, review):
    review()
    page.locator("#field-buyer_name").focus()
    page.keyboard.press("?")
    expect(page.locator("#keys-dialog")).to_be_hidden()
    page.keyboard.press("Alt+z")
    page.locator("#keys-help").focus()
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Tout faire au clavier")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("Valider la facture, passer à la suivante")
    check_axe(page)
    page.keyboard.press("F8")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#keys-help")).to_be_focused()


def test_keys_are_switched_off_and_stay_so(page, review):
    document = review()
    page.locator("#keys-help").focus()
    page.keyboard.press("Enter")
    page.locator("#keys-mark").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.locator("#keys-dialog")).to_be_hidden()
    expect(page.locator("#keys-help")).not_to_have_attribute("aria-keyshortcuts", "?")
    page.goto(f"/factures/{document}")
    expect(page.locator("#approve-next")).to_have_attribute("aria-keyshortcuts", "Control+Shift+Enter")
    page.locator("#keys-help").focus()
    page.keyboard.press("?")
    expect(page.locator("#keys-dialog")).to_be_hidden()
    page.keyboard.press("Enter")
    page.locator("#keys-on").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Escape")
    page.keyboard.press("F6")
    expect(page.locator("#keys-help")).to_be_focused()
    expect(page.locator("[aria-keyshortcuts]")).to_have_count(0)


FRENCH = (  # what a French keyboard sends
    ({"key": "&", "code": "Digit1", "altKey": True}, "Alt+1"),
    ({"key": "a", "code": "KeyQ", "altKey": True}, "Alt+A"),
    ({"key": "~", "code": "KeyN", "altKey": True}, "Alt+N"),  # a Mac
    ({"key": "@", "code": "Digit0", "altKey": True, "ctrlKey": True}, "Control+Alt+@"),
    ({"key": "?", "code": "KeyM", "shiftKey": True}, "?"),
)


def test_keys_are_those_of_the_keyboard_that_is_there(page, review):
    review()
    source = page.locator('link[href*="review/bindings.js"]').get_attribute("href")
    for sent, expected in FRENCH:
        told = page.evaluate(
            """async ([source, sent]) => {
              const { pressed } = await import(source);
              const event = new KeyboardEvent("keydown", sent);
              document.body.dispatchEvent(event);
              return pressed(event);
            }""",
            [source, sent],
        )
        assert told == expected


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_help_fits_a_small_screen(world, narrow, language):
    sign_in(narrow, CLAIRE)
    speak(narrow, language)
    narrow.goto(f"/factures/{world.document('mairie')}")
    listening(narrow)
    narrow.locator("#keys-help").focus()
    narrow.keyboard.press("Enter")
    assert overflow(narrow) == []
    assert narrow.evaluate("document.getElementById('keys-dialog').scrollWidth <= innerWidth")
    check_axe(narrow)
