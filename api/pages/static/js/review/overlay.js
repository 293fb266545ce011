// A box on the page for each value: how sure it is shows in its line (solid, dashed, dotted) as well as in its colour.

import { h } from "../core.js";
import { spanOf } from "./picking.js";
import { cellOf } from "./rows.js";
import { nameOf, stateOf, tag } from "./said.js";
import { draw } from "./sheets.js";

const KINDS = ["vat_breakdown", "lines"];
const PAD = 1.5; // points around a box
const BESIDE = 0.6; // of the page's width: room for a label to the right of it
const LINES = new Set(["fair", "doubtful"]); // how a box is drawn that is not sure

export class Overlay {
  constructor(store, sheets) {
    this.store = store;
    this.sheets = sheets;
    this.boxes = new Map(); // name -> {name, sheet, bbox, rect, sure}
    this.labels = { focused: h("div", { class: "box-label focused", "aria-hidden": "true" }), hovered: h("div", { class: "box-label", "aria-hidden": "true" }) };
    this.spot = draw("rect", { class: "spot", rx: 1.5 });
    this.redraw();
  }

  /** All boxes anew: what the server says now, and what was typed since. */
  redraw() {
    this.boxes.clear();
    const made = new Map(this.sheets.list.map((sheet) => [sheet, []]));
    for (const [name, place, sure] of this.values()) {
      const sheet = place && this.sheets.byNumber.get(place.page);
      if (!sheet) continue;
      const [x0, top, x1, bottom] = place.bbox;
      const rect = draw("rect", {
        class: `box ${sure}${cellOf(name) ? " row" : ""}`, "data-name": name, rx: 2,
        x: x0 - PAD, y: top - PAD, width: x1 - x0 + 2 * PAD, height: bottom - top + 2 * PAD,
      });
      const box = { name, sheet, bbox: place.bbox, rect, sure, area: (x1 - x0) * (bottom - top) };
      this.boxes.set(name, box);
      made.get(sheet).push(box);
    }
    for (const [sheet, boxes] of made) {
      boxes.sort((one, other) => other.area - one.area);
      sheet.boxes.replaceChildren(...boxes.flatMap((box) => [box.rect, ...mark(box)]));
      sheet.hits = boxes.toReversed();
    }
    this.focus(this.store.focused);
    this.hover(this.store.hovered ?? null);
  }

  /** Every value with its place and how sure it is. A table's rows are asked for once: there may be thousands. */
  *values() {
    const { store } = this;
    const names = new Set([...Object.keys(store.document.extraction?.fields ?? {}), ...Object.keys(store.pending.fields)]);
    for (const name of names) yield [name, store.place(name), lineOf(stateOf(store, name))];
    for (const kind of KINDS) {
      for (const [index, row] of store.rows(kind).entries()) {
        yield [`${kind}.${index}`, row.place ?? row.read?.provenance, lineOf(stateOf({ conflicts: {}, refused: {}, read: () => row.read }, `${kind}.${index}`))];
      }
    }
  }

  /** The box of a value; that of its row for a cell. */
  of(name) {
    const cell = cellOf(name);
    return this.boxes.get(cell ? `${cell.kind}.${cell.index}` : name) ?? null;
  }

  /** The smallest box at a point. */
  at(sheet, x, y) {
    return sheet.hits?.find(({ bbox }) => x >= bbox[0] - PAD && x <= bbox[2] + PAD && y >= bbox[1] - PAD && y <= bbox[3] + PAD) ?? null;
  }

  /** Highlight the box of the field in focus; gives {sheet, bbox} of it, of a cell's words where they are known. */
  focus(name) {
    const box = name ? this.of(name) : null;
    this.light("focused", box, name);
    this.spot.remove();
    if (!box || !cellOf(name)?.column) return box;
    if (box.sheet.read) return this.point(box, name) ?? box;
    box.sheet.words().then(() => this.store.focused === name && this.found?.(this.point(box, name)), () => {});
    return box;
  }

  hover(name) {
    const box = name ? this.of(name) : null;
    this.light("hovered", box === this.lit?.focused ? null : box, name);
  }

  light(kind, box, name) {
    this.lit ??= {};
    this.lit[kind]?.rect.classList.remove(kind);
    this.lit[kind] = box;
    const label = this.labels[kind];
    label.remove();
    if (!box) return;
    box.rect.classList.add(kind);
    label.className = `box-label ${kind} ${box.sure}`;
    label.replaceChildren(h("span", {}, nameOf(name)), tag(stateOf(this.store, name)));
    this.lay(label, box);
    box.sheet.element.append(label);
  }

  /** To the right of its box where the page goes on far enough, else above it or below: never over it. */
  lay(label, { sheet: { width, height }, bbox: [x0, top, x1, bottom] }) {
    const beside = x1 < BESIDE * width;
    const below = !beside && top < 24;
    const across = x0 > width / 2;
    label.classList.toggle("beside", beside);
    label.classList.toggle("below", below);
    label.style.left = beside ? part(x1 + 2 * PAD, width) : across ? "" : part(x0, width);
    label.style.right = beside || !across ? "" : part(width - x1, width);
    label.style.top = part(beside ? (top + bottom) / 2 : below ? bottom + PAD : top - PAD, height);
  }

  /** Mark the words of a cell within its row's box; gives their place, null where they are not found. */
  point(box, name) {
    const bbox = spanOf(box.sheet.read, box.bbox, this.store.values[name]);
    if (!bbox) return null;
    const [x0, top, x1, bottom] = bbox;
    for (const [key, value] of Object.entries({ x: x0 - 1, y: top - 1, width: x1 - x0 + 2, height: bottom - top + 2 })) this.spot.setAttribute(key, value);
    box.sheet.marks.append(this.spot);
    return { sheet: box.sheet, bbox };
  }
}

function lineOf(state) {
  return LINES.has(state) ? state : "sure";
}

function part(points, whole) {
  return `${(points / whole) * 100}%`;
}

/** A sign beside a box whose value is not sure: seen without colours too. */
function mark({ sure, bbox: [x0, top, , bottom], rect }) {
  if (sure !== "doubtful" || rect.classList.contains("row")) return [];
  const size = Math.min(11, Math.max(7, bottom - top));
  const sign = draw("text", { class: "sign", x: x0 - PAD - size * 0.75, y: top + size * 0.85, "font-size": size });
  sign.textContent = "?";
  return [sign];
}
