// Deposit and follow: choices, sending with a second question where it looks like a duplicate, and what comes after.

import { announce, api, Away, word } from "./core.js";
import { said, startAttachments } from "./deposit/attachments.js";
import { choose, data, follow, refresh, settled } from "./deposit/live.js";
import { startWays } from "./deposit/ways.js";

const WAIT = 150;
const root = document.getElementById("contenu");
let waiting = 0;
let busy = false;

root.addEventListener("change", ({ target }) => {
  if (!target.closest("#choices")) return;
  choose(target);
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    waiting = 0;
    refresh();
  }, WAIT);
});

root.addEventListener("click", ({ target }) => {
  const button = target.closest("button");
  if (button?.id === "send") start();
  if (button?.id === "double-no") document.getElementById("double-ask").close();
  if (button?.id === "double-yes") {
    document.getElementById("double-ask").close();
    send(true);
  }
});

/** The page first shows what the last choice made of the deposit: nothing is sent that nobody saw. */
async function start() {
  if (busy) return;
  if (waiting) {
    clearTimeout(waiting);
    waiting = 0;
    refresh();
  }
  await settled();
  const { blocked, duplicates, request } = data();
  if (!request) return;
  if (blocked) {
    announce(word("blocked", { count: blocked }));
    document.getElementById("gaps-title").focus();
  } else if (duplicates) document.getElementById("double-ask").showModal();
  else send(false);
}

async function send(confirmed) {
  const { id, request } = data();
  busy = true;
  const button = document.getElementById("send");
  button.setAttribute("aria-disabled", "true");
  button.querySelector("span").textContent = word("sending");
  try {
    await api("POST", `/documents/${id}/deposit`, { body: { ...request, confirm_duplicate: confirmed } });
    announce(word("asked"));
    document.getElementById("banner-title").focus();
    await refresh();
  } catch (error) {
    await refused(error);
  } finally {
    busy = false;
  }
}

async function refused(error) {
  const text = error.status === 409 ? word("stale") : error instanceof Away ? word("away") : said(error);
  restore();
  await refresh();
  if (error.problem?.code === "not_ready" && data().blocked) {
    announce(text);
    return document.getElementById("gaps-title").focus();
  }
  const place = document.getElementById("send-problem");
  if (!place) return announce(text);
  place.textContent = text;
  place.hidden = false;
  place.focus();
}

/** The button as the server made it is put back by the next refresh, which compares with what stands. */
function restore() {
  document.getElementById("sending").replaceChildren();
}

startAttachments(root);
startWays(root);
follow();
