// One run: followed while it is read or applied; in the dry run each document's step can be chosen, then all is applied.
import { Away, announce, api, h, Refused, word } from "../core.js";

const run = document.getElementById("relecture");
const { id, stage } = run.dataset;
const inFrench = document.documentElement.lang === "fr";
const LEFT = ["waiting", "reading", "to_apply", "applying"];
const ASK_EVERY = 1500;

function said(error) {
  if (!(error instanceof Refused || error instanceof Away)) throw error;
  if (error instanceof Away) return word("reprocess.script.away");
  return (inFrench ? error.problem.detail : error.problem.detail_en) ?? error.message;
}

async function follow() {
  try {
    const { data } = await api("GET", `/reprocessings/${id}`);
    if (data.stage !== stage) {
      location.reload();
      return;
    }
    const left = LEFT.reduce((sum, name) => sum + (data.places[name] ?? 0), 0);
    document.getElementById("avance").value = data.total - left;
    const done = { done: data.total - left, total: data.total };
    document.getElementById("avance-dit").textContent = word("reprocess.script.progress_of", done);
  } catch (error) {
    said(error);
  }
  setTimeout(follow, ASK_EVERY);
}
if (stage === "reading" || stage === "applying") setTimeout(follow, ASK_EVERY);

/** Show what belongs to the step that is chosen. */
function fit(form) {
  const step = form.elements.step.value;
  for (const one of form.querySelectorAll("[data-for]")) one.hidden = !one.dataset.for.split(" ").includes(step);
}

function choice(form) {
  const told = { step: form.elements.step.value };
  for (const one of form.querySelectorAll("[data-for]:not([hidden]) input")) {
    if (one.type === "checkbox") told[one.name] = one.checked;
    else if (one.value.trim()) told[one.name] = one.value.trim();
  }
  const ids = form.elements.attachment_ids.value;
  if (told.step === "complete" && ids) told.attachment_ids = ids.split(",");
  return told;
}

async function refresh(item) {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" }, credentials: "same-origin" });
  if (!answer.ok || answer.redirected) return location.reload();
  const told = new DOMParser().parseFromString(await answer.text(), "text/html");
  const card = told.getElementById(`item-${item}`);
  if (!card) return location.reload(); // it is in another list now
  document.getElementById("bilan").replaceChildren(...told.getElementById("bilan").childNodes);
  document.getElementById(`item-${item}`).replaceWith(card);
  for (const form of card.querySelectorAll("form.step")) fit(form);
  document.getElementById(`etape-${item}`)?.focus();
}

for (const form of document.querySelectorAll("form.step")) fit(form);
run.addEventListener("change", (event) => {
  if (event.target.name === "step") fit(event.target.form);
});
run.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("form.step")) return;
  event.preventDefault();
  const { item } = form.closest("[data-item]").dataset;
  form.querySelector("[role=alert]")?.remove();
  const body = { version: Number(run.dataset.version), choice: choice(form) };
  try {
    const { headers } = await api("PATCH", `/reprocessings/${id}/items/${item}`, { body });
    run.dataset.version = headers.get("ETag").replaceAll('"', "");
    await refresh(item);
    announce(word("reprocess.script.chosen"));
  } catch (error) {
    form.append(h("p", { class: "message bad", role: "alert" }, said(error)));
  }
});

const dialog = document.getElementById("confirmer");
document.getElementById("appliquer")?.addEventListener("click", () => {
  const steps = [...document.querySelectorAll("#bilan .steps li")].filter((one) => one.querySelector("strong"));
  document.getElementById("confirmer-liste").replaceChildren(...steps.map((one) => h("li", {}, one.textContent.trim())));
  dialog.showModal();
});
document.getElementById("confirmer-non")?.addEventListener("click", () => dialog.close());
document.getElementById("confirmer-oui")?.addEventListener("click", async (event) => {
  const refused = document.getElementById("refus");
  event.target.disabled = true;
  try {
    await api("POST", `/reprocessings/${id}/apply`, { body: { version: Number(run.dataset.version) } });
    location.assign(location.pathname);
  } catch (error) {
    refused.textContent = said(error);
    refused.hidden = false;
    event.target.disabled = false;
  }
});
document.getElementById("retirer")?.addEventListener("click", async (event) => {
  if (!confirm(event.target.dataset.sure)) return;
  try {
    await api("DELETE", `/reprocessings/${id}`);
    location.assign("/reprises");
  } catch (error) {
    announce(said(error));
  }
});
