// The page of a document that is being read: asks how it stands until there is something to look at.

import { api, announce, word } from "../core.js";

const STEPS = ["received", "reading", "done"];
const LATE = 120;
let known = JSON.parse(document.getElementById("document").textContent);
let away = false;
let waits = 700;
const since = Date.parse(known.updated_at);

function show() {
  const state = STEPS.includes(known.state) ? known.state : "done";
  for (const step of document.querySelectorAll("[data-step]")) {
    if (step.dataset.step === state) step.setAttribute("aria-current", "step");
    else step.removeAttribute("aria-current");
  }
  const told = document.getElementById("waiting-state");
  const text = [word(`review.waiting.${state}`), known.tries > 1 ? word("review.waiting.tries", { tries: known.tries }) : ""];
  if (told.textContent !== text.join(" ").trim()) told.textContent = text.join(" ").trim();
  const seconds = Math.max(0, Math.round((Date.now() - since) / 1000));
  document.getElementById("waiting-time").textContent =
    word("review.waiting.time", { seconds }) + (seconds > LATE ? ` ${word("review.waiting.late")}` : "");
}

async function ask() {
  try {
    known = (await api("GET", `/documents/${known.id}`, { signal: AbortSignal.timeout(15_000) })).data;
    away = false;
  } catch {
    if (!away) announce(word("review.waiting.away"));
    away = true;
  }
  show();
  if (known.state === "received" || known.state === "reading") {
    waits = Math.min(waits * 1.2, 5000);
    setTimeout(ask, waits);
  } else {
    location.reload();
  }
}

show();
setTimeout(ask, waits);
