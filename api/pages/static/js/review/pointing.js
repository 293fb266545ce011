// The pointer on the pages: hover shows what stands there, a click or a drag takes it, space and the middle button move.

import { announce, word } from "../core.js";
import { enclosed, grown, spanOf, within, wordAt } from "./picking.js";
import { cellOf } from "./rows.js";
import { draw } from "./sheets.js";

const STILL = 4; // pixels within which a press is a click
const REACH = 6; // points between a click and the nearest word

export class Pointing {
  constructor(store, sheets, overlay, filler) {
    Object.assign(this, { store, sheets, overlay, filler });
    this.stage = sheets.stage;
    this.areaMode = false;
    this.rectangle = draw("rect", { class: "selection" });
    this.hint = draw("rect", { class: "word-hint", rx: 1.5 });
    const on = (kind, act) => this.stage.addEventListener(kind, (event) => act.call(this, event));
    on("pointerdown", this.down);
    on("pointermove", this.move);
    on("pointerup", this.up);
    on("pointercancel", this.cancel);
    on("pointerleave", () => this.over(null));
    on("click", this.tap);
    // the field keeps the focus while its value is taken from the page
    on("mousedown", (event) => {
      if (event.target.closest(".sheet") && this.inForm()) event.preventDefault();
    });
    document.addEventListener("keydown", (event) => this.space(event, true));
    document.addEventListener("keyup", (event) => this.space(event, false));
  }

  inForm() {
    return document.activeElement?.closest("[data-name], #review-form") != null;
  }

  space(event, down) {
    if (event.code !== "Space" || (down && document.activeElement?.closest("input, textarea, select, button, a, summary"))) return;
    if (down && !this.stage.matches(":hover, :focus")) return;
    if (down) event.preventDefault();
    this.holding = down;
    this.stage.classList.toggle("panning", down);
  }

  down(event) {
    this.kind = event.pointerType;
    if (!event.target.closest(".sheet") || this.held) return;
    const pan = event.button === 1 || (event.button === 0 && this.holding);
    if (!pan && (event.button !== 0 || event.pointerType === "touch")) return;
    const found = this.sheets.at(event.clientX, event.clientY);
    if (!found) return;
    if (pan) event.preventDefault();
    this.held = { ...found, clientX: event.clientX, clientY: event.clientY, pan, dragged: false, left: this.stage.scrollLeft, top: this.stage.scrollTop };
    this.stage.setPointerCapture(event.pointerId);
  }

  move(event) {
    const { held } = this;
    if (!held) {
      if (event.pointerType !== "touch") this.look(event);
      return;
    }
    const [across, down] = [event.clientX - held.clientX, event.clientY - held.clientY];
    if (held.pan) {
      this.stage.scrollTo({ left: held.left - across, top: held.top - down, behavior: "instant" });
      return;
    }
    if (!held.dragged && Math.hypot(across, down) < STILL) return;
    held.dragged = true;
    this.frame(held.sheet, held, this.sheets.on(held.sheet, event.clientX, event.clientY));
  }

  up(event) {
    const { held } = this;
    this.cancel();
    if (!held || held.pan) return;
    if (held.dragged) this.takeArea(held.sheet, held, this.sheets.on(held.sheet, event.clientX, event.clientY));
    else this.press(held, event.altKey);
  }

  cancel() {
    this.held = null;
    this.rectangle.remove();
  }

  tap(event) {
    if (this.kind !== "touch") return;
    const found = this.sheets.at(event.clientX, event.clientY);
    if (found) this.press(found, false);
  }

  /** A click: in the mode for areas one of its two corners, else a word or a box. */
  press(found, always) {
    if (!this.areaMode) this.take(found, always);
    else if (this.corner?.sheet === found.sheet) {
      const { corner } = this;
      this.corner = null;
      this.rectangle.remove();
      this.takeArea(found.sheet, corner, found);
    } else {
      this.corner = found;
      this.frame(found.sheet, found, { x: found.x + 3, y: found.y + 3 });
      announce(word("viewer.other_corner"));
    }
  }

  setAreaMode(on) {
    this.areaMode = on;
    this.corner = null;
    this.rectangle.remove();
    if (on) announce(word("viewer.first_corner"));
  }

  frame(sheet, one, other) {
    const area = areaOf(one, other);
    const sides = { x: area[0], y: area[1], width: area[2] - area[0], height: area[3] - area[1] };
    for (const [name, value] of Object.entries(sides)) this.rectangle.setAttribute(name, Math.max(0, value));
    sheet.marks.append(this.rectangle);
  }

  async takeArea(sheet, one, other) {
    if (!this.filler.ready()) return;
    const area = areaOf(one, other);
    const found = enclosed(await wordsOf(sheet), area, this.filler.between);
    if (found) this.filler.fill(sheet, found);
    else await this.filler.readArea(sheet, area);
  }

  /** A word for the field in focus; but the box of another value, where the field has its own, leads to its field. */
  async take({ sheet, x, y }, always) {
    const words = await wordsOf(sheet);
    const box = this.overlay.at(sheet, x, y);
    if (box && !always && !this.mayFill(box)) {
      this.goTo(box, words, x, y);
      return;
    }
    if (!this.filler.ready()) return;
    const index = wordAt(words, x, y, REACH);
    if (index >= 0) this.filler.fill(sheet, grown(words, index));
    else await this.filler.readAt(sheet, x, y);
  }

  mayFill(box) {
    const { target } = this.filler;
    if (!target) return false;
    const own = this.overlay.of(target);
    return own === box || !this.store.values[target]?.trim() || own?.sure === "doubtful";
  }

  goTo(box, words, x, y) {
    let { name } = box;
    const cell = cellOf(name);
    if (cell) {
      const { texts } = this.store.rows(cell.kind)[cell.index];
      const columns = Object.keys(texts);
      const column = columns.find((one) => {
        const span = spanOf(words, box.bbox, texts[one]);
        return span && within(span, x, y, 2);
      });
      name = `${name}.${column ?? (cell.kind === "lines" ? "description" : "rate")}`;
    }
    goToField(this.store, name);
  }

  /** What lies under the pointer is shown, and what a click would take. */
  look(event) {
    if (this.frameAsked) return;
    this.frameAsked = requestAnimationFrame(() => {
      this.frameAsked = null;
      this.over(this.sheets.at(event.clientX, event.clientY));
    });
  }

  over(found) {
    const box = found && this.overlay.at(found.sheet, found.x, found.y);
    this.store.hover(box?.name ?? null);
    this.stage.classList.toggle("over-box", Boolean(box) && !this.mayFill(box));
    this.hint.remove();
    if (!found) return;
    if (!found.sheet.read) found.sheet.words().catch(() => {});
    else if (this.filler.target && (!box || this.mayFill(box))) this.suggest(found);
  }

  suggest({ sheet, x, y }) {
    const index = wordAt(sheet.read, x, y, REACH);
    if (index < 0) return;
    const [x0, top, x1, bottom] = grown(sheet.read, index).bbox;
    for (const [name, value] of Object.entries({ x: x0 - 1, y: top - 1, width: x1 - x0 + 2, height: bottom - top + 2 })) this.hint.setAttribute(name, value);
    sheet.marks.append(this.hint);
  }
}

/** Put the focus into a field, wherever it is folded away. */
export function goToField(store, name) {
  const input = document.getElementById(`field-${name}`);
  if (store.focused !== name) store.focus(name);
  for (let folded = input?.closest("details:not([open])"); folded; folded = folded.parentElement.closest("details:not([open])")) folded.open = true;
  if (input && document.activeElement !== input) input.focus({ preventScroll: false });
}

/** The page's words, none where they can't be had. */
async function wordsOf(sheet) {
  return sheet.read ?? sheet.words().catch(() => []);
}

function areaOf(one, other) {
  return [Math.min(one.x, other.x), Math.min(one.y, other.y), Math.max(one.x, other.x), Math.max(one.y, other.y)];
}
