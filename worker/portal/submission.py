"""An invoice as it is handed to the portal: the values of a deposit, before anything was looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from models.portal_terms import A1, FACTURE, SAISIE_API

Row = Mapping[str, str | int | Decimal | None]
"""A line or a VAT row under the interface's own names (lignePosteNumero, ligneTvaMontantBaseHtParTaux …)."""


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that goes with an invoice; `kind` is the depositor's word for what it is, `line_number` of the invoice."""

    file_id: int
    designation: str = ""
    kind: str | None = None
    line_number: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """One invoice. `supplier_id`, `account_id`, `supplier_service_id` are our identifiers, `main_file` a pieceJointeId.

    `validator` holds codeStructureValideur and codeServiceValideur; `key` is the depositor's own, never used twice.
    """

    supplier_id: str
    recipient_siret: str | None
    number: str | None = None
    kind: str | None = FACTURE
    frame: str | None = A1
    mode: str | None = SAISIE_API
    vat_kind: str | None = None
    currency: str = "EUR"
    issue_date: date | None = None
    service_code: str | None = None
    account_id: str | None = None
    engagement: str | None = None
    contract: str | None = None
    preceding: str | None = None
    payment_mode: str | None = None
    net: Decimal | None = None
    vat: Decimal | None = None
    gross: Decimal | None = None
    discount: Decimal | None = None
    due: Decimal | None = None
    comment: str | None = None
    lines: tuple[Row, ...] = ()
    vat_rows: tuple[Row, ...] = ()
    main_file: int | None = None
    main_designation: str = ""
    attachments: tuple[Attached, ...] = ()
    validator: Mapping[str, str] | None = None
    key: str | None = None
    flow_id: str | None = None
    supplier_service_id: str | None = None
    exemption_reason: str | None = None
    discount_reason: str | None = None
