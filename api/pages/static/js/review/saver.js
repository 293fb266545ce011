// Sends what is pending: one PATCH at a time, on the version that was seen; again when the connection returns.

import { Away, Refused, word } from "../core.js";
import { AMOUNTS, DATES } from "./format.js";
import { sent as sentRow } from "./rows.js";

const LONGEST = 20_000; // of one PATCH: a line that is slower than this is taken for a dead one
const WAITS = [1000, 2000, 4000, 5000];
const PASSING = new Set([408, 425, 429, 500, 502, 503, 504]);

export class Saver {
  constructor(store, api) {
    this.store = store;
    this.api = api;
    this.busy = false;
    this.failures = 0;
    this.state = "idle";
    this.timer = null;
    addEventListener("online", () => this.later(0));
  }

  tell(state, detail = null) {
    this.state = state;
    this.store.emit("saving", { state, detail });
  }

  later(milliseconds) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), milliseconds);
    if (!this.busy && milliseconds && this.state !== "away") this.tell("waiting");
  }

  /** What may be sent now: not what was refused, nor what waits for a choice. Null for nothing. */
  collect() {
    const { pending, refused, conflicts } = this.store;
    const sent = { fields: {}, rows: {} };
    const body = { fields: {}, places: {} };
    for (const [name, entry] of Object.entries(pending.fields)) {
      if (refused[name] || conflicts[name]) continue;
      sent.fields[name] = entry;
      body.fields[name] = entry.text.trim() || null;
      if (entry.place && entry.text.trim()) body.places[name] = entry.place;
    }
    for (const [kind, entry] of Object.entries(pending.rows)) {
      if (refused[kind] || conflicts[kind]) continue;
      const rows = entry.rows.map((row) => sentRow(kind, row));
      this.store.mark(kind, rows);
      if (rows.some((one) => one.errors)) continue;
      sent.rows[kind] = entry;
      body[kind] = rows.map((one) => one.row);
    }
    return Object.keys(sent.fields).length || Object.keys(sent.rows).length ? { sent, body } : null;
  }

  async flush() {
    clearTimeout(this.timer);
    if (this.busy || this.store.readonly) return;
    const found = this.collect();
    if (!found) {
      this.rest();
      return;
    }
    this.busy = true;
    if (this.state !== "away") this.tell("saving");
    try {
      await this.send(found);
      this.failures = 0;
    } catch (error) {
      this.failed(error, found);
      return;
    } finally {
      this.busy = false;
    }
    if (this.collect()) this.later(0);
    else this.rest();
  }

  /** Nothing to send: say how it stands. */
  rest() {
    const { pending, conflicts, refused } = this.store;
    if (Object.keys(conflicts).length) this.tell("conflict", Object.keys(conflicts));
    else if (pending.size) this.tell("refused", Object.keys(refused));
    else this.tell(this.state === "idle" ? "idle" : "saved");
  }

  async send({ sent, body }) {
    const { document } = this.store;
    const path = `/documents/${document.id}`;
    try {
      const headers = { "If-Match": `"${document.version}"` };
      const { data } = await this.api("PATCH", path, { body, headers, signal: AbortSignal.timeout(LONGEST) });
      this.store.acknowledged(data, sent);
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 409) throw error;
      const { data } = await this.api("GET", path, { signal: AbortSignal.timeout(LONGEST) });
      this.store.overtaken(data);
    }
  }

  failed(error, { sent }) {
    if (error instanceof Away || (error instanceof Refused && PASSING.has(error.status))) {
      this.tell("away", this.store.pending.names());
      this.later(WAITS[Math.min(this.failures, WAITS.length - 1)]);
      this.failures += 1;
      return;
    }
    if (!(error instanceof Refused)) throw error;
    const { problem } = error;
    const english = document.documentElement.lang === "en";
    const said = (english ? problem.detail_en : problem.detail) ?? error.message;
    const named = (problem.errors ?? [])
      .map((one) => [ours(one.field, sent), (english ? one.message_en : one.message) ?? said])
      .filter(([name]) => name);
    const names = [...Object.keys(sent.fields), ...Object.keys(sent.rows)];
    for (const [name, message] of named.length ? named : names.map((name) => [name, said])) {
      this.store.refuse(name, problem.code === "invalid_correction" ? plainly(name, sent, message) : message);
    }
    if (this.collect()) this.later(0);
    else this.rest();
  }
}

/** A name in a problem, as "fields.issue_date" or "body.lines.0.quantity", as a name of what was sent. */
function ours(name, sent) {
  const parts = name.replace(/\[(\d+)\]/g, ".$1").split(".");
  return parts.find((part) => part in sent.fields) ?? parts.find((part) => part in sent.rows) ?? null;
}

/** Why a date or an amount was not understood, with an example. */
function plainly(name, sent, message) {
  const value = sent.fields[name]?.text;
  if (DATES.has(name)) return word("review.wrong.date", { value });
  return AMOUNTS.has(name) ? word("review.wrong.amount", { value }) : message;
}
