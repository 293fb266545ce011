// The list of files: each with its name, how far it is, and what to do where it was refused.
import { h, word } from "../core.js";

const inFrench = document.documentElement.lang === "fr";
const LOOK = { refused: "bad", failed: "bad", known: "info", to_review: "doubt", ready: "good", deposited: "good", expanded: "good" };
const WORKING = new Set(["waiting", "sending", "received", "reading"]);

/** One line of the list. */
export class FileLine {
  constructor(file, name) {
    this.file = file;
    this.name = name;
    this.state = "waiting";
    this.id = null;
    this.tag = h("span", { class: "tag plain" }, word("drop.waiting"));
    this.more = h("span", {});
    this.item = h("li", {}, h("span", { class: "name" }, name), this.tag, this.more);
  }

  /** Nothing more happens to it here. */
  get over() {
    return !WORKING.has(this.state);
  }

  get sent() {
    return !["waiting", "sending"].includes(this.state);
  }

  show(state, values = {}) {
    this.state = state;
    const text = word(`drop.${state}`, values);
    if (this.tag.textContent === text) return;
    this.tag.textContent = text;
    this.tag.className = `tag ${LOOK[state] ?? "plain"}`;
  }

  /** Why it was refused, and what to do: `message` in both languages, or a text. */
  refuse(message, state = "refused") {
    this.show(state);
    this.item.querySelector(".why")?.remove();
    this.item.append(h("p", { class: "why" }, typeof message === "string" ? message : message[inFrench ? "fr" : "en"]));
  }

  /** A document of the service. */
  link(id, address = `/factures/${id}`) {
    this.id = id;
    this.more.replaceChildren(h("a", { href: address, "aria-label": word("drop.open_it", { name: this.name }) }, word("drop.open")));
  }
}

/** Why a file is not even sent; null where it is. */
export function whyNot(file, limit) {
  if (file.size === 0) return word("drop.empty");
  if (file.size <= limit) return null;
  const size = new Intl.NumberFormat(inFrench ? "fr-FR" : "en-GB", { maximumFractionDigits: 1 }).format(file.size / 1024 ** 2);
  return word("drop.too_large", { size, limit: Math.floor(limit / 1024 ** 2) });
}

/** Files of a drop, those in folders too. */
export async function filesOf(transfer) {
  const entries = [...transfer.items].filter((one) => one.kind === "file").map((one) => one.webkitGetAsEntry?.() ?? one.getAsFile());
  const found = [];
  for (const entry of entries) await gather(entry, found);
  return found;
}

async function gather(entry, found) {
  if (!entry) return;
  if (entry instanceof File) found.push(entry);
  else if (entry.isFile) found.push(await new Promise((done, failed) => entry.file(done, failed)));
  else {
    const reader = entry.createReader();
    let some;
    do { // a folder is told by pieces of a hundred
      some = await new Promise((done, failed) => reader.readEntries(done, failed));
      for (const one of some) await gather(one, found);
    } while (some.length);
  }
}
