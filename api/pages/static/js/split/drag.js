// A boundary dragged by its grip: it goes to the gap that lies next to the pointer.

const EDGE = 60; // pixels from the window's edge at which the page scrolls
const STEP = 18;

/** `moved(from, to)` is told where a boundary was let go. */
export function startDrag(place, moved) {
  let from = 0;
  let to = 0;
  let last = null;

  function aim(x, y) {
    const leaf = document.elementsFromPoint(x, y).map((one) => one.closest?.(".leaf, [data-gap]")).find(Boolean);
    if (!leaf) return 0;
    if (leaf.dataset.gap) return Number(leaf.dataset.gap);
    const { left, width } = leaf.getBoundingClientRect();
    const page = Number(leaf.dataset.page);
    return x < left + width / 2 ? page : page + 1;
  }

  function mark(page) {
    for (const one of place.querySelectorAll(".aimed")) one.classList.remove("aimed");
    place.querySelector(`[data-gap="${page}"]`)?.classList.add("aimed");
  }

  function scroll() {
    if (!from) return;
    if (last.clientY < EDGE) scrollBy({ top: -STEP, behavior: "instant" });
    else if (last.clientY > innerHeight - EDGE) scrollBy({ top: STEP, behavior: "instant" });
    requestAnimationFrame(scroll);
  }

  function over(drop) {
    place.classList.remove("dragging");
    mark(0);
    const [began, ended] = [from, to];
    from = to = 0;
    if (drop && began && ended) moved(began, ended);
  }

  place.addEventListener("pointerdown", (event) => {
    const grip = event.target.closest("[data-grip]");
    if (!grip || event.button !== 0) return;
    event.preventDefault();
    from = Number(grip.dataset.grip);
    last = event;
    place.classList.add("dragging");
    requestAnimationFrame(scroll);
  });
  addEventListener("pointermove", (event) => {
    if (!from) return;
    last = event;
    to = aim(event.clientX, event.clientY);
    mark(to);
  });
  addEventListener("pointerup", () => over(true));
  addEventListener("pointercancel", () => over(false));
  addEventListener("keydown", (event) => { if (event.key === "Escape" && from) over(false); });
}
