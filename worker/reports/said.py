"""Figures and names as a French reader says them: counts, shares, stretches of time, outcomes, causes, ways out.

Narrow no-break spaces stand between thousands and before units, a comma before decimals. A name that is not known here
is told as it came, as platforms and later versions know more than this table.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from math import isfinite
from types import MappingProxyType
from typing import Final

from models.lifecycle import WayOut
from models.rejection import Cause
from models.report import Outcome, RunKind
from models.reprocessing import Step
from models.terms import AMOUNTS, DATES

NARROW: Final = "\u202f"
NOTHING: Final = "–"
_MINUTE, _HOUR = 60, 3600
_FEW: Final = 10
AMOUNTS_OF_ROWS: Final = frozenset({"base", "tax", "unit_price", "discount", "net_amount"})
"""Cells of VAT rows and lines that are sums of money."""
MOST_DIGITS: Final = Decimal(10) ** 15
"""An amount beyond it is no amount, and is told as it came."""

KINDS: Final = MappingProxyType(
    {RunKind.DIGITISE: "Numérisation de factures papier", RunKind.REPROCESS: "Nouvelle lecture de factures"}
)
OUTCOMES: Final = MappingProxyType(
    {
        Outcome.COMPLETE: "Prête à déposer",
        Outcome.DEPOSITED: "Déposée",
        Outcome.CHANGED: "Lue de nouveau, avec d'autres valeurs",
        Outcome.UNCHANGED: "Lue de nouveau, sans changement",
        Outcome.TO_REVIEW: "À relire par une personne",
        Outcome.SET_ASIDE: "Mise de côté",
    }
)
"""In the order in which they are told: what is done first, what is left to do last."""

ALWAYS_TOLD: Final = MappingProxyType(
    {
        RunKind.DIGITISE: frozenset({Outcome.COMPLETE, Outcome.TO_REVIEW, Outcome.SET_ASIDE}),
        RunKind.REPROCESS: frozenset({Outcome.CHANGED, Outcome.UNCHANGED, Outcome.SET_ASIDE}),
    }
)
"""Outcomes that are told even where there are none; the others only where there are some."""

CAUSES: Final[Mapping[str, str]] = MappingProxyType(
    {
        Cause.WRONG_RECIPIENT: "Mauvais destinataire",
        Cause.INACTIVE_RECIPIENT: "Destinataire fermé ou absent de la plateforme",
        Cause.SERVICE: "Code service manquant ou faux",
        Cause.ENGAGEMENT: "Numéro d'engagement ou de commande manquant ou faux",
        Cause.TOTALS: "Montants, prix ou TVA qui ne concordent pas",
        Cause.DUPLICATE: "Facture en double ou déjà payée",
        Cause.UNKNOWN_SUPPLIER: "Fournisseur inconnu ou non titulaire du marché",
        Cause.ATTACHMENT: "Pièce jointe manquante, illisible ou refusée",
        Cause.DATE: "Date manquante ou impossible",
        Cause.BANK_ACCOUNT: "Coordonnées bancaires manquantes ou fausses",
        Cause.NOT_DONE: "Livraison ou travail non fait, ou contesté",
        Cause.OTHER: "Autre motif",
    }
)
WAYS_OUT: Final[Mapping[str, str]] = MappingProxyType(
    {
        WayOut.RECYCLE: "Renvoyer au bon destinataire, sous le même numéro",
        WayOut.COMPLETE: "Ajouter la pièce ou le commentaire demandé",
        WayOut.ACKNOWLEDGE: "Prendre acte du rejet",
        WayOut.REPLACE: "Refaire la facture sous un nouveau numéro",
        Step.VALUES: "Vérifier les valeurs reprises",
        Step.DEPOSIT: "Déposer avec les valeurs lues de nouveau",
    }
)


def named(names: Mapping[str, str], name: str) -> str:
    """What a name is called.

    >>> named(CAUSES, "date"), named(CAUSES, "something new")
    ('Date manquante ou impossible', 'something new')
    """
    return names.get(name, name)


def count(number: int) -> str:
    """A whole number.

    >>> count(12345).replace(NARROW, " ")
    '12 345'
    """
    return f"{number:,}".replace(",", NARROW)


def counted(number: int, one: str, more: str) -> str:
    """A number with its noun; nothing is singular in French.

    >>> counted(0, "facture", "factures"), counted(2, "facture", "factures")
    ('0 facture', '2 factures')
    """
    return f"{count(number)} {one if number <= 1 else more}"


def share(part: float, whole: float) -> str:
    """A part in hundredths, with a decimal where it is close to none or all; all is said only of all.

    >>> [share(a, b).replace(NARROW, " ") for a, b in ((1, 3), (2, 150), (1999, 2000), (5, 5), (0, 4), (0, 0))]
    ['33 %', '1,3 %', '99,9 %', '100 %', '0 %', '–']
    """
    if not whole:
        return NOTHING
    percent = 100 * part / whole
    if 0 < part < whole:
        percent = min(max(percent, 0.1), 99.9)
    short = percent in {0, 100} or _FEW <= percent < 100 - 1
    return f"{percent:.{0 if short else 1}f}{NARROW}%".replace(".", ",")


def sure(confidence: float | None) -> str:
    """How sure a reading is.

    >>> sure(0.984).replace(NARROW, " "), sure(None), sure(float("nan"))
    ('98 %', '–', '–')
    """
    if confidence is None or not isfinite(confidence):
        return NOTHING
    return f"{int(min(max(confidence, 0.0), 1.0) * 100)}{NARROW}%"


def span(seconds: float) -> str:
    """A stretch of time, in its two largest units.

    >>> [span(one).replace(NARROW, " ") for one in (0.2, 42, 60, 754, 5400, 97200)]
    ["moins d'une seconde", '42 s', '1 min', '12 min 34 s', '1 h 30 min', '27 h']
    """
    if seconds < 1:
        return "moins d'une seconde"
    whole = round(seconds)
    if whole >= _HOUR:
        hours, minutes = divmod(round(whole / _MINUTE), _MINUTE)
        return _pair(hours, "h", minutes, "min")
    minutes, rest = divmod(whole, _MINUTE)
    return _pair(minutes, "min", rest, "s") if minutes else f"{rest}{NARROW}s"


def about(seconds: float) -> str:
    """A stretch of time to be seen from afar, in whole hours where they are many.

    >>> [about(one).replace(NARROW, " ") for one in (0, 240, 5400, 87480)]
    ['0', '4 min', '1 h 30', '≈ 24 h']
    """
    if seconds >= _FEW * _HOUR:
        return f"≈{NARROW}{count(round(seconds / _HOUR))}{NARROW}h"
    return span(seconds).removesuffix(f"{NARROW}min") if seconds >= _HOUR else span(seconds) if seconds else "0"


def _pair(large: int, unit: str, small: int, below: str) -> str:
    first = f"{count(large)}{NARROW}{unit}"
    return f"{first} {small}{NARROW}{below}" if small else first


def minutes(number: float) -> str:
    """Minutes, with a decimal only where there is one.

    >>> minutes(4.0).replace(NARROW, " "), minutes(2.5).replace(NARROW, " ")
    ('4 min', '2,5 min')
    """
    return f"{number:g}{NARROW}min".replace(".", ",")


def amount(value: Decimal | None, currency: str | None = None) -> str:
    """A sum, with its currency where that is known.

    >>> amount(Decimal("1234.5"), "EUR").replace(NARROW, " "), amount(Decimal("7"), "CHF").replace(NARROW, " ")
    ('1 234,50 €', '7,00 CHF')
    >>> amount(Decimal("1234.5")).replace(NARROW, " "), amount(None, "EUR"), amount(Decimal("NaN"), "EUR")
    ('1 234,50', '–', 'NaN')
    """
    if value is None:
        return NOTHING
    if not value.is_finite() or abs(value) >= MOST_DIGITS:
        return str(value)
    told = f"{value:,.2f}".replace(",", NARROW).replace(".", ",")
    return f"{told}{NARROW}{'€' if currency == 'EUR' else currency}" if currency else told


def pages(numbers: tuple[int, ...]) -> str:
    """Pages of a file, runs of them as one.

    >>> pages((3,)), pages((1, 2, 3, 7)), pages(())
    ('3', '1–3, 7', '')
    """
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in runs)


def value(field: str, text: str | None, currency: str | None = None) -> str:
    """The value of a field, or of a cell of a row, read or not; what is not in its form is told as it came.

    >>> value("total_vat", "1250.00").replace(NARROW, " "), value("issue_date", "2026-03-01"), value("iban", None)
    ('1 250,00', '01/03/2026', '(vide)')
    >>> value("lines[2].net_amount", "50", "EUR").replace(NARROW, " "), value("lines[2].quantity", "2.50")
    ('50,00 €', '2.50')
    """
    if not text:
        return "(vide)"
    try:
        if field in AMOUNTS or field.rpartition("].")[2] in AMOUNTS_OF_ROWS:
            return amount(Decimal(text), currency)
        if field in DATES:
            return f"{date.fromisoformat(text):%d/%m/%Y}"
    except (ArithmeticError, ValueError):
        return text
    return text
