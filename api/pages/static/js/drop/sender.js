// Files on their way: bundles of ten, one request at a time, each sent again under its own key until it is answered.
import { Away, csrf as first, Refused } from "../core.js";

const MOST = 10;
const MOST_BYTES = 48 * 1024 ** 2;
const LONGEST_PAUSE = 30;
const NO_CHANGE = new Set([0, 408, 425, 429, 500, 502, 503, 504]); // worth the same request again

/** Bundles of files that go together: at most ten, and not too many bytes for a slow line. */
export function bundles(files) {
  const made = [];
  let bytes = Infinity;
  for (const file of files) {
    if (bytes + file.file.size > MOST_BYTES || made.at(-1).files.length === MOST) {
      made.push({ files: [], key: newKey(), batch: null });
      bytes = 0;
    }
    made.at(-1).files.push(file);
    bytes += file.file.size;
  }
  return made;
}

/** Not randomUUID, which there is not where a town hall's network speaks plain HTTP. */
function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Sends bundles in their order. `tell` hears: sending(bundle, share), answered(bundle, receipt),
 * gone(files), trouble({kind, seconds, problem}), recovered(). It gives `batch()`, the fields that name the batch.
 */
export class Sender {
  #waiting = [];
  #busy = false;
  #wake = null;
  #csrf = first;

  constructor(tell) {
    this.tell = tell;
    addEventListener("online", () => this.again());
  }

  put(more) {
    this.#waiting.push(...more);
    if (!this.#busy) this.#run();
  }

  get busy() {
    return this.#busy;
  }

  /** Try at once what waits for a better moment. */
  again() {
    this.#wake?.();
  }

  async #run() {
    this.#busy = true;
    let tries = 0;
    while (this.#waiting.length) {
      const [bundle] = this.#waiting;
      try {
        const receipt = await this.#send(bundle);
        if (tries) this.tell.recovered();
        tries = 0;
        this.#waiting.shift();
        this.tell.answered(bundle, receipt);
      } catch (error) {
        if (!(error instanceof Refused || error instanceof Away)) throw error;
        if (error instanceof Away && (await this.#lost(bundle))) continue;
        tries += 1;
        await this.#pause(bundle, error, tries);
      }
    }
    this.#busy = false;
  }

  /** Take out what is no longer there on the device; what is left is another bundle. */
  async #lost(bundle) {
    const lost = await unreadable(bundle.files);
    if (!lost.length) return false;
    bundle.files = bundle.files.filter((one) => !lost.includes(one));
    bundle.key = newKey();
    if (!bundle.files.length) this.#waiting.shift();
    this.tell.gone(lost);
    return true;
  }

  async #pause(bundle, error, tries) {
    const { status = 0, problem = {} } = error;
    if (problem.code === "invalid_request" && problem.errors?.length === bundle.files.length) {
      this.#waiting.shift(); // each file is refused by itself
      const files = problem.errors.map((one) => ({ outcome: "refused", problem: { message: { fr: one.message, en: one.message_en } } }));
      this.tell.answered(bundle, { files });
      return;
    }
    const signedOut = status === 401 || status === 403;
    const seconds = Math.max(error.after ?? 0, Math.min(2 ** tries, LONGEST_PAUSE));
    const kind = signedOut ? "signed_out" : status === 429 || status === 503 ? "busy" : status === 0 ? "away" : "stopped";
    this.tell.trouble({ kind, seconds, problem });
    await new Promise((next) => {
      this.#wake = next;
      if (NO_CHANGE.has(status)) setTimeout(next, seconds * 1000);
    });
    this.#wake = null;
    if (signedOut) await this.#newToken();
  }

  /** Who has signed in again has another token. */
  async #newToken() {
    try {
      const answer = await fetch("/api/v1/session", { credentials: "same-origin" });
      if (answer.ok) this.#csrf = (await answer.json()).csrf;
    } catch {
      // the next try tells
    }
  }

  #send(bundle) {
    bundle.batch ??= this.tell.batch();
    const form = new FormData();
    for (const [name, value] of Object.entries(bundle.batch)) form.append(name, value);
    for (const { file, name } of bundle.files) form.append("files", file, name);
    const request = new XMLHttpRequest();
    request.open("POST", "/api/v1/documents");
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRF-Token", this.#csrf);
    request.setRequestHeader("Idempotency-Key", bundle.key);
    return new Promise((done, failed) => {
      request.upload.addEventListener("progress", ({ loaded, total }) => this.tell.sending(bundle, total ? loaded / total : 0));
      for (const kind of ["error", "abort", "timeout"]) request.addEventListener(kind, () => failed(new Away(kind)));
      request.addEventListener("load", () => {
        let data = {};
        try {
          data = JSON.parse(request.responseText);
        } catch {
          // not ours: a proxy on the way
        }
        if (request.status >= 200 && request.status < 300) return done(data);
        const error = new Refused(request.status, data);
        error.after = Number(request.getResponseHeader("Retry-After")) || 0;
        return failed(error);
      });
      request.send(form);
    });
  }
}

/** Files that were moved or changed since they were chosen look like a lost connection to the browser. */
async function unreadable(files) {
  const found = [];
  for (const one of files) {
    try {
      await one.file.slice(0, 1).arrayBuffer();
    } catch {
      found.push(one);
    }
  }
  return found;
}
