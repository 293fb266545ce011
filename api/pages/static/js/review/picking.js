// From the words of a page to the text that a person meant: the word pointed at, with what belongs to it.
//
// Words are as the API tells them: {text, bbox: [x0, top, x1, bottom], confidence}, in points of the page.

const MONTHS = "janv(?:ier)?|f[ée]vr?(?:ier)?|mars|avr(?:il)?|mai|juin|juil(?:let)?|ao[uû]t|sept(?:embre)?|oct(?:obre)?|nov(?:embre)?|d[ée]c(?:embre)?"
  + "|january|february|march|april|may|june|july|august|september|october|november|december";
const WHOLE = [
  /^[-−+]?\d{1,3}( \d{3})+([.,]\d{1,4})?( ?(€|EUR))?$/, // 1 234,56 €
  /^[-−+]?\d+([.,]\d{1,4})? ?(€|EUR)$/,
  /^(€|EUR) ?[-−+]?\d{1,3}([ .,]?\d{3})*([.,]\d{1,4})?$/,
  /^[-−+] \d[\d .,]*$/,
  /^\d{3} \d{3} \d{3}( \d{5}| \d{3} \d{2})?$/, // SIREN, SIRET
  /^\d{9} \d{5}$/,
  /^FR ?[0-9A-Z]{2} ?\d{3} ?\d{3} ?\d{3}$/, // VAT number
  /^\d{1,2} ?[/.-] ?\d{1,2} ?[/.-] ?\d{2,4}$/,
  new RegExp(`^(\\d{1,2}|1er) (${MONTHS})\\.? \\d{2,4}$`, "i"),
];
const IBAN = /^[A-Z]{2}\d{2}( ?[A-Z0-9]){11,30}$/;
const NEAR = 0.9; // of a line's height: a wider gap is another column
const MOST = 12; // words that one value may be split into

export function union(boxes) {
  return [0, 1, 2, 3].map((side) => Math[side < 2 ? "min" : "max"](...boxes.map((box) => box[side])));
}

export function within([x0, top, x1, bottom], x, y, margin = 0) {
  return x >= x0 - margin && x <= x1 + margin && y >= top - margin && y <= bottom + margin;
}

/** The index of the word at a point, or of the nearest within `reach` points; -1 where there is none. */
export function wordAt(words, x, y, reach = 6) {
  let best = -1;
  let least = reach;
  words.forEach(({ bbox: [x0, top, x1, bottom] }, index) => {
    const far = Math.hypot(Math.max(x0 - x, 0, x - x1), Math.max(top - y, 0, y - bottom));
    if (far < least || (far === 0 && best < 0)) {
      best = index;
      least = far;
    }
  });
  return best;
}

/** The words that stand side by side with one, left to right, without a wide gap; with its place among them. */
export function run(words, index) {
  const { bbox } = words[index];
  const height = bbox[3] - bbox[1];
  const row = words
    .filter(({ bbox: other }) => Math.min(other[3], bbox[3]) - Math.max(other[1], bbox[1]) > height / 2)
    .sort((one, other) => one.bbox[0] - other.bbox[0]);
  const at = row.indexOf(words[index]);
  const gap = (left) => row[left + 1].bbox[0] - row[left].bbox[2];
  let [first, last] = [at, at];
  while (first > 0 && at - first < MOST && gap(first - 1) < NEAR * height) first -= 1;
  while (last < row.length - 1 && last - at < MOST && gap(last) < NEAR * height) last += 1;
  return { words: row.slice(first, last + 1), at: at - first };
}

/** The word pointed at with those that belong to it: amounts, numbers in groups, IBAN, dates. */
export function grown(words, index) {
  const { words: row, at } = run(words, index);
  let best = [at, at];
  for (let first = 0; first <= at; first += 1) {
    for (let last = row.length - 1; last >= at; last -= 1) {
      const text = bare(row.slice(first, last + 1).map((one) => one.text).join(" "));
      if (last - first > best[1] - best[0] && isOne(text)) best = [first, last];
    }
  }
  const found = row.slice(best[0], best[1] + 1);
  return { text: bare(found.map((one) => one.text).join(" ")), bbox: union(found.map((one) => one.bbox)), words: found };
}

/** What a rectangle encloses, in reading order; null where that is no word. Lines are kept apart by `between`. */
export function enclosed(words, rectangle, between = " ") {
  const found = words.filter(({ bbox: [x0, top, x1, bottom] }) =>
    within(rectangle, (x0 + x1) / 2, (top + bottom) / 2)
    || overlap([x0, top, x1, bottom], rectangle) > 0.6 * (x1 - x0) * (bottom - top));
  if (!found.length) return null;
  return { text: told(found, between), bbox: union(found.map((one) => one.bbox)), words: found };
}

/** Words in reading order: line by line, each from left to right. */
export function told(words, between = " ") {
  const lines = [];
  for (const one of [...words].sort((a, b) => middle(a) - middle(b))) {
    const line = lines.at(-1);
    const { bbox } = one;
    if (line && middle(one) < line.bottom && middle(one) > line.top) line.words.push(one);
    else lines.push({ top: bbox[1], bottom: bbox[3], words: [one] });
  }
  return lines
    .map((line) => line.words.sort((a, b) => a.bbox[0] - b.bbox[0]).map((one) => one.text).join(" "))
    .join(between);
}

/** Where a text stands within a box: the words side by side that say it, null where none do. */
export function spanOf(words, box, text) {
  const wanted = plain(text);
  if (!wanted) return null;
  const inside = words.filter(({ bbox: [x0, top, x1, bottom] }) => within(box, (x0 + x1) / 2, (top + bottom) / 2));
  for (let first = 0; first < inside.length; first += 1) {
    let said = "";
    for (let last = first; last < inside.length && said.length < wanted.length + 8; last += 1) {
      said += inside[last].text;
      if (plain(said) === wanted) return union(inside.slice(first, last + 1).map((one) => one.bbox));
    }
  }
  return null;
}

function isOne(text) {
  if (IBAN.test(text)) return isIban(text.replaceAll(" ", ""));
  return WHOLE.some((form) => form.test(text));
}

function isIban(text) {
  const moved = text.slice(4) + text.slice(0, 4);
  let rest = 0;
  for (const digit of moved.replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55))) rest = (rest * 10 + Number(digit)) % 97;
  return rest === 1;
}

/** Without what surrounds a value in a sentence. */
function bare(text) {
  return text.replace(/[\u00a0\u2007\u2009\u202f]/g, " ").replace(/^[("'«\s:]+|[)"'»\s:;,]+$/g, "");
}

/** A text however it is spaced, and a number whatever its comma, its thousands and its zeros look like. */
function plain(text) {
  const told = (text ?? "").toLowerCase().replace(/[\s\u00a0\u2007\u2009\u202f'’€%]|eur/g, "");
  return /^[-−+]?[\d.,]+$/.test(told) ? told.replaceAll(",", ".").replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "") : told.replace(/[.,;:]$/, "");
}

function middle({ bbox }) {
  return (bbox[1] + bbox[3]) / 2;
}

function overlap(one, other) {
  const across = Math.min(one[2], other[2]) - Math.max(one[0], other[0]);
  const down = Math.min(one[3], other[3]) - Math.max(one[1], other[1]);
  return across > 0 && down > 0 ? across * down : 0;
}
