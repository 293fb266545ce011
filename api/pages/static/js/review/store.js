// The one state of the review page: what the server says, what was typed, what has the focus.
//
// Names of values: fields of the contract, and cells as "vat_breakdown.0.base" or "lines.3.net_amount"; a whole row is
// "lines.3". Events (CustomEvent, with `detail`): `document` {external: somebody else did it}, `focus` {name}, `hover` {name|null}, `value` {name},
// `saving` {state, detail}; `value` of a whole table has the name "vat_breakdown" or "lines".

import { same } from "./format.js";
import { Steps } from "./history.js";
import { Pending, told, toldRows } from "./pending.js";
import { KINDS, cellOf, rowOf, sameRows } from "./rows.js";
import { Saver } from "./saver.js";
import { Shown } from "./shown.js";

const DEBOUNCE = 600;
const UNDER_WAY = new Set(["waiting", "saving"]);

class ReviewStore extends Shown {
  constructor(document, { api, user = "" }) {
    super(document);
    this.focused = null;
    this.hovered = null;
    this.conflicts = {};
    this.refused = {};
    this.wrong = {}; // cells that can't be sent: name -> name of a word
    this.steps = new Steps();
    this.pending = new Pending(`prefacture.saisies.${user}.${document.id}`);
    this.saver = new Saver(this, api);
    this.api = api;
    this.restored = this.readonly ? 0 : this.pending.restore();
    if (this.restored) this.conflicts = this.pending.rebase(document);
    this.fill();
    if (this.restored) this.saver.later(1);
  }

  get unsaved() {
    return this.pending.size > 0;
  }

  get saving() {
    return this.saver.state;
  }

  emit(kind, detail = {}) {
    this.dispatchEvent(new CustomEvent(kind, { detail }));
  }

  // What people do

  focus(name) {
    this.focused = name;
    this.steps.close();
    this.emit("focus", { name });
  }

  hover(name) {
    if (this.hovered === name) return;
    this.hovered = name;
    this.emit("hover", { name });
  }

  /** A person types `text`; `place` where it stands on the page, `sure` to have the same value confirmed. */
  type(name, text, { place = null, sure = false, now = false } = {}) {
    if (this.readonly) return;
    const cell = cellOf(name);
    if (cell) {
      const rows = this.rows(cell.kind).map((row) => ({ ...row, texts: { ...row.texts } }));
      if (!rows[cell.index]) return;
      rows[cell.index].texts[cell.column] = text;
      if (place && !rows[cell.index].read) rows[cell.index].place = place;
      this.replaceRows(cell.kind, rows, { cell: name, now });
      return;
    }
    this.steps.note(name, this.values[name] ?? "", text, name);
    this.setField(name, text, { place, sure });
    this.saver.later(now ? 0 : DEBOUNCE);
  }

  /** The whole of a table; `cell` is the one that changed, where only one did. */
  replaceRows(kind, rows, { cell = null, now = !cell } = {}) {
    if (this.readonly) return;
    this.steps.note(kind, this.rows(kind), rows, cell);
    this.setRows(kind, rows, cell);
    this.saver.later(now ? 0 : DEBOUNCE);
  }

  addRow(kind, index = this.rows(kind).length) {
    const rows = [...this.rows(kind)];
    rows.splice(index, 0, rowOf(kind, null));
    this.replaceRows(kind, rows, { now: false });
  }

  /** The page's words for what has the focus; gives its name, null where nothing has. */
  pick({ text, page, bbox }) {
    if (!this.focused || this.readonly) return null;
    const cell = cellOf(this.focused);
    if (cell && !cell.column) return null;
    this.type(this.focused, text.trim(), { place: page ? { page, bbox, text } : null, now: true });
    return this.focused;
  }

  /** The value is right as it stands. */
  accept(name) {
    const cell = cellOf(name);
    if (cell) {
      const rows = this.rows(cell.kind).map((row, index) => (index === cell.index ? { ...row, accepted: true } : row));
      this.replaceRows(cell.kind, rows);
    } else if (this.values[name]) {
      this.type(name, this.values[name], { sure: true, now: true });
    }
  }

  /** The name of what was taken back, null where there was nothing. */
  undo() {
    return this.readonly ? null : this.replay(this.steps.back());
  }

  redo() {
    return this.readonly ? null : this.replay(this.steps.again());
  }

  saveNow() {
    return this.saver.flush();
  }

  /** Once what was typed is saved, or can't be for now. */
  async settled() {
    await this.saveNow();
    while (UNDER_WAY.has(this.saving)) await new Promise((told) => this.addEventListener("saving", told, { once: true }));
  }

  /** In a conflict, what is to stay: "mine" or "theirs". */
  resolve(name, whose) {
    delete this.conflicts[name];
    if (whose === "theirs") this.pending.drop(name);
    else {
      const entry = this.pending.fields[name] ?? this.pending.rows[name];
      if (entry) entry.base = KINDS.includes(name) ? toldRows(this.document, name) : told(this.document, name);
    }
    this.changed(name);
    this.saver.later(0);
    this.emit("document", { external: true });
  }

  /** What somebody else did meanwhile, where nothing is under way here. */
  async refresh() {
    if (this.saver.busy || this.unsaved) return;
    const { data } = await this.api("GET", `/documents/${this.document.id}`);
    if (!this.saver.busy && data.version !== this.document.version) this.overtaken(data);
  }

  // What the saver tells

  acknowledged(document, sent) {
    this.document = document;
    this.remember();
    this.pending.settle(sent, document);
    this.adopted();
  }

  overtaken(document) {
    this.document = document;
    this.remember();
    this.conflicts = this.pending.rebase(document);
    this.adopted({ external: true });
  }

  refuse(name, message) {
    this.refused[name] = message;
    this.emit("value", { name });
  }

  /** Which cells of a table can't be sent as they are. */
  mark(kind, rows) {
    for (const name of Object.keys(this.wrong)) if (name.startsWith(`${kind}.`)) delete this.wrong[name];
    rows.forEach(({ errors = {} }, index) => {
      for (const [column, error] of Object.entries(errors)) this.wrong[`${kind}.${index}.${column}`] = error;
    });
    this.emit("value", { name: `${kind}.*` });
  }

  // Within

  adopted(detail = {}) {
    this.pending.keep();
    this.fill();
    this.emit("document", detail);
  }

  changed(name, cell = null) {
    this.pending.keep();
    this.fill();
    this.emit("value", { name: cell ?? name });
  }

  setField(name, text, { place = null, sure = false } = {}) {
    const base = this.pending.fields[name]?.base ?? told(this.document, name);
    delete this.refused[name];
    if (this.conflicts[name]) this.conflicts[name].mine = text;
    if (same(text, base) && !sure && !this.saver.busy) this.pending.drop(name);
    else this.pending.fields[name] = { text, base, place: place ?? this.knownPlace(name, text), sure };
    this.changed(name);
  }

  setRows(kind, rows, cell = null) {
    const base = this.pending.rows[kind]?.base ?? toldRows(this.document, kind);
    delete this.refused[kind];
    if (this.conflicts[kind]) this.conflicts[kind].mine = rows;
    const back = sameRows(kind, rows, base) && !rows.some((row) => row.accepted) && !this.saver.busy;
    if (back) this.pending.drop(kind);
    else this.pending.rows[kind] = { rows, base };
    this.changed(kind, cell);
  }

  replay(step) {
    if (!step) return null;
    if (KINDS.includes(step.name)) this.setRows(step.name, step.value);
    else this.setField(step.name, step.value);
    this.saver.later(0);
    return step.cell ?? step.name;
  }
}

/** The state of one document's page; `user` keeps what two people type in one browser apart. */
export function createStore(document, { api, user }) {
  return new ReviewStore(document, { api, user });
}
