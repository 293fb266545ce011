"""What an XML invoice says beside its fields: discounts and charges, addresses in the directory, numbers of lines."""

from decimal import Decimal

from extractor.intake.embedded import read_xml
from models.resolution import Given

CII = b"""<rsm:CrossIndustryInvoice xmlns:rsm="urn:rsm" xmlns:ram="urn:ram" xmlns:udt="urn:udt">
<rsm:ExchangedDocument><ram:ID>F-12</ram:ID></rsm:ExchangedDocument>
<rsm:SupplyChainTradeTransaction>
<ram:IncludedSupplyChainTradeLineItem>
 <ram:AssociatedDocumentLineDocument><ram:LineID> 10 </ram:LineID></ram:AssociatedDocumentLineDocument>
 <ram:SpecifiedLineTradeDelivery><ram:BilledQuantity>2</ram:BilledQuantity></ram:SpecifiedLineTradeDelivery>
 <ram:SpecifiedLineTradeSettlement>
  <ram:SpecifiedTradeAllowanceCharge><ram:ChargeIndicator><udt:Indicator>false</udt:Indicator></ram:ChargeIndicator>
   <ram:ActualAmount>10</ram:ActualAmount></ram:SpecifiedTradeAllowanceCharge>
  <ram:SpecifiedTradeAllowanceCharge><ram:ChargeIndicator><udt:Indicator>true</udt:Indicator></ram:ChargeIndicator>
   <ram:ActualAmount>2.50</ram:ActualAmount></ram:SpecifiedTradeAllowanceCharge>
 </ram:SpecifiedLineTradeSettlement>
</ram:IncludedSupplyChainTradeLineItem>
<ram:ApplicableHeaderTradeAgreement>
 <ram:SellerTradeParty><ram:Description>SARL au capital de 8 000 euros</ram:Description>
  <ram:URIUniversalCommunication><ram:URIID schemeID="EM">a@example.org</ram:URIID></ram:URIUniversalCommunication>
  <ram:URIUniversalCommunication><ram:URIID schemeID="0225">732829320</ram:URIID></ram:URIUniversalCommunication>
 </ram:SellerTradeParty>
 <ram:BuyerTradeParty>
  <ram:URIUniversalCommunication><ram:URIID schemeID="EM">b@example.org</ram:URIID></ram:URIUniversalCommunication>
 </ram:BuyerTradeParty>
</ram:ApplicableHeaderTradeAgreement>
<ram:ApplicableHeaderTradeSettlement>
 <ram:SpecifiedTradeAllowanceCharge><ram:ChargeIndicator><udt:Indicator>true</udt:Indicator></ram:ChargeIndicator>
  <ram:ActualAmount>15.5</ram:ActualAmount><ram:Reason>Port</ram:Reason>
  <ram:CategoryTradeTax><ram:RateApplicablePercent>20.00</ram:RateApplicablePercent></ram:CategoryTradeTax>
 </ram:SpecifiedTradeAllowanceCharge>
</ram:ApplicableHeaderTradeSettlement>
</rsm:SupplyChainTradeTransaction></rsm:CrossIndustryInvoice>"""

UBL = b"""<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
 xmlns:cac="urn:cac" xmlns:cbc="urn:cbc">
<cbc:ID>F-12</cbc:ID>
<cac:AccountingSupplierParty><cac:Party><cbc:EndpointID schemeID="0225">732829320</cbc:EndpointID>
 <cac:PartyLegalEntity>
 <cbc:CompanyLegalForm>SARL au capital de 8 000 euros</cbc:CompanyLegalForm></cac:PartyLegalEntity>
</cac:Party></cac:AccountingSupplierParty>
<cac:AccountingCustomerParty><cac:Party><cbc:EndpointID schemeID="0225">404833048_SERV</cbc:EndpointID></cac:Party>
</cac:AccountingCustomerParty>
<cac:AllowanceCharge><cbc:ChargeIndicator>false</cbc:ChargeIndicator>
 <cbc:AllowanceChargeReason>Remise</cbc:AllowanceChargeReason><cbc:Amount currencyID="EUR">5.00</cbc:Amount>
 <cac:TaxCategory><cbc:Percent>5.5</cbc:Percent></cac:TaxCategory></cac:AllowanceCharge>
<cac:InvoiceLine><cbc:ID>1</cbc:ID><cbc:LineExtensionAmount>9.00</cbc:LineExtensionAmount>
 <cac:AllowanceCharge><cbc:ChargeIndicator>false</cbc:ChargeIndicator><cbc:Amount>1.00</cbc:Amount></cac:AllowanceCharge>
</cac:InvoiceLine>
<cac:InvoiceLine><cbc:ID>1</cbc:ID><cbc:LineExtensionAmount>9.00</cbc:LineExtensionAmount></cac:InvoiceLine>
</Invoice>"""


def test_a_cross_industry_invoice_tells_them():
    found = read_xml("f.xml", CII)
    assert found.given == Given(seller_address="732829320", buyer_address=None, line_numbers=("10",))
    assert [line.discount for line in found.lines] == [Decimal("7.50")]
    (charge,) = found.adjustments
    assert (charge.amount, charge.charge, charge.reason, charge.vat_rate) == (Decimal("15.50"), True, "Port", 20)
    assert [(one.code, one.text) for one in found.mentions] == [("REG", "SARL au capital de 8 000 euros")]


def test_a_ubl_invoice_tells_them():
    found = read_xml("f.xml", UBL)
    assert found.given == Given(seller_address="732829320", buyer_address="404833048_SERV", line_numbers=("1", "1"))
    assert [line.discount for line in found.lines] == [Decimal("1.00"), None]
    (discount,) = found.adjustments
    assert (discount.amount, discount.charge, discount.reason) == (Decimal("5.00"), False, "Remise")
    assert [(one.code, one.text) for one in found.mentions] == [("REG", "SARL au capital de 8 000 euros")]
