// Starts the review page: the state and the form first, then what works without being waited for.

import { api } from "../core.js";
import { startForm } from "./form.js";
import { createStore } from "./store.js";

const given = (id) => JSON.parse(document.getElementById(id).textContent);
const go = (id) => document.getElementById(id)?.click();

const store = createStore(given("document"), { api, user: given("visitor").user });
startForm(store, document.getElementById("review-form"));

start(() => import("./viewer.js"), ({ startViewer }) => startViewer(store, document.getElementById("page-viewer")));
start(() => import("./keys.js"), ({ startKeys }) =>
  startKeys(store, {
    next: () => go("next-document"),
    previous: () => go("previous-document"),
    deposit: () => go("deposit-link"),
  }),
);

/** Without a connection, again when it returns. */
function start(load, begin) {
  load().then(begin, () => addEventListener("online", () => start(load, begin), { once: true }));
}

addEventListener("beforeunload", (event) => {
  if (store.unsaved) event.preventDefault();
});
addEventListener("pagehide", () => store.saveNow());
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") store.saveNow();
  else store.refresh().catch(() => {}); // away: the next change says so
});
