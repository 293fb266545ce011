// The form by which documents are chosen: how many there are is told as it changes, then they are read as a dry run.
import { Away, api, Refused, word } from "../core.js";

const form = document.getElementById("selection");
const told = document.getElementById("nombre");
const begin = document.getElementById("relire");
const inFrench = document.documentElement.lang === "fr";
let timer = null;
let asking = null;

function selection() {
  const data = new FormData(form);
  const asked = {};
  for (const name of ["states", "platform_statuses", "causes"]) {
    const values = data.getAll(name);
    if (values.length) asked[name] = values;
  }
  for (const name of ["reason", "supplier", "received_from", "received_to", "engine"]) {
    const value = data.get(name).trim();
    if (value) asked[name] = value;
  }
  const sure = data.get("confidence_below");
  if (sure !== "") asked.confidence_below = Number(sure) / 100;
  if (data.has("outdated")) asked.outdated = true;
  return asked;
}

async function count() {
  asking?.abort();
  asking = new AbortController();
  const { signal } = asking;
  try {
    const { data } = await api("POST", "/reprocessings/count", { body: selection(), signal });
    const name = data.too_many ? "too_many" : data.count === 1 ? "one" : data.count ? "many" : "none";
    told.textContent = word(`reprocess.script.${name}`, { count: data.count.toLocaleString(document.documentElement.lang) });
    begin.disabled = data.count === 0 || Boolean(data.too_many);
  } catch (error) {
    if (error.name === "AbortError") return;
    refuse(error);
  }
}

function refuse(error) {
  if (!(error instanceof Refused || error instanceof Away)) throw error;
  const said = inFrench ? error.problem?.detail : error.problem?.detail_en;
  told.textContent = error instanceof Away ? word("reprocess.script.away") : said ?? error.message;
  begin.disabled = true;
}

form.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(count, 250);
});
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  begin.disabled = true;
  const data = new FormData(form);
  const body = { selection: selection(), mode: data.get("mode"), title: data.get("title") };
  try {
    const made = await api("POST", "/reprocessings", { body });
    location.assign(`/reprises/${made.data.id}`);
  } catch (error) {
    refuse(error);
  }
});
count();
