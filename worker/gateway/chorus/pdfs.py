"""The deposit of a plain PDF: the file first, its attachments, then the request that makes an invoice of them.

The portal answers at once, and takes a number once per supplier. So a lost answer does no harm: the number is looked
for, and where it is not there the same request goes again, which is refused if the first came through after all.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from models.finding import Message
from models.portal_terms import FILE_LIMIT, TRANSFER
from worker.gateway.chorus.client import Portal
from worker.gateway.chorus.hitches import Lost
from worker.gateway.chorus.refusals import PortalRefused
from worker.gateway.chorus.requests import account_for, completed, differing, unknown_account
from worker.gateway.chorus.sameness import ours
from worker.gateway.parcel import GatewayRefused, GatewayUnavailable, Parcel, Sent

_DATE, _FAILED, _OFTEN = "dateFacture", 500, 2
_NUMBER: Final = 18  # digits that a number of the portal has at most


def too_large(name: str) -> GatewayRefused:
    """A file that the portal would not take."""
    fr = f"Le fichier « {name} » dépasse 10 Mo, le plus que prend Chorus Pro : réduisez-le ou répartissez-le."
    en = f"The file {name} is larger than 10 MB, the most that Chorus Pro takes: make it smaller or split it."
    return GatewayRefused("too_large", Message(fr=fr, en=en))


def send(portal: Portal, parcel: Parcel, supplier: int) -> Sent:
    """Deposit it, or find it deposited. Raises GatewayRefused, GatewayUnavailable."""
    for name, data in ((parcel.name, parcel.data), *((one.name, one.data) for one in parcel.enclosed)):
        if len(data) > FILE_LIMIT:
            raise too_large(name)
    reading = portal.deposit_pdf(parcel.name, parcel.data)
    files = [(portal.add_file(one.name, one.data), one.name) for one in parcel.enclosed]
    asked = completed(parcel, supplier, _account(portal, parcel, supplier), reading.pieceJointeId, files)
    sent = _submitted(portal, parcel, supplier, asked)
    told = differing(reading, asked)
    return Sent(sent.platform_id, sent.at, {**sent.kept, "reading": told} if told else sent.kept)


def found(portal: Portal, parcel: Parcel, supplier: int | None) -> Sent | None:
    """What the portal has of it. Raises GatewayRefused where another invoice has its number."""
    same = ours(parcel, portal.invoices(number=parcel.number, supplier=supplier))
    if same is None:
        return None
    number = same.identifiantFactureCPP
    return Sent(str(number), same.dateDepot or datetime.now(UTC), {"invoice": number})


def _submitted(portal: Portal, parcel: Parcel, supplier: int, asked: dict[str, Any]) -> Sent:
    tries = failures = 0
    while True:
        tries += 1
        try:
            told = portal.submit(asked)
        except Lost as lost:
            failures += lost.status == _FAILED
            if (there := found(portal, parcel, supplier)) is not None:
                return there
            portal.errand.again(tries, lost.detail)
            if failures == _OFTEN:  # some met it with every dateFacture, whatever its form
                asked = {name: value for name, value in asked.items() if name != _DATE}
        except PortalRefused as refused:
            return _settled(portal, parcel, supplier, refused, repeated=tries > 1)
        else:
            number = told.identifiantFactureCPP
            return Sent(str(number), told.dateDepot or datetime.now(UTC), {"invoice": number})


def _settled(portal: Portal, parcel: Parcel, supplier: int, refused: PortalRefused, *, repeated: bool) -> Sent:
    """What a refusal means: after a lost answer it may be that the first request came through."""
    if repeated or refused.code == "number_taken":
        there = found(portal, parcel, supplier)
        if there is not None:
            return there
        if repeated:  # taken meanwhile and not to be seen yet, or refused without its date: looked for later
            raise GatewayUnavailable(refused.libelle) from refused
    raise refused


def _account(portal: Portal, parcel: Parcel, supplier: int) -> int | None:
    wanted = parcel.account
    if wanted is not None and wanted.isdecimal() and len(wanted) <= _NUMBER:
        return int(wanted)
    if not wanted:
        return None
    accounts = portal.accounts(supplier)
    found = account_for(wanted, accounts)
    if found is None and ((parcel.request or {}).get("references") or {}).get("modePaiement") == TRANSFER:
        raise unknown_account(wanted, accounts)
    return found
