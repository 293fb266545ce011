"""Whether an invoice that the portal has is the one at hand: same number, same supplier, and the same content.

A number is used once per supplier, so what has it is either ours, sent before by a try whose answer was lost, or
somebody else's. Ours has the recipient, day and amounts that were sent, and came by this way. What was never sent (a
draft, or what was recognised in a PDF) holds no number. A rejected invoice keeps its own: another needs a new one.

Where the portal failed on `dateFacture` it was left out, so that the day of deposit stands for the invoice's own.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final

from extractor.checkdigits import SIRET_LENGTH
from models.finding import Finding, Message, Severity
from models.output import OutputKind
from models.portal import FRENCH, Status
from models.portal_terms import HAND_MODES, PDF_MODES
from worker.gateway.chorus.answers import Found, day_of
from worker.gateway.chorus.refusals import REFERENCE
from worker.gateway.parcel import GatewayRefused, Parcel

_NOT_SENT: Final = {"BROUILLON", "INTERPRETEE_OCR", "SUPPRIMEE", "ABANDONNEE"}
_CENT: Final = Decimal("0.01")


def ours(parcel: Parcel, found: Iterable[Found]) -> Found | None:
    """The invoice at hand among those of its number. Raises GatewayRefused where another invoice has the number."""
    having = [one for one in found if one.statut not in _NOT_SENT and _of_seller(parcel, one)]
    if not having:
        return None
    same = next((one for one in having if not differences(parcel, one)), None)
    if same is None:
        raise _taken(having[0], differences(parcel, having[0]))
    if same.statut == Status.REJETEE:
        raise _taken(same, ())
    return same


def differences(parcel: Parcel, found: Found) -> tuple[str, ...]:
    """In what an invoice of that number is another, in French."""
    told = []
    if found.modeDepot and not _our_way(parcel, found.modeDepot):
        told.append(f"déposée autrement ({found.modeDepot})")
    to = _at(parcel.request, "destinataire", "codeDestinataire") or parcel.buyer
    if to and len(to) == SIRET_LENGTH and found.codeDestinataire and found.codeDestinataire != to:
        told.append(f"destinataire {found.codeDestinataire}")
    day = day_of(found.dateFacture)
    if parcel.issue_date and day and day not in {parcel.issue_date, day_of(found.dateDepot)}:
        told.append(f"datée du {day:%d/%m/%Y}")
    for name, theirs, sent in (
        ("montant TTC", found.montantTTC, _amount(parcel, "montantTtcTotal", parcel.total)),
        ("net à payer", found.montantAPayer, _amount(parcel, "montantAPayer", None)),
    ):
        if theirs is not None and sent is not None and abs(abs(theirs) - abs(sent)) >= _CENT:
            told.append(f"{name} {theirs}")
    return tuple(told)


def _our_way(parcel: Parcel, mode: str) -> bool:
    """Whether an invoice that came to the portal like this may be ours."""
    if parcel.kind == OutputKind.CHORUS:
        return mode in PDF_MODES
    return mode not in HAND_MODES | PDF_MODES


def _of_seller(parcel: Parcel, found: Found) -> bool:
    """Whether it is of the same supplier, as far as is told."""
    if not parcel.seller or not found.codeFournisseur or not parcel.seller.isdecimal():
        return True
    return found.codeFournisseur.startswith(parcel.seller)


def _amount(parcel: Parcel, name: str, otherwise: Decimal | None) -> Decimal | None:
    value = _at(parcel.request, "montantTotal", name)
    return otherwise if value is None else Decimal(str(value))


def _at(request: dict[str, Any] | None, *names: str) -> Any:  # noqa: ANN401 - whatever JSON holds
    value: Any = request
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _taken(found: Found, differing: tuple[str, ...]) -> GatewayRefused:
    """What to say of a number that the portal has."""
    known = found.statut in set(Status)
    status = FRENCH[Status(found.statut)] if known else found.statut
    day = f" le {found.dateDepot:%d/%m/%Y}" if found.dateDepot else ""
    on = f" on {found.dateDepot:%Y-%m-%d}" if found.dateDepot else ""
    what = f" ; ce n'est pas la même : {', '.join(differing)}" if differing else ""
    fr = (
        f"Le numéro {found.numeroFacture} est déjà déposé{day} (facture {found.identifiantFactureCPP}, statut "
        f"« {status} »{what}). Donnez un nouveau numéro à la facture, ou ne la redéposez pas."
    )
    other = "; another one" if differing else ""
    en = (
        f"Number {found.numeroFacture} is already deposited{on} (invoice {found.identifiantFactureCPP}, "
        f"{found.statut}{other}). Give the invoice a new number, or do not deposit it again."
    )
    message = Message(fr=fr, en=en)
    finding = Finding(
        rule="PF-DUP-DEPOSITED",
        severity=Severity.BLOCKING,
        field="invoice_number",
        message=message,
        reference=REFERENCE,
    )
    return GatewayRefused("number_taken", message, (finding,))
