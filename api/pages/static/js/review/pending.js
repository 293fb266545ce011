// What was typed and not yet acknowledged by the server: kept in localStorage, so that no reload loses it.

import { same, shown } from "./format.js";
import { KINDS, rowOf, sameRows } from "./rows.js";

/** `fields`: name -> {text, base, place, sure}; `rows`: kind -> {rows, base}. `base` is what the server said before. */
export class Pending {
  constructor(key) {
    this.key = key;
    this.fields = {};
    this.rows = {};
  }

  get size() {
    return Object.keys(this.fields).length + Object.keys(this.rows).length;
  }

  names() {
    return [...Object.keys(this.fields), ...Object.keys(this.rows)];
  }

  /** What an earlier page left behind. */
  restore() {
    try {
      const kept = JSON.parse(localStorage.getItem(this.key) ?? "{}");
      this.fields = kept.fields ?? {};
      this.rows = kept.rows ?? {};
    } catch {
      localStorage.removeItem(this.key);
    }
    return this.size;
  }

  keep() {
    try {
      if (this.size) localStorage.setItem(this.key, JSON.stringify({ fields: this.fields, rows: this.rows }));
      else localStorage.removeItem(this.key);
    } catch {
      // full or forbidden: the page still holds it, and asks before it is left
    }
  }

  drop(name) {
    delete this.fields[name];
    delete this.rows[name];
  }

  /** The server has these: whatever was typed since goes on from what it says now. */
  settle(sent, document) {
    for (const [name, entry] of Object.entries(sent.fields)) if (this.fields[name] === entry) delete this.fields[name];
    for (const [kind, entry] of Object.entries(sent.rows)) if (this.rows[kind] === entry) delete this.rows[kind];
    for (const [name, entry] of Object.entries(this.fields)) {
      entry.base = told(document, name);
      if (same(entry.text, entry.base) && !entry.sure) delete this.fields[name];
    }
    for (const [kind, entry] of Object.entries(this.rows)) entry.base = toldRows(document, kind);
  }

  /** Somebody else's version came: gives name -> {mine, theirs} where both changed the same; the rest goes on. */
  rebase(document) {
    const conflicts = {};
    for (const [name, entry] of Object.entries(this.fields)) {
      const now = told(document, name);
      if (same(now, entry.text) && !entry.sure) delete this.fields[name];
      else if (!same(now, entry.base) && !same(now, entry.text)) conflicts[name] = { mine: entry.text, theirs: now };
    }
    for (const kind of KINDS.filter((one) => this.rows[one])) {
      const now = toldRows(document, kind);
      const { rows, base } = this.rows[kind];
      if (sameRows(kind, now, rows)) delete this.rows[kind];
      else if (!sameRows(kind, now, base)) conflicts[kind] = { mine: rows, theirs: now };
    }
    return conflicts;
  }
}

/** What the server says of a field, as it is shown. */
export function told(document, name) {
  return shown(name, document.extraction?.fields[name]?.value);
}

export function toldRows(document, kind) {
  return (document.extraction?.[kind] ?? []).map((row) => rowOf(kind, row));
}
