"""The left side of the review page in a real browser: the page's picture, boxes on it, values taken from it."""

from __future__ import annotations

import json
from io import BytesIO

import pytest
from PIL import Image, ImageDraw, ImageFont

from tests.e2e.pages_kit import CLAIRE, INVOICES, check_axe, complaints, overflow, sign_in, speak

TRUTH = json.loads((INVOICES / "mairie" / "truth.json").read_text(encoding="utf-8"))
MOST_MILLISECONDS = 50


def opened(page, world, document_id):
    """The review page, its pages known."""
    sign_in(page, CLAIRE)
    page.goto(f"{world.address}/factures/{document_id}")
    page.wait_for_selector("#page-viewer[data-ready]")


def words(world, document_id, number=1):
    return world.api("GET", f"/documents/{document_id}/pages/{number}/words")["words"]


def word(world, document_id, text, number=1):
    return next(one for one in words(world, document_id, number) if one["text"] == text)


def on_screen(page, bbox, number=1):
    """Where a box in points of a page lies in the window, as (left, top, right, bottom), scrolled into view."""
    return page.evaluate(
        """([box, number]) => {
          const sheet = document.querySelector(`.sheet[data-page="${number}"]`);
          const stage = document.getElementById("viewer-stage");
          const scale = sheet.clientWidth / sheet.querySelector("svg").viewBox.baseVal.width;
          const [x, y] = [(box[0] + box[2]) / 2 * scale, (box[1] + box[3]) / 2 * scale];
          stage.scrollTo({left: sheet.offsetLeft + x - stage.clientWidth / 2,
                          top: sheet.offsetTop + y - stage.clientHeight / 2, behavior: "instant"});
          const {left, top} = sheet.getBoundingClientRect();
          return [left + box[0] * scale, top + box[1] * scale, left + box[2] * scale, top + box[3] * scale];
        }""",
        [bbox, number],
    )


def click(page, bbox, number=1, **more):
    x0, top, x1, bottom = on_screen(page, bbox, number)
    page.mouse.click((x0 + x1) / 2, (top + bottom) / 2, **more)


def drag(page, bbox, number=1, margin=3):
    x0, top, x1, bottom = on_screen(page, bbox, number)
    page.mouse.move(x0 - margin, top - margin)
    page.mouse.down()
    page.mouse.move((x0 + x1) / 2, (top + bottom) / 2)
    page.mouse.move(x1 + margin, bottom + margin)
    page.mouse.up()


def field(page, name):
    return page.locator(f"[id='field-{name}']")


def box(page, name):
    return page.locator(f".box[data-name='{name}']")


def emptied(page, name):
    field(page, name).focus()
    field(page, name).fill("")


def saved(page, world, document_id, name):
    """A field's value once the service has it."""
    page.wait_for_function("() => document.getElementById('saving-state').textContent.length > 0")
    page.wait_for_timeout(900)
    return (world.view(document_id)["extraction"]["fields"].get(name) or {}).get("value")


def percent(page):
    return int("".join(filter(str.isdigit, page.locator(".viewer-zoom").text_content())))


def union(*boxes):
    return [*map(min, *[one[:2] for one in boxes]), *map(max, *[one[2:] for one in boxes])]


def test_a_box_lies_where_its_value_is_printed(world, page):
    made = world.document("mairie")
    opened(page, world, made)
    printed = on_screen(page, word(world, made, TRUTH["invoice_number"])["bbox"])
    drawn = box(page, "invoice_number").bounding_box()
    told = [drawn["x"], drawn["y"], drawn["x"] + drawn["width"], drawn["y"] + drawn["height"]]
    assert told == pytest.approx(printed, abs=6)
    assert "sure" in box(page, "invoice_number").get_attribute("class")


def test_the_focus_of_a_field_lights_its_box_at_once_before_its_picture_is_there(world, page):
    made = world.document("mairie")
    page.route("**/pages/*.png*", lambda _route: None)  # never answered
    opened(page, world, made)
    field(page, "iban").focus()
    assert "focused" in box(page, "iban").get_attribute("class")
    page.wait_for_function("() => performance.getEntriesByName('review:highlight').length > 0")
    for name in ("issue_date", "total_with_vat", "seller_name"):
        field(page, name).focus()
        page.wait_for_timeout(60)
    took = page.evaluate("() => performance.getEntriesByName('review:highlight').map((one) => one.duration)")
    assert sorted(took)[len(took) // 2] < MOST_MILLISECONDS
    assert page.locator(".box.focused").count() == 1
    shown, stage = box(page, "seller_name").bounding_box(), page.locator("#viewer-stage").bounding_box()
    assert stage["y"] <= shown["y"] <= shown["y"] + shown["height"] <= stage["y"] + stage["height"]
    assert page.locator(".box-label.focused").inner_text().startswith("Nom du vendeur")


def test_a_click_on_a_box_leads_to_its_field_and_hover_shows_both_ways(world, page):
    made = world.document("mairie")
    opened(page, world, made)
    field(page, "invoice_number").focus()
    due = world.view(made)["extraction"]["fields"]["due_date"]["provenance"]["bbox"]
    x0, top, x1, bottom = on_screen(page, due)
    page.mouse.move((x0 + x1) / 2, (top + bottom) / 2)
    page.wait_for_selector(".box.hovered[data-name='due_date']")
    page.wait_for_selector(".field.hovered[data-name='due_date']", state="attached")
    page.mouse.click((x0 + x1) / 2, (top + bottom) / 2)
    page.wait_for_function("() => document.activeElement.id === 'field-due_date'")
    page.locator(".field[data-name='due_date'] label").hover()
    page.locator(".field[data-name='payment_terms'] label").hover()
    assert page.locator(".box.hovered[data-name='due_date']").count() == 0


def test_a_cell_is_shown_by_its_row_and_within_it_by_its_words(world, page):
    made = world.document("mairie")
    opened(page, world, made)
    field(page, "lines.0.net_amount").focus()
    page.wait_for_selector(".spot", state="attached")
    row, spot = box(page, "lines.0").bounding_box(), page.locator(".spot").bounding_box()
    assert "focused" in box(page, "lines.0").get_attribute("class")
    assert spot["width"] < row["width"] / 4
    assert row["y"] - 4 <= spot["y"] <= row["y"] + row["height"]
    stage = page.locator("#viewer-stage").bounding_box()
    assert stage["x"] <= spot["x"] <= spot["x"] + spot["width"] <= stage["x"] + stage["width"]


def test_a_click_fills_the_focused_field_with_the_whole_amount(world, page):
    made = world.fresh()
    place = world.view(made)["extraction"]["fields"]["total_without_vat"]["provenance"]["bbox"]
    opened(page, world, made)
    emptied(page, "total_without_vat")
    page.wait_for_timeout(900)
    click(page, [place[0], place[1], place[0] + 6, place[3]])
    page.wait_for_function("() => document.getElementById('field-total_without_vat').value.includes(',')")
    assert page.evaluate("document.activeElement.id") == "field-total_without_vat"
    assert "Total hors TVA" in page.locator("#annonces").inner_text() or page.locator("#annonces p").count()
    assert saved(page, world, made, "total_without_vat") == TRUTH["total_without_vat"]
    field_told = world.view(made)["extraction"]["fields"]["total_without_vat"]
    assert field_told["origin"] == "reviewed"


def test_a_drag_takes_what_it_encloses_in_reading_order(world, page):
    made = world.fresh()
    lines = world.view(made)["extraction"]["fields"]["seller_address"]["provenance"]
    opened(page, world, made)
    emptied(page, "seller_address")
    drag(page, lines["bbox"])
    page.wait_for_function("() => document.getElementById('field-seller_address').value !== ''")
    assert (
        field(page, "seller_address").input_value().replace(",", "").split() == lines["text"].replace(",", "").split()
    )
    assert "\n" in field(page, "seller_address").input_value()


def test_two_clicks_take_an_area_for_those_who_do_not_drag(world, page):
    made = world.fresh()
    place = world.view(made)["extraction"]["fields"]["seller_name"]["provenance"]
    opened(page, world, made)
    emptied(page, "seller_name")
    page.get_by_role("button", name="Zone").click()
    x0, top, x1, bottom = on_screen(page, place["bbox"])
    page.mouse.click(x0 - 3, top - 3)
    page.mouse.click(x1 + 3, bottom + 3)
    page.wait_for_function("() => document.getElementById('field-seller_name').value !== ''")
    assert field(page, "seller_name").input_value() == place["text"]


def test_without_a_field_a_click_says_to_choose_one(world, page):
    made = world.document("mairie")
    opened(page, world, made)
    click(page, [300, 100, 310, 110])
    page.wait_for_function("() => document.getElementById('annonces').textContent.includes('Choisissez d')")


def test_where_no_word_is_known_the_page_is_read_on_the_fly(world, page):
    """A line that stands in a picture on a page with text: no word is there before it is read."""
    made = world.upload("logo.pdf", with_a_picture("BON-4711"))
    world.read(made)
    opened(page, world, made)
    emptied(page, "purchase_order")
    drag(page, [60, 730, 300, 780], margin=0)
    page.wait_for_function(
        "() => document.getElementById('field-purchase_order').value.includes('4711')", timeout=30000
    )
    assert field(page, "purchase_order").input_value() == "BON-4711"
    assert page.locator(".viewer-status").inner_text() == ""
    click(page, [450, 600, 460, 610])
    page.wait_for_function("() => document.getElementById('annonces').textContent.includes('Rien de lisible')")


def test_words_of_a_scan_are_taken_where_they_are_seen(world, page):
    made = world.document("simple-4__faint")
    view = world.view(made)["extraction"]["fields"]["invoice_number"]
    opened(page, world, made)
    emptied(page, "buyer_reference")
    click(page, view["provenance"]["bbox"])
    page.wait_for_function("() => document.getElementById('field-buyer_reference').value !== ''")
    assert view["value"] in field(page, "buyer_reference").input_value()
    emptied(page, "buyer_reference")
    page.wait_for_timeout(900)


def test_words_are_chosen_and_taken_by_keyboard_alone(world, page):
    made = world.fresh()
    told = words(world, made)
    opened(page, world, made)
    emptied(page, "buyer_reference")
    page.locator("#viewer-stage").focus()
    page.wait_for_selector(".word-cursor rect", state="attached")
    page.keyboard.press("PageUp")
    for _ in range(80):
        page.keyboard.press("ArrowUp")
        if "première page" in page.locator(".viewer-status").inner_text():
            break
    page.keyboard.press("Home")
    first = page.locator(".viewer-status").inner_text()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Shift+ArrowRight")
    chosen = page.locator(".viewer-status").inner_text()
    assert first
    assert len(chosen.split()) >= 2
    assert any(one["text"] in chosen for one in told)
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.activeElement.id === 'field-buyer_reference'")
    assert field(page, "buyer_reference").input_value() == chosen


def test_the_page_is_made_larger_and_smaller_by_buttons_keys_and_wheel(world, page):
    opened(page, world, world.document("mairie"))
    page.get_by_role("button", name="Largeur").click()
    fitted = percent(page)
    page.get_by_role("button", name="Agrandir").click()
    assert percent(page) > fitted
    page.locator("#viewer-stage").focus()
    for _ in range(20):
        page.keyboard.press("+")
    assert percent(page) == 400
    assert page.evaluate(
        "() => { const s = document.getElementById('viewer-stage'); return s.scrollWidth > s.clientWidth; }"
    )
    page.keyboard.press("0")
    assert percent(page) == fitted
    stage = page.locator("#viewer-stage").bounding_box()
    page.mouse.move(stage["x"] + 200, stage["y"] + 200)
    page.keyboard.down("Control")
    page.mouse.wheel(0, -200)
    page.keyboard.up("Control")
    page.wait_for_function(f"() => parseInt(document.querySelector('.viewer-zoom').textContent) > {fitted}")
    page.get_by_role("button", name="Page entière").click()
    sheet = page.locator(".sheet").first.bounding_box()
    assert sheet["height"] <= stage["height"]


def test_space_and_a_drag_move_the_page(world, page):
    opened(page, world, world.document("mairie"))
    page.locator("#viewer-stage").focus()
    for _ in range(6):
        page.keyboard.press("+")
    on_screen(page, [290, 400, 300, 410])
    before = page.evaluate("document.getElementById('viewer-stage').scrollTop")
    stage = page.locator("#viewer-stage").bounding_box()
    page.mouse.move(stage["x"] + 200, stage["y"] + 300)
    page.keyboard.down(" ")
    page.mouse.down()
    page.mouse.move(stage["x"] + 200, stage["y"] + 180, steps=3)
    page.mouse.up()
    page.keyboard.up(" ")
    assert page.evaluate("document.getElementById('viewer-stage').scrollTop") == pytest.approx(before + 120, abs=3)


def test_of_sixty_pages_only_those_near_are_fetched(world, page):
    asked = []
    page.on("request", lambda one: asked.append(one.url.split("/pages/")[1]) if ".png" in one.url else None)
    opened(page, world, world.document("sixty"))
    assert page.locator(".sheet").count() == len(world.view(world.document("sixty"))["extraction"]["pages"])
    page.wait_for_timeout(1500)
    assert {one.split(".")[0] for one in asked} <= {"1", "2", "3"}
    assert "1.png?width=300" in asked
    assert any(int(one.split("=")[1]) > 300 for one in asked)
    asked.clear()
    page.evaluate("() => document.querySelector('.sheet[data-page=\"50\"]').scrollIntoView({behavior: 'instant'})")
    page.wait_for_timeout(1500)
    assert {int(one.split(".")[0]) for one in asked} <= {48, 49, 50, 51, 52}
    frames = page.evaluate(
        """async () => {
          const stage = document.getElementById("viewer-stage");
          let worst = 0;
          for (let step = 0, last = performance.now(); step < 60; step += 1) {
            stage.scrollTop += 400;
            const now = await new Promise(requestAnimationFrame);
            worst = Math.max(worst, now - last);
            last = now;
          }
          return worst;
        }"""
    )
    assert frames < 400


def test_pages_that_cannot_be_had_are_said_so_and_asked_for_again(world, page):
    page.route("**/pages", lambda route: route.abort(), times=1)
    sign_in(page, CLAIRE)
    complaints(page).allow("ERR_FAILED")
    page.goto(f"{world.address}/factures/{world.document('mairie')}")
    page.get_by_role("button", name="Réessayer").click()
    page.wait_for_selector("#page-viewer[data-ready]")
    page.wait_for_function("() => document.querySelector('.sheet-picture').naturalWidth > 300")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_nothing_stands_in_the_way_of_anybody(world, page, language):
    speak(page, language)
    opened(page, world, world.document("complet_services"))
    field(page, "iban").focus()
    page.wait_for_function("() => document.querySelector('.sheet-picture').naturalWidth > 300")
    check_axe(page, exclude=[])
    assert overflow(page) == []


def test_it_fits_a_small_screen(world, narrow):
    opened(narrow, world, world.document("simple-4__faint"))
    field(narrow, "total_with_vat").focus()
    assert "focused" in box(narrow, "total_with_vat").get_attribute("class")
    assert overflow(narrow) == []
    stage, shown = narrow.locator("#viewer-stage").bounding_box(), box(narrow, "total_with_vat").bounding_box()
    assert shown["height"] > 10
    assert stage["width"] <= 320
    assert stage["x"] <= shown["x"] <= stage["x"] + stage["width"]
    check_axe(narrow)


def with_a_picture(text):
    """A PDF invoice with a line that stands in a picture only."""
    import pypdfium2
    from fpdf import FPDF

    with pypdfium2.PdfDocument(INVOICES / "mairie" / "invoice.pdf") as file:
        said = file[0].get_textpage().get_text_bounded()
    picture = Image.new("RGB", (1000, 200), "white")
    font = ImageFont.load_default(size=90)
    ImageDraw.Draw(picture).text((60, 40), text, "black", font)
    drawn = FPDF(unit="pt", format=(595, 842))
    drawn.add_page()
    drawn.set_font("helvetica", size=9)
    for index, line in enumerate(said.splitlines()[:50]):
        drawn.text(40, 40 + 11 * index, line.encode("latin-1", "replace").decode("latin-1"))
    drawn.image(picture, 60, 730, 250, 50)
    out = BytesIO()
    drawn.output(out)
    return out.getvalue()
