// Choosing ready invoices: one, a run with Shift, all of the page; then their deposit.
import { announce, word } from "../core.js";
import { startBulk } from "./bulk.js";

/** Boxes by the line's identifier; what is chosen outlives an update of the list. */
export function startChoosing() {
  const chosen = new Map(); // id -> {id, version, number, buyer, total, currency}
  let last = null;
  const bulk = startBulk((ids) => {
    ids.forEach((id) => chosen.delete(id));
    show();
  });

  const boxes = () => [...document.querySelectorAll("#lines .choose input")];
  const line = (box) => box.closest("tr");

  function mark(box, on) {
    const { id, version } = line(box).dataset;
    if (on) chosen.set(id, { id, version: Number(version), ...box.dataset });
    else chosen.delete(id);
  }

  /** Show what is chosen; what is no longer ready is not. */
  function show() {
    document.querySelectorAll(".when-scripted[hidden]").forEach((one) => { one.hidden = false; });
    const here = boxes();
    const ready = new Set(here.map((box) => line(box).dataset.id));
    for (const id of chosen.keys()) if (!ready.has(id)) chosen.delete(id);
    for (const box of here) {
      const { id, version } = line(box).dataset;
      box.checked = chosen.has(id);
      if (box.checked) chosen.get(id).version = Number(version);
      line(box).classList.toggle("chosen", box.checked);
    }
    const actions = document.getElementById("actions");
    if (!actions) return;
    const button = document.getElementById("deposit-chosen");
    actions.hidden = here.length === 0;
    button.setAttribute("aria-disabled", String(chosen.size === 0));
    button.textContent = chosen.size === 1 ? word("queue.bulk.deposit_one") : word("queue.bulk.deposit", { count: chosen.size });
    document.getElementById("choose-none").hidden = chosen.size === 0;
    const all = document.getElementById("choose-all");
    if (all) {
      all.disabled = here.length === 0;
      all.checked = here.length > 0 && chosen.size === here.length;
      all.indeterminate = chosen.size > 0 && chosen.size < here.length;
    }
  }

  document.addEventListener("click", (event) => {
    const box = event.target;
    if (box.id === "choose-all") {
      boxes().forEach((one) => mark(one, box.checked));
    } else if (box.matches?.("#lines .choose input")) {
      const here = boxes();
      const from = here.findIndex((one) => one.id === last);
      const to = here.indexOf(box);
      const run = event.shiftKey && from >= 0 ? here.slice(Math.min(from, to), Math.max(from, to) + 1) : [box];
      run.forEach((one) => mark(one, box.checked));
      last = box.id;
    } else if (box.id === "choose-none") {
      chosen.clear();
      document.querySelector("#choose-all")?.focus();
    } else if (box.id === "deposit-chosen") {
      if (chosen.size) bulk.ask([...chosen.values()]);
      return;
    } else return;
    show();
    announce(word("queue.bulk.chosen", { count: chosen.size }), 2);
  });

  show();
  return { show, heard: bulk.heard };
}
