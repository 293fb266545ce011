// The page brought up to date: asked for anew with the choices in its address, and put in part by part.

import { announce, word } from "../core.js";

const PATIENCE = 10000;
const chosen = new URLSearchParams(location.search);
let asking = null;
let current = Promise.resolve();

/** What the server told with the page: document, version, the request that a deposit would be. */
export const data = () => JSON.parse(document.getElementById("depot").textContent);

/** Keep a choice; what nobody touched is left to the server. What is billed and how it is paid are one code. */
export function choose({ name, value, type, checked, form }) {
  if (type === "checkbox" && !checked) chosen.delete(name);
  else chosen.set(name, value);
  for (const other of ["nature", "reglement"]) {
    const held = form.elements[other]?.value;
    if (["nature", "reglement"].includes(name) && held) chosen.set(other, held);
  }
}

/** Ask for the page anew; resolves once it stands, also where a later question overtook this one. */
export function refresh() {
  asking?.abort();
  asking = new AbortController();
  current = fetchPage(asking);
  return current;
}

/** Once nothing is asked for any more. */
export async function settled() {
  for (let seen = null; seen !== current; ) {
    seen = current;
    await seen;
  }
}

async function fetchPage(asked) {
  const query = chosen.toString();
  const address = location.pathname + (query ? `?${query}` : "");
  let text;
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" }, credentials: "same-origin", signal: asked.signal });
    if (answer.redirected && new URL(answer.url).pathname !== location.pathname) return location.assign(answer.url);
    if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
    text = await answer.text();
  } catch (error) {
    if (asked.signal.aborted) return;
    announce(word("no_refresh"));
    setTimeout(() => asking === asked && refresh(), PATIENCE / 2);
    return;
  }
  if (asked.signal.aborted) return;
  history.replaceState(history.state, "", address);
  put(new DOMParser().parseFromString(text, "text/html"));
}

function put(fresh) {
  const before = document.getElementById("banner").dataset.state;
  document.title = fresh.title;
  for (const old of [...document.querySelectorAll("[data-live]")]) {
    const made = fresh.getElementById(old.id);
    if (!made || !old.isConnected || old.querySelector("dialog[open]")) continue;
    if (old.dataset.key !== undefined && old.dataset.key === made.dataset.key) continue;
    if (!old.isEqualNode(made)) swap(old, document.importNode(made, true));
  }
  const banner = document.getElementById("banner");
  if (banner.dataset.state !== before) announce(document.getElementById("banner-title").textContent.trim());
}

function swap(old, made) {
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  for (const one of old.querySelectorAll("details[id]")) {
    const same = made.querySelector(`#${CSS.escape(one.id)}`);
    if (same) same.open = one.open || same.open;
  }
  for (const one of old.querySelectorAll('input[type="checkbox"][id]')) {
    const same = made.querySelector(`#${CSS.escape(one.id)}`);
    if (same && one.checked !== one.defaultChecked) same.checked = one.checked;
  }
  const problems = [...old.querySelectorAll(".problems > li")];
  old.replaceWith(made);
  if (problems.length) made.querySelector(".problems")?.append(...problems);
  if (focused) land(made, focused.id);
}

/** Focus what had it; where that is gone, the heading of its part, else where the invoice stands. */
function land(part, id) {
  const same = id && document.getElementById(id);
  (same || part.querySelector("[data-land]") || document.getElementById("banner-title")).focus();
}

/** Follow the document's events as long as the page is looked at; without a stream, ask from time to time. */
export function follow() {
  let source = null;
  let after = data().after;
  let soon = 0;
  const news = () => {
    clearTimeout(soon);
    soon = setTimeout(refresh, 150);
  };
  const heard = (event) => {
    after = Number(event.lastEventId) || after;
    if (JSON.parse(event.data).document_id === data().id) news();
  };
  const open = () => {
    source = new EventSource(`/api/v1/events?after=${after}`);
    for (const kind of ["state", "complementary", "action"]) source.addEventListener(kind, heard);
    source.onerror = () => {
      if (source?.readyState !== EventSource.CLOSED) return;
      source = null;
      setTimeout(() => !document.hidden && !source && (refresh(), open()), PATIENCE);
    };
  };
  const close = () => {
    source?.close();
    source = null;
  };
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) close();
    else if (!source) (open(), news());
  });
  addEventListener("pagehide", close);
  open();
}
