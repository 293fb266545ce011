"""Totals and VAT rows: they are there, they add up, and their categories and rates are those that are allowed.

Sources: EN 16931-1 BR-12 to BR-15, BR-45, BR-CO-13 to BR-CO-18, BR-S-05, BR-E-05 and its kin, BR-O-11 · XP Z12-012
BR-FR-15, BR-FR-16, BR-FR-DEC-01
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from extractor.output.code_lists import EXEMPTIONS
from extractor.output.gaps.gap import gap
from extractor.output.notation import cents
from extractor.output.vat import UNTAXED
from models.finding import Finding
from models.invoice import Invoice, VatSubtotal

CATEGORIES = UNTAXED | {"S", "Z"}
RATES = frozenset(map(Decimal, "0 0.9 1.05 1.75 2.1 5.5 7 8.5 9.2 9.6 10 13 19.6 20 20.6".split()))
"""VAT rates that French rules know, of today, of overseas and of the past (BR-FR-16)."""

_ZERO = Decimal(0)
_OFF = Decimal(1)
"""By how much the norm lets VAT differ from base times rate (BR-CO-17)."""
_LARGEST = Decimal(10) ** 15


def amounts(invoice: Invoice) -> Iterator[Finding]:
    """Totals: each is there, and the sums that the norm makes of them hold."""
    wanted = (
        ("total_without_vat", "BR-13", "le total hors taxes", "the total without VAT"),
        ("total_vat", "BR-CO-14", "le total de TVA", "the total VAT"),
        ("total_with_vat", "BR-14", "le total TTC", "the total with VAT"),
        ("amount_due", "BR-15", "le net à payer", "the amount due"),
    )
    for field, rule, fr, en in wanted:
        value = getattr(invoice, field)
        if value is None:
            yield gap(rule, field, fr=f"Saisissez {fr}.", en=f"Enter {en}.")
        elif abs(value) >= _LARGEST:
            yield gap("BR-FR-DEC-01", field, fr=f"Corrigez {fr} : trop grand.", en=f"Correct {en}: too large.")
    net, vat, gross, due = (getattr(invoice, field) for field, *_ in wanted)
    if net is not None and vat is not None and gross is not None and net + vat != gross:
        yield gap(
            "BR-CO-15",
            "total_with_vat",
            fr=f"Le TTC ({gross}) n'est pas HT + TVA ({net} + {vat}) : corrigez le montant mal lu.",
            en=f"The total with VAT ({gross}) is not net + VAT ({net} + {vat}): correct what was misread.",
        )
    prepaid, rounding = invoice.prepaid_amount or _ZERO, invoice.rounding_amount or _ZERO
    if gross is not None and due is not None and gross - prepaid + rounding != due:
        yield gap(
            "BR-CO-16",
            "amount_due",
            fr=f"Le net à payer ({due}) n'est pas le TTC moins l'acompte ({gross} - {prepaid}) : corrigez-le, "
            "ou saisissez l'acompte.",
            en=f"The amount due ({due}) is not the total less what is prepaid ({gross} - {prepaid}): correct it.",
        )
    total = sum((row.tax for row in invoice.vat_breakdown), _ZERO)
    if vat is not None and invoice.vat_breakdown and total != vat:
        yield gap(
            "BR-CO-14",
            "total_vat",
            fr=f"Le total de TVA ({vat}) n'est pas la somme des TVA par taux ({total}) : corrigez-les.",
            en=f"Total VAT ({vat}) is not the sum per rate ({total}): correct them.",
        )


def vat_rows(invoice: Invoice) -> Iterator[Finding]:
    """The VAT breakdown, row by row."""
    rows = invoice.vat_breakdown
    if not rows:
        yield gap(
            "BR-CO-18",
            "vat_breakdown",
            fr="Le détail de la TVA manque : saisissez taux, base et taxe, ou le motif d'exonération.",
            en="The VAT breakdown is missing: enter rate, base and tax, or the reason of exemption.",
        )
    for place, row in enumerate(rows):
        yield from _row(row, f"vat_breakdown[{place}]")
    if any(row.category == "O" for row in rows) and len(rows) > 1:
        yield gap(
            "BR-O-11",
            "vat_breakdown",
            fr="Une facture hors champ de TVA (O) n'a pas d'autre taux : séparez les opérations en deux factures.",
            en="An invoice not subject to VAT (O) has no other rate: make two invoices.",
        )


def _row(row: VatSubtotal, field: str) -> Iterator[Finding]:
    if row.category not in CATEGORIES:
        yield gap(
            "BR-FR-15",
            field,
            fr=f"La catégorie de TVA « {row.category} » n'est pas admise : S, E, AE, K, G, O ou Z.",
            en=f"The VAT category '{row.category}' is not allowed: S, E, AE, K, G, O or Z.",
        )
    if row.exemption_code is not None and row.exemption_code not in EXEMPTIONS:
        yield gap(
            "BR-CL-22",
            field,
            fr=f"Le code d'exonération « {row.exemption_code} » est inconnu : corrigez-le, ou gardez le seul motif.",
            en=f"The exemption code '{row.exemption_code}' is not known: correct it, or keep the reason alone.",
        )
    if row.rate not in RATES:
        yield gap(
            "BR-FR-16",
            field,
            fr=f"{row.rate} % n'est pas un taux de TVA français : corrigez-le.",
            en=f"{row.rate} % is no French VAT rate: correct it.",
        )
    if row.base is None:
        yield gap(
            "BR-45",
            field,
            fr=f"Saisissez la base hors taxes du taux de {row.rate} %.",
            en=f"Enter the amount without VAT at {row.rate} %.",
        )
    elif abs(row.tax - cents(row.base * row.rate / 100)) >= _OFF:
        yield gap(
            "BR-CO-17",
            field,
            fr=f"La TVA ({row.tax}) n'est pas {row.rate} % de {row.base} : corrigez base, taux ou taxe.",
            en=f"The VAT ({row.tax}) is not {row.rate} % of {row.base}: correct base, rate or tax.",
        )
    if (row.category == "S") == (row.rate == 0):
        yield gap(
            "BR-S-05" if row.category == "S" else f"BR-{'IC' if row.category == 'K' else row.category}-05",
            field,
            fr=f"La catégorie {row.category} ne va pas avec le taux {row.rate} % : corrigez l'un des deux.",
            en=f"Category {row.category} does not go with the rate {row.rate} %: correct one of them.",
        )
    if row.category != "S" and row.tax != 0:
        yield gap(
            f"BR-{'IC' if row.category == 'K' else row.category}-09",
            field,
            fr=f"La catégorie {row.category} ne porte pas de TVA, et {row.tax} est indiqué : corrigez l'un des deux.",
            en=f"Category {row.category} bears no VAT, and {row.tax} is told: correct one of them.",
        )
    if row.category == "E" and row.exemption_reason is None and row.exemption_code is None:
        yield gap(
            "BR-E-10",
            field,
            fr="Le motif d'exonération de TVA manque : saisissez-le (par exemple « art. 293 B du CGI »).",
            en="The reason of the VAT exemption is missing: enter it (such as 'art. 293 B du CGI').",
        )
