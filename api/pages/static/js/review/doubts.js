// The values that a person should look at, in the order of the form: those read with doubt, and those that a rule is about.

import { announce, word } from "../core.js";
import { KINDS, cellOf } from "./rows.js";
import { aboutOf, stateOf } from "./said.js";

const DOUBTED = new Set(["fair", "doubtful"]);
const OPEN = new Set(["conflict", "refused"]);

/** The field, or the row that a cell belongs to. */
export function ownerOf(name) {
  const cell = cellOf(name);
  return cell ? `${cell.kind}.${cell.index}` : name;
}

export function doubted(store, name) {
  const cell = cellOf(name);
  return DOUBTED.has(stateOf(store, name)) && !(cell && store.rows(cell.kind)[cell.index]?.accepted);
}

export function startDoubts(store) {
  const seen = new Set(); // what was accepted with a warning: it is shown no more than once

  /** All names in the order in which they are seen. */
  const names = () => [...document.querySelectorAll("#review-form .field, #vat-table, #lines-table")].flatMap((one) => {
    if (one.dataset.name) return [one.dataset.name];
    const kind = KINDS.find((kind) => one.id.startsWith(kind.slice(0, 3)));
    return [kind, ...store.rows(kind).map((_, index) => `${kind}.${index}`)];
  });

  const wanted = (name) => {
    const found = store.document.findings.filter((one) => aboutOf(one) === name);
    if (found.some((one) => one.severity === "blocking")) return true;
    if (KINDS.includes(name)) return found.length > 0 && !seen.has(name);
    return OPEN.has(stateOf(store, name)) || doubted(store, name) || (found.length > 0 && !seen.has(name));
  };

  /** What is left, in order. */
  const left = () => names().filter(wanted);

  /** To the next one or the one before; round at the ends. Where none is left, to the approval. */
  function go(by) {
    const order = names();
    let at = store.focused ? order.indexOf(ownerOf(store.focused)) : -1;
    if (by > 0 && at >= 0 && !document.activeElement.closest("#review-form, #page-viewer")) at -= 1; // it was left
    const some = order.map((name, index) => ({ name, index })).filter(({ name }) => wanted(name));
    if (!some.length) {
      announce(word("keys.none_left"));
      document.querySelector("#approve-next:not([hidden]), #deposit-link")?.focus();
      return;
    }
    const beyond = by > 0 ? some.find(({ index }) => index > at) : some.findLast(({ index }) => at < 0 || index < at);
    const next = beyond ?? (by > 0 ? some[0] : some.at(-1));
    if (!beyond && at >= 0) announce(word(by > 0 ? "keys.from_start" : "keys.from_end"), 3);
    store.focus(next.name);
  }

  return { go, left, seen };
}
