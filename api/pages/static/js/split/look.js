// The two pages beside a place, large: what a person decides a boundary by.

import { h, word } from "../core.js";
import { reasons } from "./strip.js";

/** `acts` are toggle(page), accept(page) and closed(page). */
export class Look {
  constructor(plan, dialog, acts) {
    this.plan = plan;
    this.dialog = dialog;
    this.acts = acts;
    this.page = 2;
    dialog.addEventListener("close", () => acts.closed(this.page));
    dialog.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      if (event.key === "ArrowRight") this.show(this.page + 1);
      else if (event.key === "ArrowLeft") this.show(this.page - 1);
      else return;
      event.preventDefault();
    });
    plan.addEventListener("change", () => { if (dialog.open) this.show(this.page); });
  }

  get open() {
    return this.dialog.open;
  }

  show(page) {
    this.page = Math.min(Math.max(page, 2), this.plan.pages);
    const held = this.dialog.querySelector(":focus")?.dataset.do;
    this.dialog.replaceChildren(...this.#filled());
    if (!this.dialog.open) this.dialog.showModal();
    (this.dialog.querySelector(`[data-do="${held ?? "toggle"}"]:not([disabled])`) ?? this.dialog.querySelector("button")).focus();
  }

  #filled() {
    const { page, plan } = this;
    const set = plan.starts_(page);
    const told = plan.known.get(page) ?? plan.suggested.get(page);
    const button = (name, text, act, more = {}) => h("button", { type: "button", "data-do": name, onclick: act, ...more }, text);
    return [
      h("div", { class: "look-head" },
        h("h2", { id: "look-title" }, word("split.look_title", { before: page - 1, page })),
        button("close", word("split.look_close"), () => this.dialog.close(), { class: "second" })),
      h("p", { class: "hint", role: "status" }, told && !plan.decided.has(page) ? reasons(told, told.signs.length) : plan.decided.has(page) ? word("split.yours") : ""),
      h("div", { class: "look-pages" }, this.#picture(page - 1), h("span", { class: set ? "cut" : "no-cut", "aria-hidden": "true" }), this.#picture(page)),
      h("div", { class: "buttons" },
        button("previous", `‹ ${word("split.look_previous")}`, () => this.#beside(-1), { class: "second" }),
        button("toggle", word(set ? "split.look_join" : "split.look_separate"), () => this.acts.toggle(page), { class: set ? "second" : "", disabled: plan.locked(page) }),
        button("keep", word("split.look_keep"), () => { this.acts.accept(page); this.#beside(1); }, { class: set ? "" : "second", disabled: plan.locked(page) }),
        button("next", `${word("split.look_next")} ›`, () => this.#beside(1), { class: "second" })),
    ];
  }

  /** The next place to decide: a doubt where there is one, else a boundary. */
  #beside(by) {
    const doubts = this.plan.doubts;
    const places = doubts.length ? doubts : this.plan.starts.map((start) => start.page).filter((page) => page > 1);
    const next = by > 0 ? places.find((page) => page > this.page) : places.findLast((page) => page < this.page);
    this.show(next ?? this.page);
  }

  #picture(number) {
    const page = this.plan.view.pages[number - 1];
    return h("figure", {},
      h("img", { src: page.picture, alt: word("split.page", { page: number }), width: Math.round(page.width), height: Math.round(page.height) }),
      h("figcaption", {}, word("split.page", { page: number })));
  }
}
