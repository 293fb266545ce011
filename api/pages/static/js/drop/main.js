// Files dropped on the page, chosen, pasted or photographed: sent, then followed until they are read.
import { announce, api, h, word } from "../core.js";
import { follow } from "../live.js";
import { FileLine, filesOf, whyNot } from "./files.js";
import { bundles, Sender } from "./sender.js";

const limits = JSON.parse(document.getElementById("limits").textContent);
const inFrench = document.documentElement.lang === "fr";
const element = (id) => document.getElementById(id);

const lines = [];
const byId = new Map(); // document's identifier -> lines: the same file may be chosen twice
const unheard = new Map(); // what was told of documents before their upload was answered
let batch = null;
let leaving = false;

const sender = new Sender({
  batch: () => ({
    ...(lines.length === 1 && !batch ? {} : batch ? { batch_id: batch } : { batch: batchName() }),
    ...(element("stack").checked ? { stack: "true" } : {}),
  }),
  sending(bundle, share) {
    const sizes = bundle.files.reduce((sum, one) => sum + one.file.size, 0);
    let before = 0; // files of a request go one behind the other
    for (const one of bundle.files) {
      const own = Math.min(1, Math.max(0, (share * sizes - before) / one.file.size));
      before += one.file.size;
      one.show("sending", { percent: Math.floor(own * 100) });
    }
    progress(bundle, share * sizes);
  },
  answered(bundle, receipt) {
    batch ??= receipt.batch_id ?? null;
    receipt.files.forEach((told, place) => take(bundle.files[place], told));
    progress();
    land();
  },
  gone(lost) {
    lost.forEach((one) => one.refuse(word("drop.gone")));
    progress();
  },
  trouble: showTrouble,
  recovered: () => { element("trouble").hidden = true; },
});

function add(files) {
  const chosen = [...files];
  if (!chosen.length) {
    announce(word("drop.no_files"));
    return;
  }
  const made = chosen.map((file, number) => new FileLine(file, file.name || `photo-${lines.length + number + 1}.jpg`));
  element("list").append(...made.map((one) => one.item));
  lines.push(...made);
  for (const one of made) {
    const refusal = whyNot(one.file, limits.bytes);
    if (refusal) one.refuse(refusal);
  }
  const first = element("sending").hidden;
  element("sending").hidden = false;
  sender.put(bundles(made.filter((one) => !one.over)));
  if (first) element("sending-title").focus();
  announce(chosen.length === 1 ? word("drop.added_one") : word("drop.added", { count: chosen.length }), 3);
  progress();
}

/** What the service said of a file. */
function take(line, told) {
  if (told.outcome === "refused") {
    line.refuse(told.problem.message);
    return;
  }
  const { id, state } = told.document;
  line.link(id);
  byId.set(id, [...(byId.get(id) ?? []), line]);
  if (told.outcome === "known") line.show("known");
  else step(line, unheard.get(id) ?? state);
}

/** A document is in another state. */
function step(line, state) {
  if (state === "failed") failed(line);
  else if (state === "expanded") opened(line);
  else line.show(state);
}

async function failed(line) {
  const found = await document_(line.id);
  line.refuse(found?.error?.message ?? "", "failed");
  progress();
}

async function opened(line) {
  const told = batch ? await api("GET", `/batches/${batch}`).catch(() => null) : null;
  line.show("expanded", { count: Math.max((told?.data.total ?? 1) - lines.length, 1) });
  line.link(line.id, batch ? `/factures?pile=all&batch_id=${batch}` : "/factures?pile=all");
  progress();
  land();
}

async function document_(id) {
  return api("GET", `/documents/${id}`).then(({ data }) => data).catch(() => null);
}

follow(limits.last, (event) => {
  const state = event.kind === "state" && event.details?.to;
  if (!state) return;
  const known = byId.get(event.document_id);
  if (!known) {
    if (sender.busy) unheard.set(event.document_id, state);
    return;
  }
  for (const line of known) if (line.state !== "known") step(line, state);
  progress();
  land();
});

/** How far everything is: bytes that left, files that were read. */
function progress(bundle = null, underway = 0) {
  const taken = lines.filter((one) => one.state !== "refused");
  const total = taken.reduce((sum, one) => sum + one.file.size, 0);
  const left = taken.filter((one) => one.sent).reduce((sum, one) => sum + one.file.size, 0) + (bundle ? underway : 0);
  show("sent", left, total, word(left >= total ? "drop.sent_all" : "drop.sent", { sent: size(left), total: size(total) }));
  const read = taken.filter((one) => one.over).length;
  const all = read === taken.length;
  show("read", read, taken.length, all ? word("drop.read_all") : word("drop.read", { read, total: taken.length }));
  const sent = taken.length > 0 && taken.every((one) => one.sent);
  const onwards = element("onwards");
  onwards.hidden = !sent || taken.length === 0;
  if (onwards.hidden || onwards.dataset.of === `${batch}${all}`) return;
  onwards.dataset.of = `${batch}${all}`;
  if (batch) {
    onwards.replaceChildren(h("a", { class: "button", href: queue() }, word("drop.to_many")), " ", all ? "" : word("drop.close"));
  } else onwards.replaceChildren(all ? "" : `${word("drop.to_one")} ${word("drop.close")}`);
}

function show(name, value, most, text) {
  const bar = element(name);
  bar.max = most || 1;
  bar.value = value;
  element(`${name}-text`).textContent = text;
}

/** Go on by itself once everything is read, unless something is left to be seen here. */
function land() {
  const fine = lines.every((one) => ["to_review", "ready", "expanded", "deposited", "depositing"].includes(one.state));
  if (leaving || sender.busy || !fine) return;
  leaving = true;
  const single = lines.length === 1 && lines[0].state !== "expanded";
  const stack = single && element("stack").checked && lines[0].state !== "known";
  announce(word(stack ? "drop.leaving_split" : single ? "drop.leaving_one" : "drop.leaving_many"));
  location.assign(single ? `/factures/${lines[0].id}${stack ? "/decoupage" : ""}` : queue());
}

function queue() {
  return batch ? `/factures?pile=all&batch_id=${batch}` : "/factures?pile=all";
}

function showTrouble({ kind, seconds, problem }) {
  const place = element("trouble");
  const reason = (inFrench ? problem.detail : problem.detail_en) ?? problem.status ?? "";
  const signIn = kind === "signed_out" ? h("a", { href: "/connexion", target: "_blank", rel: "noopener" }, word("drop.sign_in")) : null;
  place.replaceChildren(
    word(`drop.${kind}`, { seconds, reason }), " ", ...(signIn ? [signIn] : []),
    h("button", { type: "button", class: "second", onclick: () => sender.again() }, word("drop.retry")),
  );
  place.hidden = false;
}

function batchName() {
  const now = new Date();
  const told = (options) => now.toLocaleString(inFrench ? "fr-FR" : "en-GB", options);
  return word("drop.batch_name", {
    day: told({ day: "2-digit", month: "2-digit", year: "numeric" }), time: told({ hour: "2-digit", minute: "2-digit", second: "2-digit" }),
  });
}

function size(bytes) {
  const [value, unit] = bytes < 1024 ** 2 ? [bytes / 1024, inFrench ? "ko" : "kB"] : [bytes / 1024 ** 2, inFrench ? "Mo" : "MB"];
  return `${new Intl.NumberFormat(inFrench ? "fr-FR" : "en-GB", { maximumFractionDigits: value < 10 ? 1 : 0 }).format(value)} ${unit}`;
}

for (const [button, input] of [["choose", "files"], ["photo", "camera"]]) {
  element(button).addEventListener("click", () => element(input).click());
  element(input).addEventListener("change", ({ target }) => {
    if (target.files.length) add(target.files);
    target.value = ""; // the same file may be chosen again
  });
}

let inside = 0; // the page's elements are entered and left one by one
const carries = (event) => event.dataTransfer?.types.includes("Files");
const cover = (on) => { element("cover").hidden = !on; };
addEventListener("dragenter", (event) => { if (carries(event)) cover(++inside > 0); });
addEventListener("dragleave", (event) => { if (carries(event)) cover(--inside > 0); });
addEventListener("dragover", (event) => { if (carries(event)) event.preventDefault(); });
addEventListener("drop", async (event) => {
  if (!carries(event)) return;
  event.preventDefault();
  inside = 0;
  cover(false);
  add(await filesOf(event.dataTransfer));
});
addEventListener("paste", (event) => { if (event.clipboardData?.files.length) add(event.clipboardData.files); });
addEventListener("beforeunload", (event) => { if (sender.busy && !leaving) event.preventDefault(); });
