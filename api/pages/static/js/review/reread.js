// The page of a file that could not be read: has it read again.

import { api, word } from "../core.js";

const known = JSON.parse(document.getElementById("document").textContent);
const button = document.getElementById("reread");

button?.addEventListener("click", async () => {
  const state = document.getElementById("reread-state");
  button.setAttribute("aria-disabled", "true");
  state.textContent = word("review.failed.rereading");
  try {
    await api("POST", `/documents/${known.id}/reread`, { headers: { "If-Match": `"${known.version}"` } });
    location.reload();
  } catch (error) {
    const said = document.documentElement.lang === "en" ? error.problem?.detail_en : error.problem?.detail;
    state.textContent = word("review.failed.refused", { said: said ?? error.message });
    button.removeAttribute("aria-disabled");
  }
});
