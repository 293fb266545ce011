"""How to pay: the account, its bank, the means and the terms."""

from __future__ import annotations

import pytest

from tests.unit.extractor.resolution.pages import resolution_of, values_of

OURS = "FR7630006000011234567890189"
THEIRS = "FR1420041010050500013M02606"
PRINTED = "FR76 3000 6000 0112 3456 7890 189"
OTHER = "FR14 2004 1010 0505 0001 3M02 606"


def test_account_and_bank_are_read() -> None:
    values = values_of(f"Virement - IBAN : {PRINTED} - BIC : AGRIFRPP")
    assert (values["iban"], values["bic"], values["payment_means"]) == (OURS, "AGRIFRPP", "30")


def test_an_account_whose_key_is_wrong_is_kept_with_less_confidence() -> None:
    wrong = resolution_of("IBAN : FR76 3000 6000 0112 3456 7890 188").fields["iban"]
    assert wrong.value == "FR7630006000011234567890188"
    assert wrong.confidence < 0.65 < resolution_of(f"IBAN : {PRINTED}").fields["iban"].confidence


def test_of_two_accounts_the_first_is_chosen_and_the_other_kept() -> None:
    field = resolution_of(f"IBAN : {PRINTED}\n\n\n\nIBAN : {OTHER}").fields["iban"]
    assert field.value == OURS
    assert [other.value for other in field.alternatives] == [THEIRS]


def test_the_factor_s_account_is_the_one_to_pay() -> None:
    text = f"""
        IBAN : {PRINTED}
        Domiciliation : Banque de Tulle

        Créance cédée : paiement libératoire
        à FACTORIA par subrogation
        IBAN : {OTHER}
    """
    assert values_of(text)["iban"] == THEIRS


def test_the_buyer_s_account_that_is_debited_is_not_the_one_to_pay() -> None:
    text = f"""
        Votre compte à débiter :
        IBAN : {PRINTED}

        Coordonnées bancaires
        de DUBOIS MENUISERIE
        IBAN : {OTHER}
    """
    assert values_of(text)["iban"] == THEIRS


def test_the_bank_nearest_the_account_is_chosen() -> None:
    text = f"BIC : DEUTDEFF\n\n\n\n\nBanque\nIBAN : {PRINTED}\nBIC : AGRIFRPP"
    assert values_of(text)["bic"] == "AGRIFRPP"


def test_a_bank_without_an_account_is_kept() -> None:
    assert values_of("BIC : AGRIFRPP")["bic"] == "AGRIFRPP"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Mode de règlement : virement", "30"),
        ("Mode de paiement : prélèvement SEPA", "59"),
        ("Paiement par carte bancaire", "48"),
        ("Règlement par chèque à l'ordre de Dubois", "20"),
        ("Réglé en espèces", "10"),
        ("Mandat administratif", "30"),
        ("Payment method: direct debit", "59"),
        ("Zahlungsart: Überweisung", "30"),
    ],
)
def test_the_means_are_coded(text: str, code: str) -> None:
    assert values_of(text)["payment_means"] == code


def test_a_labelled_means_wins_over_one_mentioned_before() -> None:
    text = f"Les chèques ne sont plus acceptés\nIBAN : {PRINTED}\nMode de règlement : prélèvement"
    field = resolution_of(text).fields["payment_means"]
    assert (field.value, field.confidence > 0.9) == ("59", True)


@pytest.mark.parametrize(
    "text",
    [
        "Conditions de règlement : 30 jours fin de mois",
        "Paiement à 45 jours net",
        "Payable à réception de la facture",
        "Payment terms: 30 days",
        "Mandat administratif à 30 jours",
    ],
)
def test_the_terms_are_the_sentence(text: str) -> None:
    assert values_of(f"Facture n° 12\n{text}\nMerci")["payment_terms"] == text


def test_a_page_that_tells_nothing_has_no_payment() -> None:
    assert not {"iban", "bic", "payment_means", "payment_terms"} & set(values_of("Facture n° 12\nTotal TTC 12,00 €"))
