// What stands between the invoice and its deposit: one list at the top, each entry a way to its field.

import { announce, api, h, word } from "../core.js";
import { shown } from "./format.js";
import { KINDS } from "./rows.js";
import { aboutOf, fill, findingNode, nameOf, sentence, strong } from "./said.js";

const COMPARED = ["invoice_number", "issue_date", "seller_name", "seller_siret", "buyer_name", "buyer_siret", "purchase_order", "total_without_vat", "total_with_vat", "iban"];

export function startFindings(store, fields) {
  const missing = document.getElementById("missing");
  const general = document.getElementById("findings");
  const placed = (one) => {
    const about = aboutOf(one);
    return about !== null && (fields.has(about) || KINDS.some((kind) => about === kind || about.startsWith(`${kind}.`)));
  };
  let blockers = null;
  const show = () => {
    const { findings, duplicates = [], state } = store.document;
    const blocking = findings.filter((one) => one.severity === "blocking");
    const warnings = findings.filter((one) => one.severity !== "blocking");
    fill(missing, JSON.stringify([blocking, warnings, state]), () => atTop(store, blocking, warnings, placed));
    missing.className = `card ${store.readonly ? "" : blocking.length ? "blocked" : "clear"}`;
    const elsewhere = findings.filter((one) => !placed(one));
    fill(general, JSON.stringify([elsewhere, duplicates]), () => [...about(elsewhere), ...alike(store, duplicates)]);
    if (blockers !== null && blockers !== blocking.length) announce(counted("review.missing.checked", blocking.length));
    blockers = blocking.length;
  };
  store.addEventListener("document", show);
  show();
}

function counted(name, count) {
  return word(`${name}_${count === 0 ? "none" : count === 1 ? "one" : "many"}`, { count });
}

function atTop(store, blocking, warnings, placed) {
  const { id, state } = store.document;
  const follow = `/factures/${id}/depot`;
  if (store.readonly) {
    const known = ["depositing", "deposited"].includes(state);
    return [
      h("h2", { id: "missing-title" }, word(`review.standing.${known ? state : "changed"}`)),
      h("p", {}, h("a", { class: "button", id: known ? "deposit-link" : null, href: known ? follow : location.pathname }, word(`review.standing.${known ? "follow" : "reload"}`))),
    ];
  }
  const made = [];
  if (blocking.length) {
    made.push(
      h("h2", { id: "missing-title" }, `⛔ ${blocking.length === 1 ? word("review.missing.one") : word("review.missing.many", { count: blocking.length })}`),
      h("ol", {}, ...blocking.map((one) => h("li", {}, way(store, one, placed)))),
    );
  } else {
    made.push(
      h("h2", { id: "missing-title" }, `✓ ${word("review.missing.none")}`),
      h("p", {}, word("review.missing.none_what")),
      h("p", {}, h("a", { class: "button", id: "deposit-link", href: follow, onclick: (event) => leave(store, event) }, word("review.missing.deposit"))),
      h("p", { class: "hint" }, word("review.missing.deposit_what")),
    );
  }
  if (warnings.length) {
    const told = warnings.length === 1 ? word("review.missing.warnings_one") : word("review.missing.warnings_many", { count: warnings.length });
    made.push(h("details", {}, h("summary", {}, `⚠ ${told}`), h("ul", {}, ...warnings.map((one) => h("li", {}, way(store, one, placed))))));
  }
  return made;
}

/** A link to where the finding is put right. */
function way(store, finding, placed) {
  const about = aboutOf(finding);
  if (!placed(finding)) return h("a", { href: "#findings" }, sentence(finding));
  const go = (event) => {
    event.preventDefault();
    store.focus(about);
  };
  return h("a", { href: `#field-${about}`, onclick: go }, strong(nameOf(about)), sentence(finding));
}

/** What is typed and not saved yet is not what would be deposited. */
async function leave(store, event) {
  if (!store.unsaved) return;
  event.preventDefault();
  const { href } = event.currentTarget;
  await store.settled();
  if (!store.unsaved && document.getElementById("deposit-link")) location.assign(href);
  else announce(word("review.missing.unsaved"));
}

function about(findings) {
  return findings.length ? [h("h2", {}, word("review.general.title")), ...findings.map(findingNode)] : [];
}

function alike(store, duplicates) {
  if (!duplicates.length) return [];
  return [h("h2", {}, word("review.duplicates.title")), h("ul", { class: "duplicates" }, ...duplicates.map((one) => duplicate(store, one)))];
}

function duplicate(store, one) {
  const place = h("div", { class: "scroll" });
  const compare = h("details", {}, h("summary", {}, word("review.duplicates.compare")), place);
  compare.addEventListener("toggle", async () => {
    if (!compare.open || place.querySelector("table")) return;
    place.textContent = word("review.duplicates.comparing");
    try {
      place.replaceChildren(comparison(store, (await api("GET", `/documents/${one.document_id}`)).data));
    } catch {
      place.textContent = word("review.duplicates.away");
    }
  });
  return h("li", {},
    h("a", { href: `/factures/${one.document_id}` }, `${one.number ?? ""} ${one.name}`.trim()),
    ` · ${word(`review.duplicates.${one.reason}`)} · ${word(`review.state.${one.state}`)}`,
    compare);
}

function comparison(store, other) {
  const rows = COMPARED.map((name) => {
    const mine = store.values[name] ?? "";
    const theirs = shown(name, other.extraction?.fields[name]?.value);
    if (!mine && !theirs) return null;
    const verdict = mine === theirs ? `= ${word("review.duplicates.same")}` : `≠ ${word("review.duplicates.differs")}`;
    return h("tr", {}, h("th", { scope: "row" }, nameOf(name)), h("td", {}, mine), h("td", {}, theirs), h("td", {}, verdict));
  });
  const heads = ["what", "this", "other", "verdict"].map((name) => h("th", { scope: "col" }, word(`review.duplicates.${name}`)));
  return h("table", {}, h("thead", {}, h("tr", {}, ...heads)), h("tbody", {}, ...rows.filter(Boolean)));
}
