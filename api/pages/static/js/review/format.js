// Values as a French reader writes them, back to the API's form, and sums that are exact to the cent.

const NARROW = "\u202f";
const SCALE = 8n;
const ONE = 10n ** SCALE;

export const AMOUNTS = new Set(["total_without_vat", "total_vat", "total_with_vat", "prepaid_amount", "amount_due"]);
export const DATES = new Set([
  "issue_date", "due_date", "delivery_date", "billing_period_start", "billing_period_end", "preceding_invoice_date",
]);

/** A field's value as it is shown; text that is not of its form stays as it is. */
export function shown(name, value) {
  if (value === null || value === undefined) return "";
  const text = String(value);
  if (DATES.has(name)) return day(text);
  if (AMOUNTS.has(name)) return decimal(text, 2);
  if (/_sire[nt]$/.test(name) && /^\d{9}(\d{5})?$/.test(text)) {
    return [text.slice(0, 3), text.slice(3, 6), text.slice(6, 9), text.slice(9)].filter(Boolean).join(NARROW);
  }
  if (name === "iban") return (text.match(/.{1,4}/g) ?? []).join(NARROW);
  return text;
}

/** 2026-03-12 as 12/03/2026. */
export function day(text) {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  return found ? `${found[3]}/${found[2]}/${found[1]}` : text;
}

/** 1234.5 as 1 234,50: with at least so many decimals, and no zeros after them. */
export function decimal(text, least = 0) {
  const found = /^([+-]?)(\d+)(?:\.(\d*))?$/.exec(text);
  if (!found) return text;
  const whole = found[2].replace(/^0+(?=\d)/, "").replace(/\B(?=(\d{3})+$)/g, NARROW);
  const rest = (found[3] ?? "").replace(/0+$/, "").padEnd(least, "0");
  return `${found[1] === "-" ? "-" : ""}${whole}${rest ? `,${rest}` : ""}`;
}

/** What a French person types, as the API writes a decimal: "1 234,56 €" is "1234.56"; null where it is no number.
 *  One separator before three digits stands between thousands, unless `fine`: quantities and prices have three decimals. */
export function parsed(text, fine = false) {
  let bare = text.replace(/[\s\u00a0\u2007\u2009\u202f'’]/g, "").replace(/(?:€|EUR|%)$/i, "").replace(/^[−–]/, "-");
  const last = Math.max(bare.lastIndexOf(","), bare.lastIndexOf("."));
  if (last >= 0) {
    const separators = bare.replace(/[^.,]/g, "");
    const thousands = bare.length - last - 1 === 3 && new Set(separators).size === 1 && (!fine || separators.length > 1);
    const whole = (thousands ? bare : bare.slice(0, last)).replace(/[.,]/g, "");
    bare = thousands ? whole : `${whole}.${bare.slice(last + 1)}`;
  }
  return /^[+-]?\d{1,15}(\.\d{1,8})?$/.test(bare) ? bare.replace(/^\+/, "") : null;
}

/** The same value however it is spaced. */
export function same(one, other) {
  const bare = (text) => (text ?? "").replace(/[\s\u00a0\u2007\u2009\u202f]+/g, " ").trim();
  return bare(one) === bare(other);
}

/** A decimal of the API as a whole number of 10⁻⁸, null for none. */
export function exact(text) {
  const found = /^(-?)(\d+)(?:\.(\d{1,8}))?$/.exec(text ?? "");
  if (!found) return null;
  const told = BigInt(found[2]) * ONE + BigInt((found[3] ?? "").padEnd(Number(SCALE), "0"));
  return found[1] ? -told : told;
}

/** A product of two of these. */
export function times(one, other) {
  return (one * other) / ONE;
}

/** Rounded to the cent, half away from zero. */
export function cents(told) {
  const cent = ONE / 100n;
  const rounded = ((told < 0n ? -told : told) + cent / 2n) / cent;
  return (told < 0n ? -rounded : rounded) * cent;
}

/** Back to the API's form. */
export function plain(told) {
  const bare = told < 0n ? -told : told;
  const rest = String(bare % ONE).padStart(Number(SCALE), "0").replace(/0+$/, "").padEnd(2, "0");
  return `${told < 0n ? "-" : ""}${bare / ONE}.${rest}`;
}

/** As it is shown: 1 234,50. */
export function money(told) {
  return decimal(plain(told), 2);
}
