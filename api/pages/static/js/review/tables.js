// The VAT breakdown and the lines as tables whose rows are typed in, added, moved and taken away.

import { announce, h, word } from "../core.js";
import { sumOf, sums } from "./arithmetic.js";
import { money } from "./format.js";
import { COLUMNS, KINDS, cellOf } from "./rows.js";
import { RowView, words } from "./rowviews.js";
import { aboutOf, fill, findingNode } from "./said.js";

const MANY = 12; // more lines than these are folded away while nothing is wrong with them

class TableView {
  constructor(store, kind, place) {
    this.store = store;
    this.kind = kind;
    this.rows = [];
    const labels = [word("review.row", { number: "" }), ...Object.keys(COLUMNS[kind]).map((column) => word(`${words(kind)}.${column}`)), word("review.rows.check"), word("review.rows.actions")];
    this.body = h("tbody", { role: "rowgroup" });
    this.empty = h("p", { class: "hint" }, word(`${words(kind)}.empty`));
    this.sums = h("ul", { class: "sums" });
    this.notes = h("div", { class: "notes", id: `notes-${kind}` });
    this.refused = h("p", { class: "message bad", hidden: true });
    this.adder = h("button", { type: "button", class: "second", onclick: () => this.add() }, `+ ${word(`${words(kind)}.add`)}`);
    this.table = h("table", { role: "table", class: `rows ${kind}`, "aria-labelledby": kind === "lines" ? "lines-title" : "vat-title" },
      h("thead", { role: "rowgroup", class: "hidden" }, h("tr", { role: "row" }, ...labels.map((label) => h("th", { role: "columnheader", scope: "col" }, label)))),
      this.body);
    const inner = [this.notes, this.refused, this.empty, this.table, this.adder, this.sums];
    if (kind === "lines") {
      this.summary = h("summary", {});
      this.folded = h("details", { class: "fold" }, this.summary, ...inner.slice(0, -1));
      place.append(this.folded, this.sums);
      this.folded.open = store.rows(kind).length <= MANY || this.findings().length > 0;
      this.folded.addEventListener("toggle", () => this.show());
    } else {
      place.append(...inner);
    }
  }

  findings() {
    return this.store.document.findings.filter((one) => aboutOf(one)?.startsWith(this.kind));
  }

  /** Where a cell is typed in; of a row alone its first cell, of the table its first row's. */
  input(name) {
    const cell = cellOf(name) ?? { index: 0 };
    if (this.folded) {
      this.folded.open = true;
      this.show();
    }
    const row = this.rows[cell.index];
    return row ? row.inputs[cell.column ?? Object.keys(row.inputs)[0]] : this.adder;
  }

  show({ force = false } = {}) {
    const told = this.store.rows(this.kind);
    if (!this.folded || this.folded.open) this.fit(told.length);
    this.rows.forEach((row, index) => row.show({ last: index === told.length - 1, force }));
    this.empty.hidden = told.length > 0;
    this.table.hidden = !told.length;
    this.adder.hidden = this.store.readonly;
    this.refused.hidden = !this.store.refused[this.kind];
    this.refused.textContent = this.store.refused[this.kind] ?? "";
    const found = this.findings().filter((one) => one.field === this.kind);
    fill(this.notes, JSON.stringify(found), () => found.map(findingNode));
    const made = sums(this.store, this.kind);
    fill(this.sums, JSON.stringify(made), () => made.map(({ good, text }) => h("li", { class: good ? "right" : "off" }, text)));
    if (this.summary) this.summary.textContent = this.shortly(told);
  }

  shortly(told) {
    if (!told.length) return word("review.lines.none");
    const sum = sumOf("lines", "net_amount", told);
    return word(told.length === 1 ? "review.lines.one" : "review.lines.many", { count: told.length, sum: sum === null ? "?" : money(sum) });
  }

  fit(count) {
    while (this.rows.length > count) this.rows.pop().row.remove();
    while (this.rows.length < count) {
      const made = new RowView(this.store, this.kind, this.rows.length, (...told) => this.act(...told));
      this.rows.push(made);
      this.body.append(made.row);
    }
  }

  add() {
    this.store.addRow(this.kind);
    announce(word("review.rows.added"));
    this.rows.at(-1).inputs[this.kind === "lines" ? "description" : "rate"].focus();
  }

  act(action, index, told) {
    const rows = [...this.store.rows(this.kind)];
    if (action === "accept") {
      this.store.accept(`${this.kind}.${index}`);
      this.input(`${this.kind}.${index}`).focus();
    } else if (action === "recompute") {
      this.store.type(`${this.kind}.${index}.${told.column}`, told.value, { now: true });
      announce(word("review.rows.recomputed", { value: told.value }));
      this.rows[index].inputs[told.column].focus();
    } else if (action === "delete") {
      rows.splice(index, 1);
      this.store.replaceRows(this.kind, rows);
      announce(word("review.rows.deleted", { number: index + 1 }));
      (this.rows[Math.min(index, rows.length - 1)]?.buttons.delete ?? this.adder).focus();
    } else {
      const to = index + (action === "up" ? -1 : 1);
      [rows[index], rows[to]] = [rows[to], rows[index]];
      this.store.replaceRows(this.kind, rows);
      announce(word("review.rows.moved", { number: to + 1 }));
      const { buttons } = this.rows[to];
      (buttons[action].disabled ? buttons[action === "up" ? "down" : "up"] : buttons[action]).focus();
    }
  }
}

/** Both tables, by their kinds. */
export function startTables(store) {
  const made = {
    vat_breakdown: new TableView(store, "vat_breakdown", document.getElementById("vat-table")),
    lines: new TableView(store, "lines", document.getElementById("lines-table")),
  };
  const show = (force) => Object.values(made).forEach((table) => table.show({ force }));
  store.addEventListener("document", ({ detail }) => show(detail.external === true));
  store.addEventListener("value", ({ detail: { name } }) => {
    const kind = KINDS.find((one) => name === one || name.startsWith(`${one}.`));
    if (kind) made[kind].show({ force: !name.endsWith("*") });
    else show(false); // a total that a sum is compared with
  });
  store.addEventListener("hover", ({ detail: { name } }) => {
    for (const row of document.querySelectorAll("tr[data-name]")) row.classList.toggle("hovered", Boolean(name) && (name === row.dataset.name || name.startsWith(`${row.dataset.name}.`)));
  });
  show(true);
  return made;
}
