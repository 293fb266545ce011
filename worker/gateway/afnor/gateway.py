"""Deposits with a platform of the reform: an invoice is one flow, told by the deposit's key (trackingId).

The key makes deposits safe to repeat: the platform is asked for it first, and asked again where it refuses a flow that
it has already. What becomes of the invoice comes as CDAR messages. A platform may name the invoice's flow in them
(trackingId); where none does, all messages since the last look are read, and those of the invoice are known by number
and seller.

Sources: AFNOR XP Z12-013, Flow Service 1.3.0 · XP Z12-014 (statuses)
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from extractor.checkdigits import SIREN_LENGTH, SIRET_LENGTH
from extractor.public_sector import is_public
from models.finding import Message
from models.invoice import Party
from models.lifecycle import EventKind
from models.reform import FINAL, FRENCH, STATUSES, Status
from models.service_errors import Unavailable
from worker.gateway.afnor.flows import LIFE_CYCLE, Flow, Flows, Submission, stamp
from worker.gateway.afnor.http import Access, Api, Denied, opened
from worker.gateway.afnor.lifecycle import Notice, notices
from worker.gateway.afnor.refusals import ALREADY, denied, not_offered, refused, warned
from worker.gateway.parcel import (
    Enclosed,
    GatewayRefused,
    Parcel,
    PlatformEntry,
    Progress,
    Routing,
    Sent,
)
from worker.settings import ServiceSettings

SYNTAXES: Final = {"facturx": "Factur-X", "cii": "CII", "ubl": "UBL"}
"""Kinds of files in the interface's words."""

_MOST_KEPT: Final = 4096
_OVERLAP: Final = timedelta(minutes=10)
"""Flows are told by the moment of their last change, and may be found a little later than that."""


class AfnorGateway:
    """A platform by XP Z12-013; messages that were read are kept in mind, as they do not change."""

    def __init__(self, settings: ServiceSettings) -> None:
        if not settings.afnor_flow_api:
            raise Unavailable("PREFACTURE_AFNOR_FLOW_API")
        self._client = opened()
        access = Access(self._client, settings)
        self._flows = Flows(Api(self._client, settings.afnor_flow_api, access, settings.afnor_organization))
        self._read: OrderedDict[str, tuple[Notice, ...]] = OrderedDict()

    def close(self) -> None:
        self._client.close()

    def find(self, key: str, parcel: Parcel) -> Sent | None:  # noqa: ARG002 - the key is enough
        flow = self._taken(key)
        return Sent(flow.flow_id, flow.submitted_at) if flow is not None else None

    def send(self, parcel: Parcel) -> Sent:
        syntax = SYNTAXES.get(parcel.kind)
        if syntax is None:
            fr = "Cette plateforme prend une facture Factur-X, CII ou UBL : choisissez l'un de ces formats."
            raise GatewayRefused("unsupported_kind", Message(fr=fr, en="Choose Factur-X, CII or UBL."))
        if parcel.enclosed:
            raise not_offered(
                "La plateforme prend un seul fichier par facture : retirez les pièces jointes pour déposer, et "
                "transmettez-les au client autrement.",
                "The platform takes one file per invoice: remove the attachments, and send them by other means.",
            )
        asked = Submission(parcel.key, parcel.name, syntax, parcel.data, _rule(parcel))
        try:
            flow = self._flows.submit(asked)
        except Denied as error:
            taken = self._taken(parcel.key)  # "already there" has no code of its own here
            if taken is None:
                raise denied(error) from error
            flow = taken
        return Sent(flow.flow_id, flow.submitted_at)

    def follow(self, platform_id: str, parcel: Parcel, kept: dict[str, Any]) -> Progress:
        flow = self._got(str(kept.get("flow") or platform_id))
        if flow.failed:
            twin = self._twin(flow, parcel)
            if twin is None:
                return Progress(Status.IRRECEVABLE, final=True, refusal=refused(flow.acknowledgement))
            flow = twin
        entries, kept = self._history(flow, parcel, kept)
        if flow.acknowledgement.warnings():
            comment = warned(flow.acknowledgement)
            warning = PlatformEntry(EventKind.COMPLEMENTARY, "platform_warning", flow.touched, comment)
            entries = (warning, *entries)
        last = next((entry.code for entry in reversed(entries) if entry.kind is EventKind.STATE), Status.DEPOSEE)
        return Progress(last, entries, final=last in FINAL, kept=kept)

    def recycle(self, platform_id: str, parcel: Parcel, routing: Routing) -> None:  # noqa: ARG002 - the protocol's
        raise not_offered(
            "La réforme ne prévoit pas de recycler une facture : après un refus ou une erreur de routage, corrigez le "
            "destinataire et déposez une nouvelle facture.",
            "The reform knows no recycling: correct the recipient and deposit a new invoice.",
        )

    def complete(self, platform_id: str, parcel: Parcel, enclosed: tuple[Enclosed, ...], comment: str | None) -> None:  # noqa: ARG002 - the protocol's
        raise not_offered(
            "L'interface commune des plateformes ne dit pas comment joindre une pièce à une facture suspendue : "
            "ajoutez-la sur le site de votre plateforme, ou envoyez-la à l'acheteur.",
            "The platforms' interface does not say how to complete a suspended invoice: do it on the platform's site.",
        )

    def acknowledge(self, platform_id: str, parcel: Parcel) -> None:  # noqa: ARG002 - the protocol's
        raise not_offered(
            "Cette plateforme n'attend pas d'accusé : une facture refusée ou rejetée le reste. Déposez la facture "
            "corrigée.",
            "This platform expects no acknowledgement of a rejection: deposit the corrected invoice.",
        )

    def _got(self, flow_id: str) -> Flow:
        try:
            return self._flows.get(flow_id)
        except Denied as error:
            raise denied(error) from error

    def _taken(self, key: str) -> Flow | None:
        """The invoice's flow by its sender's key: one that was not refused first, the earliest of several."""
        try:
            found = [flow for flow in self._flows.tracked(key) if _is_invoice(flow)]
        except Denied as error:
            raise denied(error) from error
        return min(found, key=lambda flow: (flow.failed, flow.submitted_at), default=None)

    def _twin(self, flow: Flow, parcel: Parcel) -> Flow | None:
        """The flow that came before one which is refused as a repetition of it."""
        if not any(detail.reason_code == ALREADY for detail in flow.acknowledgement.errors()):
            return None
        taken = self._taken(parcel.key)
        return taken if taken is not None and not taken.failed else None

    def _history(
        self, flow: Flow, parcel: Parcel, kept: dict[str, Any]
    ) -> tuple[tuple[PlatformEntry, ...], dict[str, Any]]:
        """All that was told of the invoice so far, in order of its time, and what to keep of it."""
        told: dict[str, list[dict[str, Any]]] = dict(kept.get("told") or {})
        linked = bool(kept.get("linked"))
        for name in dict.fromkeys((flow.flow_id, parcel.key)):
            for message in self._new(self._flows.tracked(name), told):
                found = self._notices(message)
                if found is None:
                    continue
                told[message.flow_id] = _kept(message, [one for one in found if _ours(one, parcel)] or found)
                linked = True
        mark = datetime.fromisoformat(kept["mark"]) if kept.get("mark") else flow.submitted_at
        if not linked:
            latest = mark
            where = {"flowType": [LIFE_CYCLE], "updatedAfter": stamp(mark - _OVERLAP)}
            for message in self._new(self._flows.search(where), told):
                latest = max(latest, message.touched)
                ours = [notice for notice in self._notices(message) or () if _ours(notice, parcel)]
                if ours:
                    told[message.flow_id] = _kept(message, ours)
            mark = latest
        entries = sorted((_entry(one) for message in told.values() for one in message), key=lambda one: one.at)
        return tuple(entries), {"flow": flow.flow_id, "mark": mark.isoformat(), "linked": linked, "told": told}

    def _new(self, found: Iterable[Flow], told: dict[str, Any]) -> Iterator[Flow]:
        """Messages that were not read yet and that the platform has done with."""
        try:
            for flow in found:
                if flow.flow_type == LIFE_CYCLE and flow.flow_id not in told and flow.acknowledgement.status == "Ok":
                    yield flow
        except Denied as error:
            raise denied(error) from error

    def _notices(self, message: Flow) -> tuple[Notice, ...] | None:
        """What a message says; None where the platform does not give it out, which must not keep the others away."""
        known = self._read.get(message.flow_id)
        if known is None:
            try:
                known = notices(self._flows.original(message.flow_id))
            except Denied:
                return None
            self._read[message.flow_id] = known
            if len(self._read) > _MOST_KEPT:
                self._read.popitem(last=False)
        return known


@lru_cache(maxsize=4)
def gateway_for(settings: ServiceSettings) -> AfnorGateway:
    """The gateway of a process, so that its connections, its token and what it has read serve all deposits."""
    return AfnorGateway(settings)


def _is_invoice(flow: Flow) -> bool:
    return not flow.flow_type.endswith("LC") and flow.flow_syntax in SYNTAXES.values()


def _rule(parcel: Parcel) -> str | None:
    """B2G for a public body, which a SIREN tells; what else applies the platform works out itself."""
    siren = (parcel.buyer or "")[:SIREN_LENGTH]
    return "B2G" if siren.isdigit() and is_public(Party(siren=siren)) else None


def _ours(notice: Notice, parcel: Parcel) -> bool:
    """By the number, and by the seller where both sides say who that is."""
    if notice.number != parcel.number:
        return False
    seller = (parcel.seller or "")[:SIREN_LENGTH]
    if notice.seller is None or not seller.isdigit():
        return True
    return len(notice.seller) not in {SIREN_LENGTH, SIRET_LENGTH} or notice.seller[:SIREN_LENGTH] == seller


def _kept(message: Flow, found: Iterable[Notice]) -> list[dict[str, Any]]:
    return [
        {
            "status": notice.status,
            "at": (notice.at or message.submitted_at).isoformat(),
            "comment": notice.comment,
            "actor": notice.actor,
        }
        for notice in found
    ]


def _entry(told: dict[str, Any]) -> PlatformEntry:
    status = STATUSES.get(told["status"])
    words = FRENCH[status] if status is not None else f"Statut {told['status']}"
    comment = f"{words} : {told['comment']}" if told["comment"] else words
    code = status.value if status is not None else told["status"]
    return PlatformEntry(EventKind.STATE, code, datetime.fromisoformat(told["at"]), comment, told["actor"])
