"""Hybrids of our own: the drawn invoices, with the XML that the truth about each makes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from extractor.output import to_cii
from models.invoice import Invoice, InvoiceLine, Party, Payment, VatSubtotal
from models.output import Profile

DRAWN = Path("fixtures/invoices")
TEXT = "text_pdf"


def drawn(folder: Path = DRAWN, *, text: bool = True) -> Iterator[tuple[str, bytes, bytes]]:
    """Name, page and XML of each drawn invoice that is, or is not, a PDF of text."""
    for path in sorted(folder.glob("*/truth.json")):
        truth = json.loads(path.read_text(encoding="utf-8"))
        page = next((one for one in path.parent.glob("invoice.*")), None)
        if page is not None and (truth["kind"] == TEXT) is text:
            yield path.parent.name, page.read_bytes(), to_cii(invoice_of(truth), Profile.EN16931, draft=True)


def invoice_of(truth: dict[str, Any]) -> Invoice:
    """The invoice that the truth tells of, but for what is not printed on it."""
    told = {name: value for name, value in truth.items() if name not in truth.get("derived", ())}
    return Invoice(
        number=told.get("invoice_number"),
        issue_date=_day(told, "issue_date"),
        due_date=_day(told, "due_date"),
        delivery_date=_day(told, "delivery_date"),
        type_code=told.get("type_code") or "380",
        currency=told.get("currency") or "EUR",
        buyer_reference=told.get("buyer_reference"),
        contract_reference=told.get("contract_reference"),
        purchase_order=told.get("engagement") or told.get("order_reference"),
        preceding_invoice=told.get("preceding_invoice"),
        seller=_party(told, "seller"),
        buyer=_party(told, "buyer"),
        payment=Payment(means_code="30", iban=told.get("iban"), bic=told.get("bic")),
        vat_breakdown=tuple(
            VatSubtotal(category="S" if Decimal(row["rate"]) else "E", rate=Decimal(row["rate"]),
                        base=_amount(row, "base"), tax=Decimal(row["tax"]))
            for row in told.get("vat_breakdown") or () if row.get("rate") is not None and row.get("tax") is not None
        ),
        lines=tuple(_line(number, line) for number, line in enumerate(told.get("lines") or (), 1)),
        total_without_vat=_amount(told, "total_without_vat"),
        total_vat=_amount(told, "total_vat"),
        total_with_vat=_amount(told, "total_with_vat"),
        prepaid_amount=_amount(told, "prepaid_amount"),
        amount_due=_amount(told, "amount_due"),
    )  # fmt: skip


def _party(told: dict[str, Any], party: str) -> Party:
    return Party(
        name=told.get(f"{party}_name"),
        siret=told.get(f"{party}_siret"),
        siren=told.get(f"{party}_siren"),
        vat_number=told.get(f"{party}_vat"),
    )


def _line(number: int, line: dict[str, Any]) -> InvoiceLine:
    rate = _amount(line, "vat_rate")
    return InvoiceLine(
        id=str(number),
        description=line["description"],
        quantity=_amount(line, "quantity"),
        unit_price=_amount(line, "unit_price"),
        net_amount=_amount(line, "net_amount"),
        vat_rate=rate,
        vat_category=None if rate is None else "S" if rate else "E",
    )


def _amount(told: dict[str, Any], name: str) -> Decimal | None:
    value = told.get(name)
    return None if value is None else Decimal(value)


def _day(told: dict[str, Any], name: str) -> date | None:
    value = told.get(name)
    return None if value is None else date.fromisoformat(value)
