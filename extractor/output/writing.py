"""Writing CII and UBL: business terms in, the bytes of an XML file out.

factur-x does the writing. What it leaves to be mended is mended here, on the tree: `xsi:nil` on an empty delivery,
the euro as currency of every rounding amount, and the profile EXTENDED-CTC-FR, at which it would drop a party's legal
note and tax number (it knows them for `extended` alone), so that the level below is written and renamed.

A value that is not known is absent from the file. Such a file may be a draft, never one to deposit: `complete` tells.

Sources: factur-x 7.8 generate_xml · EN 16931-3-2 (UBL), EN 16931-3-3 (CII) · UNTDID 1001 (which types are credit notes)
"""

from __future__ import annotations

from typing import Any

from lxml import etree

from extractor.output.business_terms import NO_DATE, NO_NUMBER, NO_TEXT, terms_of
from extractor.output.currencies import CURRENCIES
from models.invoice import Invoice
from models.output import Profile

CUSTOMIZATION = {
    Profile.BASIC_WL: "urn:factur-x.eu:1p0:basicwl",
    Profile.EN16931: "urn:cen.eu:en16931:2017",
    Profile.EXTENDED: "urn:cen.eu:en16931:2017#conformant#urn:factur-x.eu:1p0:extended",
    Profile.EXTENDED_CTC_FR: "urn:cen.eu:en16931:2017#conformant#urn.cpro.gouv.fr:1p0:extended-ctc-fr",
}
"""BT-24 of each profile."""

DRAFT = (
    "BROUILLON - facture incomplète, à ne pas déposer : des mentions obligatoires manquent. "
    "DRAFT - incomplete invoice, not to be deposited: mandatory items are missing."
)

_LEVELS = {Profile.BASIC_WL: "basicwl", Profile.EN16931: "en16931"}
_NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
_SENTINELS = frozenset({NO_TEXT, NO_NUMBER, f"{NO_DATE:%Y%m%d}", NO_DATE.isoformat()})


def to_cii(invoice: Invoice, profile: Profile, *, draft: bool = False) -> bytes:
    """The invoice as UN/CEFACT Cross Industry Invoice, as a Factur-X PDF embeds it; a draft says so in a comment."""
    level = _LEVELS.get(profile, "extended")
    return _mended(_generated(invoice, profile, "factur-x", level), invoice, profile, draft=draft)


def to_ubl(invoice: Invoice, profile: Profile, *, draft: bool = False) -> bytes:
    """The invoice as UBL 2.1, an Invoice or a CreditNote by its type; a draft says so in a comment."""
    return _mended(_generated(invoice, profile, "ubl-2.1", "en16931"), invoice, profile, draft=draft)


def _generated(invoice: Invoice, profile: Profile, flavor: str, level: str) -> bytes:
    from facturx import generate_xml  # noqa: PLC0415 - loads in half a second

    terms = {"BG-23": [], **terms_of(invoice, profile)}
    for currency in ("BT-5", "BT-6"):
        if currency in terms and terms[currency] not in CURRENCIES:
            terms[currency] = NO_TEXT  # the library refuses what it does not know
    data: bytes = generate_xml(terms, flavor=flavor, level=level, check_xsd=False, check_schematron=False)
    return data


def _mended(data: bytes, invoice: Invoice, profile: Profile, *, draft: bool) -> bytes:
    root = etree.fromstring(data, etree.XMLParser(remove_blank_text=True))
    for element in list(root.iter()):
        element.attrib.pop(_NIL, None)
        for name, value in list(element.attrib.items()):
            if value in _SENTINELS:
                del element.attrib[name]
        if element.text in _SENTINELS:
            _removed(element)
    for element in root.iter("{*}PayableRoundingAmount"):
        if invoice.currency in CURRENCIES:
            element.set("currencyID", invoice.currency)
    for path in ("{*}CustomizationID", ".//{*}GuidelineSpecifiedDocumentContextParameter/{*}ID"):
        for element in root.findall(path):
            element.text = CUSTOMIZATION[profile]
    if draft:
        root.addprevious(etree.Comment(f" {DRAFT} "))
    etree.indent(root)
    written: bytes = etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return written


def _removed(element: Any) -> None:  # noqa: ANN401 - lxml publishes no types
    """Take an element out, and what it leaves empty."""
    parent = element.getparent()
    if parent is None:
        return
    parent.remove(element)
    if len(parent) == 0 and not (parent.text or "").strip():
        _removed(parent)
