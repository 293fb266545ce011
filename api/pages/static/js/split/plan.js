// The boundaries as they are being changed: where parts begin and what they are, and every step back.

const LEFT_OUT = new Set(["blank", "separator"]);
export const KINDS = ["invoice", "delivery_note", "letter", "other", "separator", "blank"];

/** Tells "change" after each step. `view` is what the API told of the file. */
export class Plan extends EventTarget {
  #back = [];
  #forth = [];

  constructor(view) {
    super();
    this.view = view;
    this.pages = view.pages.length;
    this.starts = view.parts.map((part) => ({ page: part.pages[0], kind: part.kind }));
    this.decided = new Set();
    this.known = new Map(view.parts.map((part) => [part.pages[0], part]));
    this.suggested = new Map((view.suggested ?? []).map((part) => [part.pages[0], part]));
    this.blank = new Set(view.parts.flatMap((part) => (part.kind === "blank" ? part.pages : (part.blank ?? []))));
    this.locks = new Set(view.parts.filter((part) => part.fixed).flatMap((part) => [...part.pages, part.pages.at(-1) + 1]));
    this.before = JSON.stringify(this.starts);
  }

  get changed() {
    return JSON.stringify(this.starts) !== this.before;
  }

  /** The parts in order; `same` is what the service made of exactly these pages, `told` what it knows of the boundary. */
  get parts() {
    return this.starts.map(({ page, kind }, index) => {
      const last = (this.starts[index + 1]?.page ?? this.pages + 1) - 1;
      const told = this.known.get(page) ?? this.suggested.get(page);
      const known = this.known.get(page);
      const same = known && known.kind === kind && known.pages.at(-1) === last ? known : null;
      return { first: page, last, kind, told, same };
    });
  }

  partAt(page) {
    return this.parts.find((part) => part.first <= page && page <= part.last);
  }

  starts_(page) {
    return this.starts.some((start) => start.page === page);
  }

  locked(page) {
    return this.locks.has(page);
  }

  /** Boundaries that are not sure and that nobody has decided, and places where one may be missing. */
  get doubts() {
    const set = this.starts.filter(({ page }) => this.known.get(page)?.doubtful).map(({ page }) => page);
    const missing = [...this.suggested.keys()].filter((page) => !this.starts_(page));
    return [...set, ...missing].filter((page) => page > 1 && !this.decided.has(page) && !this.locked(page)).sort((a, b) => a - b);
  }

  /** Documents that are read anew: invoices on other pages than before. */
  get reread() {
    return this.parts.filter((part) => part.kind === "invoice" && !part.same).length;
  }

  get invoices() {
    return this.starts.filter((start) => start.kind === "invoice").length;
  }

  /** Separate before a page, or join it to those before. Gives "separated", "joined", or null where it is locked. */
  toggle(page) {
    if (page < 2 || page > this.pages || this.locked(page)) return null;
    if (this.starts_(page)) {
      this.#step(this.starts.filter((start) => start.page !== page), [page]);
      return "joined";
    }
    const around = this.partAt(page).kind;
    const kind = this.suggested.get(page)?.kind ?? this.known.get(page)?.kind ?? (LEFT_OUT.has(around) ? "invoice" : around);
    this.#step([...this.starts, { page, kind }], [page]);
    return "separated";
  }

  /** Bring a boundary to another page, not over its neighbours. */
  move(from, to) {
    const index = this.starts.findIndex((start) => start.page === from);
    if (index < 1 || from === to || this.locked(from) || this.locked(to)) return false;
    const least = this.starts[index - 1].page + 1;
    const most = (this.starts[index + 1]?.page ?? this.pages + 1) - 1;
    if (to < least || to > most) return false;
    this.#step(this.starts.map((start) => (start.page === from ? { ...start, page: to } : start)), [from, to]);
    return true;
  }

  setKind(page, kind) {
    const part = this.partAt(page);
    if (part.same?.fixed || part.kind === kind) return false;
    this.#step(this.starts.map((start) => (start.page === part.first ? { ...start, kind } : start)), [part.first]);
    return true;
  }

  /** The person says that it is right as it is. */
  accept(page) {
    this.#step(this.starts, [page]);
  }

  undo() {
    return this.#go(this.#back, this.#forth);
  }

  redo() {
    return this.#go(this.#forth, this.#back);
  }

  get canUndo() {
    return this.#back.length > 0;
  }

  get canRedo() {
    return this.#forth.length > 0;
  }

  #now() {
    return { starts: this.starts, decided: this.decided };
  }

  #step(starts, decided) {
    this.#back.push(this.#now());
    this.#forth = [];
    this.starts = [...starts].sort((one, other) => one.page - other.page);
    this.decided = new Set([...this.decided, ...decided]);
    this.dispatchEvent(new Event("change"));
  }

  #go(from, to) {
    const step = from.pop();
    if (!step) return false;
    to.push(this.#now());
    Object.assign(this, step);
    this.dispatchEvent(new Event("change"));
    return true;
  }
}
