// How saving stands, told at the top; what is unusual is told aloud.

import { announce, word } from "../core.js";

const GROUNDS = { away: "doubt", conflict: "bad", refused: "bad", saved: "good", idle: "", waiting: "", saving: "" };
const ICONS = { away: "⚡", conflict: "⇄", refused: "✕", saved: "✓", idle: "✓", waiting: "…", saving: "…" };
const ALOUD = new Set(["away", "conflict", "refused"]);

export function startSaving(store) {
  const place = document.getElementById("saving-state");
  let last = null;
  const show = (state) => {
    const told = store.readonly ? "readonly" : state;
    place.dataset.state = told;
    place.className = `saving ${GROUNDS[told] ?? ""}`;
    place.textContent = `${ICONS[told] ?? "🔒"} ${word(`review.saving.${told}`)}`;
  };
  store.addEventListener("saving", ({ detail: { state } }) => {
    show(state);
    if (state === last) return;
    if (ALOUD.has(state)) announce(word(`review.saving.${state}`), 10);
    if (last === "away" && state === "saved") announce(word("review.saving.back"));
    last = state === "saving" || state === "waiting" ? last : state;
  });
  store.addEventListener("document", () => show(store.saving));
  show(store.unsaved ? "waiting" : "idle");
  if (store.restored) announce(word("review.saving.restored"), 10);
}
