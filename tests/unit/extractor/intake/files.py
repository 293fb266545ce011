# ruff: noqa: E501  (XML reads better unwrapped)
"""Small real files for the tests of the intake; every name and number in them is invented."""

import gzip
import io
import tarfile
import zipfile

import pypdfium2
from PIL import Image

CII = """<?xml version="1.0" encoding="UTF-8"?>
<rsm:CrossIndustryInvoice xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
 xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"
 xmlns:udt="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100">
<rsm:ExchangedDocument><ram:ID>F-118</ram:ID><ram:TypeCode>380</ram:TypeCode>
 <ram:IssueDateTime><udt:DateTimeString format="102">20260301</udt:DateTimeString></ram:IssueDateTime>
 <ram:IncludedNote><ram:Content>Pas d'escompte.</ram:Content><ram:SubjectCode>AAB</ram:SubjectCode></ram:IncludedNote>
 <ram:IncludedNote><ram:Content>Merci !</ram:Content></ram:IncludedNote>
</rsm:ExchangedDocument>
<rsm:SupplyChainTradeTransaction>
 <ram:IncludedSupplyChainTradeLineItem>
  <ram:AssociatedDocumentLineDocument><ram:LineID>1</ram:LineID></ram:AssociatedDocumentLineDocument>
  <ram:SpecifiedTradeProduct><ram:SellerAssignedID>V8</ram:SellerAssignedID><ram:Name>Vis  de 8</ram:Name></ram:SpecifiedTradeProduct>
  <ram:SpecifiedLineTradeAgreement><ram:NetPriceProductTradePrice><ram:ChargeAmount>25.0000</ram:ChargeAmount>
   <ram:BasisQuantity unitCode="C62">100</ram:BasisQuantity></ram:NetPriceProductTradePrice></ram:SpecifiedLineTradeAgreement>
  <ram:SpecifiedLineTradeDelivery><ram:BilledQuantity unitCode="C62">400.0000</ram:BilledQuantity></ram:SpecifiedLineTradeDelivery>
  <ram:SpecifiedLineTradeSettlement><ram:ApplicableTradeTax><ram:TypeCode>VAT</ram:TypeCode><ram:CategoryCode>S</ram:CategoryCode>
   <ram:RateApplicablePercent>20.00</ram:RateApplicablePercent></ram:ApplicableTradeTax>
   <ram:SpecifiedTradeSettlementLineMonetarySummation><ram:LineTotalAmount>100</ram:LineTotalAmount></ram:SpecifiedTradeSettlementLineMonetarySummation>
  </ram:SpecifiedLineTradeSettlement>
 </ram:IncludedSupplyChainTradeLineItem>
 <ram:IncludedSupplyChainTradeLineItem>
  <ram:AssociatedDocumentLineDocument><ram:LineStatusReasonCode>GROUP</ram:LineStatusReasonCode></ram:AssociatedDocumentLineDocument>
  <ram:SpecifiedTradeProduct><ram:Name>Quincaillerie</ram:Name></ram:SpecifiedTradeProduct>
  <ram:SpecifiedLineTradeDelivery><ram:BilledQuantity unitCode="C62">1</ram:BilledQuantity></ram:SpecifiedLineTradeDelivery>
 </ram:IncludedSupplyChainTradeLineItem>
 <ram:IncludedSupplyChainTradeLineItem>
  <ram:SpecifiedTradeProduct><ram:Name>Une ligne de texte</ram:Name></ram:SpecifiedTradeProduct>
 </ram:IncludedSupplyChainTradeLineItem>
 <ram:ApplicableHeaderTradeAgreement>
  <ram:BuyerReference>SERV7</ram:BuyerReference>
  <ram:SellerTradeParty><ram:GlobalID schemeID="0088">3012345678900</ram:GlobalID><ram:GlobalID schemeID="0009">732 829 320 00074</ram:GlobalID>
   <ram:Name>Quincaillerie Dubourg</ram:Name>
   <ram:PostalTradeAddress><ram:PostcodeCode>19000</ram:PostcodeCode><ram:LineOne>12 rue des Lilas</ram:LineOne>
    <ram:CityName>TULLE</ram:CityName><ram:CountryID>FR</ram:CountryID></ram:PostalTradeAddress>
   <ram:SpecifiedTaxRegistration><ram:ID schemeID="FC">12/34</ram:ID></ram:SpecifiedTaxRegistration>
   <ram:SpecifiedTaxRegistration><ram:ID schemeID="VA">FR 44 732829320</ram:ID></ram:SpecifiedTaxRegistration></ram:SellerTradeParty>
  <ram:BuyerTradeParty><ram:Name>Commune de Valserre</ram:Name>
   <ram:SpecifiedLegalOrganization><ram:ID schemeID="0002">217401234</ram:ID></ram:SpecifiedLegalOrganization>
   <ram:URIUniversalCommunication><ram:URIID schemeID="0225">217401234_21740123400015</ram:URIID></ram:URIUniversalCommunication>
   <ram:PostalTradeAddress><ram:CityName>Aoste</ram:CityName><ram:CountryID>IT</ram:CountryID></ram:PostalTradeAddress></ram:BuyerTradeParty>
  <ram:BuyerOrderReferencedDocument><ram:IssuerAssignedID>EJ-9</ram:IssuerAssignedID></ram:BuyerOrderReferencedDocument>
  <ram:ContractReferencedDocument><ram:IssuerAssignedID>M-26</ram:IssuerAssignedID></ram:ContractReferencedDocument>
 </ram:ApplicableHeaderTradeAgreement>
 <ram:ApplicableHeaderTradeDelivery><ram:ActualDeliverySupplyChainEvent><ram:OccurrenceDateTime>
  <udt:DateTimeString format="102">20260231</udt:DateTimeString></ram:OccurrenceDateTime></ram:ActualDeliverySupplyChainEvent></ram:ApplicableHeaderTradeDelivery>
 <ram:ApplicableHeaderTradeSettlement>
  <ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>
  <ram:SpecifiedTradeSettlementPaymentMeans><ram:TypeCode>20</ram:TypeCode></ram:SpecifiedTradeSettlementPaymentMeans>
  <ram:SpecifiedTradeSettlementPaymentMeans><ram:TypeCode>30</ram:TypeCode>
   <ram:PayeePartyCreditorFinancialAccount><ram:IBANID>FR76 3000 6000 0112 3456 7890 189</ram:IBANID></ram:PayeePartyCreditorFinancialAccount>
   <ram:PayeeSpecifiedCreditorFinancialInstitution><ram:BICID>AGRIFRPP</ram:BICID></ram:PayeeSpecifiedCreditorFinancialInstitution></ram:SpecifiedTradeSettlementPaymentMeans>
  <ram:ApplicableTradeTax><ram:CalculatedAmount>20.00</ram:CalculatedAmount><ram:TypeCode>VAT</ram:TypeCode>
   <ram:BasisAmount>100.00</ram:BasisAmount><ram:CategoryCode>S</ram:CategoryCode><ram:RateApplicablePercent>20.00</ram:RateApplicablePercent></ram:ApplicableTradeTax>
  <ram:ApplicableTradeTax><ram:CalculatedAmount>0</ram:CalculatedAmount><ram:TypeCode>VAT</ram:TypeCode>
   <ram:ExemptionReason>Hors champ</ram:ExemptionReason><ram:BasisAmount>5</ram:BasisAmount><ram:CategoryCode>O</ram:CategoryCode></ram:ApplicableTradeTax>
  <ram:ApplicableTradeTax><ram:CalculatedAmount>n/a</ram:CalculatedAmount><ram:CategoryCode>S</ram:CategoryCode></ram:ApplicableTradeTax>
  <ram:SpecifiedTradePaymentTerms><ram:Description>30 jours</ram:Description><ram:DueDateDateTime>
   <udt:DateTimeString format="102">20260331</udt:DateTimeString></ram:DueDateDateTime></ram:SpecifiedTradePaymentTerms>
  <ram:SpecifiedTradeSettlementHeaderMonetarySummation><ram:TaxBasisTotalAmount>105</ram:TaxBasisTotalAmount>
   <ram:TaxTotalAmount currencyID="CHF">18.80</ram:TaxTotalAmount><ram:TaxTotalAmount currencyID="EUR">20.0000</ram:TaxTotalAmount>
   <ram:GrandTotalAmount>125.00</ram:GrandTotalAmount><ram:TotalPrepaidAmount>25.00</ram:TotalPrepaidAmount>
   <ram:DuePayableAmount>cent euros</ram:DuePayableAmount></ram:SpecifiedTradeSettlementHeaderMonetarySummation>
  <ram:BillingSpecifiedPeriod><ram:StartDateTime><udt:DateTimeString format="102">20260201</udt:DateTimeString></ram:StartDateTime>
   <ram:EndDateTime><udt:DateTimeString format="102">20260228</udt:DateTimeString></ram:EndDateTime></ram:BillingSpecifiedPeriod>
  <ram:InvoiceReferencedDocument><ram:IssuerAssignedID>F-100</ram:IssuerAssignedID>
   <ram:FormattedIssueDateTime><udt:DateTimeString format="102">20260115</udt:DateTimeString></ram:FormattedIssueDateTime></ram:InvoiceReferencedDocument>
 </ram:ApplicableHeaderTradeSettlement>
</rsm:SupplyChainTradeTransaction></rsm:CrossIndustryInvoice>"""

UBL = """<?xml version="1.0" encoding="UTF-8"?>
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
 xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
 xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
<cbc:ID>F-118</cbc:ID><cbc:IssueDate>2026-03-01</cbc:IssueDate><cbc:DueDate>2026-03-31Z</cbc:DueDate>
<cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode><cbc:Note>#PMT#Indemnité de 40 €</cbc:Note><cbc:Note>Merci !</cbc:Note>
<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode><cbc:BuyerReference>N/A</cbc:BuyerReference>
<cac:InvoicePeriod><cbc:StartDate>2026-02-01</cbc:StartDate><cbc:EndDate>2026-02-28</cbc:EndDate></cac:InvoicePeriod>
<cac:OrderReference><cbc:ID>EJ-9</cbc:ID></cac:OrderReference>
<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>F-100</cbc:ID><cbc:IssueDate>2026-01-15</cbc:IssueDate></cac:InvoiceDocumentReference></cac:BillingReference>
<cac:ContractDocumentReference><cbc:ID>M-26</cbc:ID></cac:ContractDocumentReference>
<cac:AccountingSupplierParty><cac:Party><cac:PartyIdentification><cbc:ID schemeID="0009">73282932000074</cbc:ID></cac:PartyIdentification>
 <cac:PartyName><cbc:Name>Dubourg</cbc:Name></cac:PartyName>
 <cac:PostalAddress><cbc:StreetName>12 rue des Lilas</cbc:StreetName><cbc:CityName>TULLE</cbc:CityName><cbc:PostalZone>19000</cbc:PostalZone>
  <cac:Country><cbc:IdentificationCode>FR</cbc:IdentificationCode></cac:Country></cac:PostalAddress>
 <cac:PartyTaxScheme><cbc:CompanyID>FR44732829320</cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>
 <cac:PartyLegalEntity><cbc:RegistrationName>Quincaillerie Dubourg</cbc:RegistrationName></cac:PartyLegalEntity></cac:Party></cac:AccountingSupplierParty>
<cac:AccountingCustomerParty><cac:Party><cac:PartyIdentification><cbc:ID schemeID="0224">SERV7</cbc:ID></cac:PartyIdentification>
 <cac:PartyLegalEntity><cbc:RegistrationName>Commune de Valserre</cbc:RegistrationName><cbc:CompanyID schemeID="0002">21740123400015</cbc:CompanyID></cac:PartyLegalEntity>
</cac:Party></cac:AccountingCustomerParty>
<cac:Delivery><cbc:ActualDeliveryDate>2026-02-27</cbc:ActualDeliveryDate></cac:Delivery>
<cac:PaymentMeans><cbc:PaymentMeansCode>30</cbc:PaymentMeansCode><cac:PayeeFinancialAccount><cbc:ID>FR76 3000 6000 0112 3456 7890 189</cbc:ID>
 <cac:FinancialInstitutionBranch><cbc:ID>AGRIFRPP</cbc:ID></cac:FinancialInstitutionBranch></cac:PayeeFinancialAccount></cac:PaymentMeans>
<cac:PaymentTerms><cbc:Note>30 jours</cbc:Note></cac:PaymentTerms>
<cac:TaxTotal><cbc:TaxAmount currencyID="EUR">20.00</cbc:TaxAmount><cac:TaxSubtotal><cbc:TaxableAmount>100.00</cbc:TaxableAmount>
 <cbc:TaxAmount>20.00</cbc:TaxAmount><cac:TaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>20</cbc:Percent></cac:TaxCategory></cac:TaxSubtotal></cac:TaxTotal>
<cac:LegalMonetaryTotal><cbc:TaxExclusiveAmount>100</cbc:TaxExclusiveAmount><cbc:TaxInclusiveAmount>120</cbc:TaxInclusiveAmount>
 <cbc:PrepaidAmount>20</cbc:PrepaidAmount><cbc:PayableAmount>100</cbc:PayableAmount></cac:LegalMonetaryTotal>
<cac:InvoiceLine><cbc:ID>1</cbc:ID><cbc:InvoicedQuantity unitCode="HUR">2</cbc:InvoicedQuantity><cbc:LineExtensionAmount>100</cbc:LineExtensionAmount>
 <cac:Item><cbc:Name>Pose</cbc:Name><cac:ClassifiedTaxCategory><cbc:Percent>20</cbc:Percent></cac:ClassifiedTaxCategory></cac:Item>
 <cac:Price><cbc:PriceAmount>50</cbc:PriceAmount></cac:Price></cac:InvoiceLine>
</Invoice>"""

CREDIT_NOTE = (
    UBL.replace("Invoice-2", "CreditNote-2")
    .replace("<Invoice ", "<CreditNote ")
    .replace("</Invoice>", "</CreditNote>")
    .replace("<cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>", "")
    .replace("InvoicedQuantity", "CreditedQuantity")
    .replace("cac:InvoiceLine", "cac:CreditNoteLine")
)


def pdf_of(pages: int = 1, attached: dict[str, bytes] | None = None) -> bytes:
    """A PDF of blank A4 pages, with files attached to it."""
    document = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        document.new_page(595, 842)
    for name, data in (attached or {}).items():
        document.new_attachment(name).set_data(data)
    buffer = io.BytesIO()
    document.save(buffer)
    document.close()
    return buffer.getvalue()


def plain_pdf(*, catalog: str = "", pages: int = 1, end: bool = True) -> bytes:
    """A PDF written by hand, so that its catalog may say anything and its end may be missing."""
    kids = " ".join(f"{number} 0 R" for number in range(3, 3 + pages))
    objects = [f"<</Type/Catalog/Pages 2 0 R{catalog}>>", f"<</Type/Pages/Count {pages}/Kids[{kids}]>>"]
    objects += ["<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"] * pages
    body = "".join(f"{number} 0 obj\n{text}\nendobj\n" for number, text in enumerate(objects, start=1))
    trailer = "trailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF" if end else ""
    return f"%PDF-1.4\n{body}{trailer}".encode()


def portfolio_of(attached: dict[str, bytes]) -> bytes:
    """A PDF whose attached files are its content."""
    body = b"%PDF-1.7\n"
    names = b""
    for number, (name, data) in enumerate(attached.items(), start=10):
        body += b"%d 0 obj\n<</Length %d>>\nstream\n%b\nendstream\nendobj\n" % (2 * number, len(data), data)
        body += b"%d 0 obj\n<</Type/Filespec/F(%b)/EF<</F %d 0 R>>>>\nendobj\n" % (
            2 * number + 1,
            name.encode(),
            2 * number,
        )
        names += b"(%b) %d 0 R " % (name.encode(), 2 * number + 1)
    catalog = "/Names<</EmbeddedFiles<</Names[" + names.decode() + "]>>>>/Collection<</View/T>>"
    return body + plain_pdf(catalog=catalog).removeprefix(b"%PDF-1.4\n")


def image_of(
    kind: str, *, mode: str = "RGB", size: tuple[int, int] = (60, 40), pages: int = 1, **options: object
) -> bytes:
    """A white image in one of Pillow's formats."""
    white = {"CMYK": (0, 0, 0, 0), "1": 1}.get(mode, "white")
    first, *others = [Image.new(mode, size, white) for _ in range(pages)]
    buffer = io.BytesIO()
    first.save(buffer, kind, **({"save_all": True, "append_images": others} if others else {}), **options)
    return buffer.getvalue()


def zip_of(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def tar_of(members: dict[str, bytes], *links: str) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        for name in links:
            info = tarfile.TarInfo(name)
            info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
            archive.addfile(info)
    return buffer.getvalue()


def gzip_of(data: bytes) -> bytes:
    return gzip.compress(data)
