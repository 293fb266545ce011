"""The date of the invoice that a credit note names: beside its number, and nowhere else."""

from __future__ import annotations

import pytest

from tests.unit.extractor.resolution.pages import resolution_of, values_of


def dates(text: str) -> tuple[str | None, str | None]:
    values = values_of(text)
    return values.get("preceding_invoice_date"), values.get("issue_date")


@pytest.mark.parametrize(
    "line",
    [
        "Avoir sur facture n° F-2026-12 du 12/03/2026",
        "Avoir sur facture n° F-2026-12 en date du 12 mars 2026",
        "Facture d'origine : F-2026-12 (12/03/2026)",
        "Facture d'origine : F-2026-12 du jeudi 12 mars 2026",
        "Facture d'origine : F-2026-12 du\n12/03/2026",
        "Facture d'origine : F-2026-12\ndu 12/03/2026",
        "Annule la facture du 12/03/2026 n° F-2026-12",
        "Facture d'origine : F-2026-12\nDate de la facture d'origine : 12/03/2026",
        "Facture d'origine     Date\nF-2026-12             12/03/2026",
        "Original invoice: F-2026-12 dated 12/03/2026",
    ],
)
def test_the_date_stands_beside_the_number(line: str) -> None:
    assert dates(f"Avoir n° A-9\nDate de l'avoir : 20/03/2026\n\n{line}") == ("2026-03-12", "2026-03-20")


@pytest.mark.parametrize(
    "line",
    [
        "Avoir sur facture n° F-2026-12",
        "Avoir sur facture n° F-2026-12, livrée le 12/03/2026",
        "Avoir sur facture n° F-2026-12\nÉchéance : 12/03/2026",
        "Avoir sur facture n° F-2026-12 du 12/04/2026",
        "Commande n° 44 du 12/03/2026",
    ],
)
def test_another_date_is_not_taken_for_it(line: str) -> None:
    assert dates(f"Avoir n° A-9\nDate de l'avoir : 20/03/2026\n\n{line}")[0] is None


def test_it_points_at_the_page() -> None:
    field = resolution_of("Avoir n° A-9 du 20/03/2026\n\nFacture d'origine : F-12 du 12/03/2026").fields[
        "preceding_invoice_date"
    ]
    assert field.term == "BT-26"
    assert field.provenance is not None
    assert field.provenance.text == "12/03/2026"
