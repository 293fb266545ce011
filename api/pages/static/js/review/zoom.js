// How large the pages are shown, and which part of them is: buttons, keys, wheel and two fingers; and the way to a box.

import { word } from "../core.js";

export const ACTUAL = 96 / 72; // pixels per point at 100 %
const MOST = 4 * ACTUAL;
const STEP = 1.25;
const SMALL = 12; // pixels: print smaller than this is made larger when it is gone to
const READABLE = 16;
const PRINT = 11; // points: a box higher than this holds several lines
const EDGE = 24; // pixels around a box that is gone to
const calm = matchMedia("(prefers-reduced-motion: reduce)");

export class Zoom {
  constructor(sheets, output) {
    this.sheets = sheets;
    this.stage = sheets.stage;
    this.output = output;
    this.mode = "width"; // "width", "page", or "free" where a person chose
    this.apply(this.fitting());
    new ResizeObserver(() => this.mode !== "free" && !this.closer && this.fit(this.mode)).observe(this.stage);
    this.stage.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    this.stage.addEventListener("touchstart", (event) => this.pinch(event), { passive: true });
    this.stage.addEventListener("touchmove", (event) => this.pinch(event), { passive: false });
  }

  get scale() {
    return this.sheets.scale;
  }

  fitting(mode = this.mode) {
    const room = parseFloat(getComputedStyle(this.sheets.column).paddingLeft) * 2;
    const across = Math.max(80, this.stage.clientWidth - room) / this.sheets.widest;
    if (mode !== "page") return Math.min(across, MOST);
    return Math.min(across, Math.max(80, this.stage.clientHeight - room) / this.sheets.tallest);
  }

  fit(mode) {
    this.mode = mode;
    this.closer = false;
    const page = this.sheets.current();
    this.to(this.fitting(mode));
    if (mode === "page") this.go(0, page.element.offsetTop - 8);
  }

  by(factor, x, y) {
    this.mode = "free";
    this.to(this.scale * factor, x, y);
  }

  closerBy(steps) {
    const percent = (this.scale / ACTUAL) * STEP ** steps;
    const round = Math.abs(percent - 1) < 0.1 ? 1 : percent;
    this.by((round * ACTUAL) / this.scale);
  }

  /** Show at a scale; the place of the screen (the middle, where none is told) keeps what it shows. */
  to(scale, clientX, clientY) {
    const least = Math.min(this.fitting("page"), this.fitting("width"), ACTUAL / 2);
    const next = Math.min(MOST, Math.max(least, scale));
    const box = this.stage.getBoundingClientRect();
    const x = clientX ?? box.left + this.stage.clientWidth / 2;
    const y = clientY ?? box.top + this.stage.clientHeight / 2;
    const sheet = this.sheets.at(x, y)?.sheet ?? this.sheets.current();
    const point = this.sheets.on(sheet, x, y);
    this.apply(next);
    const moved = sheet.element.getBoundingClientRect();
    this.stage.scrollLeft += moved.left + point.x * next - x;
    this.stage.scrollTop += moved.top + point.y * next - y;
  }

  apply(scale) {
    this.sheets.resize(scale);
    const text = word("viewer.percent", { percent: Math.round((scale / ACTUAL) * 100) });
    if (this.output && this.output.textContent !== text) this.output.textContent = text;
  }

  /** Bring a box into view, closer where its print is too small to be read and nobody chose a size. */
  reveal(sheet, [x0, top, x1, bottom]) {
    const { clientWidth: wide, clientHeight: high } = this.stage;
    const print = Math.min(bottom - top, PRINT);
    let changed = false;
    if (this.mode !== "free" && print * this.scale < SMALL) {
      const wanted = Math.max(this.fitting(), Math.min(READABLE / print, (wide - 2 * EDGE) / Math.max(1, x1 - x0), MOST));
      changed = Math.abs(wanted - this.scale) > 0.01;
      this.closer ||= changed;
      if (changed) this.apply(wanted);
    }
    const left = sheet.element.offsetLeft + x0 * this.scale;
    const right = sheet.element.offsetLeft + x1 * this.scale;
    const upper = sheet.element.offsetTop + top * this.scale;
    const lower = sheet.element.offsetTop + bottom * this.scale;
    const [fromLeft, fromTop] = [this.stage.scrollLeft, this.stage.scrollTop];
    const seenAcross = left >= fromLeft + EDGE && right <= fromLeft + wide - EDGE;
    const seenDown = upper >= fromTop + EDGE && lower <= fromTop + high - EDGE;
    if (!changed && seenAcross && seenDown) return;
    const across = right - left > wide - 2 * EDGE ? left - EDGE : (left + right - wide) / 2;
    const down = lower - upper > high - 2 * EDGE ? upper - EDGE : (upper + lower) / 2 - high * 0.4;
    this.go(seenAcross && !changed ? fromLeft : across, seenDown && !changed ? fromTop : down, !changed);
  }

  go(left, top, smooth = false) {
    const near = Math.abs(top - this.stage.scrollTop) < this.stage.clientHeight;
    this.stage.scrollTo({ left, top, behavior: smooth && near && !calm.matches ? "smooth" : "instant" });
  }

  wheel(event) {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const lines = event.deltaMode === 1 ? 20 : 1;
    this.by(Math.exp(-Math.max(-50, Math.min(50, event.deltaY * lines)) / 200), event.clientX, event.clientY);
  }

  pinch(event) {
    if (event.touches.length !== 2) return;
    const [one, other] = event.touches;
    const x = (one.clientX + other.clientX) / 2;
    const y = (one.clientY + other.clientY) / 2;
    const apart = Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
    if (event.type === "touchmove" && this.held) {
      event.preventDefault();
      this.by(apart / this.held.apart, x, y);
      this.stage.scrollLeft -= x - this.held.x;
      this.stage.scrollTop -= y - this.held.y;
    }
    this.held = { apart, x, y };
  }
}
