"""Discounts and charges on the document, and the totals that follow from them.

The norm has no term for retention money: it is due later, so that the amount due (BT-115) is the whole, and the
note ABU tells what is kept back.

Sources: EN 16931-1 BR-31 to BR-38 (each has a VAT category and a reason), BR-CO-11, BR-CO-12, BR-CO-13, BR-CO-16,
BR-53 · XP Z12-012 (note ABU)
"""

from __future__ import annotations

from decimal import Decimal

from extractor.output.additions import Step, addition
from extractor.output.billing import PAID
from extractor.output.notation import amount, cents
from models.invoice import Allowance, Invoice, Note, VatSubtotal
from models.output import Addition, Supplements

_AMOUNTS = (
    *("total_without_vat", "total_vat", "total_vat_in_vat_currency", "total_with_vat", "prepaid_amount"),
    *("rounding_amount", "amount_due"),
)
_ZERO = Decimal(0)

RETENTION = "ABU"
"""Subject code of the note on retention money."""


def with_totals(invoice: Invoice, _: Supplements) -> Step:
    """Totals to the cent; sums of discounts and charges; with VAT and due, where the others give them."""
    changes: dict[str, object] = {
        name: None if (value := getattr(invoice, name)) is None else cents(value) for name in _AMOUNTS
    }
    changes["vat_breakdown"] = tuple(
        row.model_copy(update={"tax": cents(row.tax), "base": None if row.base is None else cents(row.base)})
        for row in invoice.vat_breakdown
    )
    allowances = tuple(_part(one, invoice.vat_breakdown, "Remise") for one in invoice.allowances if one.amount)
    charges = tuple(_part(one, invoice.vat_breakdown, "Frais") for one in invoice.charges if one.amount)
    changes |= {
        "allowances": allowances,
        "charges": charges,
        "allowance_total": _sum(allowances) if allowances else None,
        "charge_total": _sum(charges) if charges else None,
    }
    return _due(invoice.model_copy(update=changes))


def of_document(invoice: Invoice) -> Invoice:
    """BT-106 as BR-CO-13 makes it of the total without VAT: for a file without lines, or with rounded ones."""
    if invoice.total_without_vat is None:
        return invoice
    total = invoice.total_without_vat + (invoice.allowance_total or _ZERO) - (invoice.charge_total or _ZERO)
    return invoice.model_copy(update={"line_total": total})


def _part(one: Allowance, rows: tuple[VatSubtotal, ...], reason: str) -> Allowance:
    fitting = [
        row
        for row in rows
        if (one.vat_rate is None or row.rate == one.vat_rate) and one.vat_category in {None, row.category}
    ]
    row = fitting[0] if len(fitting) == 1 else None
    return one.model_copy(
        update={
            "amount": cents(one.amount),
            "reason": one.reason or reason,
            "vat_rate": row.rate if row is not None else one.vat_rate,
            "vat_category": row.category if row is not None else one.vat_category,
        }
    )


def _sum(parts: tuple[Allowance, ...]) -> Decimal:
    return sum((part.amount for part in parts), _ZERO)


def _due(invoice: Invoice) -> Step:
    added: list[Addition] = []
    net, vat, gross = invoice.total_without_vat, invoice.total_vat, invoice.total_with_vat
    if gross is None and net is not None and vat is not None:
        gross = net + vat
        added.append(addition("BT-112", f"{gross}", fr="Total HT + TVA.", en="Total without VAT + VAT."))
    due = invoice.amount_due
    if due is None and gross is not None:
        due = gross - (invoice.prepaid_amount or _ZERO) + (invoice.rounding_amount or _ZERO)
        added.append(addition("BT-115", f"{due}", fr="TTC moins l'acompte.", en="Total with VAT less prepaid."))
    prepaid, notes = invoice.prepaid_amount, invoice.notes
    if gross is not None and due is not None and due != gross - (prepaid or _ZERO) + (invoice.rounding_amount or _ZERO):
        prepaid = _settled(invoice, gross, due, added)
        whole = gross - (prepaid or _ZERO) + (invoice.rounding_amount or _ZERO)
        if 0 < due < whole and any(note.code == RETENTION for note in notes):
            notes, due = tuple(_retaining(note, whole, due) for note in notes), whole
            added.append(
                addition(
                    "BT-115",
                    f"{whole}",
                    fr="Retenue de garantie : la norme n'a pas de terme pour elle, la mention ABU en dit le montant, "
                    "et le net à payer est celui du total.",
                    en="Retention money: the norm has no term for it, note ABU tells it, and the whole is due.",
                )
            )
    day = invoice.due_date
    if invoice.billing_mode in PAID and day is None and due == 0 and invoice.issue_date is not None:
        day = invoice.issue_date
        added.append(
            addition(
                "BT-9",
                day.isoformat(),
                fr="Facture acquittée sans date de paiement lisible : date de la facture (BR-FR-CO-09).",
                en="Paid invoice without a date of payment: the date of the invoice (BR-FR-CO-09).",
            )
        )
    totals: dict[str, object] = {"total_with_vat": gross, "amount_due": due, "prepaid_amount": prepaid}
    if invoice.vat_currency == invoice.currency:
        totals |= {"vat_currency": None, "total_vat_in_vat_currency": None}  # BT-6 is another currency (BR-53)
    return Step(invoice.model_copy(update=totals | {"notes": notes, "due_date": day}), tuple(added))


def _retaining(note: Note, whole: Decimal, due: Decimal) -> Note:
    if note.code != RETENTION:
        return note
    return note.model_copy(update={"text": f"{note.text} (retenue : {amount(whole - due)}, payable : {amount(due)})"})


def _settled(invoice: Invoice, gross: Decimal, due: Decimal, added: list[Addition]) -> Decimal | None:
    """What was paid: the whole, where nothing is due and no deposit is told."""
    if invoice.prepaid_amount is None and due == 0 and gross > 0:
        added.append(
            addition(
                "BT-113",
                f"{gross}",
                fr="Rien à payer : le total est écrit comme déjà payé.",
                en="Nothing is due: the total is written as prepaid.",
            )
        )
        return gross
    if invoice.prepaid_amount is not None and invoice.prepaid_amount < 0 and due == gross + invoice.prepaid_amount:
        return -invoice.prepaid_amount
    return invoice.prepaid_amount
