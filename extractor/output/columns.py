"""Columns of the tables that are written: what each holds, and what the fields of an invoice are called in French."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from models.terms import AMOUNTS, DATES

Cell = str | Decimal | date | int | None
LARGEST_RATE = 1000


class Look(StrEnum):
    """What a column holds: TEXT is never a number, NAME neither and short; SHARE is of 1."""

    TEXT = "text"
    NAME = "name"
    DATE = "date"
    MONEY = "money"
    NUMBER = "number"
    SHARE = "share"


@dataclass(frozen=True, slots=True)
class Column:
    """A head and what stands below it."""

    title: str
    look: Look = Look.NAME


@dataclass(frozen=True, slots=True)
class Rows:
    """One table."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


LABELS: Mapping[str, str] = MappingProxyType(
    {
        "invoice_number": "Numéro de facture",
        "issue_date": "Date d'émission",
        "type_code": "Type (code)",
        "currency": "Devise",
        "due_date": "Échéance",
        "delivery_date": "Date de livraison",
        "billing_period_start": "Début de période",
        "billing_period_end": "Fin de période",
        "buyer_reference": "Code service",
        "contract_reference": "Marché",
        "purchase_order": "Engagement ou bon de commande",
        "preceding_invoice": "Facture liée",
        "preceding_invoice_date": "Date de la facture liée",
        "seller_name": "Vendeur",
        "seller_siret": "SIRET du vendeur",
        "seller_siren": "SIREN du vendeur",
        "seller_vat": "N° de TVA du vendeur",
        "seller_address": "Adresse du vendeur",
        "buyer_name": "Acheteur",
        "buyer_siret": "SIRET de l'acheteur",
        "buyer_siren": "SIREN de l'acheteur",
        "buyer_vat": "N° de TVA de l'acheteur",
        "buyer_address": "Adresse de l'acheteur",
        "payment_means": "Moyen de paiement (code)",
        "iban": "IBAN",
        "bic": "BIC",
        "payment_terms": "Conditions de paiement",
        "total_without_vat": "Total HT",
        "total_vat": "Total TVA",
        "total_with_vat": "Total TTC",
        "prepaid_amount": "Déjà payé",
        "amount_due": "Net à payer",
        "lines": "Lignes",
        "vat_breakdown": "TVA",
    }
)


def label(name: str | None) -> str:
    """What a field, or a row such as `lines[2]`, is called.

    >>> label("seller_siret"), label("lines[2]"), label(None)
    ('SIRET du vendeur', 'Ligne 3', '')
    """
    stem, _, rest = (name or "").partition("[")
    number = rest.split("]")[0]
    if stem == "lines" and number.isdecimal():
        return f"Ligne {int(number) + 1}"
    return LABELS.get(stem, stem) + (f" {int(number) + 1}" if number.isdecimal() else "")


def look_of(name: str) -> Look:
    """What the column of a field holds."""
    if name in AMOUNTS:
        return Look.MONEY
    if name in DATES:
        return Look.DATE
    return Look.TEXT if name.endswith("_address") or name == "payment_terms" else Look.NAME


def percent(rate: Decimal) -> str:
    """A rate as it stands in a head.

    >>> percent(Decimal("20.00")), percent(Decimal("5.50"))
    ('20 %', '5,5 %')
    """
    if not abs(rate) < LARGEST_RATE:  # no rate at all, and its digits may be many
        return f"{rate} %"
    whole, _, decimals = f"{rate:.2f}".partition(".")
    kept = decimals.rstrip("0")
    return f"{whole},{kept} %" if kept else f"{whole} %"
