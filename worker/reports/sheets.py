"""A run as the tables of a workbook: Synthèse, Factures, Changements, Mises de côté.

Rows of the last three belong together by their first column, the rank of the invoice in the run.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from math import isfinite
from typing import Final

from extractor.output.columns import Cell, Column, Look, Rows, label
from models.report import Outcome, RunKind, RunLine, RunReport
from worker.reports import said
from worker.reports.figures import Figures, reason_of, told_outcomes
from worker.reports.names import bands, local, rules
from worker.reports.reckoning import explained, worked

_WHOSE: Final = (Column("N°", Look.NUMBER), Column("Fichier"), Column("Numéro de facture"))
_HUNDREDTH: Final = Decimal("0.01")
Row = tuple[Cell, ...]


def tables(report: RunReport, figures: Figures) -> tuple[Rows, ...]:
    """The four sheets."""
    return (_summary(report, figures), _invoices(report), _changes(report), _set_aside(report))


def _summary(report: RunReport, figures: Figures) -> Rows:
    columns = (Column("Rubrique"), Column("Mesure", Look.TEXT), Column("Nombre", Look.NUMBER),
               Column("Part", Look.SHARE), Column("Date", Look.DATE), Column("Précision", Look.TEXT))  # fmt: skip
    rows = (*_outcomes(report, figures), *_time(report, figures), *_run(report), *_details(figures))
    return Rows("Synthèse", columns, rows)


def _run(report: RunReport) -> Iterator[Row]:
    what = "Traitement"
    began = local(report.began_at)
    yield what, report.title, None, None, began.date(), f"{said.KINDS[report.kind]}, commencé à {began:%H:%M}"
    yield what, "Fichiers reçus", report.files, None, None, None
    yield what, "Pages lues", report.pages, None, None, None
    if report.kind is RunKind.DIGITISE:
        for name, number in (
            ("dont pages blanches", report.blank), ("dont pages de séparation", report.separators),
        ):  # fmt: skip
            yield what, name, number, _part(number, report.pages), None, None
        yield what, "Pièces jointes reconnues (bons, lettres…)", report.attachments, None, None, None
    yield what, "Secondes de calcul", _number(report.seconds), None, None, said.span(report.seconds)
    if report.engine:
        yield what, "Version du moteur", None, None, None, report.engine


def _outcomes(report: RunReport, figures: Figures) -> Iterator[Row]:
    what = "Factures"
    yield what, "Factures ou fichiers traités", figures.lines, None, None, None
    for outcome, number in told_outcomes(report, figures):
        yield what, said.OUTCOMES[outcome], number, _part(number, figures.lines), None, None
    if report.kind is RunKind.REPROCESS:
        new = figures.changed
        yield what, "Avec au moins une valeur nouvelle", new, _part(new, figures.lines), None, None
        yield what, "Valeurs lues autrement, anciennes gardées", figures.kept, None, None, None
        yield what, "dont confirmées par une personne", figures.confirmed, None, None, None
    yield what, "Champs lus", figures.fields_read, None, None, None


def _time(report: RunReport, figures: Figures) -> Iterator[Row]:
    yield ("Temps gagné", "Heures gagnées (estimation)", _number(figures.minutes_saved / 60), None, None,
           f"{worked(report, figures)}. {explained(report)}")  # fmt: skip


def _details(figures: Figures) -> Iterator[Row]:
    for name, number in zip(bands(), figures.bands, strict=True):
        yield "Sûreté de la lecture", name, number, _part(number, figures.read), None, None
    for what, names, counts in (
        ("Causes des rejets", said.CAUSES, figures.causes),
        ("Suites à donner", said.WAYS_OUT, figures.ways_out),
        ("Contrôles qui bloquent", {}, figures.rules),
        ("Motifs de mise de côté", {}, figures.reasons),
    ):
        for name, number in counts:
            yield what, said.named(names, name), number, _part(number, figures.lines), None, rules().get(name)
    for field in figures.fields:
        kept = f"ancienne gardée {field.kept} fois" if field.kept else None
        yield "Champs changés", label(field.field), field.new, _part(field.new, figures.lines), None, kept


def _invoices(report: RunReport) -> Rows:
    columns = (
        *_WHOSE, Column("État"), Column("Vendeur"), Column("Acheteur"), Column("Montant TTC", Look.MONEY),
        Column("Devise"), Column("Sûreté minimale", Look.SHARE), Column("Pages"),
        Column("Champs changés", Look.NUMBER), Column("Contrôles qui bloquent"), Column("Cause du rejet"),
        Column("Suite à donner"), Column("Motif", Look.TEXT), Column("Fichiers écrits", Look.TEXT),
    )  # fmt: skip
    rows = (
        (
            *_whose(number, line), said.OUTCOMES[line.outcome], line.seller, line.buyer, line.total, line.currency,
            _sure(line.confidence), said.pages(line.pages),
            sum(not change.kept for change in line.changes), ", ".join(line.findings),
            said.named(said.CAUSES, line.cause) if line.cause else None,
            said.named(said.WAYS_OUT, line.way_out) if line.way_out else None,
            line.reason.fr if line.reason else None, "\n".join(line.files),
        )
        for number, line in enumerate(report.lines, 1)
    )  # fmt: skip
    return Rows("Factures", columns, tuple(rows))


def _changes(report: RunReport) -> Rows:
    columns = (
        *_WHOSE, Column("Champ"), Column("Avant", Look.TEXT), Column("Après", Look.TEXT), Column("Valeur retenue"),
        Column("Pourquoi", Look.TEXT),
    )  # fmt: skip
    rows = (
        (
            *_whose(number, line), label(change.field), said.value(change.field, change.old, line.currency),
            said.value(change.field, change.new, line.currency),
            "ancienne (confirmée)" if change.confirmed else "ancienne" if change.kept else "nouvelle", change.why.fr,
        )
        for number, line in enumerate(report.lines, 1)
        for change in line.changes
    )  # fmt: skip
    return Rows("Changements", columns, tuple(rows))


def _set_aside(report: RunReport) -> Rows:
    columns = (*_WHOSE, Column("Pages"), Column("Motif", Look.TEXT), Column("Suite à donner"))
    rows = (
        (
            *_whose(number, line), said.pages(line.pages), reason_of(line),
            said.named(said.WAYS_OUT, line.way_out) if line.way_out else None,
        )
        for number, line in enumerate(report.lines, 1)
        if line.outcome is Outcome.SET_ASIDE
    )  # fmt: skip
    return Rows("Mises de côté", columns, tuple(rows))


def _whose(number: int, line: RunLine) -> Row:
    return number, line.source, line.number


def _sure(confidence: float | None) -> Decimal | None:
    return None if confidence is None or not isfinite(confidence) else _number(confidence)


def _number(value: float) -> Decimal:
    return Decimal(value).quantize(_HUNDREDTH)


def _part(part: int, whole: int) -> Decimal | None:
    return (Decimal(part) / whole).quantize(Decimal("0.0001")) if whole else None
