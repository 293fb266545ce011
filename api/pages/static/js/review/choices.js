// Other values of a field in a list: a button or Alt+↓ opens it, arrows move, Enter takes, Escape closes.

import { announce, h, word } from "../core.js";
import { shown } from "./format.js";
import { nameOf, percent } from "./said.js";

/** What the page allows for a field, as it is shown. */
export function choicesOf(store, name) {
  return store.choices(name).map((one) => ({ ...one, text: shown(name, one.value) }));
}

export class Choices {
  constructor(store, name, input, describe = (text) => text) {
    this.store = store;
    this.name = name;
    this.input = input;
    this.describe = describe;
    this.id = `choices-${name}`;
    this.button = h("button", {
      type: "button", class: "second choices", hidden: true, "aria-haspopup": "listbox", "aria-expanded": "false",
      onclick: () => (this.list ? this.close() : this.open()),
    });
    input.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" && event.altKey && !this.button.hidden) {
        event.preventDefault();
        this.open();
      }
    });
  }

  show() {
    const found = this.store.readonly ? [] : choicesOf(this.store, this.name);
    this.button.hidden = !found.length;
    this.button.textContent = `▾ ${found.length}`;
    this.button.setAttribute("aria-label", word("review.choices.of", { field: nameOf(this.name), count: found.length }));
    if (!found.length) this.close();
  }

  open() {
    if (this.list) return;
    const found = choicesOf(this.store, this.name);
    this.list = h(
      "ul",
      { class: "listbox", role: "listbox", id: this.id, tabindex: "0", "aria-label": word("review.choices.of", { field: nameOf(this.name), count: found.length }) },
      ...found.map((one, index) =>
        h("li", { role: "option", id: `${this.id}-${index}`, "aria-selected": "false", onclick: () => this.take(one), onpointermove: () => this.mark(index) },
          h("span", { class: "value" }, this.describe(one.text)), " ",
          h("span", { class: "hint" }, chance(one)))),
    );
    this.found = found;
    this.list.addEventListener("keydown", (event) => this.key(event));
    this.list.addEventListener("blur", () => this.close());
    this.list.title = word("review.choices.hint");
    this.button.setAttribute("aria-expanded", "true");
    this.button.setAttribute("aria-controls", this.id);
    this.button.closest(".field").append(this.list);
    this.list.focus();
    this.mark(0);
  }

  mark(index) {
    this.at = index;
    [...this.list.children].forEach((one, place) => one.setAttribute("aria-selected", String(place === index)));
    this.list.setAttribute("aria-activedescendant", `${this.id}-${index}`);
    this.list.children[index].scrollIntoView({ block: "nearest" });
  }

  key(event) {
    const last = this.found.length - 1;
    const moves = { ArrowDown: Math.min(this.at + 1, last), ArrowUp: Math.max(this.at - 1, 0), Home: 0, End: last };
    if (event.key in moves && !event.altKey) this.mark(moves[event.key]);
    else if (event.key === "Enter" || event.key === " ") this.take(this.found[this.at]);
    else if (event.key === "Escape" || (event.key === "ArrowUp" && event.altKey)) this.leave();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  take(one) {
    this.leave();
    this.store.type(this.name, one.text, { place: one.provenance ?? null, now: true });
    announce(word("review.choices.taken", { value: this.describe(one.text) }));
  }

  leave() {
    this.close();
    this.input.focus();
  }

  close() {
    const list = this.list;
    this.list = null;
    list?.remove();
    this.button.setAttribute("aria-expanded", "false");
    this.button.removeAttribute("aria-controls");
  }
}

function chance(one) {
  const told = { percent: percent(one.confidence), page: one.provenance?.page };
  return word(one.provenance ? "review.choices.chance" : "review.choices.chance_only", told);
}
