// The stack: kept up to date while it is seen, and several invoices deposited at once.
import { announce, api, word } from "../core.js";
import { follow } from "../live.js";
import { startChoosing } from "./choosing.js";
import { morph } from "./morph.js";

const REST = 1500; // between two looks at the list, in milliseconds
const PEOPLE_EVERY = 20_000;

const stack = () => document.getElementById("stack");

if (window.htmx) {
  window.htmx.config.historyCacheSize = 0; // lists of invoices are not left behind in the browser
  window.htmx.config.refreshOnHistoryMiss = true;
}
document.addEventListener("htmx:afterSettle", () => {
  choosing.show();
  announce(stack().dataset.said, 3);
});

const choosing = startChoosing();
let looking = null;
let again = false;

/** Read the list anew, at most once in a while; what came meanwhile asks for one more look. */
function look() {
  if (looking) {
    again = true;
    return;
  }
  looking = setTimeout(async () => {
    again = false;
    try {
      await read();
    } catch {
      // no connection: the next event, or the next look, tells
    }
    looking = null;
    if (again) look();
  }, REST);
}

async function read() {
  const answer = await fetch(location.href, { credentials: "same-origin", headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) return;
  const told = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("stack");
  const shown = stack();
  if (!told || !shown || document.querySelector("#stack.htmx-request, .htmx-swapping")) return;
  const isList = Boolean(shown.querySelector("#lines"));
  const before = shown.dataset.said;
  if (isList !== Boolean(told.querySelector("#lines")) && !shown.querySelector("#lines")?.contains(document.activeElement)) {
    fill(shown, told);
  } else morph(shown, told);
  shown.dataset.said = told.dataset.said;
  choosing.show();
  if (before !== told.dataset.said) announce(told.dataset.said, 3);
}

/** From an empty pile to a list, or back: all but the filters, in which somebody may be typing. */
function fill(shown, told) {
  for (const part of [...shown.children]) if (!part.matches(".piles, .filters, #batch")) part.remove();
  for (const part of [...told.children]) if (!part.matches(".piles, .filters, #batch")) shown.append(document.importNode(part, true));
  morph(shown, told);
}

follow(Number(stack().dataset.last), (event) => {
  choosing.heard(event);
  if (event.kind !== "complementary") look();
}, () => announce(word("queue.live.lost")));

/** Who has what open is no event: it is asked for. */
async function people() {
  if (document.visibilityState === "visible") {
    try {
      const { data } = await api("GET", "/presence");
      for (const line of document.querySelectorAll("#lines tr")) {
        const here = data.items.filter((one) => one.document_id === line.dataset.id);
        const told = here.map((one) => (one.own ? word("queue.you") : one.name)).join(", ");
        const cell = line.querySelector(".present");
        if (cell.textContent.trim() !== told) cell.textContent = told;
      }
    } catch {
      // as above
    }
  }
  setTimeout(people, PEOPLE_EVERY);
}
setTimeout(people, PEOPLE_EVERY / 4);
