"""The VAT breakdown (BG-23) as the norm wants it: a row per category and rate, with base, and reason where untaxed.

Sources: EN 16931-1 BR-45 to BR-48, BR-AE-10, BR-E-10, BR-G-10, BR-IC-10, BR-O-10 (reasons), BR-CO-18 (a row at least) ·
VATEX code list of the CEF
"""

from __future__ import annotations

from decimal import Decimal
from itertools import groupby

from extractor.output.additions import Step, addition
from extractor.output.notation import cents
from models.invoice import Invoice, InvoiceLine, VatSubtotal
from models.output import Addition, Supplements

UNTAXED = frozenset({"E", "AE", "K", "G", "O"})
"""Categories of a row that bears no VAT and says why; Z bears none at rate zero, and has no reason."""

_REASONS = {
    "AE": ("VATEX-EU-AE", "Autoliquidation"),
    "K": ("VATEX-EU-IC", "Livraison intracommunautaire"),
    "G": ("VATEX-EU-G", "Exportation"),
    "O": ("VATEX-EU-O", "Opération non soumise à la TVA"),
}
_SEPARATOR = " - "


def with_vat(invoice: Invoice, _: Supplements) -> Step:
    """The breakdown with its bases, merged per rate, with reasons; and the total VAT where it is not told."""
    rows, added = _rows(invoice)
    rows, merged = _merged(_with_bases(rows, invoice)), list(added)
    reasoned = []
    for row in rows:
        if row.category in _REASONS and row.exemption_reason is None and row.exemption_code is None:
            code, reason = _REASONS[row.category]
            row = row.model_copy(update={"exemption_code": code, "exemption_reason": reason})  # noqa: PLW2901
            merged.append(
                addition(
                    "BT-121", code, fr="Motif d'exonération, d'après la catégorie.", en="Reason, by the VAT category."
                )
            )
        elif row.category not in UNTAXED and (row.exemption_reason or row.exemption_code):
            row = row.model_copy(update={"exemption_code": None, "exemption_reason": None})  # noqa: PLW2901
        reasoned.append(row)
    changes: dict[str, object] = {"vat_breakdown": tuple(reasoned)}
    if invoice.total_vat is None and rows:
        total = sum((row.tax for row in rows), Decimal(0))
        changes["total_vat"] = total
        merged.append(addition("BT-110", f"{total}", fr="Somme des TVA par taux.", en="Sum of the VAT per rate."))
    return Step(invoice.model_copy(update=changes), tuple(merged))


def _rows(invoice: Invoice) -> tuple[tuple[VatSubtotal, ...], tuple[Addition, ...]]:
    """The printed rows; without any, those that the lines make, if their VAT is the total VAT."""
    lines = invoice.lines
    if invoice.vat_breakdown or not lines or not _told(lines):
        return invoice.vat_breakdown, ()
    made = []
    for (rate, category), group in groupby(sorted(lines, key=_key), key=_key):
        base = sum((line.net_amount or Decimal(0) for line in group), Decimal(0))
        made.append(VatSubtotal(category=category, rate=rate, base=base, tax=cents(base * rate / 100)))
    agree = (
        sum((row.base or Decimal(0) for row in made), Decimal(0)) == invoice.total_without_vat
        and sum((row.tax for row in made), Decimal(0)) == invoice.total_vat
    )
    if not agree:
        return (), ()
    said = addition("BG-23", f"{len(made)}", fr="Détail de TVA calculé des lignes.", en="VAT breakdown of the lines.")
    return tuple(made), (said,)


def _key(line: InvoiceLine) -> tuple[Decimal, str]:
    return line.vat_rate or Decimal(0), line.vat_category or ""


def _told(lines: tuple[InvoiceLine, ...]) -> bool:
    return all(
        line.net_amount is not None and line.vat_rate is not None and line.vat_category is not None for line in lines
    )


def _with_bases(rows: tuple[VatSubtotal, ...], invoice: Invoice) -> tuple[VatSubtotal, ...]:
    """A missing base is what the others leave of the total without VAT, else the sum of the lines at that rate."""
    missing = [row for row in rows if row.base is None]
    if not missing:
        return rows
    if len(missing) == 1 and invoice.total_without_vat is not None:
        rest = invoice.total_without_vat - sum((row.base for row in rows if row.base is not None), Decimal(0))
        return tuple(row if row.base is not None else row.model_copy(update={"base": rest}) for row in rows)
    if invoice.allowances or invoice.charges or not _told(invoice.lines) or not invoice.lines:
        return rows
    return tuple(row if row.base is not None else _of_lines(row, invoice.lines) for row in rows)


def _of_lines(row: VatSubtotal, lines: tuple[InvoiceLine, ...]) -> VatSubtotal:
    amounts = [line.net_amount for line in lines if line.vat_rate == row.rate and line.net_amount is not None]
    return row.model_copy(update={"base": sum(amounts, Decimal(0))}) if amounts else row


def _merged(rows: tuple[VatSubtotal, ...]) -> tuple[VatSubtotal, ...]:
    found: dict[tuple[str, Decimal], VatSubtotal] = {}
    for row in rows:
        key = (row.category, row.rate)
        found[key] = row if key not in found else _joined(found[key], row)
    return tuple(found.values())


def _joined(first: VatSubtotal, second: VatSubtotal) -> VatSubtotal:
    reasons = [reason for reason in (first.exemption_reason, second.exemption_reason) if reason]
    base = None if first.base is None or second.base is None else first.base + second.base
    return first.model_copy(
        update={
            "base": base,
            "tax": first.tax + second.tax,
            "exemption_reason": _SEPARATOR.join(dict.fromkeys(reasons)) or None,
            "exemption_code": first.exemption_code if first.exemption_code == second.exemption_code else None,
        }
    )
