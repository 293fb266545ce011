"""Labels are found as spaCy finds their phrases, and in the spellings that spaCy does not know."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import pytest
import spacy
from spacy.matcher import PhraseMatcher

from extractor import labels
from extractor.labels import find, find_in
from extractor.testing import lines_of
from extractor.text import fold

PHRASES = {
    phrase: term
    for term, data in tomllib.loads(Path(labels.__file__).with_name("labels.toml").read_text("utf-8")).items()
    for phrase in data["phrases"]
}
PLAIN = tuple(phrase for phrase in PHRASES if phrase.isascii() and all(c.islower() or c == " " for c in phrase))
"""Phrases that mean themselves: no choice, no sign for "number", not weak."""

ALONE = PLAIN[::12]


def terms(text: str, *, scanned: bool = False) -> list[str]:
    return [label.terms[0] for label in find_in(text, 0, scanned=scanned)]


@cache
def matcher() -> tuple[spacy.language.Language, PhraseMatcher]:
    language = spacy.blank("fr")
    found = PhraseMatcher(language.vocab, attr="LOWER")
    found.add("phrase", [language.make_doc(phrase) for phrase in PLAIN])
    return language, found


def spans_of_spacy(text: str) -> list[tuple[int, int]]:
    """Where spaCy finds phrases, the longest first where they overlap."""
    language, found = matcher()
    spans = spacy.util.filter_spans(found(language.make_doc(fold(text)), as_spans=True))
    return sorted((span.start_char, span.end_char) for span in spans)


@pytest.mark.parametrize("phrase", ALONE)
def test_a_phrase_alone_on_its_line_is_found_exactly_where_spacy_finds_it(phrase: str) -> None:
    assert [(label.start, label.end) for label in find_in(phrase, 0)] == spans_of_spacy(phrase) == [(0, len(phrase))]


@pytest.mark.parametrize("phrase", ALONE[::2])
@pytest.mark.parametrize("line", ["{} : 12", "12 {}", "{}", "Zut {} 12"])
def test_a_phrase_in_capitals_among_others_is_found_exactly_where_spacy_finds_it(phrase: str, line: str) -> None:
    text = line.format(phrase.upper())
    assert [(label.start, label.end) for label in find_in(text, 0)] == spans_of_spacy(text)


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("Date d'échéance", "due_date"),
        ("DATE D’ÉCHÉANCE :", "due_date"),
        ("Date de la facture", "issue_date"),
        ("N° de facture", "invoice_number"),
        ("Facture n°", "invoice_number"),
        ("FACTURE No F-12", "invoice_number"),
        ("Facture num. F-12", "invoice_number"),
        ("Numéro de facture", "invoice_number"),
        ("N ° facture", "invoice_number"),
        ("Total H.T.", "total_without_vat"),
        ("T.V.A. 20 %", "total_vat"),
        ("Totaux taxes", "total_vat"),
        ("Net à payer", "amount_due"),
        ("Montant dû :", "amount_due"),
        ("N° d'engagement", "engagement"),
        ("Bon de commande", "purchase_order"),
        ("Réf. marché", "contract_reference"),
        ("Code service exécutant", "buyer_reference"),
        ("Adresse de livraison", "delivery"),
        ("Siège social", "third_party"),
        ("Invoice number", "invoice_number"),
        ("Rechnungsdatum", "issue_date"),
    ],
)
def test_case_accents_articles_and_signs_do_not_matter(text: str, term: str) -> None:
    assert term in [name for label in find_in(text, 0) for name in label.terms]


def test_the_longest_phrase_wins() -> None:
    (label,) = find_in("Date de livraison : 12/03/2026", 0)
    assert (label.text, label.terms) == ("Date de livraison", ("delivery_date",))


def test_one_phrase_may_announce_several_things() -> None:
    (label,) = find_in("Chantier : 12 rue Haute", 0)
    assert set(label.terms) == {"customer_account", "delivery"}


def test_labels_of_one_line_come_left_to_right() -> None:
    assert terms("N° de facture F-12   Date d'échéance 01/03/2026") == ["invoice_number", "due_date"]


@pytest.mark.parametrize("text", ["BC2026-118", "F-TVA-12", "Réf-12", "EJ-2026", "IBAN12", "bcd", "enfacture"])
def test_letters_inside_a_reference_are_no_label(text: str) -> None:
    assert terms(text) == []


@pytest.mark.parametrize("text", ["Total : 12,00", "Total", "Total 12,00", "  Total  12,00", "(le total : 12,00)"])
def test_a_weak_label_counts_at_the_start_of_a_line_or_before_a_colon(text: str) -> None:
    assert "total_with_vat" in terms(text)


@pytest.mark.parametrize("text", ["remise sur le total des achats", "Service des eaux", "Date limite de vente"])
def test_a_weak_label_in_prose_does_not(text: str) -> None:
    assert not {"total_with_vat", "buyer_reference", "issue_date"} & set(terms(text))


def test_a_code_in_capitals_after_a_weak_label_is_enough() -> None:
    assert terms("Service DGA-3") == ["buyer_reference"]


def test_a_title_with_words_of_its_own_announces_the_number() -> None:
    (label,) = (one for one in find_in("Facture de réfection des sols n° 12", 0) if one.end > 30)
    assert label.terms == ("invoice_number",)


def test_a_title_that_names_another_invoice_does_not() -> None:
    ends = [label.end for label in find_in("Avoir relatif à la facture n° 12", 0) if label.terms == ("invoice_number",)]
    assert max(ends, default=0) < 28


MISREAD = [
    ("Echéanee : 12", "due_date"),
    ("Facturc n° 12", "invoice_number"),
    ("Date de livraisou", "delivery_date"),
    ("Code servlce exécutant", "buyer_reference"),
    ("Montant totai", "total_with_vat"),
]


@pytest.mark.parametrize(("text", "term"), MISREAD)
def test_one_misread_letter_is_forgiven_on_a_scan_only(text: str, term: str) -> None:
    assert term in [name for label in find_in(text, 0, scanned=True) for name in label.terms]
    whole = len(text.partition(":")[0].strip())
    assert term not in [name for label in find_in(text, 0) for name in label.terms if label.end == whole]


@pytest.mark.parametrize("text", ["TVB 12", "Tutul 12", "Fnctvre 12"])
def test_short_words_and_two_misread_letters_are_not_guessed(text: str) -> None:
    assert terms(text, scanned=True) == []


def test_all_lines_of_a_document_are_searched() -> None:
    assert [(label.line, label.text) for label in find(lines_of("Facture n° 12", "rien", "Total TTC 12,00"))] == [
        (0, "Facture n°"),
        (2, "Total TTC"),
    ]
