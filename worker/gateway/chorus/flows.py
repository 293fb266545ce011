"""The deposit of an invoice as data: a flow, which the portal takes at once and reads later.

What is known of a flow is its number, told by an answer that may be lost; nothing finds it by name. So after a lost
answer the invoice's number is looked for while time allows, then nobody knows, and a later try looks again before it
sends. Where the first flow had been taken all the same the portal has two of one number: it makes an invoice of one and
rejects the other for its number. Whose flow was rejected finds the invoice by number, recognises it and follows that.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from models.finding import Message
from models.output import OutputKind
from models.portal import FlowState
from models.portal_terms import FILE_LIMIT
from worker.gateway.chorus.answers import Report
from worker.gateway.chorus.client import SYNTAXES, Portal
from worker.gateway.chorus.hitches import Lost
from worker.gateway.chorus.pdfs import found, too_large
from worker.gateway.chorus.refusals import NONE_FOUND, PortalRefused, flow_refused
from worker.gateway.chorus.sameness import ours
from worker.gateway.parcel import GatewayRefused, GatewayUnavailable, Parcel, Progress, Sent

INTEGRATED: Final = {FlowState.INTEGRATED.value, FlowState.PARTLY.value}
REJECTED: Final = {FlowState.REJECTED.value, "QP_IRRECEVABLE"}
INCIDENT: Final = timedelta(hours=1)
"""How long a flow may stand as an incident of the portal's before it is given up: it can be deposited again then."""


def send(portal: Portal, parcel: Parcel, supplier: int | None) -> Sent:
    """Deposit it, or find it deposited. Raises GatewayRefused, GatewayUnavailable."""
    if len(parcel.data) > FILE_LIMIT:
        raise too_large(parcel.name)
    if parcel.enclosed:
        raise _alone()
    suffix = ".pdf" if parcel.kind == OutputKind.FACTURX else ".xml"
    try:
        told = portal.deposit_flow(f"{parcel.key}{suffix}", SYNTAXES[parcel.kind], parcel.data)
    except Lost as lost:
        return _sought(portal, parcel, supplier, lost)
    return Sent(told.numeroFluxDepot, told.dateDepot or datetime.now(UTC), {"flow": told.numeroFluxDepot})


def _sought(portal: Portal, parcel: Parcel, supplier: int | None, lost: Lost) -> Sent:
    """The invoice that a flow without an answer became, looked for again and again."""
    tries = 0
    while True:
        tries += 1
        try:
            portal.errand.again(tries, lost.detail)
            there = found(portal, parcel, supplier)
        except GatewayUnavailable:
            raise GatewayUnavailable(lost.detail) from lost
        if there is not None:
            return there


def invoice_of(portal: Portal, flow: str, parcel: Parcel, kept: dict[str, Any]) -> int | Progress:
    """The invoice that a flow became, or where the flow stands. Raises GatewayUnavailable."""
    try:
        report = portal.report(flow)
    except PortalRefused as refused:
        if refused.number != NONE_FOUND:
            raise
        report = Report()
    state = report.etatCourantDepotFlux or FlowState.WAITING.value
    settled = state in INTEGRATED | REJECTED or _given_up(state, report)
    if not settled:
        return Progress(state, kept=kept)
    invoices = portal.invoices(number=parcel.number)
    for one in invoices:
        if one.numeroFluxDepot == flow:
            return one.identifiantFactureCPP
    try:
        same = ours(parcel, invoices)
    except GatewayRefused as taken:
        return Progress(state, final=True, refusal=taken, kept=kept)
    if same is not None:
        return same.identifiantFactureCPP
    if state == FlowState.INTEGRATED:  # not to be found by its number yet
        return Progress(state, kept=kept)
    return Progress(state, final=True, refusal=flow_refused(report.said()), kept=kept)


def _given_up(state: str, report: Report) -> bool:
    since = report.dateHeureEtatCourantFlux
    return state == FlowState.FAILED and since is not None and datetime.now(UTC) - since > INCIDENT


def _alone() -> GatewayRefused:
    fr = (
        "Une facture déposée comme données part sans pièces jointes : déposez-la comme PDF (format « chorus »), ou "
        "retirez les pièces jointes."
    )
    en = "An invoice deposited as data goes without attachments: deposit it as a PDF (chorus), or take them away."
    return GatewayRefused("attachments", Message(fr=fr, en=en))
