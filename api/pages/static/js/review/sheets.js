// The pages of a document, one below the other: as large as they are shown, their pictures fetched when they come near.

import { api, h, word } from "../core.js";

const FIRST = 300; // pixels: soon there, to be seen until the sharp one is
const WIDTHS = [600, 900, 1200, 1600, 2000, 2400, 3000];
const CALM = 120; // milliseconds without a change of size before a sharp picture is asked for
const SVG = "http://www.w3.org/2000/svg";

/** An element of a drawing. */
export function draw(tag, attributes = {}) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

/** One page: `scale` is pixels of the screen per point. */
class Sheet {
  constructor(sheets, page, count) {
    this.sheets = sheets;
    this.number = page.number;
    this.width = page.width;
    this.height = page.height;
    this.shown = 0; // pixels of the picture that is seen
    this.near = false;
    this.image = h("img", { class: "sheet-picture", alt: word("viewer.picture", { page: page.number, count }), draggable: "false" });
    this.image.hidden = true;
    this.drawing = draw("svg", { class: "sheet-boxes", viewBox: `0 0 ${page.width} ${page.height}`, preserveAspectRatio: "none", "aria-hidden": "true" });
    this.boxes = draw("g");
    this.marks = draw("g");
    this.drawing.append(this.boxes, this.marks);
    this.element = h("div", { class: "sheet", "data-page": page.number }, this.image, this.drawing);
  }

  size(scale) {
    this.element.style.width = `${this.width * scale}px`;
    this.element.style.height = `${this.height * scale}px`;
    if (this.near) this.sharpen();
  }

  /** It came near, or went away: far pages keep no large picture. */
  come(near) {
    this.near = near;
    clearTimeout(this.timer);
    if (near) {
      this.element.classList.add("loading");
      if (!this.shown) this.fetch(FIRST);
      this.sharpen();
    } else {
      this.wanted = 0;
      if (this.shown > FIRST) {
        this.image.src = this.address(FIRST);
        this.shown = FIRST;
      }
    }
  }

  sharpen() {
    const pixels = this.width * this.sheets.scale * Math.min(devicePixelRatio || 1, 3);
    const width = WIDTHS.find((one) => one >= pixels - 1) ?? WIDTHS.at(-1);
    clearTimeout(this.timer);
    if (width > this.shown) this.timer = setTimeout(() => this.fetch(width), this.shown ? CALM : CALM / 2);
    else this.element.classList.remove("loading");
  }

  address(width) {
    return `/api/v1/documents/${this.sheets.id}/pages/${this.number}.png?width=${width}`;
  }

  async fetch(width) {
    this.wanted = Math.max(this.wanted ?? 0, width);
    const made = new Image();
    made.src = this.address(width);
    try {
      await made.decode();
    } catch {
      if (width === FIRST) return; // the sharp one may come still
      this.element.classList.remove("loading");
      if (!this.shown) this.element.classList.add("missing");
      return;
    }
    if (width <= this.shown || width > (this.wanted || FIRST)) return;
    this.image.src = made.src;
    this.image.hidden = false;
    this.shown = width;
    this.element.classList.remove("missing");
    if (width > FIRST) this.element.classList.remove("loading");
  }

  /** The page's words; asked for once. */
  words() {
    this.reading ??= api("GET", `/documents/${this.sheets.id}/pages/${this.number}/words`).then(
      ({ data }) => (this.read = data.words),
      (error) => {
        this.reading = null;
        throw error;
      },
    );
    return this.reading;
  }
}

/** All of them, within `stage`, which scrolls. */
export class Sheets {
  constructor(stage, id, pages) {
    this.stage = stage;
    this.id = id;
    this.scale = 1;
    this.list = pages.map((page) => new Sheet(this, page, pages.length));
    this.byNumber = new Map(this.list.map((sheet) => [sheet.number, sheet]));
    const column = h("div", { class: "sheets" });
    this.list.forEach((sheet, index) => {
      if (pages.length > 1) column.append(h("p", { class: "sheet-number" }, word("viewer.page_of", { page: index + 1, count: pages.length })));
      column.append(sheet.element);
    });
    stage.replaceChildren(column);
    this.column = column;
    const watch = new IntersectionObserver((seen) => {
      for (const one of seen) this.byNumber.get(Number(one.target.dataset.page)).come(one.isIntersecting);
    }, { root: stage, rootMargin: "60% 0px" });
    for (const sheet of this.list) watch.observe(sheet.element);
  }

  get widest() {
    return Math.max(...this.list.map((sheet) => sheet.width));
  }

  get tallest() {
    return Math.max(...this.list.map((sheet) => sheet.height));
  }

  resize(scale) {
    this.scale = scale;
    for (const sheet of this.list) sheet.size(scale);
  }

  /** The page at a place of the screen, and the point on it: {sheet, x, y}, or null between pages. */
  at(clientX, clientY) {
    const element = document.elementFromPoint(clientX, clientY)?.closest(".sheet");
    const sheet = element && this.stage.contains(element) ? this.byNumber.get(Number(element.dataset.page)) : null;
    return sheet ? { sheet, ...this.on(sheet, clientX, clientY) } : null;
  }

  /** A place of the screen as a point of a page, even outside of it. */
  on(sheet, clientX, clientY) {
    const box = sheet.element.getBoundingClientRect();
    return { x: (clientX - box.left) / this.scale, y: (clientY - box.top) / this.scale };
  }

  /** The page that is looked at: the one that the middle of the stage lies on, or the last one above it. */
  current() {
    const line = this.stage.scrollTop + this.stage.clientHeight / 2;
    return this.list.findLast((sheet) => sheet.element.offsetTop <= line) ?? this.list[0];
  }
}
