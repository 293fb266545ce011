"""Which days an invoice covers; and which dates and months are no such period."""

from __future__ import annotations

import pytest

from tests.unit.extractor.resolution.pages import resolution_of, values_of

MARCH = ("2026-03-01", "2026-03-31")


def period(text: str) -> tuple[str | None, str | None]:
    values = values_of(text)
    return values.get("billing_period_start"), values.get("billing_period_end")


@pytest.mark.parametrize(
    "line",
    [
        "Période du 01/03/2026 au 31/03/2026",
        "Période du 01/03/2026\nau 31/03/2026",
        "Période :     01/03/2026 - 31/03/2026",
        "Période de facturation : mars 2026",
        "Période : 03/2026",
        "Période facturée\nmars 2026",
        "Mois : mars 2026",
        "Prestations du 1er mars 2026 au 31 mars 2026",
        "Abonnement du 01/03/2026 au 31/03/2026",
        "Début de période : 01/03/2026\nFin de période : 31/03/2026",
        "Date de début de prestation : 01/03/2026\nDate de fin de prestation : 31/03/2026",
        "Billing period: 2026-03-01 to 2026-03-31",
        "Abrechnungszeitraum: 01.03.2026 bis 31.03.2026",
    ],
)
def test_a_period_is_told(line: str) -> None:
    assert period(f"Facture n° 12 du 02/04/2026\n\n{line}") == MARCH


def test_a_quarter_is_three_months() -> None:
    assert period("Trimestre : 1er trimestre 2026") == ("2026-01-01", "2026-03-31")


def test_one_day_may_be_told_alone() -> None:
    assert period("Date de début de prestation : 01/03/2026") == ("2026-03-01", None)


@pytest.mark.parametrize(
    "line",
    [
        "Paiement : 30 jours fin de mois mars 2026",
        "Arrivée 01/03/2026     Départ 03/03/2026",
        "Marché du 01/03/2026, avenant au 31/03/2026",
        "Période du 31/03/2026 au 01/03/2026",
        "Période du 01/03/2001 au 31/03/2026",
        "Période d'essai",
        "Période du 01/03/2026 au 31/03/2026\n\nPériode du 01/04/2026 au 30/04/2026",
    ],
)
def test_other_dates_are_no_period(line: str) -> None:
    assert period(f"Facture n° 12 du 02/04/2026\n\n{line}") == (None, None)


def test_the_period_of_a_line_is_not_that_of_the_invoice() -> None:
    text = """
        Facture n° 12 du 02/04/2026

        Désignation                                   Qté      PU HT      Montant HT
        Abonnement du 01/03/2026 au 31/03/2026          1      50,00           50,00
        Location du 01/03/2026 au 15/03/2026            1      20,00           20,00

        Total HT                                                               70,00
    """
    assert period(text) == (None, None)


def test_a_day_is_not_both_a_delivery_and_the_start_of_a_period() -> None:
    values = values_of("Facture n° 12 du 02/04/2026\nPrestation du 01/03/2026 au 31/03/2026")
    assert "delivery_date" not in values
    assert values["billing_period_start"] == "2026-03-01"


def test_the_days_are_pointed_at_on_the_page() -> None:
    fields = resolution_of("Période du 01/03/2026 au 31/03/2026").fields
    assert [fields[f"billing_period_{end}"].provenance.text for end in ("start", "end")] == ["01/03/2026", "31/03/2026"]
    assert fields["billing_period_start"].term == "BT-73"
