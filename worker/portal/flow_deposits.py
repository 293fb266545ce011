"""One invoice of a flow becomes one on the portal: its supplier found, its files kept, then submitted, all or nothing.

The supplier is told by the SIRET in the invoice and must be one of those that the flow's depositor may deposit for.
Files and invoice are written in one transaction, under a key made of the flow and the place in it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.portal import NoRight
from worker.attachments import NAME_LENGTH
from worker.portal import files, refusals
from worker.portal.callers import Caller
from worker.portal.flow_reading import FlowInvoice, Inside
from worker.portal.flow_syntaxes import Form, Syntax
from worker.portal.submission import Attached, Row, Submission
from worker.portal.submitting import submit
from worker.service import Service
from worker.store.tables import BankAccountRow, PortalFileRow, StructureRow

MODE: Final = "UPLOAD_API"
_DATA: Final = "Facture (données XML)"
_ENCLOSED: Final = "Pièce jointe du flux"


@dataclass(frozen=True, slots=True)
class Depositor:
    """For which structures a flow may deposit; `caller` is its depositor, where the account is still there."""

    caller: Caller | None
    structures: Sequence[str]

    def supplier(self, session: Session, siret: str | None) -> str:
        """The structure of that SIRET. Raises Refused where it is none of the depositor's."""
        if not siret:
            raise refusals.FIELD_WRONG(field="SIRET du fournisseur", why="il manque, indiquez-le (BT-29 ou BT-30)")
        query = select(StructureRow.id).where(StructureRow.siret == siret, StructureRow.tenant)
        found = session.scalar(query.where(StructureRow.id.in_(self.structures)))
        if found is None or (self.caller is not None and not self.caller.may(found)):
            raise NoRight(
                f"Le fournisseur {siret} n'est pas l'une de vos structures : vérifiez le SIRET dans la facture, "
                "ou demandez votre rattachement à cette structure."
            )
        return found


@dataclass(frozen=True, slots=True)
class Piece:
    """One invoice of a flow: where it stands in it, and what was read."""

    flow_id: str
    index: int
    name: str
    data: bytes
    read: FlowInvoice

    @property
    def key(self) -> str:
        """The same at every try."""
        return key_of(self.flow_id, self.index)


def key_of(flow_id: str, index: int) -> str:
    """The key of the invoice at that place.

    >>> key_of("0b1f", 3)
    '0b1f:3'
    """
    return f"{flow_id}:{index}"


def deposit(service: Service, who: Depositor, piece: Piece, syntax: Syntax, held: Callable[[Session], bool]) -> bool:
    """Put it on the portal; False where the flow is no longer held by who asks. Raises Refused."""
    with service.store.reading() as session:
        supplier_id = who.supplier(session, piece.read.seller)
    placed = list(_placed(service, who, supplier_id, piece, syntax))
    with service.store.session() as session:
        if not held(session):
            return False
        session.add_all(row for row, _ in placed)
        session.flush()
        submit(session, who.caller, _submission(session, supplier_id, piece, placed))
    return True


def _placed(
    service: Service, who: Depositor, supplier_id: str, piece: Piece, syntax: Syntax
) -> Iterator[tuple[PortalFileRow, str]]:
    """The files of an invoice with what they are, the main one first. Raises Refused."""

    def place(name: str, data: bytes, suffix: str) -> PortalFileRow:
        return files.placed(service, who.caller, supplier_id, _short(name, suffix), None, suffix, data)

    suffix = "pdf" if syntax.form is Form.FACTURX else "xml"
    inside = list(piece.read.inside)
    main = next((one for one in inside if one.data.startswith(b"%PDF-")), None) if syntax.minimal else None
    if main is not None:
        inside.remove(main)
        yield place(main.name, main.data, "pdf"), ""
    yield place(piece.name, piece.data, suffix), _DATA if main is not None else ""
    for one in inside:
        yield place(one.name, one.data, _suffix(one)), _ENCLOSED


def _suffix(one: Inside) -> str:
    return "pdf" if one.data.startswith(b"%PDF-") else PurePosixPath(one.name).suffix.lstrip(".").lower()


def _short(name: str, suffix: str) -> str:
    """A name that the portal takes: without folders, not too long, ending as the file is."""
    stem = PurePosixPath(name).name
    if stem.lower().endswith(f".{suffix}"):
        stem = stem[: -len(suffix) - 1]
    return f"{stem[: NAME_LENGTH - len(suffix) - 1] or 'facture'}.{suffix}"


def _submission(
    session: Session, supplier_id: str, piece: Piece, placed: Sequence[tuple[PortalFileRow, str]]
) -> Submission:
    """What `soumettre` would be sent, as a submission; parts that are not known are absent."""
    asked: dict[str, Any] = json.loads(piece.read.request, parse_float=Decimal)
    to, refers, totals = (asked.get(part, {}) for part in ("destinataire", "references", "montantTotal"))
    (main, _), *others = placed
    return Submission(
        supplier_id=supplier_id,
        recipient_siret=to.get("codeDestinataire"),
        service_code=to.get("codeServiceExecutant"),
        number=asked.get("numeroFactureSaisi"),
        kind=refers.get("typeFacture"),
        frame=asked["cadreDeFacturation"]["codeCadreFacturation"],
        mode=MODE,
        vat_kind=refers.get("typeTva"),
        currency=refers.get("deviseFacture", ""),
        issue_date=date.fromisoformat(asked["dateFacture"]) if "dateFacture" in asked else None,
        account_id=_account(session, supplier_id, piece.read.iban),
        engagement=refers.get("numeroBonCommande"),
        contract=refers.get("numeroMarche"),
        preceding=refers.get("numeroFactureOrigine"),
        payment_mode=refers.get("modePaiement"),
        net=_amount(totals.get("montantHtTotal")),
        vat=_amount(totals.get("montantTVA")),
        gross=_amount(totals.get("montantTtcTotal")),
        due=_amount(totals.get("montantAPayer")),
        comment=asked.get("commentaire"),
        lines=_rows(asked.get("lignePoste", ())),
        vat_rows=_rows(asked.get("ligneTva", ())),
        main_file=main.id,
        attachments=tuple(Attached(row.id, designation) for row, designation in others),
        key=piece.key,
        flow_id=piece.flow_id,
        exemption_reason=refers.get("motifExonerationTva"),
    )


def _rows(rows: Sequence[dict[str, Any]]) -> tuple[Row, ...]:
    """Lines or VAT rows, their amounts as amounts even where they are whole; a line's number stays one."""
    whole = "lignePosteNumero"
    return tuple(
        {name: _amount(one) if isinstance(one, int) and name != whole else one for name, one in row.items()}
        for row in rows
    )


def _amount(value: Decimal | int | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def _account(session: Session, supplier_id: str, iban: str | None) -> str | None:
    """The supplier's account of that IBAN, where it is one that the portal knows."""
    if not iban:
        return None
    known = (BankAccountRow.structure_id == supplier_id, BankAccountRow.iban == iban, BankAccountRow.active)
    return session.scalar(select(BankAccountRow.id).where(*known))
