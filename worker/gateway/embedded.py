"""The portal in this process: deposits become its invoices, in the store that everything else is kept in.

The supplier is the structure that deposits. A public body that has its paper mail scanned deposits invoices which it
receives: their supplier is the structure that issued them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from extractor.checkdigits import siret_valid
from models.finding import Message
from models.lifecycle import EventKind
from models.output import OutputKind
from models.portal import FINAL, EntryKind, Refused, Status
from models.portal_terms import DEPOT_PDF_API, EDI_NUMERISATION, NAME_LENGTH, UPLOAD_API
from worker.duplicates import siren_of
from worker.file_names import fitting
from worker.gateway.parcel import Enclosed, GatewayRefused, Parcel, PlatformEntry, Progress, Routing, Sent
from worker.portal import completing, files, recycling, rejections
from worker.portal.requested import Brought, account_of, submission
from worker.portal.submitting import Attached, Submission, submit
from worker.service import Service
from worker.store.tables import (
    DepositRow,
    DocumentRow,
    PortalEntryRow,
    PortalInvoiceRow,
    StructureRow,
    UserRow,
)

_MODES: Final = MappingProxyType({OutputKind.CHORUS.value: DEPOT_PDF_API})
_KINDS: Final = MappingProxyType(
    {EntryKind.STATUS: EventKind.STATE, EntryKind.EVENT: EventKind.COMPLEMENTARY, EntryKind.ACTION: EventKind.ACTION}
)


class EmbeddedGateway:
    """The portal behind `api.chorus`, reached without a network; its refusals are the deposit's."""

    def __init__(self, service: Service) -> None:
        self.service = service

    def find(self, key: str, parcel: Parcel) -> Sent | None:  # noqa: ARG002 - the protocol's
        with self.service.store.reading() as session:
            row = session.scalar(select(PortalInvoiceRow).where(PortalInvoiceRow.key == key))
            return None if row is None else Sent(str(row.id), row.deposited_at)

    def send(self, parcel: Parcel) -> Sent:
        with _in_words():
            with self.service.store.session() as session:
                supplier = _supplier(session, parcel)
            main = self._kept(supplier, parcel.name, parcel.data)
            attached = tuple(Attached(self._kept(supplier, one.name, one.data)) for one in parcel.enclosed)
            try:
                with self.service.store.session() as session:
                    row = submit(session, None, _submission(session, supplier, parcel, main, attached))
                    return Sent(str(row.id), row.deposited_at)
            except Refused:
                if sent := self.find(parcel.key, parcel):  # another worker, taken for dead, was a moment faster
                    return sent
                raise

    def follow(self, platform_id: str, parcel: Parcel, kept: dict[str, Any]) -> Progress:  # noqa: ARG002 - the protocol's
        with self.service.store.reading() as session:
            row = session.get(PortalInvoiceRow, int(platform_id))
            if row is None:
                raise _unknown(platform_id)
            status = Status(row.status)
            return Progress(status.value, tuple(_entries(session, row.id)), final=status in FINAL)

    def recycle(self, platform_id: str, parcel: Parcel, routing: Routing) -> None:  # noqa: ARG002 - the protocol's
        with _in_words(), self.service.store.session() as session:
            recycling.recycle(session, None, int(platform_id), routing)

    def complete(self, platform_id: str, parcel: Parcel, enclosed: tuple[Enclosed, ...], comment: str | None) -> None:  # noqa: ARG002 - the protocol's
        with _in_words():
            with self.service.store.reading() as session:
                row = session.get(PortalInvoiceRow, int(platform_id))
                if row is None:
                    raise _unknown(platform_id)
                supplier = row.supplier_id
            added = [Attached(self._kept(supplier, one.name, one.data)) for one in enclosed]
            with self.service.store.session() as session:
                completing.complete(session, None, int(platform_id), added, comment)

    def acknowledge(self, platform_id: str, parcel: Parcel) -> None:  # noqa: ARG002 - the protocol's
        with _in_words(), self.service.store.session() as session:
            rejections.acknowledge(session, None, [int(platform_id)])

    def _kept(self, structure_id: str, name: str, data: bytes) -> int:
        """A file put on the portal under a name that it takes."""
        fitted = fitting(name, NAME_LENGTH)
        return files.keep(self.service, None, structure_id, fitted, None, None, data)


@contextmanager
def _in_words() -> Iterator[None]:
    """What the portal refuses, as gateways do."""
    try:
        yield
    except Refused as error:
        en = f"The portal refuses it ({error.code}): {error.said}"
        raise GatewayRefused(error.label or f"portal_{error.code}", Message(fr=error.said, en=en)) from error


def _unknown(platform_id: str) -> GatewayRefused:
    fr = f"La facture {platform_id} n'est plus sur le portail."
    return GatewayRefused("unknown_invoice", Message(fr=fr, en=f"Invoice {platform_id} is no longer on the portal."))


def _supplier(session: Session, parcel: Parcel) -> str:
    """Whose invoice it is: the depositing structure's own, or that of a supplier whose paper was scanned."""
    own = _depositor(session, parcel.key)
    mine, seller = own.siren or siren_of(own.siret), siren_of(parcel.seller)
    if mine is None or seller is None or mine == seller:
        return own.id
    if own.public and own.siret is not None and parcel.buyer == own.siret and siret_valid(parcel.seller or ""):
        return _issuer(session, parcel)
    fr = (
        f"Le vendeur ({parcel.seller}) n'est pas votre structure « {own.name} » : corrigez son SIRET, ou déposez la "
        "facture depuis la structure qui l'émet."
    )
    en = (
        f"The seller ({parcel.seller}) is not your structure '{own.name}': correct its SIRET, or deposit the invoice "
        "from the structure that issues it."
    )
    raise GatewayRefused("not_the_seller", Message(fr=fr, en=en))


def _issuer(session: Session, parcel: Parcel) -> str:
    """The structure that issued an invoice on paper; the portal knows it now, though nobody signs in for it."""
    known = select(StructureRow.id).where(StructureRow.siret == parcel.seller)
    if found := session.scalar(known):
        return found
    document = session.get_one(DocumentRow, session.get_one(DepositRow, parcel.key).document_id)
    try:
        with session.begin_nested():
            row = StructureRow(
                siret=parcel.seller,
                siren=siren_of(parcel.seller),
                name=document.seller_name or f"SIRET {parcel.seller}",
            )
            session.add(row)
    except IntegrityError:  # another worker was faster
        return session.scalars(known).one()
    return row.id


def _depositor(session: Session, key: str) -> StructureRow:
    document = session.get_one(DocumentRow, session.get_one(DepositRow, key).document_id)
    return session.get_one(StructureRow, document.structure_id)


def _submission(
    session: Session, supplier: str, parcel: Parcel, main: int, attached: tuple[Attached, ...]
) -> Submission:
    scanned = supplier != _depositor(session, parcel.key).id
    request = parcel.request or {}
    brought = Brought(
        supplier_id=supplier,
        mode=EDI_NUMERISATION if scanned else _MODES.get(parcel.kind, UPLOAD_API),
        key=parcel.key,
        account_id=account_of(session, supplier, parcel.account),
        main_file=main,
        main_designation=request.get("pieceJointePrincipale", {}).get("pieceJointePrincipaleDesignation", ""),
        attachments=attached,
    )
    return submission(request, brought, parcel.frame)


def _entries(session: Session, invoice_id: int) -> Iterator[PlatformEntry]:
    query = (
        select(PortalEntryRow, UserRow.name, UserRow.email)
        .outerjoin(UserRow, UserRow.id == PortalEntryRow.user_id)
        .where(PortalEntryRow.invoice_id == invoice_id)
        .order_by(PortalEntryRow.id)
    )
    for line, name, email in session.execute(query):
        yield PlatformEntry(_KINDS[EntryKind(line.kind)], line.code, line.at, line.comment, name or email)
