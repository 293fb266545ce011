"""Which date is the issue date, the due date, the delivery date; and which is none of them."""

from __future__ import annotations

import pytest

from tests.unit.extractor.resolution.pages import resolution_of, values_of

NAMES = ("issue_date", "due_date", "delivery_date")


def dates(text: str) -> tuple[str | None, ...]:
    values = values_of(text)
    return tuple(values.get(name) for name in NAMES)


@pytest.mark.parametrize(
    "text",
    [
        "Date de facture : 01/03/2026",
        "FACTURE n° F-12 du 01/03/2026",
        "Facture n° F-12\nTulle, le 1er mars 2026",
        "Facture n° F-12\nLe 01/03/2026",
        "Facture n° F-12\nDimanche 1er mars 2026",
        "Facture n° F-12\n\n01/03/2026",
        "Émise le 1er mars 2026",
        "Invoice date: March 1, 2026",
        "Rechnungsdatum: 01.03.2026",
        "N° facture     Date           Client\nF-12           01/03/2026     C12",
        "Date :                 01/03/2026",
    ],
)
def test_the_issue_date_is_told(text: str) -> None:
    assert dates(text) == ("2026-03-01", None, None)


@pytest.mark.parametrize(
    "line",
    [
        "Date d'échéance : 31/03/2026",
        "Échéance le 31 mars 2026",
        "À payer avant le 31/03/2026",
        "Payable au plus tard le 31/03/26",
        "Règlement au 31/03/2026",
        "Due date: 31/03/2026",
        "Zahlbar bis 31.03.2026",
    ],
)
def test_the_due_date_is_told(line: str) -> None:
    assert dates(f"Facture n° 12 du 01/03/2026\n\n{line}") == ("2026-03-01", "2026-03-31", None)


@pytest.mark.parametrize(
    "line", ["Date de livraison : 25/02/2026", "Livré le 25/02/2026", "Date d'exécution : 25/02/2026"]
)
def test_the_delivery_date_is_told_and_may_come_before_the_issue(line: str) -> None:
    assert dates(f"Facture n° 12 du 01/03/2026\n\n{line}") == ("2026-03-01", None, "2026-02-25")


def test_dates_in_columns_are_told_by_the_heads() -> None:
    text = """
        Date facture      Échéance         Date de livraison
        01/03/2026        31/03/2026       25/02/2026
    """
    assert dates(text) == ("2026-03-01", "2026-03-31", "2026-02-25")


def test_a_due_date_on_the_day_of_issue_is_one() -> None:
    assert dates("Date : 01/03/2026\nÉchéance : 01/03/2026")[:2] == ("2026-03-01", "2026-03-01")


def test_a_due_date_before_the_issue_is_none() -> None:
    assert dates("Date de facture : 01/03/2026\nÉchéance : 01/02/2026")[:2] == ("2026-03-01", None)


@pytest.mark.parametrize(
    "line",
    [
        "Commande du 15/01/2026",
        "Date de commande : 15/01/2026",
        "Devis n° 44 du 15/01/2026",
        "Marché n° 2025-12 notifié le 15/01/2026",
        "Période du 01/02/2026 au 28/02/2026",
        "Acompte du 15/01/2026 : 60,00 €",
        "Avoir relatif à la facture n° 9 du 15/01/2026",
    ],
)
def test_dates_of_something_else_are_not_the_issue_date(line: str) -> None:
    assert dates(f"{line}\n\nDate de facture : 01/03/2026")[0] == "2026-03-01"


def test_the_day_of_printing_counts_only_where_there_is_no_other() -> None:
    assert dates("Facture du 01/03/2026\n\n\nÉdité le 05/03/2026")[0] == "2026-03-01"
    assert dates("Facture n° 12\nÉdité le 05/03/2026")[0] == "2026-03-05"


def test_without_a_date_there_is_none() -> None:
    assert dates("Facture n° 12") == (None, None, None)


def test_a_labelled_date_is_surer_than_one_that_stands_alone() -> None:
    labelled = resolution_of("Date de facture : 01/03/2026").fields["issue_date"]
    alone = resolution_of("Bon remis 12/44, 01/03/2026 à 12 h").fields["issue_date"]
    assert labelled.confidence > 0.9 > alone.confidence


def test_other_dates_are_alternatives() -> None:
    field = resolution_of("Date de facture : 01/03/2026\n\nDate d'impression : 05/03/2026").fields["issue_date"]
    assert [other.value for other in field.alternatives] == ["2026-03-05"]


def test_of_two_dates_that_no_label_announces_neither_is_sure() -> None:
    alone = resolution_of("DUBOIS SARL\n\n25/05/2024\n\nTotal TTC 120,00 €").fields["issue_date"]
    tied = resolution_of("DUBOIS SARL\n\n25/05/2024      09/06/2024\n\nTotal TTC 120,00 €").fields["issue_date"]
    assert tied.confidence < 0.7 < alone.confidence
