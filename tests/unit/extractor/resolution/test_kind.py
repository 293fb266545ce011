"""The document type is told by the title, not by sentences that use its words."""

from __future__ import annotations

import pytest

from tests.unit.extractor.resolution.pages import resolution_of, values_of


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("FACTURE n° 12", "380"),
        ("Note d'honoraires n° 12", "380"),
        ("INVOICE 12", "380"),
        ("AVOIR n° 12", "381"),
        ("Facture d'avoir n° 12", "381"),
        ("Note de crédit 12", "381"),
        ("Credit note 12", "381"),
        ("Gutschrift 12", "381"),
        ("DUPLICATA - AVOIR n° 12", "381"),
        ("Facture d'acompte n° 12", "386"),
        ("FACTURE ACOMPTE 12", "386"),
        ("Demande d'acompte n° 12", "386"),
        ("Anzahlungsrechnung 12", "386"),
        ("Facture rectificative n° 12", "384"),
        ("Corrected invoice 12", "384"),
        ("Autofacture n° 12", "389"),
        ("Facture en autofacturation n° 12", "389"),
        ("Self-billed invoice 12", "389"),
    ],
)
def test_the_title_tells_the_code(title: str, code: str) -> None:
    field = resolution_of(f"DUBOIS MENUISERIE\n\n{title}\n\nTotal TTC 120,00 €").fields["type_code"]
    assert (field.value, field.confidence > 0.95) == (code, True)
    assert field.provenance is not None
    assert field.provenance.text == title


@pytest.mark.parametrize(
    "sentence",
    [
        "Avoir à déduire de votre prochaine commande",
        "Avoir sur facture n° 9",
        "Acompte versé : 60,00 €",
        "Vous pouvez avoir recours au médiateur",
        "Retour de marchandise : pour tout avoir, joindre le bon, la facture et l'emballage d'origine complet",
        "Cette facture rectificative ou non doit être payée",
    ],
)
def test_a_sentence_does_not(sentence: str) -> None:
    assert values_of(f"FACTURE n° 12\n\n{sentence}\n\nTotal TTC 120,00 €")["type_code"] == "380"


def test_a_title_on_a_later_page_does_not() -> None:
    assert values_of("FACTURE n° 12", "AVOIR n° 13")["type_code"] == "380"


def test_of_two_titles_the_upper_one_tells() -> None:
    assert values_of("AVOIR n° 12\n\n\n\n\n\nFacture rectificative")["type_code"] == "381"


def test_a_credit_note_named_within_a_line_is_doubted() -> None:
    field = resolution_of("Dubois SARL avoir n° 12").fields["type_code"]
    assert (field.value, field.confidence <= 0.9) == ("381", True)


def test_without_a_title_it_is_an_invoice_with_no_place() -> None:
    field = resolution_of("Total TTC 120,00 €").fields["type_code"]
    assert (field.value, field.provenance) == ("380", None)


def test_a_billed_customer_is_no_title() -> None:
    field = resolution_of("Client facturé : COMMUNE DE VAL\n\nFACTURE n° 12\n\nTotal TTC 120,00 €").fields["type_code"]
    assert field.provenance is not None
    assert field.provenance.text == "FACTURE n° 12"


def test_a_word_in_a_sentence_is_not_a_title_and_makes_the_type_uncertain() -> None:
    titled = resolution_of("FACTURE n° 12\nTotal TTC 120,00 €").fields["type_code"]
    told = resolution_of("N° 12\nTotal TTC 120,00 €\nEscompte déduit de cette facture : néant").fields["type_code"]
    other = resolution_of("N° 12\nFacture d'origine : F-11\nTotal TTC 120,00 €").fields["type_code"]
    assert titled.value == told.value == other.value == "380"
    assert other.confidence < told.confidence < 0.9 < titled.confidence
