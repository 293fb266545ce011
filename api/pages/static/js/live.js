// What happens to the documents of the structure, as it happens: a stream while the page is seen, else by asking.
//
// A browser keeps six connections to a host: a page that nobody sees gives its own back, and catches up when it is seen.
import { api } from "./core.js";

const ASK_EVERY = 15_000;
const KINDS = ["state", "complementary", "action"];

/** Call `heard(event)` for each event after number `last`; `lost()` once where it is asked for by polling from now on. */
export function follow(last, heard, lost = () => {}) {
  let source = null;
  let timer = null;
  let refused = 0;

  function take(event) {
    if (event.id <= last) return;
    last = event.id;
    heard(event);
  }

  function listen() {
    if (source || document.visibilityState !== "visible") return;
    source = new EventSource(`/api/v1/events?after=${last}`);
    for (const kind of KINDS) source.addEventListener(kind, (message) => take(JSON.parse(message.data)));
    source.addEventListener("open", () => { refused = 0; });
    source.addEventListener("error", () => {
      refused += 1;
      if (source.readyState !== EventSource.CLOSED && refused < 4) return; // it comes back by itself
      stop();
      if (!timer) {
        lost();
        ask();
      }
    });
  }

  function stop() {
    source?.close();
    source = null;
  }

  async function ask() {
    try {
      const { data } = await api("GET", `/events.json?after=${last}&limit=500`);
      data.items.forEach(take);
    } catch {
      // the next time
    }
    timer = setTimeout(ask, ASK_EVERY);
  }

  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") {
      if (!timer) listen();
    } else stop();
  });
  addEventListener("pagehide", stop);
  addEventListener("pageshow", () => { if (!timer) listen(); });
  listen();
}
