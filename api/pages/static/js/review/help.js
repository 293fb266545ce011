// The help sheet: all keys of the page, and whether they are heard. The choice stays with the browser.

import { h, word } from "../core.js";
import { BINDINGS, OTHERS } from "./bindings.js";

const GROUPS = ["fields", "stack", "page", "inside"];
const SIGNS = { Control: "Ctrl", ArrowDown: "↓", ArrowUp: "↑", ArrowLeft: "←", ArrowRight: "→" };
const NAMED = new Set(["Shift", "Enter", "Escape", "PageDown", "PageUp"]);
const BUTTONS = {
  accept: ".accept", undo: "#undo", redo: "#redo", approve: "#approve-next", next_document: "#next-document",
  previous_document: "#previous-document", deposit: "#deposit-link", help: "#keys-help",
  zoom_in: '#page-viewer [data-do="in"]', zoom_out: '#page-viewer [data-do="out"]',
};
const KEPT = { on: "prefacture.touches", mark: "prefacture.touche-aide" };

export function startHelp(store) {
  const dialog = document.getElementById("keys-dialog");
  const boxes = { on: document.getElementById("keys-on"), mark: document.getElementById("keys-mark") };
  const help = {
    on: localStorage.getItem(KEPT.on) !== "0",
    mark: localStorage.getItem(KEPT.mark) !== "0",
    open() {
      dialog.showModal();
    },
  };
  document.getElementById("keys-list").append(...GROUPS.map(table));
  document.getElementById("keys-help").addEventListener("click", () => help.open());
  for (const [name, box] of Object.entries(boxes)) {
    box.checked = help[name];
    box.addEventListener("change", () => {
      help[name] = box.checked;
      localStorage.setItem(KEPT[name], box.checked ? "1" : "0");
      tell(help);
    });
  }
  const later = () => requestAnimationFrame(() => tell(help));
  store.addEventListener("document", later);
  store.addEventListener("value", later);
  tell(help);
  return help;
}

/** Buttons tell their keys, as far as they are heard. */
function tell(help) {
  for (const { act, keys } of BINDINGS) {
    const heard = help.on && (act !== "help" || help.mark);
    for (const button of BUTTONS[act] ? document.querySelectorAll(BUTTONS[act]) : []) {
      if (heard) button.setAttribute("aria-keyshortcuts", keys.join(" "));
      else button.removeAttribute("aria-keyshortcuts");
    }
  }
}

function table(group) {
  const rows = [...BINDINGS, ...OTHERS].filter((one) => one.group === group);
  const id = `keys-group-${group}`;
  return h("section", { "aria-labelledby": id },
    h("h3", { id }, word(`keys.group.${group}`)),
    h("dl", {}, ...rows.map(({ act, keys }) => h("div", {}, h("dt", {}, ...said(keys)), h("dd", {}, word(`keys.act.${act}`))))));
}

function said(keys) {
  const shown = keys.length > 4 ? [keys[0], keys.at(-1)] : keys;
  const between = keys.length > 4 ? " … " : ` ${word("keys.or")} `;
  return shown.flatMap((key, index) => [index ? between : "", ...combination(key)]);
}

function combination(key) {
  return key.split(/\+(?=.)/).flatMap((one, index) => [...(index ? ["+", h("wbr")] : []), h("kbd", {}, NAMED.has(one) ? word(`keys.name.${one}`) : (SIGNS[one] ?? one))]);
}
