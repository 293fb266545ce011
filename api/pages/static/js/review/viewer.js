// The left side of the review page: the pages of the file, with a box where each value stands; see sheets.js (pictures),
// overlay.js (boxes), zoom.js, pointing.js (pointer), cursor.js (keyboard) and filling.js (what is taken).

import { api, h, word } from "../core.js";
import { Cursor } from "./cursor.js";
import { Filler } from "./filling.js";
import { Overlay } from "./overlay.js";
import { Pointing } from "./pointing.js";
import { nameOf } from "./said.js";
import { Sheets } from "./sheets.js";
import { Zoom } from "./zoom.js";

/** Start it; gives a promise of its parts, once the pages are known. */
export async function startViewer(store, root) {
  const stage = root.querySelector(".viewer-stage");
  const status = root.querySelector(".viewer-status");
  const hint = root.querySelector(".viewer-hint");
  const says = (text, live = false) => {
    status.textContent = text;
    status.classList.toggle("busy", live && text === word("viewer.reading"));
  };
  store.addEventListener("focus", ({ detail }) => tell(store, hint, detail.name));
  const pages = await pagesOf(store, stage);
  if (!pages?.length) return null;
  const sheets = new Sheets(stage, store.document.id, pages);
  const zoom = new Zoom(sheets, root.querySelector(".viewer-zoom"));
  const overlay = new Overlay(store, sheets);
  const filler = new Filler(store, sheets, says);
  const pointing = new Pointing(store, sheets, overlay, filler);
  const cursor = new Cursor(store, sheets, zoom, filler, says);
  follow(store, overlay, zoom);
  bar(root, { zoom, pointing, sheets });
  if (store.focused) show(store, overlay, zoom, store.focused);
  root.dataset.ready = "";
  return { sheets, zoom, overlay, filler, pointing, cursor };
}

/** The pages that the invoice stands on, else all of the file; null where they can't be had, with a button to retry. */
async function pagesOf(store, stage) {
  try {
    const { data } = await api("GET", `/documents/${store.document.id}/pages`);
    const own = new Set(store.document.extraction?.pages ?? []);
    const shown = data.items.filter((page) => own.has(page.number));
    const pages = shown.length ? shown : data.items;
    if (!pages.length) stage.replaceChildren(h("p", { class: "viewer-message" }, word("viewer.none")));
    return pages;
  } catch {
    return new Promise((resolve) => {
      const again = h("button", { type: "button", class: "second", onclick: () => resolve(pagesOf(store, stage)) }, word("viewer.again"));
      stage.replaceChildren(h("div", { class: "viewer-message", role: "alert" }, h("p", {}, word("viewer.unavailable")), again));
    });
  }
}

/** The boxes follow the store: its values, what has the focus, what is pointed at. */
function follow(store, overlay, zoom) {
  let asked = null;
  const later = () => {
    asked ??= requestAnimationFrame(() => {
      asked = null;
      overlay.redraw();
    });
  };
  overlay.found = (place) => place && zoom.reveal(place.sheet, place.bbox);
  store.addEventListener("document", later);
  store.addEventListener("value", later);
  store.addEventListener("focus", ({ detail }) => show(store, overlay, zoom, detail.name));
  store.addEventListener("hover", ({ detail }) => overlay.hover(detail.name));
}

/** The box is lit at once; its picture may come when it will. */
function show(store, overlay, zoom, name) {
  performance.mark("review:focus");
  const place = overlay.focus(name);
  if (!place) return;
  zoom.reveal(place.sheet, place.bbox);
  requestAnimationFrame(() => performance.measure("review:highlight", "review:focus"));
}

/** What a click on the page does now. */
function tell(store, hint, name) {
  if (store.readonly) hint.textContent = word("viewer.hint.readonly");
  else if (!name) hint.textContent = word("viewer.hint.none");
  else hint.textContent = word(store.place(name) ? "viewer.hint.field" : "viewer.hint.unplaced", { field: nameOf(name) });
}

function bar(root, { zoom, pointing, sheets }) {
  const { stage } = sheets;
  const acts = {
    out: () => zoom.closerBy(-1),
    in: () => zoom.closerBy(1),
    width: () => zoom.fit("width"),
    page: () => zoom.fit("page"),
    boxes: (button) => stage.classList.toggle("bare", !press(button)),
    area: (button) => pointing.setAreaMode(press(button)),
  };
  root.querySelector(".viewer-bar").addEventListener("click", (event) => {
    const button = event.target.closest("button[data-do]");
    if (button) acts[button.dataset.do](button);
  });
  const keys = { "+": "in", "=": "in", "-": "out", "−": "out", 0: "width" };
  root.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea") || !keys[event.key]) return;
    event.preventDefault();
    acts[keys[event.key]]();
  });
}

/** Turn a button that stays pressed; whether it is now. */
function press(button) {
  const on = button.getAttribute("aria-pressed") !== "true";
  button.setAttribute("aria-pressed", String(on));
  return on;
}
