// What a person did on the page, to be taken back and done again; typing in one place is one step.

export class Steps {
  constructor() {
    this.done = [];
    this.undone = [];
  }

  /** `cell` is the place that was typed in; null where a whole table changed, which is a step of its own. */
  note(name, before, after, cell) {
    this.undone.length = 0;
    const last = this.done.at(-1);
    if (last && !last.closed && cell !== null && last.cell === cell) last.after = after;
    else this.done.push({ name, cell, before, after, closed: false });
  }

  /** What is typed from now on is another step. */
  close() {
    if (this.done.length) this.done.at(-1).closed = true;
  }

  /** {name, cell, value} of what is to be set, null where there is nothing to take back. */
  back() {
    return move(this.done, this.undone, "before");
  }

  again() {
    return move(this.undone, this.done, "after");
  }
}

function move(from, to, side) {
  const step = from.pop();
  if (!step) return null;
  to.push({ ...step, closed: true });
  return { name: step.name, cell: step.cell, value: step[side] };
}
