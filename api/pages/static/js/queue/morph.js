// The list as the server tells it now, put into the one that is shown: what is the same stays, and so does the focus.

/** Take over counts, the batch and lines. Gives the number of lines that came or changed. */
export function morph(shown, told) {
  takeOver(shown, told);
  const lines = shown.querySelector("#lines");
  const others = told.querySelector("#lines");
  if (!lines || !others) return 0;
  let changed = 0;
  const wanted = new Map([...others.children].map((line) => [line.id, line]));
  for (const line of [...lines.children]) {
    // who works on a line that has left the pile is not thrown off it
    if (!wanted.has(line.id) && !line.contains(document.activeElement)) line.remove();
  }
  let place = lines.firstElementChild;
  for (const [id, line] of wanted) {
    const known = document.getElementById(id);
    if (!known) {
      lines.insertBefore(document.importNode(line, true), place);
      changed += 1;
      continue;
    }
    if (sameLine(known, line)) changed += 1;
    if (known === place) place = place.nextElementSibling;
    else if (!known.contains(document.activeElement)) lines.insertBefore(known, place);
  }
  return changed;
}

/** Counts and progress: small parts marked `data-live`, each in its place. */
function takeOver(shown, told) {
  for (const part of told.querySelectorAll("[data-live]")) {
    const id = part.id || part.parentElement.id;
    const holder = shown.querySelector(`#${CSS.escape(id)}`);
    const known = part.id ? holder : holder?.querySelector("[data-live]");
    if (known && known.innerHTML !== part.innerHTML) known.replaceChildren(...document.importNode(part, true).childNodes);
  }
}

function sameLine(known, line) {
  let changed = false;
  for (const { name, value } of [...line.attributes]) if (name !== "class") known.setAttribute(name, value);
  [...line.cells].forEach((cell, number) => {
    const before = known.cells[number];
    if (!before || sayThis(before) === sayThis(cell)) return;
    changed = true;
    if (before.contains(document.activeElement)) return;
    before.replaceChildren(...document.importNode(cell, true).childNodes);
  });
  return changed;
}

/** A cell as the server wrote it: scripts uncover the boxes to choose by. */
function sayThis(cell) {
  return cell.innerHTML.replaceAll(' hidden=""', "");
}
