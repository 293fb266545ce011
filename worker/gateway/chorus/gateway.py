"""Deposits with Chorus Pro, or with any portal that speaks its interface, as ours does.

    PDF with its fields ("chorus")  deposer/pdf → ajouter/fichier … → soumettre   an invoice at once
    Factur-X, CII, UBL              deposer/flux → consulterCRDetaille …          one when the flow is integrated

**Nothing is deposited twice**, as far as the portal keeps its own rule: a number is used once per supplier. Before
anything is sent the number is looked for (`find`), and after each answer that was lost as well. What the portal has
under it is taken for ours only where recipient, day, amounts and way agree; else the deposit is refused, with what is
there.

**The window.** Of a PDF there is none: submission and search are of one moment, and a second request for a number is
refused. A flow cannot be found between its deposit and its integration (minutes, at times hours). Where its answer is
lost then, a later try may deposit the file again under the same name: the portal holds two flows and makes an invoice
of one, since it rejects the other for its number. `follow` knows such a rejection and goes on with the invoice. On a
portal that integrated both there would be two: no client can exclude that, as no operation finds a flow by name.

**Nothing is lost.** What is not known to be deposited is GatewayUnavailable, which its caller tries again.

Sources: swagger of the APIs Factures and Structures v1 (AIFE) · communaute.chorus-pro.gouv.fr (numbers, life cycle)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from extractor.checkdigits import SIRET_LENGTH
from models.finding import Finding, Message, Severity
from models.output import OutputKind
from models.portal import Status
from models.portal_terms import FILE_LIMIT
from worker.gateway.chorus import flows, pdfs
from worker.gateway.chorus.client import SYNTAXES, Portal
from worker.gateway.chorus.hitches import Lost
from worker.gateway.chorus.http import Connection
from worker.gateway.chorus.progress import progress_of
from worker.gateway.chorus.refusals import REFERENCE, PortalRefused
from worker.gateway.parcel import Enclosed, GatewayRefused, Parcel, Progress, Routing, Sent


class ChorusGateway:
    """A portal; threads may share it."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._suppliers: dict[str, int] = {}

    def find(self, key: str, parcel: Parcel) -> Sent | None:  # noqa: ARG002 - the portal knows numbers, not keys
        if not parcel.number:
            return None
        portal = self._portal()
        return pdfs.found(portal, parcel, self._known_supplier(portal, parcel))

    def send(self, parcel: Parcel) -> Sent:
        if not parcel.number:
            fr, en = "Le numéro de facture manque : ajoutez-le.", "The invoice number is missing: add it."
            raise _lacking("invoice_number", Message(fr=fr, en=en))
        portal = self._portal()
        supplier = self._known_supplier(portal, parcel)
        if parcel.kind in SYNTAXES:
            return flows.send(portal, parcel, supplier)
        if parcel.kind != OutputKind.CHORUS or parcel.request is None:
            raise ValueError(parcel.kind)
        if supplier is None:
            fr = "Chorus Pro ne connaît pas le SIRET du fournisseur, ou le compte technique n'y est pas rattaché."
            en = "Chorus Pro does not know the supplier's SIRET, or the technical account does not belong to it."
            raise _lacking("seller_siret", Message(fr=fr, en=en))
        return pdfs.send(portal, parcel, supplier)

    def follow(self, platform_id: str, parcel: Parcel, kept: dict[str, Any]) -> Progress:
        portal = self._portal()
        known = int(platform_id) if platform_id.isdecimal() else kept.get("invoice")
        if known is None:
            known = flows.invoice_of(portal, platform_id, parcel, kept)
            if isinstance(known, Progress):
                return known
        return progress_of(portal.history(int(known)), {**kept, "invoice": known})

    def recycle(self, platform_id: str, parcel: Parcel, routing: Routing) -> None:
        portal = self._portal()
        invoice = _invoice(portal, platform_id, parcel)
        _once(
            portal,
            lambda: portal.recycle(invoice, routing),
            lambda: portal.status(invoice) == Status.A_RECYCLER,
        )

    def complete(self, platform_id: str, parcel: Parcel, enclosed: tuple[Enclosed, ...], comment: str | None) -> None:
        for one in enclosed:
            if len(one.data) > FILE_LIMIT:
                raise pdfs.too_large(one.name)
        portal = self._portal()
        invoice = _invoice(portal, platform_id, parcel)
        files = [(portal.add_file(one.name, one.data), one.name) for one in enclosed]
        _once(
            portal,
            lambda: portal.complete(invoice, files, comment),
            lambda: portal.status(invoice) == Status.SUSPENDUE,
        )

    def acknowledge(self, platform_id: str, parcel: Parcel) -> None:
        portal = self._portal()
        invoice = _invoice(portal, platform_id, parcel)
        _once(portal, lambda: portal.acknowledge(invoice), lambda: not _acknowledged(portal, invoice, parcel))

    def close(self) -> None:
        """Give the connections back."""
        self.connection.close()

    def _portal(self) -> Portal:
        return Portal(self.connection.errand())

    def _known_supplier(self, portal: Portal, parcel: Parcel) -> int | None:
        """The portal's number of the seller, asked once; None where it has none or the seller no SIRET."""
        siret = parcel.seller or ""
        if siret not in self._suppliers and len(siret) == SIRET_LENGTH and siret.isdecimal():
            number = portal.supplier(siret)
            if number is not None:
                self._suppliers[siret] = number
        return self._suppliers.get(siret)


def _once(portal: Portal, act: Callable[[], None], waiting: Callable[[], bool]) -> None:
    """Do what is not to be done twice; after a lost answer it is looked whether the invoice still waits for it.

    So it is after a refusal: a request that passed twice on its way is taken once, and refused where it came second.
    """
    waited = waiting()
    tries = 0
    while True:
        tries += 1
        try:
            act()
        except Lost as lost:
            if not waiting():
                return
            portal.errand.again(tries, lost.detail)
        except PortalRefused:
            if waited and not waiting():
                return
            raise
        else:
            return


def _invoice(portal: Portal, platform_id: str, parcel: Parcel) -> int:
    """The portal's number of an invoice that was deposited. Raises GatewayRefused while it has none."""
    if platform_id.isdecimal():
        return int(platform_id)
    known = flows.invoice_of(portal, platform_id, parcel, {})
    if isinstance(known, int):
        return known
    fr = "Chorus Pro n'a pas encore fait de facture de ce dépôt : attendez son intégration, puis recommencez."
    en = "Chorus Pro has not made an invoice of this deposit yet: wait for its integration, then try again."
    raise known.refusal or GatewayRefused("not_integrated", Message(fr=fr, en=en))


def _acknowledged(portal: Portal, invoice: int, parcel: Parcel) -> bool:
    found = portal.invoices(number=parcel.number)
    return any(one.identifiantFactureCPP == invoice and one.rejetTraite for one in found)


def _lacking(field: str, message: Message) -> GatewayRefused:
    rule = {"invoice_number": "BR-FR-MAP-01", "seller_siret": "PF-DIR-SELLER"}[field]
    finding = Finding(rule=rule, severity=Severity.BLOCKING, field=field, message=message, reference=REFERENCE)
    return GatewayRefused(f"{field}_missing", message, (finding,))
