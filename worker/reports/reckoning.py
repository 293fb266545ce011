"""How the time saved is reckoned, in the words and with the figures of a run."""

from __future__ import annotations

from models.report import RunReport
from worker.reports import said
from worker.reports.figures import HALF, Figures


def worked(report: RunReport, figures: Figures) -> str:
    """The sum, as one would do it on paper."""
    terms = (
        (figures.without_person, "sans intervention", report.minutes_by_hand),
        (figures.with_person, "à relire", report.minutes_by_hand * HALF),
    )
    told = [
        f"{said.counted(number, 'facture', 'factures')} {what} × {said.minutes(each)}"
        for number, what, each in terms
        if number
    ]
    return f"{' + '.join(told)} = {said.span(figures.minutes_saved * 60)}" if told else "Aucun temps gagné"


def explained(report: RunReport) -> str:
    """What the sum takes for granted."""
    return (
        f"On compte {said.minutes(report.minutes_by_hand)} pour saisir une facture à la main (réglable). Une facture "
        "à relire compte pour moitié, car une personne doit encore la regarder ; une facture mise de côté ou lue de "
        "nouveau sans changement ne compte pas. C'est une estimation, non une mesure. Le temps de calcul n'est pas "
        "déduit : personne n'attend devant la machine."
    )
