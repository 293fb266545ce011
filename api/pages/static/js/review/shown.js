// What the review page shows of a document: what the server says, with what was typed since over it.

import { same, shown } from "./format.js";
import { told, toldRows } from "./pending.js";
import { COLUMNS, KINDS, cellOf } from "./rows.js";

const OPEN = new Set(["to_review", "ready"]);

export class Shown extends EventTarget {
  constructor(document) {
    super();
    this.document = document;
    this.pending = { fields: {}, rows: {} };
    this.values = {};
    this.seen = {}; // fields as they were when they were last there: what was emptied keeps its choices
    this.remember();
  }

  get readonly() {
    return !OPEN.has(this.document.state);
  }

  /** The rows of a table: as typed, else as the server says. */
  rows(kind) {
    return this.pending.rows[kind]?.rows ?? toldRows(this.document, kind);
  }

  /** What the server says of a field, of a row or of a cell's row: {value, confidence, origin, provenance …} or null. */
  read(name) {
    const cell = cellOf(name);
    if (cell) return this.rows(cell.kind)[cell.index]?.read ?? null;
    return this.document.extraction?.fields[name] ?? null;
  }

  /** Where a value stands on the page: {page, bbox, text} or null. */
  place(name) {
    const cell = cellOf(name);
    const typed = cell ? this.rows(cell.kind)[cell.index] : this.pending.fields[name];
    return typed?.place ?? this.read(name)?.provenance ?? null;
  }

  /** Other values that the page allows; what stood there before it was emptied among them. */
  choices(name) {
    const read = this.read(name);
    const before = read ? [] : [this.seen[name]].filter(Boolean);
    return [...before, ...((read ?? this.seen[name])?.alternatives ?? [])];
  }

  /** Where a text is known to stand on the page, as a value that was read. */
  knownPlace(name, text) {
    const field = this.seen[name];
    const found = [field, ...(field?.alternatives ?? [])].find((one) => one && same(shown(name, one.value), text));
    return found?.provenance ?? null;
  }

  fill() {
    this.values = {};
    for (const [name, field] of Object.entries(this.document.extraction?.fields ?? {})) {
      if (field) this.values[name] = told(this.document, name);
    }
    for (const [name, entry] of Object.entries(this.pending.fields)) this.values[name] = entry.text;
    for (const kind of KINDS) {
      this.rows(kind).forEach((row, index) => {
        for (const column of Object.keys(COLUMNS[kind])) this.values[`${kind}.${index}.${column}`] = row.texts[column];
      });
    }
  }

  remember() {
    Object.assign(this.seen, this.document.extraction?.fields ?? {});
  }
}
