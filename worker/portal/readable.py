"""An invoice that was deposited as data, drawn so that a person can read it: plain, A4, in French.

It says of itself that it is such a drawing: what counts is what was deposited.

Source: CGI annexe II, art. 242 nonies A (what an invoice tells)
"""

from __future__ import annotations

from decimal import Decimal
from types import MappingProxyType
from typing import Final

from models.portal_terms import AVOIR, FRAMES, PAYMENT_MODES, VAT_KINDS
from worker.portal.consulting import Parties, decimal, lines_of, rate_of, vat_rows_of
from worker.portal.french import day
from worker.portal.sheets import Sheets
from worker.store.tables import PortalInvoiceRow, ServiceRow, StructureRow

NOTICE: Final = "Représentation lisible d'une facture déposée en données"
_SPACE: Final = "\u00a0"
_DRAWN: Final = 500  # lines; a table of so many takes two seconds
_WORDS: Final = MappingProxyType(
    {
        FRAMES["A1"]: "A1 : facture du fournisseur",
        FRAMES["A2"]: "A2 : facture du fournisseur déjà payée",
        FRAMES["A9"]: "A9 : facture d'un sous-traitant",
        FRAMES["A12"]: "A12 : facture d'un cotraitant",
        **VAT_KINDS,
        **PAYMENT_MODES,
    }
)
"""Codes as people say them."""


def draw(row: PortalInvoiceRow, parties: Parties) -> bytes:
    """The PDF."""
    sheets = Sheets(f"{'Avoir' if row.kind == AVOIR else 'Facture'} n° {row.number}", NOTICE)
    sheets.text(f"{NOTICE}, le {day(row.deposited_at)}. Empreinte du dépôt : {row.certificate}")
    sheets.heading("Fournisseur")
    sheets.facts(_structure(parties.supplier, parties.supplier_service))
    sheets.heading("Destinataire")
    sheets.facts(_structure(parties.recipient, parties.service))
    sheets.heading("Références")
    sheets.facts(_references(row))
    _lines(sheets, row)
    _vat(sheets, row)
    sheets.heading("Totaux")
    sheets.facts(_totals(row))
    if parties.account is not None:
        sheets.heading("Coordonnées bancaires")
        sheets.facts((("IBAN", _grouped(parties.account.iban)), ("BIC", parties.account.bic)))
    if row.comment:
        sheets.heading("Commentaire")
        sheets.text(row.comment)
    return bytes(sheets)


def _structure(structure: StructureRow, service: ServiceRow | None) -> tuple[tuple[str, str | None], ...]:
    told = f"{service.code} {service.name}".strip() if service else None
    return (("Nom", structure.name), ("SIRET", structure.siret), ("Service", told))


def _references(row: PortalInvoiceRow) -> tuple[tuple[str, str | None], ...]:
    return (
        ("Date de la facture", f"{row.issue_date:%d/%m/%Y}" if row.issue_date else None),
        ("Cadre de facturation", _word(row.frame)),
        ("Numéro d'engagement", row.engagement),
        ("Numéro de marché", row.contract),
        ("Facture d'origine", row.preceding),
        ("Type de TVA", _word(row.vat_kind)),
        ("Motif d'exonération", (row.request or {}).get("exemption_reason")),
        ("Mode de paiement", _word(row.payment_mode)),
    )


def _lines(sheets: Sheets, row: PortalInvoiceRow) -> None:
    lines = lines_of(row)
    if not lines:
        return
    sheets.heading("Lignes")
    heads = ("N°", "Désignation", "Quantité", "Unité", "Prix unitaire HT", "Remise HT", "TVA", "Montant HT")
    told = []
    for number, line in enumerate(lines[:_DRAWN], 1):
        one = line.told
        names = (one.get("lignePosteReference"), one.get("lignePosteDenomination"))
        told.append(
            (
                str(one.get("lignePosteNumero") or number),
                " - ".join(name for name in names if name),
                amount(decimal(one.get("lignePosteQuantite")), least=0),
                one.get("lignePosteUnite"),
                amount(decimal(one.get("lignePosteMontantUnitaireHT"))),
                amount(decimal(one.get("lignePosteMontantRemiseHT"))),
                _percent(rate_of(one)),
                amount(line.net),
            )
        )
    sheets.table(heads, told, (5, 30, 11, 8, 14, 10, 8, 14), right={2, 4, 5, 6, 7})
    if (left := len(lines) - _DRAWN) > 0:
        sheets.text(f"Et {left} autres lignes : elles sont toutes dans les données déposées.")


def _vat(sheets: Sheets, row: PortalInvoiceRow) -> None:
    rows = vat_rows_of(row)[:_DRAWN]
    if not rows:
        return
    sheets.heading("TVA par taux")
    told = [
        (
            _percent(rate_of(one)),
            amount(decimal(one.get("ligneTvaMontantBaseHtParTaux"))),
            amount(decimal(one.get("ligneTvaMontantTvaParTaux"))),
        )
        for one in rows
    ]
    sheets.table(("Taux", "Base HT", "TVA"), told, (1, 1, 1), right={0, 1, 2})


def _totals(row: PortalInvoiceRow) -> list[tuple[str, str | None]]:
    unit = "€" if row.currency == "EUR" else row.currency
    told = (
        ("Total HT", row.net),
        ("Total TVA", row.vat),
        ("Remise TTC", row.discount),
        ("Total TTC", row.gross),
        ("Net à payer", row.due),
    )
    return [(name, f"{amount(value)}{_SPACE}{unit}") for name, value in told if value is not None]


def amount(value: Decimal | None, least: int = 2) -> str | None:
    """An amount as it is written in French, with at least so many decimals, and no zeros beyond.

    >>> [amount(Decimal(one)).replace("\\xa0", "_") for one in ("1234567.5", "1406.272000", "-12")]
    ['1_234_567,50', '1_406,272', '-12,00']
    """
    if value is None:
        return None
    whole, _, cents = f"{value:,f}".partition(".")
    cents = cents.rstrip("0").ljust(least, "0")
    return whole.replace(",", _SPACE) + (f",{cents}" if cents else "")


def _word(code: str | None) -> str | None:
    return _WORDS.get(code, code) if code is not None else None


def _percent(rate: Decimal | None) -> str | None:
    return f"{amount(rate, least=0)}{_SPACE}%" if rate is not None else None


def _grouped(iban: str) -> str:
    return " ".join(iban[at : at + 4] for at in range(0, len(iban), 4))
