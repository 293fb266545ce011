// Keys of the review page: they do what its buttons and links do, so that a stack is worked through without a mouse.

import { announce, word } from "../core.js";
import { BINDINGS, pressed } from "./bindings.js";
import { choicesOf } from "./choices.js";
import { doubted, ownerOf, startDoubts } from "./doubts.js";
import { startHelp } from "./help.js";
import { startMoves } from "./moves.js";
import { nameOf } from "./said.js";

const BY_KEY = new Map(BINDINGS.flatMap(({ act, keys }) => keys.map((key) => [key, act])));
const click = (selector) => document.querySelector(selector)?.click();

export function startKeys(store, moves) {
  const doubts = startDoubts(store);
  const stack = startMoves(store, moves, doubts);
  const help = startHelp(store);
  const acts = {
    next_field: () => doubts.go(1),
    previous_field: () => doubts.go(-1),
    accept: () => accept(store, doubts),
    alternative: (key) => alternative(store, Number(key.at(-1))),
    undo: () => click("#undo"),
    redo: () => click("#redo"),
    approve: () => stack.approve(),
    next_document: () => stack.next(),
    previous_document: () => stack.previous(),
    deposit: () => stack.deposit(),
    next_part: () => part(store, 1),
    previous_part: () => part(store, -1),
    zoom_in: () => click('#page-viewer [data-do="in"]'),
    zoom_out: () => click('#page-viewer [data-do="out"]'),
    help: () => help.open(),
  };
  document.addEventListener("keydown", (event) => {
    const key = pressed(event);
    const act = BY_KEY.get(key);
    if (!act || event.defaultPrevented || !help.on || (act === "help" && !help.mark)) return;
    if (document.querySelector("dialog[open]")) return;
    if (event.repeat && act !== "next_field" && act !== "previous_field") event.preventDefault();
    else if (acts[act](key) !== false) event.preventDefault();
  });
  stack.begin();
}

/** The value is right: confirm it where that is asked for, and go on. */
function accept(store, doubts) {
  if (store.focused && !store.readonly) {
    const name = ownerOf(store.focused);
    if (doubted(store, name) && store.read(name)) {
      store.accept(name);
      announce(word("review.accept.done", { field: nameOf(name) }), 3);
    }
    doubts.seen.add(name);
  }
  doubts.go(1);
}

function alternative(store, number) {
  const name = store.focused;
  const one = name && !store.readonly ? choicesOf(store, name)[number - 1] : null;
  if (!one) {
    announce(word("keys.no_alternative", { number }));
    return;
  }
  store.type(name, one.text, { place: one.provenance ?? null, now: true });
  announce(word("review.choices.taken", { value: one.text }));
}

/** From the page to what is missing, to the form; beyond them the key is the browser's. */
function part(store, by) {
  const places = ["#viewer-stage", "#missing", "#review-form"].map((one) => document.querySelector(one));
  const at = places.findIndex((one) => one?.contains(document.activeElement));
  const next = at < 0 ? (by > 0 ? 0 : places.length - 1) : at + by;
  const place = places[next];
  if (!place) return false;
  if (place.id !== "review-form") place.focus();
  else if (store.focused) store.focus(store.focused);
  else place.querySelector("input:not([type=checkbox]), select, textarea")?.focus();
  return true;
}
