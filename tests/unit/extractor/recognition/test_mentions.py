"""Legal mentions are found in the wording of many suppliers, through OCR's mistakes and across lines."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import given, strategies as st

from extractor.recognition.mentions import find
from extractor.testing import document_of, page_of

TOLD = [
    ("PMD", "Pénalités de retard : 3 fois le taux d'intérêt légal."),
    ("PMD", "PENALITES DE RETARD AU TAUX DE 12 %"),
    ("PMD", "Tout retard de paiement entraîne des intérêts calculés au taux BCE majoré de 8 points"),
    ("PMD", "Late payment interest of 8% applies"),
    ("PMD", "Bei Verzug berechnen wir Verzugszinsen"),
    ("PMT", "Indemnité forfaitaire pour frais de recouvrement : 40 €"),
    ("PMT", "lndemn1té f0rfaitaire de recouvrement 4O EUR"),
    ("PMT", "Frais de recouvrement dus au titre de l'article D. 441-5"),
    ("AAB", "Pas d'escompte pour règlement anticipé"),
    ("AAB", "ESC0MPTE : NEANT"),
    ("AAB", "2 % Skonto innerhalb 10 Tagen"),
    ("FRANCHISE", "TVA non applicable, art. 293 B du CGI"),
    ("FRANCHISE", "T.V.A. non applicable, article 293-B du code général des impôts"),
    ("FRANCHISE", "TVA non applicab1e art 293 8 du CGI"),
    ("FRANCHISE", "Franchise en base de TVA"),
    ("REVERSE_CHARGE", "Autoliquidation"),
    ("REVERSE_CHARGE", "AUTO-LIQUIDATION de la TVA"),
    ("REVERSE_CHARGE", "TVA due par le preneur, art. 283-2 nonies du CGI"),
    ("REVERSE_CHARGE", "article 283-1 du CGI"),
    ("REVERSE_CHARGE", "Article 196 de la directive 2006/112/CE"),
    ("REVERSE_CHARGE", "VAT reverse charge"),
    ("REVERSE_CHARGE", "Steuerschuldnerschaft des Leistungsempfängers"),
    ("EXEMPTION", "Exonération de TVA, article 261-4-4° du CGI"),
    ("EXEMPTION", "Exonération de TVA, art. 262 ter I du CGI"),
    ("EXEMPTION", "Association non assujettie à la TVA"),
    ("EXEMPTION", "VAT exempt"),
    ("DEBITS", "TVA acquittée sur les débits"),
    ("DEBITS", "Option pour le paiement de la taxe d'après les débits"),
    ("SELF_BILLING", "Autofacturation"),
    ("MARGIN", "Régime particulier - Biens d'occasion"),
    ("MARGIN", "TVA sur la marge, article 297 A du CGI"),
    ("DEBITS", "TVA acquittée sur les débits"),
    ("DEBITS", "Option pour le paiement de la taxe d'après les débits"),
    ("RECEIPTS", "TVA acquittée sur les encaissements"),
    ("RECEIPTS", "TVA exigible à l'encaissement."),
    ("REG", "SARL au capital de 8 000 €"),
    ("REG", "Entrepreneur individuel"),
    ("REG", "S.A.S. au capital social de 12.500,00 euros"),
    ("ABL", "RCS Lyon B 732 829 320"),
    ("ABL", "732 829 320 R.C.S. Tulle"),
    ("ABL", "Inscrit au Répertoire des Métiers de Corrèze"),
    ("ABL", "HRB 12345"),
    ("ABU", "Retenue de garantie 5 %"),
    ("ACC", "Créance cédée par subrogation à la société d'affacturage"),
    ("BLU", "Dont éco-participation DEEE 0,50 €"),
]


@pytest.mark.parametrize(("code", "text"), TOLD)
def test_a_mention_is_told_by_its_words(code: str, text: str) -> None:
    assert code in [mention.code for mention in find(document_of(text))]


@pytest.mark.parametrize(
    "text",
    [
        "293 B rue de la République",
        "Détail TVA (motif si exonération, code E, O, K)",
        "CODE 3  TAUX 5,50  BASE 4770,78  TVA 262,39 EUR",
        "Compte débité le 5 du mois",
        "Mini-pelle 2,5 t",
        "Facture 261 du 12/05/2026",
        "Garantie décennale AXA contrat 12",
        "Encaissements du mois : 1 200,00 €",
        "Pas d'option pour le paiement de la taxe d'après les débits",
    ],
)
def test_other_words_tell_nothing(text: str) -> None:
    assert find(document_of(text)) == ()


def test_a_sentence_wrapped_over_two_lines_is_one_mention() -> None:
    text = "En cas de retard de paiement, une indemnité forfaitaire de 40 €\npour frais de recouvrement sera due."
    (mention,) = [mention for mention in find(document_of(text)) if mention.code == "PMT"]
    assert mention.text == text.replace("\n", " ")
    assert mention.provenance.bbox.top == 0
    assert mention.provenance.bbox.bottom == 22


def test_neighbouring_sentences_and_labels_stay_out() -> None:
    found = find(document_of("Total TTC\nRetenue de garantie 5 %\nNet à payer"))
    assert [mention.text for mention in found] == ["Retenue de garantie 5 %"]
    found = find(document_of("Merci de votre confiance. Pas d'escompte. À bientôt."))
    assert [mention.text for mention in found] == ["Pas d'escompte."]


def test_a_footer_gives_form_and_register_apart() -> None:
    found = find(document_of("Dubois SARL - au capital de 15 000 € - RCS Tulle B 732 829 320 - APE 4332A"))
    assert [(m.code, m.text) for m in found] == [
        ("REG", "SARL - au capital de 15 000 €"),
        ("ABL", "RCS Tulle B 732 829 320"),
    ]


def test_a_footer_repeated_on_every_page_is_told_once() -> None:
    assert len(find(document_of("Pas d'escompte", "Pas d’escompte"))) == 1


def test_a_mention_stands_on_its_page() -> None:
    assert find(document_of("rien", "Autoliquidation"))[0].provenance.page == 2


def test_a_dense_page_takes_about_a_millisecond() -> None:
    row = "Tout retard de paiement  1 234,56 €  SARL au capital de 8 000 €"
    document = document_of("\n".join([row] * 60))
    find(document)
    started = time.perf_counter()
    find(document)
    assert time.perf_counter() - started < 0.05  # generous: shared machines


@given(st.lists(st.text(max_size=200), max_size=3))
def test_no_text_makes_it_fail(texts: list[str]) -> None:
    find(document_of(*texts))


def test_a_page_without_blocks_is_read_line_by_line() -> None:
    page = replace(page_of("Pas d'escompte"), blocks=())
    assert [mention.code for mention in find(replace(document_of("x"), pages=(page,)))] == ["AAB"]


def test_bullets_and_semicolons_end_a_sentence() -> None:
    found = find(document_of("Virement • Pas d'escompte • Merci ; Autoliquidation"))
    assert [mention.text for mention in found] == ["Pas d'escompte", "Autoliquidation"]
    assert find(document_of("Siège : Tulle; pas d'escompte"))[0].text == "Siège : Tulle; pas d'escompte"
