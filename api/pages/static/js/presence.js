// Who else has a document open: said by this page while it is seen, shown where the page wants it.
import { api, csrf } from "./core.js";

const EVERY = 20_000;

/** Tell that this document is open, until the page goes or is hidden; `show` is given the names of the others. */
export function startPresence(documentId, show = () => {}) {
  const path = `/documents/${encodeURIComponent(documentId)}/presence`;
  let timer = null;

  async function tell() {
    clearTimeout(timer);
    timer = setTimeout(tell, EVERY);
    try {
      const { data } = await api("PUT", path);
      show([...new Set(data.items.filter((one) => !one.own).map((one) => one.name))]);
    } catch {
      show([]); // whoever else is there, saving tells of conflicts
    }
  }

  function end() {
    clearTimeout(timer);
    timer = null;
    // the page may be going away: the browser sends this still
    fetch(`/api/v1${path}`, {
      method: "DELETE", keepalive: true, credentials: "same-origin", headers: { "X-CSRF-Token": csrf },
    }).catch(() => {});
  }

  addEventListener("pagehide", end);
  addEventListener("pageshow", (event) => { if (event.persisted) tell(); });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible" && timer === null) tell();
  });
  tell();
  return end;
}
