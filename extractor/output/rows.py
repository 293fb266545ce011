"""Invoices as tables: which columns there are, what they are called in French, and the typed cells of each row.

Rows of different tables belong together by their first column, the number of the invoice in this run. Values are those
read off the page, completed by what the pre-filled invoice has computed. VAT stands in one pair of columns per rate.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

from extractor.output.columns import Cell, Column, Look, Rows, label, look_of, percent
from models.extraction import Extraction
from models.finding import Finding, Severity
from models.terms import TERMS

KEY = ("invoice_number", "issue_date", "seller_siret", "seller_siren", "buyer_siret", "buyer_siren", "currency",
       "total_without_vat", "total_vat", "total_with_vat")  # fmt: skip
"""The fields by which an invoice is booked: the least sure of them says how far to trust the row."""

COMPUTED = frozenset({"total_without_vat", "total_vat", "total_with_vat", "amount_due"})
"""Fields that the pre-filled invoice computes where the page has none."""

MOST_RATES = 12
"""Pairs of columns for VAT; what further rates say is added up in one pair."""

WHOSE = (Column("N°", Look.NUMBER), Column("Fichier"), Column("Numéro de facture"))
READY, INCOMPLETE, WRONG = "prête", "à compléter", "à corriger"


def invoices(extractions: Sequence[Extraction]) -> Rows:
    """One row per invoice."""
    rates = _rates(extractions)
    others = any(len(_by_rate(one, rates)) > len(rates) for one in extractions)
    columns = (
        Column("N°", Look.NUMBER), Column("Fichier"), Column("Pages"), Column("État"),
        Column("Sûreté minimale", Look.SHARE), Column("Champ le moins sûr"),
        *(Column(label(name), look_of(name)) for name in TERMS),
        Column("Remises HT", Look.MONEY), Column("Frais HT", Look.MONEY),
        *(Column(f"{what} {percent(rate)}", Look.MONEY) for rate in rates for what in ("Base HT", "TVA")),
        *([Column("Base HT, autres taux", Look.MONEY), Column("TVA, autres taux", Look.MONEY)] if others else ()),
        Column("Reste à faire", Look.TEXT),
    )  # fmt: skip
    rows = tuple(tuple(_invoice(number, one, rates, others=others)) for number, one in enumerate(extractions, 1))
    return Rows("Factures", columns, rows)


def lines(extractions: Sequence[Extraction]) -> Rows:
    """One row per invoice line, as printed."""
    columns = (
        *WHOSE, Column("Ligne", Look.NUMBER), Column("Désignation", Look.TEXT), Column("Référence"),
        Column("Quantité", Look.NUMBER), Column("Unité"), Column("Prix unitaire HT", Look.MONEY),
        Column("Remise HT", Look.MONEY), Column("Montant HT", Look.MONEY), Column("Taux de TVA (%)", Look.NUMBER),
        Column("Sûreté", Look.SHARE), Column("Page", Look.NUMBER),
    )  # fmt: skip
    rows = tuple(
        (
            *whose, index, line.description, line.reference, line.quantity, line.unit, line.unit_price, line.discount,
            line.net_amount, line.vat_rate, _share(line.confidence), line.provenance.page if line.provenance else None,
        )
        for whose, one in _each(extractions)
        for index, line in enumerate(one.lines, 1)
    )  # fmt: skip
    return Rows("Lignes", columns, rows)


def vat(extractions: Sequence[Extraction]) -> Rows:
    """One row per row of each invoice's VAT breakdown."""
    columns = (
        *WHOSE, Column("Taux (%)", Look.NUMBER), Column("Catégorie"), Column("Base HT", Look.MONEY),
        Column("TVA", Look.MONEY), Column("Motif d'exonération", Look.TEXT), Column("Code du motif"),
    )  # fmt: skip
    rows = tuple(
        (*whose, row.rate, row.category, row.base, row.tax, row.exemption_reason, row.exemption_code)
        for whose, one in _each(extractions)
        for row in one.invoice.vat_breakdown
    )
    return Rows("TVA", columns, rows)


def findings(extractions: Sequence[Extraction]) -> Rows:
    """One row per finding, blocking ones first within an invoice."""
    columns = (
        *WHOSE, Column("Gravité"), Column("Champ"), Column("Constat", Look.TEXT), Column("Règle"),
        Column("Texte", Look.TEXT), Column("Page", Look.NUMBER),
    )  # fmt: skip
    words = {Severity.BLOCKING: "à corriger", Severity.WARNING: "à vérifier"}
    rows = tuple(
        (
            *whose, words[finding.severity], label(finding.field), finding.message.fr, finding.rule,
            finding.reference, finding.provenance.page if finding.provenance else None,
        )
        for whose, one in _each(extractions)
        for finding in sorted(one.findings, key=lambda found: found.severity is not Severity.BLOCKING)
    )  # fmt: skip
    return Rows("Contrôles", columns, rows)


def state(extraction: Extraction) -> str:
    """Ready, or whether something must be added only, or something present is wrong."""
    blocking = _blocking(extraction)
    if not blocking:
        return READY
    return INCOMPLETE if all(_absent(finding, extraction) for finding in blocking) else WRONG


def _absent(finding: Finding, extraction: Extraction) -> bool:
    if finding.field in {"lines", "vat_breakdown"}:
        return not (extraction.lines if finding.field == "lines" else extraction.vat_breakdown)
    return finding.field in TERMS and finding.field not in extraction.fields


def _blocking(extraction: Extraction) -> list[Finding]:
    return [finding for finding in extraction.findings if finding.severity is Severity.BLOCKING]


def _each(extractions: Sequence[Extraction]) -> Iterator[tuple[tuple[Cell, ...], Extraction]]:
    for number, one in enumerate(extractions, 1):
        yield (number, one.source, one.invoice.number), one


def _invoice(number: int, one: Extraction, rates: Sequence[Decimal], *, others: bool) -> Iterator[Cell]:
    key = [(one.fields[name].confidence, name) for name in KEY if name in one.fields]
    least = min(key, default=None)
    yield from (number, one.source, _pages(one.pages), state(one))
    yield from (_share(least[0]), label(least[1])) if least else (None, None)
    for name in TERMS:
        yield _value(one, name)
    for charge in (False, True):
        amounts = [adjustment.amount for adjustment in one.adjustments if adjustment.charge is charge]
        yield sum(amounts, Decimal(0)) if amounts else None
    sums = _by_rate(one, rates)
    for rate in (*rates, *((None,) if others else ())):
        yield from sums.get(rate, (None, None))
    yield " · ".join(finding.message.fr for finding in _blocking(one)) or None


def _value(one: Extraction, name: str) -> Cell:
    field = one.fields.get(name)
    if field is None:
        return _computed(one, name)
    try:
        return field.typed(name)
    except (ValueError, ArithmeticError):
        return field.value


def _computed(one: Extraction, name: str) -> Cell:
    if name == "seller_siren":
        return one.invoice.seller.siren
    if name == "buyer_siren":
        return one.invoice.buyer.siren
    amount: Decimal | None = getattr(one.invoice, name) if name in COMPUTED else None
    return amount


def _rates(extractions: Sequence[Extraction]) -> tuple[Decimal, ...]:
    """The rates that have columns of their own, highest first; the most frequent where there are too many."""
    times = Counter(row.rate for one in extractions for row in one.invoice.vat_breakdown)
    return tuple(sorted((rate for rate, _ in times.most_common(MOST_RATES)), reverse=True))


def _by_rate(one: Extraction, rates: Sequence[Decimal]) -> dict[Decimal | None, tuple[Decimal | None, Decimal]]:
    """Base and tax per rate; under None those of the rates without columns."""
    sums: dict[Decimal | None, tuple[Decimal | None, Decimal]] = {}
    for row in one.invoice.vat_breakdown:
        rate = row.rate if row.rate in rates else None
        base, tax = sums.get(rate, (Decimal(0), Decimal(0)))
        sums[rate] = (None if base is None or row.base is None else base + row.base, tax + row.tax)
    return sums


def _pages(pages: Sequence[int]) -> str:
    """Pages in short.

    >>> _pages((1, 2, 3)), _pages((2,)), _pages((1, 3)), _pages(())
    ('1-3', '2', '1, 3', '')
    """
    if len(pages) > 1 and list(pages) == list(range(pages[0], pages[-1] + 1)):
        return f"{pages[0]}-{pages[-1]}"
    return ", ".join(map(str, pages))


def _share(confidence: float) -> Decimal:
    return Decimal(round(confidence, 2)).quantize(Decimal("0.01"))
