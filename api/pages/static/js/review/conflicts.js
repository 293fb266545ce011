// Where somebody else changed what is being changed here: both values side by side, and a choice.

import { announce, h, word } from "../core.js";
import { KINDS } from "./rows.js";
import { fill, nameOf } from "./said.js";

export function startConflicts(store) {
  const place = document.getElementById("conflicts");
  let known = new Set();
  const show = () => {
    const names = Object.keys(store.conflicts);
    place.className = names.length ? "card conflicts" : "";
    fill(place, JSON.stringify(names.map((name) => [name, text(name, "mine"), text(name, "theirs")])), () =>
      names.length
        ? [h("h2", {}, `⇄ ${word("review.conflict.title")}`), h("p", {}, word("review.conflict.what")), ...names.map(choice)]
        : [],
    );
    for (const name of names) if (!known.has(name)) announce(word("review.conflict.appeared", { field: nameOf(name) }), 10);
    known = new Set(names);
  };
  const text = (name, whose) => {
    const value = store.conflicts[name][whose];
    if (!KINDS.includes(name)) return value || word("review.conflict.empty");
    const rows = value.map((row) => Object.values(row.texts).filter(Boolean).join(" · "));
    return [word("review.conflict.rows", { count: rows.length }), ...rows].join("\n");
  };
  const choice = (name) =>
    h("div", { class: "conflict", role: "group", "aria-label": nameOf(name), "data-conflict": name },
      h("h3", {}, nameOf(name)),
      h("div", { class: "both" }, side(name, "mine"), side(name, "theirs")));
  const side = (name, whose) =>
    h("div", { class: whose },
      h("p", { class: "hint" }, word(`review.conflict.${whose}`)),
      h("p", { class: "value" }, text(name, whose)),
      h("button", {
        type: "button", class: "second", "aria-label": word(`review.conflict.${whose}_of`, { field: nameOf(name) }),
        onclick: () => resolve(name, whose),
      }, word(`review.conflict.keep_${whose}`)));
  const resolve = (name, whose) => {
    store.resolve(name, whose);
    announce(word("review.conflict.resolved", { field: nameOf(name) }));
    const next = place.querySelector("button");
    if (next) next.focus();
    else store.focus(KINDS.includes(name) ? `${name}.0` : name);
  };
  store.addEventListener("document", show);
  store.addEventListener("value", show);
  show();
}
