// Depositing several: asked once with their number and totals, then one by one, each with the version that was seen.
import { announce, api, Away, h, Refused, word } from "../core.js";

const inFrench = document.documentElement.lang === "fr";
const PAUSE = 20; // between two requests, in milliseconds: others work too

/** `over(ids)` is told which deposits were asked for. */
export function startBulk(over) {
  const dialog = document.getElementById("bulk");
  let lines = [];
  let running = false;
  let back = null;

  dialog.addEventListener("cancel", (event) => { if (running) event.preventDefault(); });
  dialog.addEventListener("close", () => (document.contains(back) ? back : document.getElementById("contenu")).focus());

  function ask(chosen) {
    back = document.activeElement;
    lines = chosen.map((one) => ({ ...one, outcome: null, cell: h("td", {}, word("queue.bulk.waiting")) }));
    const go = h("button", { type: "button", id: "bulk-go", onclick: () => run(lines) }, word("queue.bulk.go"));
    const cancel = h("button", { type: "button", id: "bulk-cancel", class: "second", onclick: () => (running ? stop() : dialog.close()) }, word("queue.bulk.cancel"));
    dialog.replaceChildren(
      h("h2", { id: "bulk-title", tabindex: "-1" }, title(lines.length)),
      h("p", { class: "totals" }, word("queue.bulk.total", { total: totals(lines) })),
      h("p", {}, word("queue.bulk.what")),
      h("p", { id: "bulk-progress", role: "status" }),
      h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": title(lines.length) }, table(lines)),
      h("p", { class: "buttons" }, go, cancel),
    );
    dialog.showModal();
    document.getElementById("bulk-title").focus();
  }

  function stop() {
    running = false;
  }

  async function run(wanted) {
    running = true;
    const go = document.getElementById("bulk-go");
    const cancel = document.getElementById("bulk-cancel");
    go.remove();
    cancel.textContent = word("queue.bulk.stop");
    cancel.focus();
    let done = 0;
    for (const line of wanted) {
      if (running) await one(line);
      else tell(line, "stopped", word("queue.bulk.stopped"));
      done += 1;
      document.getElementById("bulk-progress").textContent = word("queue.bulk.progress", { done, count: wanted.length });
      await new Promise((next) => setTimeout(next, PAUSE));
    }
    running = false;
    const asked = lines.filter((line) => ["noted", "deposited"].includes(line.outcome));
    const failed = lines.filter((line) => line.outcome === "refused");
    const said = word("queue.bulk.done", { done: asked.length, failed: failed.length });
    document.getElementById("bulk-progress").textContent = said;
    const left = lines.filter((line) => ["away", "stopped"].includes(line.outcome));
    if (left.length) cancel.before(h("button", { type: "button", id: "bulk-go", onclick: () => run(left) }, word("queue.bulk.retry")));
    cancel.textContent = word("queue.bulk.close");
    over(asked.map((line) => line.id));
    if (!dialog.open) announce(said);
  }

  async function one(line) {
    tell(line, "sending", word("queue.bulk.sending"));
    try {
      await api("POST", `/documents/${line.id}/deposit`, { body: { version: line.version } });
      if (line.outcome === "sending") tell(line, "noted", word("queue.bulk.noted"));
    } catch (error) {
      if (error instanceof Away) tell(line, "away", word("queue.bulk.away"));
      else if (error instanceof Refused) tell(line, "refused", word("queue.bulk.refused", { reason: reason(error) }));
      else throw error;
    }
  }

  function tell(line, outcome, text) {
    line.outcome = outcome;
    const open = h("a", { href: `/factures/${line.id}` }, word("queue.bulk.open"));
    line.cell.replaceChildren(text, ...(outcome === "refused" ? [" ", open] : []));
    line.cell.className = { deposited: "good", refused: "bad", away: "doubt", stopped: "doubt" }[outcome] ?? "";
  }

  /** What the platform answers comes later, by the stream of events. */
  function heard(event) {
    const line = lines.find((known) => known.id === event.document_id);
    if (!line || event.kind !== "state" || !["noted", "sending"].includes(line.outcome)) return;
    if (event.code === "deposited") tell(line, "deposited", word("queue.bulk.deposited"));
    if (event.code === "deposit_refused") tell(line, "refused", word("queue.bulk.refused", { reason: event.comment ?? "" }));
  }

  return { ask, heard };
}

function title(count) {
  return count === 1 ? word("queue.bulk.title_one") : word("queue.bulk.title", { count });
}

function table(lines) {
  const head = ["number", "buyer", "amount", "outcome"].map((name) => h("th", { scope: "col" }, word(`queue.bulk.${name}`)));
  const rows = lines.map((line) =>
    h("tr", {}, h("th", { scope: "row" }, line.number), h("td", {}, line.buyer), h("td", { class: "number" }, line.total === "" ? "" : money(line.total, line.currency)), line.cell));
  return h("table", {}, h("thead", {}, h("tr", {}, ...head)), h("tbody", {}, ...rows));
}

/** One sum for each currency, in cents so that none is lost. */
function totals(lines) {
  const sums = new Map();
  for (const { total, currency } of lines) {
    if (total !== "") sums.set(currency, (sums.get(currency) ?? 0) + Math.round(Number(total) * 100));
  }
  return [...sums].map(([currency, cents]) => money(cents / 100, currency)).join(" + ");
}

function money(amount, currency) {
  const shape = /^[A-Z]{3}$/.test(currency) ? { style: "currency", currency } : { minimumFractionDigits: 2 };
  return new Intl.NumberFormat(inFrench ? "fr-FR" : "en-GB", shape).format(Number(amount));
}

function reason({ problem }) {
  const found = problem.findings?.[0]?.message;
  return (found ? found[inFrench ? "fr" : "en"] : inFrench ? problem.detail : problem.detail_en) ?? `HTTP ${problem.status}`;
}
