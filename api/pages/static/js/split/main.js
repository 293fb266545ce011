// Reviewing how a file is split: the pages are asked for, shown in frames, changed, and saved with one request.

import { Away, announce, api, h, Refused, word } from "../core.js";
import { startDrag } from "./drag.js";
import { sheet, startKeys } from "./keys.js";
import { Look } from "./look.js";
import { KINDS, Plan } from "./plan.js";
import { Strip } from "./strip.js";

const AGAIN = 3000; // milliseconds until a file that is being read is asked for again
const inFrench = document.documentElement.lang === "fr";
const element = (id) => document.getElementById(id);
const { id, waiting } = JSON.parse(element("asked").textContent);

load();

async function load() {
  try {
    const { data } = await api("GET", `/documents/${id}/split`);
    element("loading").hidden = true;
    begin(data);
  } catch (error) {
    if (!(error instanceof Refused || error instanceof Away)) throw error;
    if (waiting && error.problem?.code === "wrong_state") {
      element("loading").textContent = said(error);
      setTimeout(() => location.reload(), AGAIN);
      return;
    }
    refuse(word("split.failed", { reason: said(error) }), h("button", { type: "button", class: "second", onclick: () => location.reload() }, word("split.again")));
    element("loading").hidden = true;
  }
}

function said(error) {
  return error instanceof Away ? word("split.away") : ((inFrench ? error.problem.detail : error.problem.detail_en) ?? error.message);
}

function refuse(text, ...more) {
  const place = element("trouble");
  place.replaceChildren(text, " ", ...more);
  place.hidden = false;
  place.scrollIntoView({ block: "nearest" });
}

function begin(view) {
  const plan = new Plan(view);
  let leaving = false;
  const locked = () => announce(word("split.locked"));

  function toggle(page) {
    const done = plan.toggle(page);
    if (!done) return locked();
    return announce(word(`split.${done}`, { page }), 3);
  }

  function setKind(page, kind) {
    if (!plan.setKind(page, kind)) return;
    const { first, last } = plan.partAt(page);
    announce(word("split.became", { first, last, kind: word(`split.kind.${kind}`) }), 3);
  }

  function move(from, to) {
    if (from === to) return;
    if (plan.move(from, to)) {
      announce(word("split.moved", { page: to }), 3);
      strip.focus(to);
    } else if (plan.locked(from) || plan.locked(to)) locked();
  }

  const strip = new Strip(plan, element("strip"), { toggle, kind: setKind, look: (page) => look.show(page) });
  const look = new Look(plan, element("look"), { toggle, accept: (page) => plan.accept(page), closed: (page) => strip.focus(page) });
  startDrag(element("strip"), move);

  function doubt(by) {
    const { doubts } = plan;
    if (!doubts.length) return announce(word("split.no_more_doubts"));
    const here = look.open ? look.page : strip.current;
    const held = look.open || document.activeElement?.closest?.("[data-gap]");
    const ahead = by > 0 ? doubts.find((page) => page > here || (!held && page === here)) : doubts.findLast((page) => page < here);
    const next = ahead ?? (by > 0 ? doubts[0] : doubts.at(-1));
    return look.open ? look.show(next) : strip.focus(next);
  }

  function step(name) {
    const done = plan[name]();
    announce(word(done ? `split.${name === "undo" ? "undone" : "redone"}` : `split.nothing_to_${name}`), 3);
  }

  function boundary(by) {
    const pages = plan.starts.map((start) => start.page).filter((page) => page > 1);
    const next = by > 0 ? pages.find((page) => page > strip.current) : pages.findLast((page) => page < strip.current);
    if (next) strip.focus(next);
  }

  async function save() {
    if (element("save").disabled || leaving) return;
    if (!plan.invoices) {
      refuse(word("split.no_invoice"));
      return;
    }
    element("trouble").hidden = true;
    element("save").disabled = true;
    element("changes").textContent = word("split.saving");
    try {
      await api("PUT", `/documents/${id}/split`, { body: { version: view.version, starts: plan.starts } });
      leaving = true;
      location.assign(`/factures?${new URLSearchParams({ pile: "all", text: view.name })}`);
    } catch (error) {
      if (!(error instanceof Refused || error instanceof Away)) throw error;
      element("save").disabled = false;
      tell();
      if (error.problem?.code === "stale_version") {
        refuse(word("split.stale"), h("button", { type: "button", class: "second", onclick: () => { leaving = true; location.reload(); } }, word("split.reload")));
      } else refuse(said(error));
    }
  }

  const count = (name, number) => word(`split.${name}${number === 1 ? (name === "summary_invoices" ? "" : "_one") : ""}`, { count: number });

  function tell() {
    const kinds = plan.starts.map((start) => start.kind);
    const left = kinds.filter((kind) => kind === "separator" || kind === "blank").length;
    const invoices = plan.invoices;
    const attached = kinds.length - left - invoices;
    const doubts = plan.doubts.length;
    const told = [invoices === 1 ? word("split.summary_invoice") : count("summary_invoices", invoices)];
    if (attached) told.push(count("summary_attached", attached));
    if (left) told.push(count("summary_left", left));
    element("summary").textContent = told.join(" · ");
    element("doubts").textContent = doubts ? count("doubts", doubts) : word("split.doubts_none");
    element("doubts").className = `tag ${doubts ? "doubt" : "good"}`;
    element("next-doubt").hidden = !doubts;
    element("undo").setAttribute("aria-disabled", String(!plan.canUndo));
    element("redo").setAttribute("aria-disabled", String(!plan.canRedo));
    const number = plan.reread;
    element("changes").textContent = number ? word(number === 1 ? "split.changes_one" : "split.changes", { count: number }) : word(view.confirmed_by ? "split.changes_none" : "split.changes_confirm");
  }

  plan.addEventListener("change", () => {
    strip.show();
    tell();
  });
  const help = () => element("keys-dialog").showModal();
  startKeys(strip, {
    step: (by) => strip.focus(strip.current + by),
    boundary,
    end: (last) => strip.focus(last ? plan.pages : 2),
    shift: (by) => { if (plan.starts_(strip.current)) move(strip.current, strip.current + by); },
    kind() {
      const part = plan.partAt(strip.current);
      setKind(strip.current, KINDS[(KINDS.indexOf(part.kind) + 1) % KINDS.length]);
    },
    look: () => look.show(strip.current),
    doubt,
    undo: () => step("undo"),
    redo: () => step("redo"),
    save,
    help,
  });
  element("keys-list").replaceChildren(sheet());
  for (const [name, act] of Object.entries({ "next-doubt": () => doubt(1), undo: () => step("undo"), redo: () => step("redo"), save, "keys-help": help })) {
    element(name).addEventListener("click", act);
  }
  element("standing").textContent = view.confirmed_by ? word("split.confirmed_by", { who: view.confirmed_by })
    : word(view.parts.length > 1 ? "split.proposed" : "split.unsplit");
  addEventListener("beforeunload", (event) => { if (plan.changed && !leaving) event.preventDefault(); });
  tell();
  element("bar").hidden = false;
  element("strip").dataset.ready = "";
}
