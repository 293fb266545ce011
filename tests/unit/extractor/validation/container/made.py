"""A small hybrid invoice that is right, and the ways to spoil it."""

import io

import pikepdf
from pikepdf import Array, Dictionary, Name, String
from PIL import ImageCms
from reportlab.pdfgen.canvas import Canvas

EXTENDED = "urn:cen.eu:en16931:2017#conformant#urn:factur-x.eu:1p0:extended"
BASIC_WL = "urn:factur-x.eu:1p0:basicwl"
FACTURX = "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#"
XML = b'<rsm:CrossIndustryInvoice xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"/>'
CII = b"""<rsm:CrossIndustryInvoice xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
 xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"
 xmlns:udt="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100">
<rsm:ExchangedDocument><ram:ID>F-12</ram:ID><ram:TypeCode>380</ram:TypeCode><ram:IssueDateTime>
<udt:DateTimeString format="102">20261001</udt:DateTimeString></ram:IssueDateTime></rsm:ExchangedDocument>
<rsm:SupplyChainTradeTransaction><ram:ApplicableHeaderTradeAgreement>
<ram:SellerTradeParty><ram:Name>Dubois Menuiserie</ram:Name></ram:SellerTradeParty>
<ram:BuyerTradeParty><ram:Name>Martin SAS</ram:Name></ram:BuyerTradeParty>
</ram:ApplicableHeaderTradeAgreement></rsm:SupplyChainTradeTransaction></rsm:CrossIndustryInvoice>"""

XMP = f"""<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"><pdfaid:part>3</pdfaid:part>
<pdfaid:conformance>B</pdfaid:conformance></rdf:Description>
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title><rdf:Alt>
<rdf:li xml:lang="x-default">Facture F-12</rdf:li></rdf:Alt></dc:title></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"><pdfaExtension:schemas><rdf:Bag>
<rdf:li rdf:parseType="Resource"><pdfaSchema:namespaceURI>{FACTURX}</pdfaSchema:namespaceURI></rdf:li>
</rdf:Bag></pdfaExtension:schemas></rdf:Description>
<rdf:Description rdf:about="" xmlns:fx="{FACTURX}"><fx:DocumentType>INVOICE</fx:DocumentType>
<fx:DocumentFileName>factur-x.xml</fx:DocumentFileName><fx:Version>1.0</fx:Version>
<fx:ConformanceLevel>EXTENDED</fx:ConformanceLevel></rdf:Description>
</rdf:RDF></x:xmpmeta><?xpacket end="w"?>"""


def page(text=None, *, mode=0):
    """A page with a black rectangle, or with a text in a font that is not in the file."""
    held = io.BytesIO()
    canvas = Canvas(held)
    if text is None:
        canvas.rect(50, 50, 100, 100, fill=1)
    else:
        canvas.setFont("Helvetica", 12)
        written = canvas.beginText(50, 700)
        written.setTextRenderMode(mode)
        written.textOut(text)
        canvas.drawText(written)
    canvas.save()
    return held.getvalue()


def hybrid(*, base=None, xmp=XMP):
    """An open PDF/A-3 with its invoice, of whatever page."""
    pdf = pikepdf.open(io.BytesIO(page() if base is None else base))
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]
    if xmp is not None:
        pdf.Root.Metadata = pdf.make_stream(xmp.encode(), Type=Name.Metadata, Subtype=Name.XML)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFA1,
        OutputConditionIdentifier=String("sRGB"),
        DestOutputProfile=pdf.make_stream(profile, N=3),
    )
    pdf.Root.OutputIntents = Array([intent])
    specification = attach(pdf, "factur-x.xml")
    pdf.Root.AF = Array([specification])
    return pdf


def attach(pdf, name, data=XML):
    """A further file in the tree of attachments, not declared in /AF."""
    stream = pdf.make_stream(data, Type=Name.EmbeddedFile, Subtype=Name("/text/xml"))
    stream.Params = Dictionary(ModDate=String("D:20261001120000Z"), Size=len(data))
    specification = pdf.make_indirect(
        Dictionary(
            Type=Name.Filespec,
            F=String(name),
            UF=String(name),
            AFRelationship=Name.Data,
            EF=Dictionary(F=stream, UF=stream),
        )
    )
    names = pdf.Root.get("/Names") or Dictionary(EmbeddedFiles=Dictionary(Names=Array([])))
    names.EmbeddedFiles.Names.extend([String(name), specification])
    pdf.Root.Names = names
    return specification


def saved(pdf, **options):
    held = io.BytesIO()
    pdf.save(held, fix_metadata_version=False, **options)
    return held.getvalue()
