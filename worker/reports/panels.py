"""What the page of a report shows, as texts and bars that a template only has to place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from extractor.output.columns import label
from models.report import Outcome, RunKind, RunReport
from worker.reports import names, said
from worker.reports.figures import HALF, TO_BE_SEEN, Figures, told_outcomes

SLOWEST: Final = 0.05
"""Pages per second that are told; where fewer are, most had been read before."""
FULL: Final = 1000.0
LEAST: Final = 6.0
"""Width of the whole bar of outcomes, and of the smallest piece that is still seen."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of a table with its bar: `width` is 0 to 100; `hint` stands below the name."""

    name: str
    number: str
    share: str
    width: float
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Tile:
    """A figure to be seen first."""

    name: str
    figure: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the bar of outcomes; `look` names its pattern."""

    look: str
    name: str
    number: str
    share: str
    x: float
    width: float


def lead(report: RunReport, figures: Figures) -> str:
    """The run in a sentence or two."""
    if not figures.lines:
        return "Aucune facture n'a été traitée."
    whole, aside = figures.lines, figures.outcomes[Outcome.SET_ASIDE]
    apart = f"{said.count(aside)} mise{'s' if aside > 1 else ''} de côté"
    if report.kind is RunKind.REPROCESS:
        new = said.count(figures.changed)
        read = said.counted(whole, "facture lue de nouveau", "factures lues de nouveau")
        sent = figures.outcomes[Outcome.DEPOSITED]
        again = f"{said.count(sent)} déposée{'s' if sent > 1 else ''} de nouveau"
        return (
            f"Sur {read} : {new} ({said.share(figures.changed, whole)}) avec des valeurs nouvelles, {again}, {apart}."
        )
    alone, asked = figures.without_person, figures.with_person
    found = said.counted(whole, "facture ou fichier traité", "factures ou fichiers traités")
    ready = f"{said.count(alone)} ({said.share(alone, whole)}) prête{'s' if alone > 1 else ''} à déposer"
    return f"Sur {found} : {ready}, {said.count(asked)} à relire par une personne, {apart}."


def tiles(report: RunReport, figures: Figures) -> tuple[Tile, ...]:
    """The figures to be seen first, the most telling before the others."""
    whole, saved = figures.lines, figures.minutes_saved * 60
    aside = figures.outcomes[Outcome.SET_ASIDE]
    time = Tile("Temps gagné (estimation)", said.about(saved), "le calcul est expliqué plus bas")
    apart = Tile("Mises de côté", said.count(aside), _of(aside, whole))
    pages = Tile("Pages lues", said.count(report.pages), _speed(report))
    if report.kind is RunKind.REPROCESS:
        sent = figures.outcomes[Outcome.DEPOSITED]
        return (
            Tile("Avec des valeurs nouvelles", said.count(figures.changed), _of(figures.changed, whole)),
            Tile("Déposées de nouveau", said.count(sent), _of(sent, whole)), apart,
            Tile("Valeurs lues autrement, gardées", said.count(figures.kept),
                 f"dont {said.counted(figures.confirmed, 'confirmée', 'confirmées')} par une personne"),
            time, pages,
        )  # fmt: skip
    return (
        Tile("Prêtes à déposer", said.count(figures.without_person), _of(figures.without_person, whole)),
        Tile("À relire par une personne", said.count(figures.with_person), _of(figures.with_person, whole)),
        apart, time, pages,
    )  # fmt: skip


def to_do(figures: Figures) -> tuple[str, ...]:
    """What is left for people to do."""
    asked, aside = figures.with_person, figures.outcomes[Outcome.SET_ASIDE]
    told = []
    if asked:
        first = ", en commençant par les moins sûres" if asked > 1 else ""
        told.append(f"Relire {said.counted(asked, 'facture', 'factures')}{first}.")
    if aside:
        apart = said.counted(aside, "facture ou fichier mis", "factures ou fichiers mis")
        told.append(f"Reprendre {apart} de côté : le motif de chacun est donné plus bas.")
    told += [f"{said.named(said.WAYS_OUT, name)} : {said.counted(number, 'facture', 'factures')}."
             for name, number in figures.ways_out if name != TO_BE_SEEN]  # fmt: skip
    return tuple(told)


def outcomes(report: RunReport, figures: Figures) -> tuple[Piece, ...]:
    """What became of the invoices, as pieces of one bar; those that are none have no width."""
    told = told_outcomes(report, figures)
    wide = {one: max(FULL * number / figures.lines, LEAST) if number else 0.0 for one, number in told}
    scale = FULL / (sum(wide.values()) or FULL)
    pieces, at = [], 0.0
    for one, number in told:
        width = wide[one] * scale
        pieces.append(Piece(one.value, said.OUTCOMES[one], said.count(number), said.share(number, figures.lines),
                            round(at, 2), round(width, 2)))  # fmt: skip
        at += width
    return tuple(pieces)


def pages(report: RunReport) -> tuple[Bar, ...]:
    """What the pages were, where that was looked at."""
    if not report.pages or report.kind is RunKind.REPROCESS:
        return ()
    kinds = (
        ("Pages blanches, laissées de côté", report.blank),
        ("Pages de séparation", report.separators),
    )
    rest = max(report.pages - sum(number for _, number in kinds), 0)
    return bars((("Pages de factures et de pièces jointes", rest), *kinds), whole=report.pages)


def sureness(figures: Figures) -> tuple[Bar, ...]:
    """How sure the invoices were read."""
    told = tuple(zip(names.bands(), figures.bands, strict=True))
    return bars(told if told[-1][1] else told[:-1], whole=figures.read)


def causes(figures: Figures) -> tuple[Bar, ...]:
    """Why invoices had been stopped."""
    return bars(figures.causes, whole=sum(number for _, number in figures.causes), called=said.CAUSES)


def rules(figures: Figures) -> tuple[Bar, ...]:
    """What forbids deposits: the rule, with the fields that it looks at."""
    about = names.rules()
    return tuple(
        Bar(about.get(bar.name) or bar.name, bar.number, bar.share, bar.width, bar.name if about.get(bar.name) else "")
        for bar in bars(figures.rules, whole=figures.lines)
    )


def fields(figures: Figures) -> tuple[Bar, ...]:
    """Fields that have other values than before."""
    told = tuple((label(one.field), one.new) for one in figures.fields)
    hints = (_changes(one.filled, one.emptied, one.kept) for one in figures.fields)
    shown = bars(told, whole=figures.lines)
    return tuple(Bar(b.name, b.number, b.share, b.width, hint) for b, hint in zip(shown, hints, strict=True))


def by_hand(report: RunReport, figures: Figures) -> tuple[Bar, ...]:
    """The time that typing everything would take, and what is left of it; a second reading has no such whole."""
    whole = figures.lines * report.minutes_by_hand
    if report.kind is RunKind.REPROCESS or not whole:
        return ()
    rest = max(whole - figures.minutes_saved, 0.0)
    return (
        Bar("Tout saisir à la main", said.about(whole * 60), "", 100.0),
        Bar("Reste à faire à la main", said.about(rest * 60), said.share(rest, whole),
            100 * rest / whole, f"la moitié ({said.minutes(report.minutes_by_hand * HALF)}) par facture à relire"),
    )  # fmt: skip


def bars(counts: Iterable[tuple[str, int]], *, whole: int, called: Mapping[str, str] | None = None) -> tuple[Bar, ...]:
    """Counts as bars, whose length is their share of the whole."""
    return tuple(
        Bar(said.named(called or {}, name), said.count(number), said.share(number, whole),
            round(min(100 * number / whole, 100.0), 2) if whole else 0.0)
        for name, number in counts
    )  # fmt: skip


def _changes(filled: int, emptied: int, kept: int) -> str:
    told = ((filled, "vide avant"), (emptied, "vide à présent"), (kept, "ancienne valeur gardée"))
    return " · ".join(f"{said.count(number)} fois {what}" for number, what in told if number)


def _of(part: int, whole: int) -> str:
    return f"{said.share(part, whole)} de {said.count(whole)}" if whole else ""


def _speed(report: RunReport) -> str:
    if not report.seconds or report.pages < report.seconds * SLOWEST:
        return f"en {said.span(report.seconds)}"
    rate = f"{report.pages / report.seconds:.1f}".replace(".", ",")
    return f"en {said.span(report.seconds)}, soit {rate} par seconde"
