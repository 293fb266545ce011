// What must add up: base × rate = VAT, sums = totals. It compares and tells; it changes nothing by itself.

import { word } from "../core.js";
import { cents, exact, money, parsed, times } from "./format.js";
import { cellValue } from "./rows.js";

const CENT = exact("0.01");
const HUNDRED = exact("100");
const far = (told) => (told < 0n ? -told : told);

const cell = (kind, column, row) => exact(cellValue(kind, column, row));

/** A total as it stands in the form. */
const total = (store, name) => exact(parsed(store.values[name] ?? ""));

/** How a row adds up: {good, text, column, value}; `value` is what `column` would be. Null where nothing can be told. */
export function rowCheck(kind, row) {
  const found = kind === "lines" ? ofLine(row) : ofRate(row);
  if (!found) return null;
  const { word: name, expected, told, column, near = CENT } = found;
  const value = money(expected);
  if (told === null) return { good: false, text: word(`review.sum.${name}_bad`, { expected: value, gap: value }), column, value };
  const gap = far(expected - told);
  if (gap <= near) return { good: true, text: word(`review.sum.${name}_good`), column, value };
  return { good: false, text: word(`review.sum.${name}_bad`, { expected: value, gap: money(gap) }), column, value };
}

function ofRate(row) {
  const [rate, base, tax] = ["rate", "base", "tax"].map((column) => cell("vat_breakdown", column, row));
  if (rate === null || base === null) return null;
  return { word: "product", expected: cents(times(base, rate) / 100n), told: tax, column: "tax" };
}

/** A discount is printed as a percentage or as an amount: either reading may be the right one. */
function ofLine(row) {
  const [quantity, price, discount, net] = ["quantity", "unit_price", "discount", "net_amount"].map((column) => cell("lines", column, row));
  if (quantity === null || price === null) return null;
  const product = times(quantity, price);
  const off = discount === null ? 0n : far(discount);
  const readings = discount === null ? [product] : [times(product, HUNDRED - off) / 100n, product - off, product];
  const fits = net === null ? null : readings.find((one) => far(cents(one) - net) <= CENT);
  return { word: "line", expected: cents(fits ?? readings[0]), told: net, column: "net_amount" };
}

/** The sums below a table: [{good, text}], those only whose parts are all there. */
export function sums(store, kind) {
  const rows = store.rows(kind);
  const made = kind === "lines" ? [ofLines(store, rows)] : [...ofRates(store, rows), gross(store), due(store)];
  return made.filter(Boolean);
}

export function sumOf(kind, column, rows) {
  const found = rows.map((row) => cell(kind, column, row));
  return found.length && !found.includes(null) ? found.reduce((one, other) => one + other, 0n) : null;
}

function told(name, left, right, values, near = 0n) {
  if (left === null || right === null) return null;
  const gap = far(left - right);
  const what = word(`review.sum.${name}`, Object.fromEntries(Object.entries(values).map(([key, value]) => [key, money(value)])));
  return gap <= near ? { good: true, text: word("review.sum.good", { what }) } : { good: false, text: word("review.sum.bad", { what, gap: money(gap) }) };
}

function ofRates(store, rows) {
  const bases = sumOf("vat_breakdown", "base", rows);
  const taxes = sumOf("vat_breakdown", "tax", rows);
  const net = total(store, "total_without_vat");
  const vat = total(store, "total_vat");
  return [
    told("bases", bases, net, { sum: bases, total: net }, CENT),
    told("taxes", taxes, vat, { sum: taxes, total: vat }),
  ];
}

function gross(store) {
  const [net, tax, all] = ["total_without_vat", "total_vat", "total_with_vat"].map((name) => total(store, name));
  return net === null || tax === null ? null : told("gross", net + tax, all, { net, tax, total: all });
}

function due(store) {
  const [all, asked] = ["total_with_vat", "amount_due"].map((name) => total(store, name));
  const prepaid = total(store, "prepaid_amount") ?? 0n;
  return all === null ? null : told("due", far(far(all) - far(prepaid)), asked === null ? null : far(asked), { gross: all, prepaid, total: asked });
}

/** Discounts and charges on the whole document stand between the lines and the total. */
function ofLines(store, rows) {
  const sum = sumOf("lines", "net_amount", rows);
  const net = total(store, "total_without_vat");
  if (sum === null || net === null) return null;
  const near = CENT * BigInt(Math.max(1, Math.floor(rows.length / 10)));
  const adjusted = (store.document.extraction?.adjustments ?? [])
    .map((one) => (one.charge ? exact(one.amount) : -exact(one.amount)))
    .reduce((one, other) => one + other, 0n);
  if (!adjusted || far(sum - net) <= near) return told("net", sum, net, { sum, total: net }, near);
  return told("net_adjusted", sum + adjusted, net, { sum, adjusted, total: net }, near);
}
