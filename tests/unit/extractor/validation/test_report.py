"""Whole files through all layers: good ones, spoilt ones, and those whose layers can't all be run."""

from __future__ import annotations

import pytest

from extractor.validation import validate
from models.errors import DamagedFile
from models.finding import Finding, Message, Severity
from models.validation import LayerName, LayerState, Verdict
from tests.unit.extractor.validation.samples import EN16931, cii, credit_note, pdf_with, ubl

XRECHNUNG = f"{EN16931}#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0"


def nothing(_xml):
    return ()


def report_on(text, own=nothing, page=None):
    data = text.encode() if isinstance(text, str) else text
    return validate("facture.xml", data, own=own, page=page)


def layer(report, name):
    return next(one for one in report.layers if one.name is name)


def rules(report, name):
    return {finding.rule for finding in layer(report, name).findings}


def finding_of(rule, field=None):
    message = Message(fr="Ceci.", en="This.")
    return Finding(rule=rule, severity=Severity.BLOCKING, field=field, message=message, reference="CGI")


@pytest.mark.parametrize("text", [cii(), ubl(), credit_note()], ids=["cii", "ubl", "credit note"])
def test_a_good_french_invoice_passes_every_layer_of_bare_xml(text):
    report = report_on(text)
    assert [one.name for one in report.layers] == ["file", "xsd", "norm", "br-fr", "prefacture"]
    assert report.findings == ()
    assert report.verdict is Verdict.VALID
    assert report.profile == EN16931


@pytest.mark.parametrize(
    ("text", "right", "wrong"),
    [(cii(), "GrandTotalAmount>360.00", "GrandTotalAmount>361.00"), (ubl(), ">360.00</cbc:TaxI", ">361.00</cbc:TaxI")],
    ids=["cii", "ubl"],
)
def test_a_wrong_total_breaks_br_co_15_and_names_its_field_and_place(text, right, wrong):
    report = report_on(text.replace(right, wrong))
    found = next(one for one in layer(report, LayerName.NORM).findings if one.rule == "BR-CO-15")
    assert (found.severity, found.field) == (Severity.BLOCKING, "total_with_vat")
    assert found.location is not None
    assert "namespace" not in found.location
    assert report.verdict is Verdict.INVALID


@pytest.mark.parametrize(("text", "note"), [(cii(), "PMT</ram:Sub"), (ubl(), "#PMT#")], ids=["cii", "ubl"])
def test_a_missing_note_breaks_br_fr_05(text, note):
    report = report_on(text.replace(note, note.replace("PMT", "ABC")))
    assert "BR-FR-05" in rules(report, LayerName.FRANCE)
    assert layer(report, LayerName.FRANCE).state is LayerState.FAILED


def test_all_errors_of_the_schema_are_told_with_line_and_place():
    text = cii().replace("<ram:CityName>Paris</ram:CityName>", "<ram:Town/>")
    found = layer(report_on(text), LayerName.XSD).findings
    assert len(found) == 2
    assert [one.field for one in found] == ["seller_address", "buyer_address"]
    assert found[0].location.endswith("/ram:SellerTradeParty/ram:PostalTradeAddress/ram:Town")
    assert ", l. " in found[0].reference


def test_a_long_list_of_errors_is_cut_and_says_so():
    found = layer(report_on(cii(80).replace("<ram:Name>Pose", "<ram:Nam/><ram:Name>Pose")), LayerName.XSD).findings
    assert len(found) == 51
    assert "30" in found[-1].message.fr


def test_a_fault_in_a_line_names_the_line():
    report = report_on(ubl().replace("<cbc:Name>Pose de porte 2</cbc:Name>", "<cbc:Name></cbc:Name>"))
    found = next(one for one in layer(report, LayerName.NORM).findings if one.rule == "BR-25")
    assert found.field == "lines[1]"
    assert found.location.startswith("/Invoice/cac:InvoiceLine[2]")


def test_an_amount_that_is_no_number_fails_the_schema_and_stops_the_norm():
    report = report_on(cii().replace("TaxBasisTotalAmount>300.00", "TaxBasisTotalAmount>trois cents"))
    norm = layer(report, LayerName.NORM)
    assert layer(report, LayerName.XSD).findings[0].field == "total_without_vat"
    assert "« trois cents » n'est pas un nombre" in norm.findings[0].message.fr
    assert norm.state is LayerState.FAILED


@pytest.mark.parametrize("lines", [3, 400], ids=["here", "in a process of its own"])
def test_a_total_that_is_there_twice_stops_the_norm_and_is_never_undecided(lines):
    total = f"<ram:GrandTotalAmount>{lines * 120}.00</ram:GrandTotalAmount>"
    report = report_on(cii(lines).replace(total, total * 2))
    norm = layer(report, LayerName.NORM)
    assert [one.rule for one in norm.findings] == ["PF-STOPPED"]
    assert f'"{lines * 120}.00", "{lines * 120}.00"' in norm.findings[0].message.fr
    assert report.verdict is Verdict.INVALID


def test_an_element_that_only_factur_x_leaves_out_is_refused_in_a_pdf_and_taken_in_a_cii_file():
    text = cii().replace("<ram:IncludedNote>", "<ram:LanguageID>fr</ram:LanguageID><ram:IncludedNote>", 1)
    assert layer(report_on(text), LayerName.XSD).state is LayerState.PASSED
    assert layer(report_on(pdf_with(factur_x_xml=text.encode())), LayerName.XSD).state is LayerState.FAILED


def test_an_empty_element_is_reported_unless_the_schema_demands_it():
    head, rest = cii().split("<ram:ApplicableHeaderTradeDelivery>")
    rest = rest.split("</ram:ApplicableHeaderTradeDelivery>")[1]
    without = f"{head}<ram:ApplicableHeaderTradeDelivery/>{rest}"
    empty = without.replace("<ram:BuyerReference>SRV1<", "<ram:BuyerReference><")
    assert report_on(without).findings == ()
    assert rules(report_on(empty), LayerName.NORM) == {"PEPPOL-EN16931-R008"}


def test_a_german_seller_leaves_france_out_and_the_verdict_open():
    german = cii().replace("<ram:CountryID>FR", "<ram:CountryID>DE").replace('ID schemeID="0002"', "ID")
    report = report_on(german, own=lambda _: (finding_of("BR-FR-04"), finding_of("FR-M-05")))
    assert layer(report, LayerName.FRANCE).state is LayerState.SKIPPED
    assert layer(report, LayerName.FRANCE).reason is not None
    assert layer(report, LayerName.OWN).findings == ()
    assert report.verdict is Verdict.UNDECIDED


@pytest.mark.parametrize("text", [cii(), ubl()], ids=["cii", "ubl"])
def test_a_national_specification_is_judged_by_the_norm_and_its_own_rules_are_owed(text):
    report = report_on(text.replace(EN16931, XRECHNUNG))
    norm = [one for one in report.layers if one.name is LayerName.NORM]
    assert [one.state for one in norm] == [LayerState.PASSED, LayerState.SKIPPED]
    assert norm[1].rules == XRECHNUNG
    assert report.verdict is Verdict.UNDECIDED


def test_an_extension_is_not_judged_by_rules_that_it_overrides():
    report = report_on(ubl().replace(EN16931, f"{EN16931}#conformant#urn:example.org:plus"))
    assert layer(report, LayerName.NORM).state is LayerState.SKIPPED
    assert layer(report, LayerName.XSD).state is LayerState.PASSED


def test_an_unknown_profile_stops_at_the_file_and_names_the_known_ones():
    report = report_on(cii().replace(EN16931, "urn:example.org:mine"))
    message = layer(report, LayerName.FILE).findings[0].message.fr
    assert rules(report, LayerName.FILE) == {"PF-FILE-PROFILE"}
    assert "EXTENDED-CTC-FR" in message
    assert {one.state for one in report.layers[1:]} == {LayerState.SKIPPED}


def test_a_profile_named_as_in_a_draft_is_judged_and_its_name_refused():
    report = report_on(cii().replace(EN16931, f"{EN16931}:compliant:factur-x.eu:1p0:en16931"))
    assert layer(report, LayerName.FILE).state is LayerState.PASSED
    assert rules(report, LayerName.NORM) == {"FX-SCH-A-000556"}


def test_findings_of_our_own_get_their_place_in_the_xml():
    report = report_on(cii(), own=lambda _: (finding_of("PF-IBAN", "iban"), finding_of("PF-LINE", "lines[2]")))
    iban, line = layer(report, LayerName.OWN).findings
    assert iban.location.endswith("ram:PayeePartyCreditorFinancialAccount/ram:IBANID")
    assert line.location.endswith("ram:IncludedSupplyChainTradeLineItem[3]")
    assert report.verdict is Verdict.INVALID


def test_our_rules_that_cannot_read_the_invoice_are_skipped_with_the_reason():
    def refuse(_xml):
        raise DamagedFile("facture.xml")

    own = layer(report_on(cii(), own=refuse), LayerName.OWN)
    assert (own.state, own.reason.fr) == (LayerState.SKIPPED, DamagedFile.fr)


def test_a_hybrid_has_its_container_and_its_page_judged():
    data = pdf_with(factur_x_xml=cii().encode())
    report = report_on(data, page=lambda: (finding_of("PF-PAGE"),))
    assert rules(report, LayerName.PAGE) == {"PF-PAGE"}
    assert layer(report, LayerName.PDF).state is LayerState.FAILED
    assert layer(report_on(data), LayerName.PAGE).state is LayerState.SKIPPED
