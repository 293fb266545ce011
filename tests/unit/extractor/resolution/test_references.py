"""References have no form of their own: labels tell them apart, in lines, in grids and far to the right."""

from __future__ import annotations

import pytest

from models.document import Reading
from tests.unit.extractor.resolution.pages import resolution_of, values_of

NAMES = ("purchase_order", "contract_reference", "buyer_reference")
FOUR = ("EJ-2026-44", "2025-12", "COMPTA")

GRID = """
    N° d'engagement    Bon de commande    N° de marché    Code service
    EJ-2026-44         BC-118             2025-12         COMPTA
"""
FAR = """
    N° d'engagement                                                        EJ-2026-44
    Bon de commande                                                        BC-118
    N° de marché                                                           2025-12
    Code service                                                           COMPTA
"""
LINES = """
    N° d'engagement : EJ-2026-44
    Bon de commande : BC-118
    Marché n° 2025-12
    Code service : COMPTA
"""
PAIRS = """
    N° d'engagement : EJ-2026-44          Bon de commande : BC-118
    N° de marché : 2025-12                Code service : COMPTA
"""
BELOW = """
    N° d'engagement
    EJ-2026-44

    Bon de commande
    BC-118

    N° de marché
    2025-12

    Code service
    COMPTA
"""


@pytest.mark.parametrize("text", [LINES, GRID, FAR, PAIRS, BELOW], ids=["lines", "grid", "far right", "pairs", "below"])
def test_the_public_sector_s_references_are_told_apart(text: str) -> None:
    values = values_of(text)
    assert tuple(values.get(name) for name in NAMES) == FOUR


@pytest.mark.parametrize("text", [LINES, GRID, FAR, PAIRS, BELOW], ids=["lines", "grid", "far right", "pairs", "below"])
def test_the_order_number_is_an_alternative_of_the_engagement(text: str) -> None:
    field = resolution_of(text).fields["purchase_order"]
    assert "BC-118" in [other.value for other in field.alternatives]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Commande n° 4500012345", "4500012345"),
        ("Votre référence : 4500012345", "4500012345"),
        ("Numéro d'engagement juridique : 2100456789", "2100456789"),
        ("Bon de commande : CF 2026 118", "CF 2026 118"),
        ("V/Réf : BC-118 du 01/02/2026", "BC-118"),
        ("Purchase order: PO-118", "PO-118"),
        ("Ihre Bestellung: B-118", "B-118"),
    ],
)
def test_an_order_is_told_by_its_label(text: str, value: str) -> None:
    assert values_of(text)["purchase_order"] == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Code service : FAC0000075", "FAC0000075"),
        ("Service exécutant : FAC0000075", "FAC0000075"),
        ("Service DGA-3", "DGA-3"),
        ("Buyer reference: 04011000-12345-03", "04011000-12345-03"),
    ],
)
def test_a_service_is_told_by_its_label(text: str, value: str) -> None:
    assert values_of(text)["buyer_reference"] == value


def test_an_address_after_a_service_is_no_code() -> None:
    assert "buyer_reference" not in values_of("Service : 12 chemin Bas\n19000 Tulle")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Marché n° 2025-12", "2025-12"),
        ("Contrat : 2025-AB lot 3", "2025-AB lot 3"),
        ("Réf. marché : M2025-44", "M2025-44"),
        ("Accord-cadre n° AC-7", "AC-7"),
        ("Contract reference: C-12", "C-12"),
    ],
)
def test_a_contract_is_told_by_its_label(text: str, value: str) -> None:
    assert values_of(text)["contract_reference"] == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Facture n° F-2026-118", "F-2026-118"),
        ("Facture F-2026-118 du 01/03/2026", "F-2026-118"),
        ("FACTURE\n\nF-2026-118", "F-2026-118"),
        ("Facture n° : FA 2026 118", "FA 2026 118"),
        ("Facture N°2026/118", "2026/118"),
        ("N° facture   Date   Client\nF-2026-118   01/03/2026   C-4455", "F-2026-118"),
        ("Facture                                        118", "118"),
        ("Facture définitive de travaux n° 118", "118"),
        ("Invoice number: INV-001", "INV-001"),
        ("Rechnungsnummer: R-55", "R-55"),
        ("Note d'honoraires n° 2026-03", "2026-03"),
    ],
)
def test_the_invoice_number_is_told(text: str, value: str) -> None:
    assert values_of(text)["invoice_number"] == value


@pytest.mark.parametrize(
    "line", ["N° client : C-4455", "Devis n° D-12", "Commande n° 4500012345", "BL n° 887", "SIRET 732 829 320 00074"]
)
def test_other_numbers_are_not_the_invoice_s(line: str) -> None:
    assert values_of(f"{line}\n\nFacture n° F-2026-118")["invoice_number"] == "F-2026-118"
    assert values_of(f"Facture n° F-2026-118\n\n{line}")["invoice_number"] == "F-2026-118"


@pytest.mark.parametrize("text", ["Facture", "Facture du 01/03/2026", "Facture acquittée", "Total facture 120,00 €"])
def test_dates_words_and_amounts_are_no_number(text: str) -> None:
    assert "invoice_number" not in values_of(text)


@pytest.mark.parametrize(
    "line",
    [
        "relatif à la facture n° F-9 du 01/02/2026",
        "Annule la facture n° F-9",
        "Facture d'origine : F-9",
        "Avoir sur facture n° F-9",
    ],
)
def test_a_credit_note_names_the_invoice_before(line: str) -> None:
    values = values_of(f"Avoir n° A-12\n\n{line}")
    assert (values["invoice_number"], values["preceding_invoice"]) == ("A-12", "F-9")


def test_one_printed_value_is_one_field() -> None:
    values = values_of("Facture n° F-12\nCommande n° 4500012345\nRéférence : 4500012345")
    assert (values["invoice_number"], values["purchase_order"]) == ("F-12", "4500012345")


def test_a_number_with_its_label_is_surer_than_one_beside_a_title() -> None:
    labelled = resolution_of("Facture n° : F-2026-118").fields["invoice_number"]
    beside = resolution_of("FACTURE\n\nF-2026-118").fields["invoice_number"]
    assert labelled.confidence > beside.confidence


def test_the_place_is_the_reference_alone() -> None:
    place = resolution_of("Facture n° F-2026-118 du 01/03/2026").fields["invoice_number"].provenance
    assert place is not None
    assert place.text == "F-2026-118"
    assert place.bbox[0] == 11 * 6


@pytest.mark.parametrize(("clean", "misread"), [("FI/12/0552", "Fl/12/0552"), ("58092908", "5809p908")])
def test_a_small_letter_among_capitals_and_figures_of_a_scan_is_doubted(clean: str, misread: str) -> None:
    def sure(number: str, reading: Reading) -> float:
        fields = resolution_of(f"Facture n° : {number}\nDate : 01/03/2026", reading=reading).fields
        return fields["invoice_number"].confidence

    assert sure(misread, Reading.OCR) < 0.9 < sure(clean, Reading.OCR)
    assert sure(misread, Reading.TEXT_LAYER) == sure(clean, Reading.TEXT_LAYER)
