"""What `soumettre` would be sent, as our own writers of it write it (`extractor.output.chorus`), made a submission."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from worker.portal.submission import Attached, Row, Submission
from worker.store.tables import BankAccountRow

_WHOLE: Final = "lignePosteNumero"
"""The one number of a line that is none of an amount."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What the request does not hold: whose invoice it is, how it came, under which key, and its files."""

    supplier_id: str
    mode: str
    key: str
    account_id: str | None
    main_file: int
    main_designation: str = ""
    attachments: tuple[Attached, ...] = ()
    flow_id: str | None = None


def submission(request: Mapping[str, Any], brought: Brought, frame: str | None) -> Submission:
    """The invoice as it is handed to the portal; parts of the request that are not known are absent."""
    to, references, totals = (request.get(part, {}) for part in ("destinataire", "references", "montantTotal"))
    return Submission(
        supplier_id=brought.supplier_id,
        recipient_siret=to.get("codeDestinataire"),
        service_code=to.get("codeServiceExecutant"),
        number=request.get("numeroFactureSaisi"),
        kind=references.get("typeFacture"),
        frame=frame,
        mode=brought.mode,
        vat_kind=references.get("typeTva"),
        currency=references.get("deviseFacture", ""),
        issue_date=date.fromisoformat(request["dateFacture"]) if "dateFacture" in request else None,
        account_id=brought.account_id,
        engagement=references.get("numeroBonCommande"),
        contract=references.get("numeroMarche"),
        preceding=references.get("numeroFactureOrigine"),
        payment_mode=references.get("modePaiement"),
        exemption_reason=references.get("motifExonerationTva"),
        net=_amount(totals.get("montantHtTotal")),
        vat=_amount(totals.get("montantTVA")),
        gross=_amount(totals.get("montantTtcTotal")),
        due=_amount(totals.get("montantAPayer")),
        comment=request.get("commentaire"),
        lines=_rows(request.get("lignePoste", ())),
        vat_rows=_rows(request.get("ligneTva", ())),
        main_file=brought.main_file,
        main_designation=brought.main_designation,
        attachments=brought.attachments,
        key=brought.key,
        flow_id=brought.flow_id,
    )


def account_of(session: Session, supplier_id: str, named: str | None) -> str | None:
    """The supplier's active account of that IBAN or number on a platform; None for one unknown to the portal."""
    if not named:
        return None
    theirs = (BankAccountRow.structure_id == supplier_id, BankAccountRow.active)
    meant = or_(BankAccountRow.iban == named, BankAccountRow.platform_id == named)
    return session.scalar(select(BankAccountRow.id).where(*theirs, meant))


def _rows(rows: Sequence[Mapping[str, Any]]) -> tuple[Row, ...]:
    """Lines or VAT rows, their amounts as amounts even where they are whole."""
    return tuple({name: one if name == _WHOLE else _exact(one) for name, one in row.items()} for row in rows)


def _exact(value: str | float | Decimal | None) -> str | Decimal | None:
    return value if value is None or isinstance(value, str) else _amount(value)


def _amount(value: float | Decimal | None) -> Decimal | None:
    """An amount as it was written: JSON that was kept has it as a float, whose shortest digits are those.

    >>> _amount(0.1), _amount(12), _amount(Decimal("1.20"))
    (Decimal('0.1'), Decimal('12'), Decimal('1.20'))
    """
    return None if value is None else Decimal(str(value))
