// One field of the form: its text, how sure it is and why not, other values, and what the rules say of it.

import { announce, h, word } from "../core.js";
import { Choices, choicesOf } from "./choices.js";
import { same } from "./format.js";
import { aboutOf, fill, findingNode, nameOf, percent, stateOf, tag } from "./said.js";

const DOUBTED = new Set(["fair", "doubtful"]);

export class FieldView {
  constructor(store, wrapper) {
    this.store = store;
    this.wrapper = wrapper;
    this.name = wrapper.dataset.name;
    this.input = wrapper.querySelector("input, select, textarea");
    this.status = wrapper.querySelector(".status");
    this.notes = wrapper.querySelector(".notes");
    this.choices = new Choices(store, this.name, this.input, (text) => this.describe(text));
    this.acceptor = h("button", {
      type: "button", class: "second accept", hidden: true, "aria-label": word("review.accept.of", { field: nameOf(this.name) }),
      onclick: () => this.accept(),
    }, `✓ ${word("review.accept.label")}`);
    wrapper.querySelector(".field-tools").append(this.choices.button, this.acceptor);
    this.input.addEventListener("input", () => this.typed());
    this.input.addEventListener("change", () => store.saveNow());
    this.input.addEventListener("blur", () => this.write());
    wrapper.addEventListener("pointerenter", () => store.hover(this.name));
    wrapper.addEventListener("pointerleave", () => store.hover(null));
  }

  typed() {
    this.typing = true;
    this.store.type(this.name, this.input.value);
    this.typing = false;
  }

  accept() {
    this.store.accept(this.name);
    this.input.focus();
    announce(word("review.accept.done", { field: nameOf(this.name) }));
  }

  /** `told` is for a change that did not come from this input: it is shown even under the cursor. */
  show({ told = false } = {}) {
    if (!this.typing && (told || document.activeElement !== this.input)) this.write();
    const state = stateOf(this.store, this.name);
    this.input.dataset.confidence = state;
    this.wrapper.dataset.state = state;
    this.input.setAttribute("aria-invalid", String(state === "refused"));
    fill(this.status, state, () => [tag(state)]);
    const read = this.store.read(this.name);
    const findings = this.store.document.findings.filter((one) => aboutOf(one) === this.name);
    this.acceptor.hidden = this.store.readonly || !DOUBTED.has(state) || !read;
    this.choices.show();
    const why = this.why(state, read);
    fill(this.notes, JSON.stringify([why, findings]), () => [...why.map(([kind, text]) => h("p", { class: kind }, text)), ...findings.map(findingNode)]);
    const folded = this.wrapper.closest("details");
    if (folded && findings.length) folded.open = true;
  }

  why(state, read) {
    const { refused, conflicts } = this.store;
    const told = [];
    if (refused[this.name]) told.push(["message bad", refused[this.name]]);
    if (conflicts[this.name]) told.push(["message bad", word("review.saving.conflict")]);
    if (state === "unread") told.push(["hint", word("review.why.unread")]);
    if (DOUBTED.has(state)) {
      told.push(["hint", word("review.why.confidence", { percent: percent(read.confidence) })]);
      const others = choicesOf(this.store, this.name).map((one) => this.describe(one.text));
      if (others.length) told.push(["hint", word("review.why.alternatives", { values: others.join(" · ") })]);
    }
    if (read?.origin === "computed" && state !== "typed") told.push(["hint", word("review.why.computed")]);
    return told;
  }

  write() {
    const text = this.store.values[this.name] ?? "";
    if (this.input.tagName === "SELECT" && text && ![...this.input.options].some((one) => one.value === text)) {
      this.input.append(h("option", { value: text }, text));
    }
    if (!same(this.input.value, text) || document.activeElement !== this.input) this.input.value = text;
  }

  describe(text) {
    if (this.input.tagName !== "SELECT") return text;
    return [...this.input.options].find((one) => one.value === text)?.textContent ?? text;
  }

  lock(locked) {
    if (this.input.tagName === "SELECT") this.input.disabled = locked;
    else this.input.readOnly = locked;
  }
}
