// Ways out of a stop: the invoice sent elsewhere, completed, its rejection noted, a new one made.

import { announce, api, h, word } from "../core.js";
import { said } from "./attachments.js";
import { data, refresh } from "./live.js";

const WAIT = 250;

/** Forms are the server's and may come anew: what they send is listened for from above. */
export function startWays(root) {
  let waiting = 0;
  root.addEventListener("submit", (event) => {
    const { way } = event.target.dataset;
    if (!way) return;
    event.preventDefault();
    send(way, event.target);
  });
  root.addEventListener("input", ({ target }) => {
    if (target.id !== "recycle-search") return;
    clearTimeout(waiting);
    waiting = setTimeout(search, WAIT);
  });
  root.addEventListener("change", ({ target }) => {
    if (target.name === "siret") chosen(target.value);
  });
}

async function send(way, form) {
  if (form.getAttribute("aria-busy") === "true") return;
  const body = { version: data().version, ...asked[way](form) };
  if (Object.keys(body).length === 1 && way in nothing) return problem(word(nothing[way]));
  form.setAttribute("aria-busy", "true");
  problem("");
  try {
    const answer = await api("POST", `/documents/${data().id}/${way}`, { body });
    if (way === "replace") return location.assign(`/factures/${answer.data.id}`);
    announce(word("done"));
    document.getElementById("banner-title").focus();
    await refresh();
  } catch (error) {
    if (error.status === 409) await refresh();
    problem(said(error));
  } finally {
    form.removeAttribute("aria-busy");
  }
}

const nothing = { recycle: "nothing_chosen", complete: "nothing_added" };

const asked = {
  recycle: (form) => filled(form, ["siret", "service_code", "engagement", "contract", "comment"]),
  complete: (form) => {
    const ids = new FormData(form).getAll("attachment");
    return { ...filled(form, ["comment"]), ...(ids.length ? { attachment_ids: ids } : {}) };
  },
  acknowledge: () => ({}),
  replace: () => ({}),
};

function filled(form, names) {
  const values = new FormData(form);
  return Object.fromEntries(names.map((name) => [name, (values.get(name) ?? "").trim()]).filter(([, value]) => value));
}

function problem(text) {
  const place = document.getElementById("ways-problem");
  if (!place) return text && announce(text);
  place.hidden = !text;
  place.textContent = text;
  if (text) place.focus();
}

async function search() {
  const field = document.getElementById("recycle-search");
  const text = field.value.trim();
  const place = document.getElementById("recycle-found");
  place.hidden = !text;
  if (!text) return demands(null);
  let found;
  try {
    found = (await api("GET", `/directory?limit=10&q=${encodeURIComponent(text)}`)).data;
  } catch (error) {
    return problem(said(error));
  }
  if (field.value.trim() !== text) return;
  const count = found.items.length;
  const told = count ? word("found", { count }) + (found.more ? ` ${word("more")}` : "") : word("found_none");
  place.replaceChildren(h("legend", { class: "hint", id: "recycle-count" }, told), ...found.items.map(choice));
  announce(told, 3);
}

function choice({ siret, name, active }) {
  const radio = h("input", { type: "radio", name: "siret", value: siret, id: `siret-${siret}`, disabled: !active });
  const number = h("span", { class: "hint" }, ` ${siret}${active ? "" : ` (${word("inactive")})`}`);
  return h("label", { class: "choice" }, radio, h("span", {}, name, number));
}

async function chosen(siret) {
  try {
    const { data: found } = await api("GET", `/directory?siret=${siret}`);
    demands(found.items[0] ?? null);
  } catch (error) {
    problem(said(error));
  }
}

/** What the chosen recipient demands stands beside the fields. */
function demands(recipient) {
  const services = (recipient?.services ?? []).filter((one) => one.active);
  const list = services.map((one) => h("option", { value: one.code }, one.name));
  document.getElementById("recycle-services").replaceChildren(...list);
  for (const [name, needed] of [["service", recipient?.service_code_required], ["engagement", recipient?.engagement_required]]) {
    document.getElementById(`recycle-${name}-need`).textContent = needed ? `(${word("required")})` : "";
  }
}
