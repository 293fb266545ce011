// From the page into the form: what was pointed at becomes the value of the field in focus.

import { Refused, announce, api, word } from "../core.js";
import { grown, told, union, wordAt } from "./picking.js";
import { cellOf } from "./rows.js";
import { nameOf } from "./said.js";
import { draw } from "./sheets.js";

const AROUND = [70, 10]; // points read around a point where the page has no word
const SHORT = 60; // characters of a value that are told

export class Filler {
  constructor(store, sheets, says) {
    this.store = store;
    this.sheets = sheets;
    this.says = says;
    this.last = store.focused;
    store.addEventListener("focus", ({ detail }) => (this.last = detail.name ?? this.last));
  }

  /** The field that is filled: the one in focus, or the last that was. */
  get target() {
    const name = this.store.focused ?? this.last;
    const cell = cellOf(name);
    return this.store.readonly || (cell && !cell.column) ? null : name;
  }

  /** What stands between two lines of a value. */
  get between() {
    return this.target?.endsWith("_address") ? "\n" : " ";
  }

  /** Whether a field can be filled; says what to do where not. */
  ready() {
    if (this.target) return true;
    announce(word(this.store.readonly ? "viewer.readonly" : "viewer.choose_first"));
    return false;
  }

  /** Take {text, bbox} of a page; gives the field's name. */
  fill(sheet, found) {
    if (!this.ready()) return null;
    const text = found.text.trim();
    if (!text) return null;
    if (this.store.focused !== this.target) this.store.focus(this.target);
    const name = this.store.pick({ text, page: sheet.number, bbox: found.bbox.map((side) => Math.round(side * 100) / 100) });
    if (!name) return null;
    const short = text.length > SHORT ? `${text.slice(0, SHORT)}…` : text.replaceAll("\n", ", ");
    announce(word("viewer.filled", { field: nameOf(name), text: short }));
    return name;
  }

  /** Read where no word is known, around a point. */
  async readAt(sheet, x, y) {
    const found = await this.read(sheet, [x - AROUND[0], y - AROUND[1], x + AROUND[0], y + AROUND[1]]);
    const index = found ? wordAt(found.words, x, y, 12) : -1;
    if (found && index < 0) this.nothing();
    return index < 0 ? null : this.fill(sheet, grown(found.words, index));
  }

  /** Read a part of a page. */
  async readArea(sheet, area) {
    const found = await this.read(sheet, area);
    if (!found) return null;
    if (!found.words.length) return this.nothing();
    return this.fill(sheet, { text: told(found.words, this.between), bbox: union(found.words.map((one) => one.bbox)) });
  }

  nothing() {
    announce(word("viewer.nothing"));
    return null;
  }

  async read(sheet, [x0, top, x1, bottom]) {
    this.reading?.abort();
    const reading = (this.reading = new AbortController());
    const bbox = [Math.max(0, x0), Math.max(0, top), Math.min(sheet.width, x1), Math.min(sheet.height, bottom)];
    const shown = draw("rect", { class: "reading", x: bbox[0], y: bbox[1], width: bbox[2] - bbox[0], height: bbox[3] - bbox[1] });
    sheet.marks.append(shown);
    this.says(word("viewer.reading"), true);
    try {
      const path = `/documents/${this.sheets.id}/pages/${sheet.number}/text`;
      return (await api("POST", path, { body: { bbox }, signal: reading.signal })).data;
    } catch (error) {
      if (error.name !== "AbortError") announce(refusal(error));
      return null;
    } finally {
      shown.remove();
      if (this.reading === reading) {
        this.reading = null;
        this.says("");
      }
    }
  }
}

function refusal(error) {
  if (error instanceof Refused && error.status === 422) return word("viewer.too_large");
  return word(error instanceof Refused ? "viewer.unreadable" : "viewer.away");
}
