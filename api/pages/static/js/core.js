// What every page's script stands on: requests to the API, words for the page, announcements.

/** The token that goes with every change. */
export const csrf = document.querySelector('meta[name="csrf"]')?.content ?? "";

/** What the API refused: `status`, and `problem`, its application/problem+json. */
export class Refused extends Error {
  constructor(status, problem) {
    super(problem.detail ?? `HTTP ${status}`);
    this.status = status;
    this.problem = problem;
  }
}

/** No answer came: no connection, or the service is away. */
export class Away extends Error {}

/** Ask the API; `body` is sent as JSON, or as it is where it is a FormData. Gives {status, data, headers}. */
export async function api(method, path, { body, headers = {}, signal } = {}) {
  const sent = { method, headers: { Accept: "application/json", ...headers }, credentials: "same-origin", signal };
  if (method !== "GET") sent.headers["X-CSRF-Token"] = csrf;
  if (body instanceof FormData) sent.body = body;
  else if (body !== undefined) {
    sent.body = JSON.stringify(body);
    sent.headers["Content-Type"] = "application/json";
  }
  let answer;
  try {
    answer = await fetch(`/api/v1${path}`, sent);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Away(error.message);
  }
  const text = await answer.text();
  const data = text && answer.headers.get("content-type")?.includes("json") ? JSON.parse(text) : text;
  if (answer.status === 401) {
    location.assign(`/connexion?suite=${encodeURIComponent(location.pathname + location.search)}`);
  }
  if (!answer.ok) throw new Refused(answer.status, data || {});
  return { status: answer.status, data, headers: answer.headers };
}

/** Tell something to who sees the page and to who hears it; it goes after a while. */
export function announce(text, seconds = 6) {
  const place = document.getElementById("annonces");
  const told = document.createElement("p");
  told.textContent = text;
  place.append(told);
  setTimeout(() => told.remove(), seconds * 1000);
}

/** Words of the page, which its template puts into <script type="application/json" id="mots">. */
export const words = JSON.parse(document.getElementById("mots")?.textContent ?? "{}");

/** A word with its places filled in. */
export function word(name, values = {}) {
  return (words[name] ?? name).replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
}

/** Make an element: h("p", {class: "hint"}, "text", child …). Text is text: nothing is ever taken for markup. */
export function h(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}
