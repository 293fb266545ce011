// The right side of the review page: the fields, the tables, what is missing, how saving stands.

import { announce, word } from "../core.js";
import { startConflicts } from "./conflicts.js";
import { FieldView } from "./fields.js";
import { startFindings } from "./findings.js";
import { KINDS } from "./rows.js";
import { nameOf } from "./said.js";
import { startSaving } from "./saving.js";
import { startTables } from "./tables.js";

export function startForm(store, root) {
  const fields = new Map();
  for (const wrapper of root.querySelectorAll(".field")) fields.set(wrapper.dataset.name, new FieldView(store, wrapper));
  const tables = startTables(store);

  const show = ({ told = false } = {}) => {
    for (const one of fields.values()) {
      one.lock(store.readonly);
      one.show({ told });
    }
  };
  store.addEventListener("document", ({ detail }) => show({ told: detail.external === true }));
  store.addEventListener("value", ({ detail: { name } }) => fields.get(name)?.show({ told: true }));
  store.addEventListener("hover", ({ detail: { name } }) => {
    for (const one of fields.values()) one.wrapper.classList.toggle("hovered", one.name === name);
  });

  root.addEventListener("submit", (event) => {
    event.preventDefault();
    store.saveNow();
  });
  root.addEventListener("focusin", ({ target }) => {
    const name = target.name || target.closest("[data-name]")?.dataset.name;
    if (name && store.focused !== name) store.focus(name);
  });
  store.addEventListener("focus", ({ detail: { name } }) => name && reveal(name, fields, tables));

  history(store);
  startTerms(root);
  startFindings(store, fields);
  startConflicts(store);
  startSaving(store);
  show();
}

/** Bring the focus to a value, unfolding what it stands in. */
function reveal(name, fields, tables) {
  const kind = KINDS.find((one) => name === one || name.startsWith(`${one}.`));
  const input = kind ? tables[kind].input(name) : fields.get(name)?.input;
  const place = input?.closest("[data-name]");
  if (!input || place?.contains(document.activeElement)) return;
  for (let folded = input.closest("details"); folded; folded = folded.parentElement.closest("details")) folded.open = true;
  input.focus();
}

function history(store) {
  const step = (kind) => {
    const name = store[kind]();
    announce(name ? word(`review.${kind}ne`, { field: nameOf(name) }) : word(`review.nothing_${kind}ne`));
  };
  document.getElementById("undo").addEventListener("click", () => step("undo"));
  document.getElementById("redo").addEventListener("click", () => step("redo"));
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || !(event.ctrlKey || event.metaKey) || event.altKey) return;
    const key = event.key.toLowerCase();
    if (event.target.matches?.("input:not([type=checkbox]), textarea, [contenteditable]")) return; // text has its own
    if (key !== "z" && key !== "y") return;
    event.preventDefault();
    step(key === "y" || event.shiftKey ? "redo" : "undo");
  });
}

function startTerms(root) {
  const box = document.getElementById("show-terms");
  const kept = "prefacture.codes";
  const show = () => root.classList.toggle("with-terms", box.checked);
  box.checked = localStorage.getItem(kept) === "1";
  box.addEventListener("change", () => {
    localStorage.setItem(kept, box.checked ? "1" : "0");
    show();
  });
  show();
}
