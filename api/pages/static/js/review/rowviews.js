// One row of a table as its cells, its sum, what may be done with it, and what the rules say of it.

import { h, word } from "../core.js";
import { rowCheck } from "./arithmetic.js";
import { same } from "./format.js";
import { COLUMNS } from "./rows.js";
import { aboutOf, fill, findingNode, stateOf, tag } from "./said.js";

const CATEGORIES = ["S", "Z", "E", "AE", "K", "G", "O", "L", "M"];
const ACTIONS = [["up", "↑"], ["down", "↓"], ["delete", "✕"]];
export const words = (kind) => (kind === "lines" ? "review.lines" : "review.vat");

export class RowView {
  /** `act(action, index)` does what a button says. */
  constructor(store, kind, index, act) {
    this.store = store;
    this.kind = kind;
    this.index = index;
    this.name = `${kind}.${index}`;
    this.act = act;
    this.inputs = {};
    this.status = h("span", { class: "status" });
    this.sum = h("div", { class: "sum" });
    this.buttons = {};
    this.notes = h("td", { role: "cell", class: "row-notes" });
    const cells = Object.keys(COLUMNS[kind]).map((column) => this.cell(column));
    this.row = h("tr", { role: "row", "data-name": this.name, id: `row-${this.name}` },
      h("th", { scope: "row", role: "rowheader", class: "row-number" }, String(index + 1), " ", this.status),
      ...cells,
      h("td", { role: "cell", class: "row-check" }, this.sum),
      h("td", { role: "cell", class: "row-actions" }, ...this.tools()),
      this.notes);
    this.row.addEventListener("pointerenter", () => store.hover(this.name));
    this.row.addEventListener("pointerleave", () => store.hover(null));
  }

  cell(column) {
    const name = `${this.name}.${column}`;
    const { number } = COLUMNS[this.kind][column];
    const label = word(`${words(this.kind)}.${column}`);
    const given = {
      id: `field-${name}`, name, "aria-label": word("review.rows.cell", { column: label, number: this.index + 1 }),
      oninput: (event) => {
        this.typing = column;
        this.store.type(name, event.target.value);
        this.typing = null;
      },
      onchange: () => this.store.saveNow(),
      onblur: () => this.write(column),
    };
    const input = column === "category"
      ? h("select", given, h("option", { value: "" }), ...CATEGORIES.map((code) => h("option", { value: code }, word(`review.category.${code}`))))
      : column === "description"
        ? h("textarea", { ...given, rows: 2, maxlength: 2000 })
        : h("input", { ...given, type: "text", inputmode: number ? "decimal" : null, class: number ? "amount" : null, autocomplete: "off", spellcheck: "false", maxlength: 1000 });
    this.inputs[column] = input;
    const wrong = h("span", { class: "wrong", id: `wrong-${name}` });
    input.setAttribute("aria-describedby", wrong.id);
    return h("td", { role: "cell", class: `cell ${column}` }, h("span", { class: "cell-label", "aria-hidden": "true" }, label), input, wrong);
  }

  tools() {
    const made = ACTIONS.map(([action, icon]) => this.tool(action, icon));
    this.buttons.accept = this.tool("accept", `✓ ${word("review.rows.accept")}`);
    return [this.buttons.accept, ...made];
  }

  tool(action, text) {
    const label = word("review.rows.of", { action: word(`review.rows.${action}`), number: this.index + 1 });
    this.buttons[action] = h("button", { type: "button", class: "second", "aria-label": label, title: label, onclick: () => this.act(action, this.index) }, text);
    return this.buttons[action];
  }

  show({ last, force = false }) {
    const row = this.store.rows(this.kind)[this.index];
    for (const [column, input] of Object.entries(this.inputs)) {
      if (this.typing !== column && (force || document.activeElement !== input)) this.write(column);
      const wrong = this.store.wrong[`${this.name}.${column}`];
      input.setAttribute("aria-invalid", String(Boolean(wrong)));
      input.closest("td").querySelector(".wrong").textContent = wrong ? word(wrong) : "";
      if (input.tagName === "SELECT") input.disabled = this.store.readonly;
      else input.readOnly = this.store.readonly;
    }
    this.ground(row);
    const state = stateOf(this.store, this.name);
    this.row.dataset.confidence = state;
    fill(this.status, state, () => [tag(state)]);
    this.buttons.accept.hidden = this.store.readonly || row.accepted || !["fair", "doubtful"].includes(state);
    for (const action of ["up", "down", "delete"]) this.buttons[action].hidden = this.store.readonly;
    this.buttons.up.disabled = this.index === 0;
    this.buttons.down.disabled = last;
    const findings = this.store.document.findings.filter((one) => aboutOf(one) === this.name);
    fill(this.notes, JSON.stringify(findings), () => findings.map(findingNode));
    this.notes.hidden = !findings.length;
    this.check(row);
  }

  /** Only what bears no VAT needs a ground for it. */
  ground({ texts }) {
    const reason = this.inputs.exemption_reason;
    if (reason) reason.closest("td").hidden = ["", "S"].includes(texts.category) && !texts.exemption_reason && document.activeElement !== reason;
  }

  check(row) {
    const found = rowCheck(this.kind, row);
    const offered = found && !found.good && !this.store.readonly;
    fill(this.sum, JSON.stringify([found, offered]), () => [
      h("span", { class: found ? (found.good ? "right" : "off") : "hint" }, found ? found.text : word("review.sum.unknown")),
      offered ? this.recompute(found) : "",
    ]);
  }

  recompute({ column, value }) {
    const label = word("review.rows.recompute_of", { column: word(`${words(this.kind)}.${column}`), number: this.index + 1, value });
    return h("button", { type: "button", class: "second", "aria-label": label, onclick: () => this.act("recompute", this.index, { column, value }) }, word("review.rows.recompute"));
  }

  write(column) {
    const input = this.inputs[column];
    const text = this.store.values[`${this.name}.${column}`] ?? "";
    if (input.tagName === "SELECT" && text && ![...input.options].some((one) => one.value === text)) {
      input.append(h("option", { value: text }, text));
    }
    if (!same(input.value, text) || document.activeElement !== input) input.value = text;
  }
}
