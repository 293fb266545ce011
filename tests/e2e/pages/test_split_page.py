"""How a stack is split, reviewed in a browser: by keyboard alone, by mouse, on a small screen, with 200 pages."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.e2e.pages_kit import CLAIRE, check_axe, overflow, sign_in, speak, until
from tests.stacks_kit import stack

SHEETS = ("mairie", "-", "multipage-1", "agence-1", "bandeau-1")


def sent(page, name, data):
    """Through the page of uploads, as a stack; until its split opens."""
    sign_in(page, CLAIRE)
    page.goto("/deposer")
    page.get_by_label("Plusieurs factures par fichier").check()
    page.locator("#files").set_input_files([{"name": name, "mimeType": "application/pdf", "buffer": data}])
    page.wait_for_url(re.compile("/decoupage$"), timeout=60_000)
    shown(page)


def shown(page):
    until(page, "'ready' in document.getElementById('strip').dataset", 30)


def parts(page):
    return page.locator(".part").evaluate_all(
        "all => all.map((one) => [Number(one.dataset.first), one.querySelectorAll('.leaf').length])"
    )


def doubtful(page, *firsts):
    """From the next load on, these boundaries are not sure."""

    def told(route):
        answer = route.fetch()
        view = answer.json()
        for part in view["parts"]:
            if part["pages"][0] in firsts:
                part |= {"confidence": 0.62, "doubtful": True}
        route.fulfill(response=answer, json=view)

    page.route("**/split", lambda route: told(route) if route.request.method == "GET" else route.continue_())
    page.reload()
    shown(page)


def focused(page):
    return page.evaluate("Number(document.activeElement.dataset.gap)")


def test_a_stack_is_reviewed_by_keyboard_alone_and_saved(page):
    sent(page, "pile au clavier.pdf", stack(*SHEETS) + b"\n% keyboard\n")
    assert parts(page) == [[1, 2], [3, 3], [6, 1], [7, 1]]
    doubtful(page, 6)
    expect(page.locator("#doubts")).to_have_text("1 limite à vérifier")
    check_axe(page)
    page.keyboard.press("F8")
    assert focused(page) == 6
    assert "limite à vérifier (62 %)" in page.evaluate("document.activeElement.ariaLabel")
    page.keyboard.press("v")
    expect(page.get_by_role("dialog")).to_contain_text("Entre la page 5 et la page 6")
    check_axe(page)
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    assert (parts(page), focused(page)) == ([[1, 2], [3, 4], [7, 1]], 6)
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Space")
    assert parts(page) == [[1, 2], [3, 2], [5, 2], [7, 1]]
    page.keyboard.press("Shift+ArrowRight")
    assert parts(page) == [[1, 2], [3, 3], [6, 1], [7, 1]]
    page.keyboard.press("t")
    expect(page.locator("[data-first='6'] h2")).to_contain_text("Bon de livraison")
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    assert parts(page) == [[1, 2], [3, 2], [5, 2], [7, 1]]
    page.keyboard.press("Control+y")
    page.keyboard.press("Control+y")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Maj+→")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile(r"/factures\?pile=all"))
    expect(page.locator("#lines tr")).to_have_count(3)
    page.locator("#lines a[id^=open]").first.click()
    page.get_by_role("link", name="Revoir le découpage du fichier").click()
    shown(page)
    assert parts(page) == [[1, 2], [3, 3], [6, 1], [7, 1]]
    expect(page.locator("#standing")).to_contain_text("confirmé par")


def test_boundaries_are_moved_by_mouse_and_a_wrong_save_says_what_to_do(page):
    sent(page, "pile à la souris.pdf", stack(*SHEETS) + b"\n% mouse\n")
    grip = page.locator("[data-grip='6']")
    grip.scroll_into_view_if_needed()
    begin, aim = grip.bounding_box(), page.locator("[data-gap='5']").bounding_box()
    page.mouse.move(begin["x"] + 8, begin["y"] + 8)
    page.mouse.down()
    page.mouse.move(aim["x"] + aim["width"] / 2, aim["y"] + aim["height"] / 2, steps=4)
    page.mouse.up()
    assert parts(page) == [[1, 2], [3, 2], [5, 2], [7, 1]]
    page.locator("[data-gap='4']").click()
    assert parts(page) == [[1, 2], [3, 1], [4, 1], [5, 2], [7, 1]]
    expect(page.locator("#changes")).to_contain_text("3 factures seront relues")
    for first in (1, 3, 4, 5, 7):
        page.locator(f"#kind-{first}").select_option("letter")
    page.locator("#save").click()
    expect(page.locator("#trouble")).to_contain_text("au moins une facture")
    page.locator("#undo").click()
    page.once("dialog", lambda dialog: dialog.accept())
    page.goto("/factures")


def test_two_hundred_pages_are_shown_at_once_their_pictures_as_they_are_looked_at_also_on_a_phone(narrow):
    sent(narrow, "deux cents.pdf", stack("mairie", *["-"] * 99, "bandeau-1", *["-"] * 99))
    assert sum(number for _, number in parts(narrow)) == 200
    assert overflow(narrow) == []
    check_axe(narrow)
    loaded = "[...document.images].filter((one) => one.complete && one.naturalWidth).length"
    until(narrow, loaded)
    assert narrow.evaluate(loaded) < 60
    click = "document.querySelector('[data-gap=\"101\"]').click()"
    took = narrow.evaluate(f"() => {{ const at = performance.now(); {click}; return performance.now() - at; }}")
    assert took < 1000
    speak(narrow, "en")
    narrow.once("dialog", lambda dialog: dialog.accept())
    narrow.reload()
    shown(narrow)
    expect(narrow.get_by_role("heading", level=1)).to_have_text("Splitting deux cents.pdf")
    expect(narrow.locator("#doubts")).to_contain_text("to check")
