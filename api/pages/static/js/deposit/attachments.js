// Files that go with the invoice: looked at before they are sent, added one after the other, taken away.

import { announce, api, h, Refused, word } from "../core.js";
import { data, refresh } from "./live.js";

const MEGA = 1024 * 1024;

/** Listen for files chosen and files removed; the list itself is the server's. */
export function startAttachments(root) {
  root.addEventListener("change", async ({ target }) => {
    if (target.id === "attachment-files" && target.files.length) await add(target);
  });
  root.addEventListener("click", async ({ target }) => {
    const button = target.closest("[data-remove]");
    if (button) await remove(button);
  });
}

async function add(input) {
  const files = [...input.files];
  tell([]);
  const problems = [];
  input.disabled = true;
  for (const file of files) {
    const wrong = against(file);
    if (wrong) {
      problems.push(wrong);
      continue;
    }
    announce(word("busy", { name: file.name }));
    const body = new FormData();
    body.append("file", file);
    try {
      await api("POST", `/documents/${data().id}/attachments`, { body });
      announce(word("added", { name: file.name }));
    } catch (error) {
      problems.push(said(error));
    }
  }
  input.disabled = false;
  input.value = "";
  input.focus();
  await refresh();
  tell(problems);
}

/** What the platform's rules have against a file; it is told before anything is sent. */
function against(file) {
  const { rules } = data();
  const name = file.name;
  if (name.length > rules.name) return word("long_name", { name, length: name.length, most: rules.name });
  if (file.size > rules.size) return word("large", { name, most: rules.size / MEGA });
  if (!rules.types.includes(name.split(".").pop().toLowerCase())) return word("wrong_type", { name });
  return null;
}

async function remove(button) {
  button.setAttribute("aria-disabled", "true");
  try {
    await api("DELETE", `/documents/${data().id}/attachments/${button.dataset.remove}`);
    announce(word("removed", { name: button.dataset.name }));
    document.getElementById("attachments-title").focus();
  } catch (error) {
    button.removeAttribute("aria-disabled");
    tell([said(error)]);
    return;
  }
  await refresh();
}

function tell(problems) {
  document.getElementById("attachment-problems")?.replaceChildren(...problems.map((text) => h("li", {}, text)));
}

/** Why something was refused, in the page's language. */
export function said(error) {
  if (!(error instanceof Refused)) return word("away");
  const { detail, detail_en } = error.problem;
  return (document.documentElement.lang === "en" && detail_en) || detail || error.message;
}
