"""One invoice of a flow becomes one on the portal: its supplier found, its files kept, then submitted, all or nothing.

The supplier is told by the SIRET in the invoice and must be one of those that the flow's depositor may deposit for.
Files and invoice are written in one transaction, under a key made of the flow and the place in it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.portal import NoRight
from models.portal_terms import NAME_LENGTH, UPLOAD_API
from worker.file_names import fitting
from worker.portal import files, refusals
from worker.portal.callers import Caller
from worker.portal.flow_reading import FlowInvoice, Inside
from worker.portal.flow_syntaxes import Form, Syntax
from worker.portal.requested import Brought, account_of, submission
from worker.portal.submission import Attached, Submission
from worker.portal.submitting import submit
from worker.service import Service
from worker.store.tables import PortalFileRow, StructureRow

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
        return files.placed(service, who.caller, supplier_id, fitting(name, NAME_LENGTH, suffix), None, suffix, data)

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


def _submission(
    session: Session, supplier_id: str, piece: Piece, placed: Sequence[tuple[PortalFileRow, str]]
) -> Submission:
    """What `soumettre` would be sent, as a submission."""
    asked: dict[str, Any] = json.loads(piece.read.request, parse_float=Decimal)
    (main, _), *others = placed
    brought = Brought(
        supplier_id=supplier_id,
        mode=UPLOAD_API,
        key=piece.key,
        account_id=account_of(session, supplier_id, piece.read.iban),
        main_file=main.id,
        attachments=tuple(Attached(row.id, designation) for row, designation in others),
        flow_id=piece.flow_id,
    )
    return submission(asked, brought, asked["cadreDeFacturation"]["codeCadreFacturation"])
