"""What an invoice must be by itself, whoever sends it to whom: number, kind, frame, dates, amounts, payment.

Numbers have 20 characters at most, amounts 19 positions of which 6 decimals. With VAT = without VAT + VAT - discount;
each VAT rate may round by a cent, up to five. No published text says which sign a credit note's amounts bear: either
is taken, the same for all.

Sources: AIFE, API Factures v1 (soumettre) and its data types · OCA l10n-france (a credit note bears no payment mode)
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from models.portal_terms import (
    AMOUNT_LIMIT,
    AVOIR,
    ENGAGEMENT_LENGTH,
    FACTURE,
    FRAMES,
    MODES,
    PAYMENT_MODES,
    PDF_MODES,
    SAISIE_API,
    SERVICE_LENGTH,
    VAT_KINDS,
)
from worker.portal import refusals
from worker.portal.submission import Row, Submission
from worker.store.tables import now

AHEAD: Final = timedelta(days=31)
"""How far in the future an invoice may be dated: beyond, it is a slip of the pen."""

COMMENT: Final = 2000
NUMBER: Final = re.compile(r"[A-Za-z0-9\-_/+]{1,20}")
_CURRENCY = re.compile(r"[A-Z]{3}")
_CENT, _MOST_CENTS = Decimal("0.01"), 5
_LENGTHS = MappingProxyType(
    {
        "numeroBonCommande": ENGAGEMENT_LENGTH, "numeroMarche": 50, "numeroFactureOrigine": 20, "commentaire": COMMENT,
        "codeServiceExecutant": SERVICE_LENGTH, "motifExonerationTva": 1024, "motifRemiseGlobaleTTC": 1024,
    }
)  # fmt: skip


def conform(asked: Submission) -> None:
    """Raises Refused with the first thing that is not as it must be."""
    _one_of("modeDepot", asked.mode, MODES)
    _one_of("typeFacture", asked.kind, {FACTURE, AVOIR})
    _one_of("codeCadreFacturation", asked.frame, set(FRAMES.values()))
    if asked.vat_kind is not None:
        _one_of("typeTva", asked.vat_kind, VAT_KINDS)
    _number(asked)
    _texts(asked)
    if not _CURRENCY.fullmatch(asked.currency):
        raise refusals.FIELD_WRONG(field="deviseFacture", why="donnez le code à trois lettres de la devise, comme EUR")
    if asked.issue_date is not None and asked.issue_date > now().date() + AHEAD:
        why = f"le {asked.issue_date:%d/%m/%Y} est trop loin dans le futur, corrigez la date"
        raise refusals.FIELD_WRONG(field="dateFacture", why=why)
    _content(asked)
    _payment(asked)
    _amounts(asked)


def from_interface(mode: str | None) -> None:
    """Raises Refused for a way of deposit that `soumettre` has not: the others come by files, or by people."""
    _one_of("modeDepot", mode, PDF_MODES | {SAISIE_API})


def routing_texts(texts: Mapping[str, str | None]) -> None:
    """Raises Refused for a text, by the interface's name, that its field can't hold."""
    for name, text in texts.items():
        if text is not None and len(text) > _LENGTHS[name]:
            raise refusals.FIELD_WRONG(field=name, why=f"{len(text)} caractères, {_LENGTHS[name]} au plus")


def _number(asked: Submission) -> None:
    if asked.number is None:
        if asked.mode != SAISIE_API:
            raise refusals.FIELD_WRONG(field="numeroFactureSaisi", why="donnez le numéro de la facture")
    elif not NUMBER.fullmatch(asked.number):
        raise refusals.NUMBER_WRONG(number=asked.number[:40], why="n'est pas accepté")


def _texts(asked: Submission) -> None:
    routing_texts(
        {
            "numeroBonCommande": asked.engagement,
            "numeroMarche": asked.contract,
            "numeroFactureOrigine": asked.preceding,
            "commentaire": asked.comment,
            "codeServiceExecutant": asked.service_code,
            "motifExonerationTva": asked.exemption_reason,
            "motifRemiseGlobaleTTC": asked.discount_reason,
        }
    )


def _content(asked: Submission) -> None:
    if asked.mode == SAISIE_API and not asked.lines:
        raise refusals.FIELD_WRONG(field="lignePoste", why="une facture saisie (SAISIE_API) a au moins une ligne")
    if asked.mode in PDF_MODES and asked.main_file is None:
        why = "déposez d'abord le PDF (deposer/pdf), puis donnez son pieceJointeId"
        raise refusals.FIELD_WRONG(field="pieceJointePrincipaleId", why=why)


def _payment(asked: Submission) -> None:
    if asked.payment_mode is None:
        return
    _one_of("modePaiement", asked.payment_mode, PAYMENT_MODES)
    if asked.kind == AVOIR:
        raise refusals.PAYMENT_WRONG(why="un avoir n'a pas de mode de paiement, retirez modePaiement")


def _amounts(asked: Submission) -> None:
    totals = {
        "montantHtTotal": asked.net,
        "montantTVA": asked.vat,
        "montantTtcTotal": asked.gross,
        "montantRemiseGlobaleTTC": asked.discount,
        "montantAPayer": asked.due,
    }
    for name, amount in totals.items():
        _amount(name, amount)
    for name, value in _values((*asked.lines, *asked.vat_rows)):
        _amount(name, value)
    if asked.net is None or asked.gross is None or asked.due is None:
        missing = next(name for name in ("montantHtTotal", "montantTtcTotal", "montantAPayer") if totals[name] is None)
        raise refusals.AMOUNT_WRONG(field=missing, why="il manque, donnez-le")
    sum_of = asked.net + (asked.vat or 0) - (asked.discount or 0)
    if abs(sum_of - asked.gross) > _CENT * min(max(len(asked.vat_rows), 1), _MOST_CENTS):
        why = f"{asked.gross:f} annoncé, mais HT + TVA - remise donne {sum_of:f}, corrigez l'un d'eux"
        raise refusals.AMOUNT_WRONG(field="montantTtcTotal", why=why)
    if asked.due * asked.gross < 0 or abs(asked.due) > abs(asked.gross):
        why = f"{asked.due:f} dépasse le total TTC de {asked.gross:f}, corrigez l'un d'eux"
        raise refusals.AMOUNT_WRONG(field="montantAPayer", why=why)


def _values(rows: Iterable[Row]) -> Iterable[tuple[str, Decimal]]:
    return ((name, value) for row in rows for name, value in row.items() if isinstance(value, Decimal))


def _amount(name: str, amount: Decimal | None) -> None:
    if amount is None:
        return
    if not amount.is_finite() or abs(amount) >= AMOUNT_LIMIT or amount != round(amount, 6):
        raise refusals.AMOUNT_WRONG(field=name, why="19 positions au plus, dont 6 décimales")


def _one_of(name: str, value: str | None, among: Collection[str]) -> None:
    if value not in among:
        given = f"« {value[:60]} » n'est pas accepté" if value else "la valeur manque"
        raise refusals.FIELD_WRONG(field=name, why=f"{given}, choisissez parmi {', '.join(sorted(among))}")
