// The pages by keyboard: a cursor goes from word to word, Enter takes what it stands on, Shift takes several words.

import { word } from "../core.js";
import { grown, told, union, within } from "./picking.js";
import { goToField } from "./pointing.js";
import { draw } from "./sheets.js";

export class Cursor {
  constructor(store, sheets, zoom, filler, says) {
    Object.assign(this, { store, sheets, zoom, filler, says });
    this.stage = sheets.stage;
    this.marks = draw("g", { class: "word-cursor" });
    this.stage.addEventListener("keydown", (event) => this.key(event));
    this.stage.addEventListener("focus", () => this.stage.matches(":focus-visible") && this.begin());
    this.stage.addEventListener("blur", () => this.marks.remove());
  }

  /** Where the field in focus stands, else at the first word of the page that is looked at. */
  async begin() {
    const place = this.filler.target && this.store.place(this.filler.target);
    const sheet = (place && this.sheets.byNumber.get(place.page)) ?? this.sheets.current();
    const seen = this.looking();
    if (!(await this.enter(sheet))) return;
    const at = place ? this.words.findIndex(({ bbox }) => within(place.bbox, (bbox[0] + bbox[2]) / 2, (bbox[1] + bbox[3]) / 2)) : -1;
    this.show(Math.max(0, at), false, seen === this.looking()); // words come late: who has moved on is not called back
  }

  /** What of the pages is in view, to be compared. */
  looking() {
    return [this.stage.scrollLeft, this.stage.scrollTop, this.zoom.scale].join();
  }

  async enter(sheet) {
    this.sheet = sheet;
    this.words = sheet.read ?? (await sheet.words().catch(() => []));
    this.index = this.anchor = 0;
    if (!this.words.length) {
      this.marks.remove();
      this.zoom.go(this.stage.scrollLeft, sheet.element.offsetTop);
      this.says(word("viewer.no_words", { page: this.sheets.list.indexOf(sheet) + 1 }), true);
    }
    return this.words.length > 0;
  }

  async key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.target !== this.stage) return;
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const line = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const page = { PageDown: 1, PageUp: -1 }[event.key];
    const end = { Home: -1, End: 1 }[event.key];
    if (!step && !line && !page && !end && event.key !== "Enter" && event.key !== "Escape") return;
    event.preventDefault();
    if (event.key === "Escape") this.leave();
    else if (!this.words?.length && !page) await this.begin();
    else if (event.key === "Enter") this.take();
    else if (page) await this.turn(page);
    else if (step) await this.go(this.index + step, event.shiftKey);
    else if (line) await this.go(this.nextLine(line), event.shiftKey, line);
    else this.show(this.lineEnd(end), event.shiftKey);
  }

  /** To a word of this page; beyond its ends, to the next page or the one before. */
  async go(index, extend, line = 0) {
    if (index >= 0 && index < this.words.length) this.show(index, extend);
    else if (!extend) await this.turn(line || (index < 0 ? -1 : 1), index < 0);
  }

  async turn(by, atEnd = false) {
    const next = this.sheets.list[this.sheets.list.indexOf(this.sheet ?? this.sheets.current()) + by];
    if (!next) {
      this.says(word(by > 0 ? "viewer.last" : "viewer.first"), true);
      return;
    }
    if (await this.enter(next)) this.show(atEnd ? this.words.length - 1 : 0);
  }

  show(index, extend = false, follow = true) {
    this.index = index;
    if (!extend) this.anchor = index;
    const chosen = this.chosen();
    this.marks.replaceChildren(...chosen.map(({ bbox: [x0, top, x1, bottom] }) =>
      draw("rect", { x: x0 - 1.5, y: top - 1.5, width: x1 - x0 + 3, height: bottom - top + 3, rx: 1.5 })));
    this.sheet.marks.append(this.marks);
    if (follow) this.zoom.reveal(this.sheet, this.words[index].bbox);
    this.says(this.found().text.replaceAll("\n", ", "), true);
  }

  chosen() {
    return this.anchor === this.index ? grown(this.words, this.index).words
      : this.words.slice(Math.min(this.anchor, this.index), Math.max(this.anchor, this.index) + 1);
  }

  found() {
    if (this.anchor === this.index) return grown(this.words, this.index);
    const words = this.chosen();
    return { text: told(words, this.filler.between), bbox: union(words.map((one) => one.bbox)) };
  }

  take() {
    const name = this.filler.fill(this.sheet, this.found());
    if (name) goToField(this.store, name);
  }

  leave() {
    if (this.filler.target) goToField(this.store, this.filler.target);
  }

  /** The nearest word of the next line: the least way down, then across; outside of the words where there is none. */
  nextLine(by) {
    const [x0, top, x1, bottom] = this.words[this.index].bbox;
    const [x, y] = [(x0 + x1) / 2, (top + bottom) / 2];
    let best = by > 0 ? this.words.length : -1;
    let least = Infinity;
    this.words.forEach(({ bbox }, index) => {
      const down = by * ((bbox[1] + bbox[3]) / 2 - y);
      if (down <= (bottom - top) / 2) return;
      const across = Math.max(0, bbox[0] - x, x - bbox[2]);
      const far = down + across / 4;
      if (far < least) [best, least] = [index, far];
    });
    return best;
  }

  lineEnd(by) {
    const [, top, , bottom] = this.words[this.index].bbox;
    const line = this.words
      .map(({ bbox }, index) => ({ index, x: bbox[0], y: (bbox[1] + bbox[3]) / 2 }))
      .filter(({ y }) => y > top && y < bottom)
      .sort((one, other) => one.x - other.x);
    return (by > 0 ? line.at(-1) : line[0])?.index ?? this.index;
  }
}
