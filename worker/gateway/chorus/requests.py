"""What a deposit of a PDF adds to its request: the portal's own numbers of supplier, account and files.

The account is named by its number on the portal, or by an IBAN. The portal tells of its accounts a number and the name
that their owner gave them, so that an IBAN is recognised where the name holds it or ends in its last digits; the only
account is taken where its name holds none. A transfer needs one that is recognised.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from models.finding import Finding, Message, Severity
from worker.gateway.chorus.answers import Account, Reading, day_of
from worker.gateway.chorus.client import attachments
from worker.gateway.chorus.refusals import REFERENCE
from worker.gateway.parcel import GatewayRefused, Parcel

_LAST: Final = 4  # digits of an account by which people name it
_IBAN: Final = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{10,30}")
_DIGITS: Final = re.compile(r"\d{4,}")


def completed(
    parcel: Parcel, supplier: int, account: int | None, main: int, files: Sequence[tuple[int, str]]
) -> dict[str, Any]:
    """The request of `soumettre` with all that the portal alone knows."""
    asked = dict(parcel.request or {})
    asked["numeroFactureSaisi"] = parcel.number
    asked["fournisseur"] = {
        **asked.get("fournisseur", {}),
        "idFournisseur": supplier,
        **({"codeCoordonneesBancairesFournisseur": account} if account is not None else {}),
    }
    _fill(asked, "destinataire", "codeServiceExecutant", parcel.service_code)
    _fill(asked, "references", "numeroBonCommande", parcel.engagement)
    if parcel.frame:
        asked["cadreDeFacturation"] = {**asked.get("cadreDeFacturation", {}), "codeCadreFacturation": parcel.frame}
    designation = {"pieceJointePrincipaleDesignation": f"Facture {parcel.number}"}
    principal = {**designation, **asked.get("pieceJointePrincipale", {}), "pieceJointePrincipaleId": main}
    asked["pieceJointePrincipale"] = [principal]  # an object in the swagger, a list in what clients send
    if files:
        asked["pieceJointeComplementaire"] = attachments(files)
    return asked


def account_for(wanted: str, accounts: Sequence[Account]) -> int | None:
    """The portal's number of an account by its IBAN; None where it is not recognised.

    >>> ours = Account(idCoordonneeBancaire=7, nomCoordonneeBancaire="…0189")
    >>> account_for("FR76 3000 6000 0112 3456 7890 189", [ours])
    7
    """
    iban = re.sub(r"\s", "", wanted).upper()
    named = [(one, re.sub(r"\s|\W+$", "", one.nomCoordonneeBancaire or "").upper()) for one in accounts]
    whole = [one for one, name in named if iban in name]
    ending = [one for one, name in named if not _IBAN.search(name) and name.endswith(iban[-_LAST:])]
    for found in (whole, ending):
        if len(found) == 1:
            return found[0].idCoordonneeBancaire
    if len(named) == 1 and not _DIGITS.search(named[0][1]):
        return named[0][0].idCoordonneeBancaire
    return None


def differing(reading: Reading, asked: dict[str, Any]) -> dict[str, dict[str, str]]:
    """Where the portal's own recognition of the PDF says something else than what is sent, by field of ours."""
    to, references, totals = (asked.get(name) or {} for name in ("destinataire", "references", "montantTotal"))
    day = day_of(reading.dateFacture)
    compared: dict[str, tuple[object, object]] = {
        "invoice_number": (reading.numeroFacture, asked.get("numeroFactureSaisi")),
        "issue_date": (day and day.isoformat(), asked.get("dateFacture")),
        "buyer_siret": (reading.codeDestinataire, to.get("codeDestinataire")),
        "buyer_reference": (reading.codeServiceExecutant, to.get("codeServiceExecutant")),
        "purchase_order": (reading.numeroBonCommande, references.get("numeroBonCommande")),
        "total_without_vat": (_plain(reading.montantHtTotal), _plain(totals.get("montantHtTotal"))),
        "total_vat": (_plain(reading.montantTVA), _plain(totals.get("montantTVA"))),
        "amount_due": (_plain(reading.montantAPayer), _plain(totals.get("montantAPayer"))),
    }
    return {
        name: {"read": str(read), "sent": str(sent)}
        for name, (read, sent) in compared.items()
        if read and sent and read != sent
    }


def _plain(value: object) -> str | None:
    return None if value is None else f"{Decimal(str(value)):.2f}"


def _fill(asked: dict[str, Any], part: str, name: str, value: str | None) -> None:
    """Set what is not said yet."""
    if value and not (asked.get(part) or {}).get(name):
        asked[part] = {**(asked.get(part) or {}), name: value}


def unknown_account(wanted: str, accounts: Sequence[Account]) -> GatewayRefused:
    """What to say of an account that the portal's list does not show."""
    names = ", ".join(f"{one.nomCoordonneeBancaire or '—'} ({one.idCoordonneeBancaire})" for one in accounts)
    known = f"comptes connus : {names}" if names else "aucun compte n'y est enregistré"
    listed = f"known accounts: {names}" if names else "none is registered there"
    message = Message(
        fr=f"Le compte …{wanted[-_LAST:]} n'est pas reconnu sur Chorus Pro ({known}) : enregistrez-le dans la fiche de "
        "la structure, ou choisissez un compte par son numéro.",
        en=f"The account …{wanted[-_LAST:]} is not recognised on Chorus Pro ({listed}): register it there, or choose "
        "an account by its number.",
    )
    finding = Finding(
        rule="PF-BANK-UNKNOWN", severity=Severity.BLOCKING, field="iban", message=message, reference=REFERENCE
    )
    return GatewayRefused("account", message, (finding,))
