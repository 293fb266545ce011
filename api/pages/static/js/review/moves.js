// From one document of the stack to the next: the list is the one that the page was opened from, told in its address.

import { Away, announce, api, word } from "../core.js";
import { startPresence } from "../presence.js";

const ONWARDS = "prefacture.suite";

export function startMoves(store, moves, doubts) {
  const { id } = store.document;
  const query = location.search || "?pile=to_review";
  const links = { next: document.getElementById("next-document"), previous: document.getElementById("previous-document") };
  const approval = document.getElementById("approve-next");
  let known = beside();

  async function beside() {
    try {
      const { data } = await api("GET", `/documents/${id}/neighbours${query}`);
      show(data);
      return data;
    } catch {
      return null;
    }
  }

  function show(found) {
    for (const [name, link] of Object.entries(links)) {
      link.hidden = !found[name];
      if (found[name]) link.href = `/factures/${found[name]}${query}`;
    }
    const place = document.getElementById("position");
    place.hidden = !found.position;
    place.textContent = word("keys.position", { position: found.position, total: found.total });
  }

  const lock = () => {
    approval.hidden = store.readonly;
  };
  store.addEventListener("document", lock);
  lock();

  /** Leave for another document once all is saved. */
  async function leave(name) {
    await store.settled();
    const found = (await known) ?? (known = beside(), await known);
    if (!found) announce(word("keys.away"));
    else if (!found[name]) announce(word(`keys.no_${name}`));
    else {
      sessionStorage.setItem(ONWARDS, "1");
      moves[name]();
    }
  }

  /** The invoice is right: say so, and go to the next that waits; to the list where none does. */
  async function approve() {
    if (approval.disabled) return;
    if (store.readonly) return leave("next");
    approval.disabled = true;
    try {
      await store.settled();
      if (store.unsaved) throw new Away("unsaved");
      await api("POST", `/documents/${id}/approve`, { body: { version: store.document.version } });
    } catch (error) {
      approval.disabled = false;
      await refused(error);
      return;
    }
    known = beside();
    const found = await known;
    if (found?.next || found?.previous) sessionStorage.setItem(ONWARDS, "1");
    const next = found?.next ?? found?.previous;
    location.assign(next ? `/factures/${next}${query}` : `/factures${query}`);
  }

  async function refused(error) {
    if (error instanceof Away) announce(word(error.message === "unsaved" ? "keys.unsaved" : "keys.away"));
    else if (error.status === 409) {
      await store.refresh().catch(() => {});
      announce(word("keys.changed"));
    } else {
      announce(word("keys.blocked", { count: error.problem?.findings?.length || 1 }));
      document.getElementById("missing").focus();
    }
  }

  function deposit() {
    if (document.getElementById("deposit-link")) moves.deposit();
    else {
      announce(word("keys.blocked", { count: document.querySelectorAll("#missing ol > li").length || 1 }));
      document.getElementById("missing").focus();
    }
  }

  approval.addEventListener("click", approve);
  for (const link of Object.values(links)) link.addEventListener("click", () => sessionStorage.setItem(ONWARDS, "1"));

  /** Who comes from the document before goes on where something is to be done. */
  function begin() {
    if (!sessionStorage.getItem(ONWARDS)) return;
    sessionStorage.removeItem(ONWARDS);
    const count = store.readonly ? 0 : doubts.left().length;
    announce(word(count === 1 ? "keys.to_check_one" : "keys.to_check", { count }));
    doubts.go(1);
  }

  startPresence(id, (others) => {
    const place = document.getElementById("present");
    place.hidden = !others.length;
    place.textContent = others.length ? word("keys.present", { names: others.join(", ") }) : "";
  });

  return { approve, begin, deposit, next: () => leave("next"), previous: () => leave("previous") };
}
