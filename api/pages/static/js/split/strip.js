// All pages of the file, in frames: one frame a part. Between two pages is a button, which separates or joins them.

import { h, word } from "../core.js";
import { KINDS } from "./plan.js";

const percent = (share) => Math.floor((share ?? 1) * 100);
const list = (parts) => (parts.length ? `${word("split.why")} ${parts.join(", ")}.` : "");

const MOST = 3; // reasons told at a glance, the weightiest first

export const reasons = (part, most = MOST) => list((part?.signs ?? []).slice(0, most).map((sign) => word(`split.sign.${sign}`)));

export function nameOf(part) {
  const number = part.same?.document?.number ?? part.same?.number ?? part.told?.number;
  return number && part.same ? word(`split.named.${part.kind}`, { number }) : word(`split.kind.${part.kind}`);
}

export function pagesOf({ first, last }) {
  return word(first === last ? "split.pages_one" : "split.pages", { first, last });
}

/** `acts` are toggle(page), kind(page, kind) and look(page). */
export class Strip {
  constructor(plan, place, acts) {
    this.plan = plan;
    this.place = place;
    this.acts = acts;
    this.current = 2;
    this.sheets = new Map(plan.view.pages.map((page) => [page.number, this.#sheet(page)]));
    this.gaps = new Map(plan.view.pages.slice(1).map(({ number }) => [number, this.#gap(number)]));
    place.addEventListener("focusin", ({ target }) => {
      const gap = target.closest("[data-gap]");
      if (gap) this.#choose(Number(gap.dataset.gap));
    });
    this.show();
  }

  /** Put the keyboard on the place before a page. */
  focus(page) {
    const gap = this.gaps.get(Math.min(Math.max(page, 2), this.plan.pages));
    gap?.focus();
    gap?.closest(".part, li")?.scrollIntoView({ block: "nearest" });
  }

  show() {
    const held = document.activeElement?.closest?.("[data-gap]")?.dataset.gap;
    const kind = document.activeElement?.dataset?.kindOf;
    this.doubts = new Set(this.plan.doubts);
    this.place.replaceChildren(...this.plan.parts.map((part) => this.#part(part)));
    this.#choose(this.gaps.has(this.current) ? this.current : 2);
    if (held) this.gaps.get(Number(held))?.focus();
    if (kind) this.place.querySelector(`[data-kind-of="${kind}"]`)?.focus();
  }

  #choose(page) {
    this.gaps.get(this.current)?.setAttribute("tabindex", "-1");
    this.current = page;
    this.gaps.get(page)?.setAttribute("tabindex", "0"); // one stop of Tab for all of them
  }

  #part(part) {
    const id = `part-${part.first}`;
    const items = [];
    for (let page = part.first; page <= part.last; page += 1) {
      if (page > part.first) items.push(h("li", { class: "between" }, this.#dressed(page, false)));
      this.sheets.get(page).classList.toggle("empty", this.plan.blank.has(page));
      items.push(h("li", { class: "leaf", "data-page": page }, this.sheets.get(page)));
    }
    const fixed = part.same?.fixed;
    return h("section", { class: `part ${part.kind}`, "aria-labelledby": id, "data-first": part.first },
      part.first > 1 ? this.#edge(part) : null,
      h("div", { class: "part-head" },
        h("h2", { id }, this.#title(part), " ", h("span", { class: "hint" }, pagesOf(part))),
        this.#kinds(part, fixed),
        this.#tag(part),
        this.#owner(part),
        fixed ? h("span", { class: "tag info" }, word("split.fixed")) : null),
      this.doubts.has(part.first) && part.told ? h("p", { class: "hint why" }, reasons(part.told)) : null,
      h("ol", { class: "leaves" }, ...items));
  }

  #title(part) {
    const made = part.same?.document;
    return made ? h("a", { href: `/factures/${made.id}`, title: word("split.open") }, nameOf(part)) : nameOf(part);
  }

  /** The invoice that a paper goes with, as the service saw it. */
  #owner(part) {
    const owner = part.same?.belongs_to && this.plan.partAt(part.same.belongs_to);
    if (!owner) return null;
    const name = nameOf(owner);
    const to = owner.same?.document;
    if (part.same.attached && to) return h("span", { class: "hint" }, h("a", { href: `/factures/${to.id}` }, word("split.attached_to", { name })));
    return h("span", { class: "hint" }, word(this.plan.view.confirmed_by ? "split.not_attached" : "split.goes_with", { name }));
  }

  #tag(part) {
    if (this.plan.decided.has(part.first)) return h("span", { class: "tag good" }, word("split.yours"));
    if (!part.told || part.first === 1) return null;
    if (this.plan.view.confirmed_by) return h("span", { class: "tag good" }, word("split.confirmed"));
    const doubtful = this.doubts.has(part.first);
    return h("span", { class: `tag ${doubtful ? "doubt" : "plain"}` },
      word(doubtful ? "split.doubtful" : "split.sure", { percent: percent(part.told.confidence) }));
  }

  #kinds(part, fixed) {
    const id = `kind-${part.first}`;
    const options = KINDS.map((kind) => h("option", { value: kind, selected: kind === part.kind }, word(`split.kind.${kind}`)));
    return h("span", { class: "kinds" },
      h("label", { class: "hidden", for: id }, `${word("split.kind_label")} (${pagesOf(part)})`),
      h("select", { id, "data-kind-of": part.first, disabled: fixed, onchange: ({ target }) => this.acts.kind(part.first, target.value) }, ...options));
  }

  /** The boundary before a part: a grip to drag it by, and a button that takes it away. */
  #edge(part) {
    const page = part.first;
    const locked = this.plan.locked(page);
    const grip = h("span", { class: "grip", "data-grip": page, title: word("split.grip", { page }), "aria-hidden": "true" }, "⠿");
    return h("div", { class: `edge${this.doubts.has(page) ? " doubt" : ""}` }, locked ? null : grip, this.#dressed(page, true));
  }

  #dressed(page, boundary) {
    const gap = this.gaps.get(page);
    const locked = this.plan.locked(page);
    const maybe = !boundary && this.doubts.has(page) ? this.plan.suggested.get(page) : null;
    const told = this.plan.known.get(page);
    const plain = boundary ? word("split.join_about", { page }) : word("split.separate", { before: page - 1, page });
    const why = boundary && told && !this.plan.decided.has(page) ? ` ${word(this.doubts.has(page) ? "split.doubtful" : "split.sure", { percent: percent(told.confidence) })}. ${reasons(told)}` : "";
    const guess = maybe ? `${word("split.maybe", { page, percent: percent(maybe.confidence) })} ${reasons(maybe)} ` : "";
    gap.className = `gap${boundary ? " set" : ""}${maybe ? " maybe" : ""}`;
    gap.replaceChildren(boundary ? word("split.join") : h("span", { "aria-hidden": "true" }, maybe ? "?" : "✂"));
    gap.setAttribute("aria-label", locked ? `${plain} ${word("split.locked")}` : `${guess}${plain}${why}`);
    gap.title = locked ? word("split.locked") : maybe ? guess : boundary ? "" : plain;
    gap.toggleAttribute("aria-disabled", false);
    if (locked) gap.setAttribute("aria-disabled", "true");
    return gap;
  }

  #gap(page) {
    return h("button", { type: "button", class: "gap", "data-gap": page, tabindex: "-1", onclick: () => this.acts.toggle(page) });
  }

  #about(page) {
    if (page.unread) return h("span", { class: "tag doubt" }, word("split.unread"));
    return this.plan.blank.has(page.number) ? ` · ${word("split.blank_inside")}` : "";
  }

  #sheet(page) {
    const width = 120;
    const height = Math.round((width * page.height) / Math.max(page.width, 1));
    return h("button", { type: "button", class: "sheet", tabindex: "-1", "aria-label": `${word("split.show")} : ${word("split.page", { page: page.number })}${page.unread ? `, ${word("split.unread")}` : ""}`, title: page.unread?.[document.documentElement.lang] ?? "", onclick: () => this.acts.look(page.number) },
      h("img", { src: page.thumbnail, alt: "", loading: "lazy", decoding: "async", width, height: Math.min(height, 240) }),
      h("span", { "aria-hidden": "true" }, word("split.page", { page: page.number }), this.#about(page)));
  }
}
