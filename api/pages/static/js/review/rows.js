// Rows of the VAT breakdown and of the lines: their texts as shown, and back to what the API takes.
//
// A row here is {texts: {column: text}, read: the row as the server told it, or null for one that a person added}.

import { decimal, parsed, same } from "./format.js";

/** Columns in the order in which they are shown; `least` decimals, `fine` where three decimals are usual. */
export const COLUMNS = {
  vat_breakdown: {
    rate: { number: true, least: 0, required: true },
    base: { number: true, least: 2 },
    tax: { number: true, least: 2, required: true },
    category: { required: true },
    exemption_reason: {},
  },
  lines: {
    reference: {},
    description: { required: true },
    quantity: { number: true, least: 0, fine: true },
    unit: {},
    unit_price: { number: true, least: 2, fine: true },
    discount: { number: true, least: 0, fine: true },
    net_amount: { number: true, least: 2 },
    vat_rate: { number: true, least: 0 },
  },
};
export const KINDS = Object.keys(COLUMNS);

/** "lines.3.net_amount" as {kind, index, column}; null for a field of the contract. */
export function cellOf(name) {
  const found = /^(vat_breakdown|lines)\.(\d+)(?:\.(\w+))?$/.exec(name ?? "");
  return found && { kind: found[1], index: Number(found[2]), column: found[3] ?? null };
}

/** A value of the API as its cell shows it. */
export function cellText(kind, column, value) {
  if (value === null || value === undefined) return "";
  const { number, least } = COLUMNS[kind][column];
  return number ? decimal(String(value), least) : String(value);
}

export function rowOf(kind, read) {
  const texts = {};
  for (const column of Object.keys(COLUMNS[kind])) texts[column] = cellText(kind, column, read?.[column]);
  return { texts, read: read ?? null };
}

/** What a cell holds in the API's form: a text, null for nothing, undefined where it is no number. */
export function cellValue(kind, column, row) {
  const text = row.texts[column] ?? "";
  if (row.read && same(text, cellText(kind, column, row.read[column]))) return row.read[column] ?? null;
  if (!text.trim()) return null;
  const { number, fine } = COLUMNS[kind][column];
  return number ? (parsed(text, fine) ?? undefined) : text.trim();
}

/** The row as the API takes it, or what is wrong with its cells, as names of words. */
export function sent(kind, row) {
  const made = {};
  const errors = {};
  let changed = row.accepted === true || !row.read;
  for (const [column, { required }] of Object.entries(COLUMNS[kind])) {
    const value = cellValue(kind, column, row);
    const before = row.read?.[column] ?? null;
    if (value === undefined) errors[column] = "review.wrong.number";
    else if (required && (value === null || value === "") && value !== before) errors[column] = "review.wrong.required";
    else if (value !== null) made[column] = value;
    if (value !== before) changed = true;
  }
  if (required(kind, made, row)) errors[required(kind, made, row)] ??= "review.wrong.required";
  if (Object.keys(errors).length) return { errors };
  if (!changed) return { row: row.read };
  const place = row.place ?? row.read?.provenance;
  return { row: { ...made, confidence: 1, origin: "reviewed", ...(place ? { provenance: place } : {}) } };
}

/** The first column that a row that is all new still needs. */
function required(kind, made, row) {
  if (row.read) return null;
  return Object.keys(COLUMNS[kind]).find((column) => COLUMNS[kind][column].required && !made[column]) ?? null;
}

/** Whether two lists of rows show the same. */
export function sameRows(kind, some, others) {
  const columns = Object.keys(COLUMNS[kind]);
  return some.length === others.length
    && some.every((row, index) => columns.every((column) => same(row.texts[column], others[index].texts[column])));
}
