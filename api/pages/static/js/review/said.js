// How sure a value is, said in words and by an icon; and what the rules say, as elements.

import { h, word } from "../core.js";
import { cellOf } from "./rows.js";

const SURE = 0.9;
const FAIR = 0.6;
const ICONS = {
  sure: "✓", fair: "?", doubtful: "!", unread: "∅", computed: "=", reviewed: "✎", typed: "…", refused: "✕", conflict: "⇄",
};
const GROUNDS = {
  sure: "good", fair: "doubt", doubtful: "bad", unread: "plain", computed: "info", reviewed: "good", typed: "plain",
  refused: "bad", conflict: "bad",
};

/** Which of ICONS a field's or row's state is. */
export function stateOf(store, name) {
  const cell = cellOf(name);
  const owner = cell ? cell.kind : name;
  if (store.conflicts[owner]) return "conflict";
  if (store.refused[owner]) return "refused";
  if (!cell && store.pending.fields[name]) return "typed";
  const read = store.read(name);
  if (!read) return cell ? "reviewed" : "unread";
  if (read.origin === "reviewed") return "reviewed";
  if (read.confidence < FAIR) return "doubtful";
  if (read.confidence < SURE) return "fair";
  return read.origin === "computed" ? "computed" : "sure";
}

export function tag(state) {
  return h("span", { class: `tag ${GROUNDS[state]}` }, h("span", { "aria-hidden": "true" }, `${ICONS[state]} `), word(`review.status.${state}`));
}

export function percent(confidence) {
  return Math.floor(confidence * 100);
}

const spoken = () => (document.documentElement.lang === "en" ? "en" : "fr");

export function sentence(finding) {
  const text = finding.message[spoken()];
  return spoken() === "fr" ? text.replace(/« /g, "«\u00a0").replace(/ ([»;:!?])/g, "\u00a0$1") : text;
}

/** A finding with its severity and, on demand, its law. */
export function findingNode(finding) {
  const blocking = finding.severity === "blocking";
  return h(
    "div",
    { class: `message finding ${blocking ? "bad" : "doubt"}`, "data-rule": finding.rule },
    h("p", {}, strong(`${blocking ? "⛔" : "⚠"} ${word(`review.severity.${finding.severity}`)}`), sentence(finding)),
    h("details", {}, h("summary", {}, word("review.finding.law")),
      h("p", {}, word("review.finding.rule", { rule: finding.rule, reference: finding.reference }))),
  );
}

/** What a sentence is about, before it. */
export function strong(name) {
  return h("strong", {}, word("review.named", { name, text: "" }));
}

/** The name of the value that a finding is about; null for the invoice as a whole. */
export function aboutOf(finding) {
  const row = /^(vat_breakdown|lines)\[(\d+)\]$/.exec(finding.field ?? "");
  return row ? `${row[1]}.${row[2]}` : (finding.field ?? null);
}

/** A value's name in words. */
export function nameOf(name) {
  const cell = cellOf(name);
  if (!cell) return word(`review.field.${name}`);
  const row = `${word(`review.field.${cell.kind}`)}, ${word("review.row", { number: cell.index + 1 })}`;
  return cell.column ? `${row}, ${word(`review.${cell.kind === "lines" ? "lines" : "vat"}.${cell.column}`)}` : row;
}

/** Put nodes into a place, unless it shows the same already: what has the focus there keeps it. */
export function fill(place, key, make) {
  if (place.dataset.key === key) return;
  place.dataset.key = key;
  place.replaceChildren(...make());
}
