// The keys of the page: single keys are heard only where a place between two pages has the focus.

import { h, word } from "../core.js";

const SHEET = [
  ["move", ["←", "→"]], ["boundary", ["↑", "↓"]], ["ends", ["Home", "End"]], ["toggle", ["Enter", "Space"]],
  ["shift", ["Shift+←", "Shift+→"]], ["kind", ["T"]], ["look", ["V"]], ["doubt", ["F8", "Shift+F8"]],
  ["undo", ["Ctrl+Z"]], ["redo", ["Ctrl+Y"]], ["save", ["Ctrl+Enter"]], ["help", ["?"]],
];
const NAMES = { fr: { Home: "Début", End: "Fin", Enter: "Entrée", Space: "Espace", Shift: "Maj" } };

/** `acts`: step(by), boundary(by), end(last), shift(by), kind(), look(), doubt(by), undo(), redo(), save(), help(). */
export function startKeys(strip, acts) {
  const inside = {
    ArrowLeft: () => acts.step(-1), ArrowRight: () => acts.step(1), ArrowUp: () => acts.boundary(-1), ArrowDown: () => acts.boundary(1),
    Home: () => acts.end(false), End: () => acts.end(true), "Shift+ArrowLeft": () => acts.shift(-1), "Shift+ArrowRight": () => acts.shift(1),
    t: acts.kind, v: acts.look, "?": acts.help,
  };
  const anywhere = {
    F8: () => acts.doubt(1), "Shift+F8": () => acts.doubt(-1), "Control+z": acts.undo, "Control+y": acts.redo,
    "Control+Shift+z": acts.redo, "Control+Enter": acts.save,
  };
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.altKey || event.isComposing) return;
    const open = document.querySelector("dialog[open]");
    if (open && open.id !== "look") return;
    const key = named(event);
    const act = anywhere[key] ?? (!open && event.target.closest?.("[data-gap]") ? inside[key] : null);
    if (!act) return;
    event.preventDefault();
    act();
  });
}

function named(event) {
  const control = event.ctrlKey || event.metaKey;
  if (event.key === "?" && !control) return "?";
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  return [control && "Control", event.shiftKey && "Shift", key].filter(Boolean).join("+");
}

/** The rows of the help sheet. */
export function sheet() {
  const names = NAMES[document.documentElement.lang] ?? {};
  const said = (key) => key.split("+").flatMap((one, index) => [index ? "+" : "", h("kbd", {}, names[one] ?? one)]);
  return h("dl", {}, ...SHEET.map(([act, keys]) => h("div", {},
    h("dt", {}, ...keys.flatMap((key, index) => [index ? ` ${word("split.keys.or")} ` : "", ...said(key)])),
    h("dd", {}, word(`split.keys.${act}`)))));
}
