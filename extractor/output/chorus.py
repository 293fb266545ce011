"""The request `soumettre` of Chorus Pro's API (SoumettreFactureParam): what goes with a PDF that was deposited before.

What the platform alone knows is not in it, and is filled in at deposit: `fournisseur` (its own numbers of the supplier,
of the service and of a registered bank account: none of them is the SIRET or the IBAN) and `pieceJointePrincipaleId`,
the number that the deposit of the PDF gave. Lines are not needed beside a PDF: they go along when each of them is whole
and they add up to the total without VAT.

VAT rates go as numbers (`…TauxManuel`): the codes (TVA1, TVA2 ...) are a list that the platform serves, and samples do
not agree on which code is 20 %. No published text says which sign the amounts of an AVOIR bear: they go as
they stand in the invoice, positive where the type tells that it is a credit note (EN 16931).

Sources: swagger of the API Factures v1 (AIFE) · its data types: 19 positions, 6 decimals, quantities 4 · CGI art. 269-2
(VAT on services falls due when they are paid, on goods when they are delivered)
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final, Literal, TypeAlias

from models.codes import CREDIT_NOTES
from models.invoice import Invoice, InvoiceLine, VatSubtotal
from models.output import Supplements
from models.portal_terms import (
    AMOUNT_LIMIT,
    AVOIR,
    DEPOT_PDF_API,
    DESIGNATION_LENGTH,
    ENGAGEMENT_LENGTH,
    FACTURE,
    TRANSFER,
)

PAYMENT_MODES = {
    "10": "ESPECE",
    "20": "CHEQUE",
    "30": TRANSFER,
    "31": TRANSFER,
    "42": TRANSFER,
    "49": "PRELEVEMENT",
    "58": TRANSFER,
    "59": "PRELEVEMENT",
}
"""UNTDID 4461 in the platform's words; every other means is AUTRE."""

VatKind: TypeAlias = Literal["TVA_SUR_DEBIT", "TVA_SUR_ENCAISSEMENT", "EXONERATION", "SANS_TVA"]
ON_DEBITS: Final = "TVA_SUR_DEBIT"
ON_RECEIPTS: Final = "TVA_SUR_ENCAISSEMENT"
VAT_POINTS: Mapping[str, VatKind] = {"5": ON_DEBITS, "29": ON_DEBITS, "72": ON_RECEIPTS}
"""BT-8: from issue and from delivery the VAT is due before the payment, which the platform calls on debits."""
_MODES: Mapping[str, VatKind] = {"B": ON_DEBITS, "S": ON_RECEIPTS}

_COMMENT: Final = 2000
_MONEY, _QUANTITY = Decimal("0.000001"), Decimal("0.0001")
DRAFT = "BROUILLON : facture incomplète, à ne pas envoyer en l'état."


def to_chorus(invoice: Invoice, supplements: Supplements, *, draft: bool = False) -> bytes:
    """The request as JSON, UTF-8; what is not known is left out. A draft says so at the head of its comment."""
    number = invoice.number or "sans numéro"
    request = {
        "idUtilisateurCourant": 0,
        "modeDepot": DEPOT_PDF_API,
        "numeroFactureSaisi": invoice.number,
        "dateFacture": invoice.issue_date.isoformat() if invoice.issue_date else None,
        "destinataire": {
            "codeDestinataire": invoice.buyer.siret,
            "codeServiceExecutant": invoice.buyer_reference,
        },
        "fournisseur": {},
        "cadreDeFacturation": {"codeCadreFacturation": supplements.chorus_frame},
        "references": _references(invoice, supplements),
        "lignePoste": _lines(invoice.lines, invoice.total_without_vat),
        "ligneTva": [_vat(row) for row in invoice.vat_breakdown],
        "montantTotal": _totals(invoice),
        "pieceJointePrincipale": {"pieceJointePrincipaleDesignation": f"Facture {number}"[:DESIGNATION_LENGTH]},
        "commentaire": _comment(invoice, draft=draft),
    }
    return (json.dumps(_known(request), ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()


def _references(invoice: Invoice, supplements: Supplements) -> dict[str, Any]:
    credit_note = invoice.type_code in CREDIT_NOTES
    kind = vat_kind(invoice, supplements)
    means = invoice.payment.means_code
    return {
        "deviseFacture": invoice.currency,
        "typeFacture": AVOIR if credit_note else FACTURE,
        "typeTva": kind,
        "motifExonerationTva": _exemption(invoice) if kind == "EXONERATION" else None,
        "numeroMarche": _fitting(invoice.contract_reference),
        "numeroBonCommande": _fitting(invoice.purchase_order),
        "numeroFactureOrigine": invoice.preceding_invoice,
        "modePaiement": None if credit_note or means is None else PAYMENT_MODES.get(means, "AUTRE"),
    }


def vat_kind(invoice: Invoice, supplements: Supplements) -> VatKind | None:
    """`typeTva`; None where nothing tells when the VAT falls due."""
    rows = invoice.vat_breakdown
    if rows and not any(row.rate or row.tax for row in rows):
        return "SANS_TVA" if all(row.category == "O" for row in rows) else "EXONERATION"
    if invoice.vat_point_code is not None:
        return VAT_POINTS.get(invoice.vat_point_code)
    mode = invoice.billing_mode or supplements.billing_mode or ""
    return _MODES.get(mode[:1])


def _exemption(invoice: Invoice) -> str | None:
    return next((row.exemption_reason for row in invoice.vat_breakdown if row.exemption_reason), None)


def _lines(lines: tuple[InvoiceLine, ...], total: Decimal | None) -> list[dict[str, Any]]:
    if any(line.quantity is None or line.unit_price is None for line in lines):
        return []
    if sum(line.net_amount or 0 for line in lines) != total:
        return []
    return [
        {
            "lignePosteNumero": number,
            "lignePosteReference": line.reference,
            "lignePosteDenomination": line.description,
            "lignePosteQuantite": _number(line.quantity, _QUANTITY),
            "lignePosteUnite": line.unit,
            "lignePosteMontantUnitaireHT": _number(line.unit_price),
            "lignePosteMontantRemiseHT": _number(line.discount),
            "lignePosteTauxTvaManuel": _number(line.vat_rate),
        }
        for number, line in enumerate(lines, 1)
    ]


def _vat(row: VatSubtotal) -> dict[str, Any]:
    return {
        "ligneTvaTauxManuel": _number(row.rate),
        "ligneTvaMontantBaseHtParTaux": _number(row.base),
        "ligneTvaMontantTvaParTaux": _number(row.tax),
    }


def _totals(invoice: Invoice) -> dict[str, Any]:
    """EN 16931 knows no discount after VAT (`montantRemiseGlobaleTTC`): with VAT = without VAT + VAT (BR-CO-15)."""
    return {
        "montantHtTotal": _number(invoice.total_without_vat),
        "montantTVA": _number(invoice.total_vat),
        "montantTtcTotal": _number(invoice.total_with_vat),
        "montantAPayer": _number(invoice.amount_due),
    }


def _fitting(reference: str | None) -> str | None:
    """A reference that the platform's field can hold: one cut short would name another order."""
    return reference if reference is None or len(reference) <= ENGAGEMENT_LENGTH else None


def _comment(invoice: Invoice, *, draft: bool) -> str | None:
    told = [DRAFT] if draft else []
    for name, reference in (("Marché", invoice.contract_reference), ("Engagement", invoice.purchase_order)):
        if reference is not None and _fitting(reference) is None:
            told.append(f"{name} : {reference}")
    return "\n".join(told)[:_COMMENT] or None


def _number(value: Decimal | None, step: Decimal = _MONEY) -> int | float | None:
    """A JSON number of at most so many decimals; None for one that has more positions than the platform takes."""
    if value is None or not abs(value) < AMOUNT_LIMIT:
        return None
    rounded = value.quantize(step)
    return int(rounded) if rounded == rounded.to_integral_value() else float(rounded)


def _known(value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    """The same without what is not known."""
    if isinstance(value, dict):
        return {name: _known(one) for name, one in value.items() if one is not None and one != []}
    return [_known(one) for one in value] if isinstance(value, list) else value
