// Starts the review page: the state, then its two sides and the keys.

import { api } from "../core.js";
import { startForm } from "./form.js";
import { startKeys } from "./keys.js";
import { createStore } from "./store.js";
import { startViewer } from "./viewer.js";

const given = (id) => JSON.parse(document.getElementById(id).textContent);
const go = (id) => document.getElementById(id)?.click();

const store = createStore(given("document"), { api, user: given("visitor").user });
startForm(store, document.getElementById("review-form"));
startViewer(store, document.getElementById("page-viewer"));
startKeys(store, {
  next: () => go("next-document"),
  previous: () => go("previous-document"),
  deposit: () => go("deposit-link"),
});

addEventListener("beforeunload", (event) => {
  if (store.unsaved) event.preventDefault();
});
addEventListener("pagehide", () => store.saveNow());
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") store.saveNow();
  else store.refresh().catch(() => {}); // away: the next change says so
});
