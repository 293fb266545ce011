"""The billing mode (BT-23): what is supplied, and what was paid of it before.

What a person says comes first, then what the page says. Otherwise the units of the lines may tell: hours and days are
sold of services alone, kilograms and boxes of goods alone. Where they do not, the mode stays unknown.

Sources: BR-FR-08 (list), BR-FR-CO-08 (4 excludes types 386, 500 and 503), BR-FR-CO-09 (2: all is paid, on the day of
BT-9) · XP Z12-012 annex A
"""

from __future__ import annotations

from extractor.output.additions import Step, addition
from extractor.output.units import is_of_goods, is_of_services
from models.invoice import Invoice
from models.output import Supplements

PAID = frozenset({"B2", "S2", "M2"})
AFTER_DEPOSIT = frozenset({"B4", "S4", "M4"})

_NAMES = {"B": ("livraison de biens", "goods"), "S": ("prestation de services", "services"), "M": ("mixte", "both")}
_FINAL = "380"


def with_billing_mode(invoice: Invoice, supplements: Supplements) -> Step:
    """The invoice with its billing mode, where someone or something tells it. Units are codes by now."""
    if supplements.billing_mode is not None:
        mode = supplements.billing_mode.strip().upper()
        return Step(
            invoice.model_copy(update={"billing_mode": mode}),
            (addition("BT-23", mode, fr="Cadre de facturation, tel que demandé.", en="Billing mode, as asked."),),
        )
    if invoice.billing_mode is not None:
        return Step(invoice)
    nature = _nature(invoice)
    if nature is None:
        return Step(invoice)
    mode = nature + _figure(invoice)
    fr, en = _NAMES[nature]
    return Step(
        invoice.model_copy(update={"billing_mode": mode}),
        (
            addition(
                "BT-23",
                mode,
                fr=f"Cadre de facturation déduit des unités des lignes ({fr}) : vérifiez-le, "
                "ou donnez-le par « --billing-mode ».",
                en=f"Billing mode concluded from the units of the lines ({en}): check it, or give `--billing-mode`.",
            ),
        ),
    )


def _nature(invoice: Invoice) -> str | None:
    units = {line.unit for line in invoice.lines if line.unit is not None and line.net_amount}
    services, goods = any(map(is_of_services, units)), any(map(is_of_goods, units))
    if services and goods:
        return "M"
    return "S" if services else "B" if goods else None


def _figure(invoice: Invoice) -> str:
    prepaid, gross = invoice.prepaid_amount, invoice.total_with_vat
    if prepaid and prepaid == gross and invoice.amount_due == 0:
        return "2" if invoice.due_date is not None else "1"
    return "4" if prepaid and prepaid > 0 and invoice.type_code == _FINAL else "1"
