"""The figures of a structure as a file: one CSV, or an XLSX workbook with a sheet for each kind of figure."""

from __future__ import annotations

from decimal import Decimal
from types import MappingProxyType
from typing import Final

from extractor.output.columns import Cell, Column, Look, Rows, label
from models.lifecycle import State
from models.rejection import Cause
from models.statistics import Statistics, Stretch
from worker.exports import TYPES, Exported

STATES: Final = MappingProxyType(
    {
        State.RECEIVED: "Reçues", State.READING: "En lecture", State.TO_REVIEW: "À relire", State.READY: "Prêtes",
        State.DEPOSITING: "En dépôt", State.DEPOSITED: "Déposées", State.FAILED: "Illisibles",
    }
)  # fmt: skip
STRETCHES: Final = MappingProxyType(
    {
        Stretch.UNTIL_READY: "De la réception à la facture prête",
        Stretch.UNTIL_DEPOSITED: "De la facture prête au dépôt",
        Stretch.UNTIL_PAID: "Du dépôt au paiement",
    }
)
CAUSES: Final = MappingProxyType(
    {
        Cause.WRONG_RECIPIENT: "Mauvais destinataire", Cause.INACTIVE_RECIPIENT: "Destinataire inactif ou inconnu",
        Cause.SERVICE: "Code service", Cause.ENGAGEMENT: "Numéro d'engagement ou de commande",
        Cause.TOTALS: "Montants ou TVA", Cause.DUPLICATE: "Doublon", Cause.UNKNOWN_SUPPLIER: "Fournisseur inconnu",
        Cause.ATTACHMENT: "Pièce justificative", Cause.DATE: "Date ou période", Cause.BANK_ACCOUNT: "Compte bancaire",
        Cause.NOT_DONE: "Prestation ou livraison contestée", Cause.OTHER: "Autre motif",
    }
)  # fmt: skip
_HOUR: Final = Decimal(3600)


def export(figures: Statistics, kind: str) -> Exported:
    """The figures as `csv` or `xlsx`."""
    stem = f"statistiques_{figures.first_day}_{figures.last_day}"
    if kind == "xlsx":
        from extractor.output.spreadsheet import workbook  # noqa: PLC0415 - openpyxl is loaded by who wants a workbook

        return Exported(f"{stem}.xlsx", workbook(f"{stem}.xlsx", tables(figures)).data, TYPES["xlsx"])
    from extractor.output.tables import written  # noqa: PLC0415 - as above

    return Exported(f"{stem}.csv", written(one_table(figures)), TYPES["csv"])


def tables(figures: Statistics) -> tuple[Rows, ...]:
    """A table for each kind of figure."""
    return (_summary(figures), _weeks(figures), _corrections(figures), _causes(figures), _reasons(figures),
            _delays(figures), _confidence(figures))  # fmt: skip


def one_table(figures: Statistics) -> Rows:
    """All of them below each other: which kind, of what, which figure, and its value."""
    lines = [
        (table.title, " ".join(str(row[index]) for index, one in enumerate(table.columns) if not _is_figure(one)),
         column.title, row[index])
        for table in tables(figures)
        for row in table.rows
        for index, column in enumerate(table.columns)
        if _is_figure(column) and row[index] is not None
    ]  # fmt: skip
    return Rows(
        "Statistiques", (Column("Rubrique"), Column("Élément"), Column("Mesure"), Column("Valeur", Look.NUMBER)),
        tuple(lines),
    )  # fmt: skip


def _is_figure(column: Column) -> bool:
    return column.look in {Look.NUMBER, Look.SHARE}


def _summary(figures: Statistics) -> Rows:
    straight = figures.straight_through
    told: tuple[tuple[str, Cell], ...] = (
        ("Factures reçues", figures.received),
        ("Factures lues", figures.read),
        ("Factures déposées", straight.deposited),
        ("Déposées sans aucune correction", straight.untouched),
        ("Déposées sans intervention", straight.automatic),
    )
    days = f"{figures.first_day:%d/%m/%Y} – {figures.last_day:%d/%m/%Y}"
    return Rows(
        "Synthèse", (Column("Période"), Column("Quoi"), Column("Nombre", Look.NUMBER)),
        tuple((days, what, number) for what, number in told),
    )  # fmt: skip


def _weeks(figures: Statistics) -> Rows:
    columns = (Column("Semaine du", Look.DATE), *(Column(name, Look.NUMBER) for name in STATES.values()))
    rows: list[tuple[Cell, ...]] = [
        (week.monday, *(week.states.get(state, 0) for state in STATES), week.total) for week in figures.weeks
    ]
    return Rows("Volumes", (*columns, Column("Total", Look.NUMBER)), tuple(rows))


def _corrections(figures: Statistics) -> Rows:
    columns = ("Modifiée", "Complétée", "Factures lues")
    rows = ((label(one.field), one.changed, one.completed, one.read) for one in figures.corrections)
    return Rows("Corrections", (Column("Champ"), *(Column(name, Look.NUMBER) for name in columns)), tuple(rows))


def _causes(figures: Statistics) -> Rows:
    rows = ((CAUSES[one.cause], one.documents) for one in figures.causes)
    return Rows("Causes des arrêts", (Column("Cause"), Column("Factures", Look.NUMBER)), tuple(rows))


def _reasons(figures: Statistics) -> Rows:
    rows = ((one.status, one.text, one.documents) for one in figures.reasons)
    columns = (Column("Statut"), Column("Motif", Look.TEXT), Column("Factures", Look.NUMBER))
    return Rows("Rejets et suspensions", columns, tuple(rows))


def _delays(figures: Statistics) -> Rows:
    columns = ("Factures", "Médiane (heures)", "9 sur 10 en moins de (heures)")
    rows = (
        (STRETCHES[one.stretch], one.documents, _hours(one.median), _hours(one.nine_tenths)) for one in figures.delays
    )
    return Rows("Délais", (Column("Étape"), *(Column(name, Look.NUMBER) for name in columns)), tuple(rows))


def _confidence(figures: Statistics) -> Rows:
    columns = (Column("Sûreté à la lecture"), Column("Acceptées", Look.NUMBER), Column("Sans correction", Look.NUMBER))
    rows = ((f"{one.least * 100:.0f} % et plus", one.accepted, one.untouched) for one in figures.confidence)
    return Rows("Sûreté", columns, tuple(rows))


def _hours(seconds: float | None) -> Decimal | None:
    return None if seconds is None else (Decimal(seconds) / _HOUR).quantize(Decimal("0.01"))
