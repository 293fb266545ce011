"""What is judged: the XML of an invoice, its syntax and its profile, told by its root and its BT-24.

Sources: Factur-X 1.09, 2.2 (BT-24 of each profile) · EN 16931-1:2017, 4.4 (compliant and conformant specifications) ·
XP Z12-012 (EXTENDED-CTC-FR) · ZUGFeRD 1.0 · Order-X 1.0 · UBL 2.1

>>> tell_profile(Syntax.CII, "urn:cen.eu:en16931:2017#compliant#urn:factur-x.eu:1p0:basic")
<Known.BASIC: 'basic'>
>>> tell_profile(Syntax.UBL_INVOICE, "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0")
<Known.CIUS: 'cius'>
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from extractor.safe_xml import Element, nodes, text
from models.validation import Syntax

EN16931 = "urn:cen.eu:en16931:2017"

_ROOTS = MappingProxyType(
    {
        "{urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100}CrossIndustryInvoice": Syntax.CII,
        "{urn:oasis:names:specification:ubl:schema:xsd:Invoice-2}Invoice": Syntax.UBL_INVOICE,
        "{urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2}CreditNote": Syntax.UBL_CREDIT_NOTE,
        "{urn:ferd:CrossIndustryDocument:invoice:1p0}CrossIndustryDocument": Syntax.ZUGFERD1,
        "{urn:un:unece:uncefact:data:SCRDMCCBDACIOMessageStructure:100}SCRDMCCBDACIOMessageStructure": Syntax.ORDERX,
    }
)

UBL = frozenset({Syntax.UBL_INVOICE, Syntax.UBL_CREDIT_NOTE})

_GUIDELINE = "GuidelineSpecifiedDocumentContextParameter/ID"
_PLACES = MappingProxyType(
    {
        Syntax.CII: f"ExchangedDocumentContext/{_GUIDELINE}",
        Syntax.UBL_INVOICE: "CustomizationID",
        Syntax.UBL_CREDIT_NOTE: "CustomizationID",
        Syntax.ZUGFERD1: f"SpecifiedExchangedDocumentContext/{_GUIDELINE}",
        Syntax.ORDERX: f"ExchangedDocumentContext/{_GUIDELINE}",
    }
)


class Known(StrEnum):
    """The profiles that can be told apart. CIUS only narrows EN 16931, EXTENSION adds to it what it does not know."""

    MINIMUM = "minimum"
    BASIC_WL = "basicwl"
    BASIC = "basic"
    EN16931 = "en16931"
    EXTENDED = "extended"
    EXTENDED_CTC_FR = "extended-ctc-fr"
    CIUS = "cius"
    EXTENSION = "extension"
    COMFORT = "comfort"  # of ZUGFeRD 1 and Order-X


_EXACT = MappingProxyType(
    {
        "urn:factur-x.eu:1p0:minimum": Known.MINIMUM,
        "urn:zugferd.de:2p0:minimum": Known.MINIMUM,
        "urn:factur-x.eu:1p0:basicwl": Known.BASIC_WL,
        "urn:zugferd.de:2p0:basicwl": Known.BASIC_WL,
        f"{EN16931}#compliant#urn:factur-x.eu:1p0:basic": Known.BASIC,
        f"{EN16931}#compliant#urn:zugferd.de:2p0:basic": Known.BASIC,
        EN16931: Known.EN16931,
        f"{EN16931}#conformant#urn:factur-x.eu:1p0:extended": Known.EXTENDED,
        f"{EN16931}#conformant#urn:zugferd.de:2p0:extended": Known.EXTENDED,
        f"{EN16931}#conformant#urn.cpro.gouv.fr:1p0:extended-ctc-fr": Known.EXTENDED_CTC_FR,
    }
)
_CTC_FR = re.compile(re.escape(EN16931) + r"#conformant#urn[.:][^#]*:extended-ctc-fr")
_DRAFT = re.compile(r"urn:(?:cen\.eu|ferd|zugferd|factur-x).*:(minimum|basicwl|basic|en16931|extended)")
_LEVEL = re.compile(r":(basic|comfort|extended)(?:$|[:#])")
_OLD = (Syntax.ZUGFERD1, Syntax.ORDERX)


@dataclass(frozen=True, slots=True)
class Subject:
    """The root as parsed, the bytes it was parsed from, BT-24 as written and what it means (None: not known).

    `embedded` tells the XML of a PDF from a file of its own, which Factur-X does not rule.
    """

    root: Element
    xml: bytes
    syntax: Syntax
    profile: str | None
    known: Known | None
    embedded: bool = False

    @property
    def is_ubl(self) -> bool:
        return self.syntax in UBL


def tell_syntax(root: Element) -> Syntax | None:
    """The vocabulary, by the qualified name of the root: drafts and other generations are other vocabularies."""
    return _ROOTS.get(str(root.tag))


def subject_of(root: Element, xml: bytes, syntax: Syntax, *, embedded: bool = False) -> Subject:
    """The invoice under this root."""
    profile = text(root, _PLACES[syntax])
    return Subject(root, xml, syntax, profile, tell_profile(syntax, profile or ""), embedded)


def tell_profile(syntax: Syntax, profile: str) -> Known | None:
    """What BT-24 means in a syntax, None where it is not known.

    The forms of drafts of Factur-X name their level last; that they are out of date is for the norm to say.
    """
    if syntax in _OLD:
        level = _LEVEL.search(profile)
        return Known(level[1]) if level else None
    exact = _EXACT.get(profile)
    if exact is not None:
        return exact
    if _CTC_FR.fullmatch(profile):
        return Known.EXTENDED_CTC_FR
    if profile.startswith(f"{EN16931}#"):
        return Known.EXTENSION if "#conformant#" in profile else Known.CIUS
    draft = _DRAFT.fullmatch(profile) if syntax is Syntax.CII else None
    return Known(draft[1]) if draft else None


def describe_root(root: Element) -> str:
    """The name of a root that is none of ours with its namespace, short enough for a message."""
    return str(root.tag).removeprefix("{").replace("}", " ")[:120]


def is_french(subject: Subject) -> bool:
    """Whether the seller is in France (BT-40), or has a SIREN (BT-30 under scheme 0002)."""
    if subject.is_ubl:
        party = "AccountingSupplierParty/Party"
        country, registered = f"{party}/PostalAddress/Country/IdentificationCode", f"{party}/PartyLegalEntity/CompanyID"
    else:
        party = "SupplyChainTradeTransaction/ApplicableHeaderTradeAgreement/SellerTradeParty"
        country, registered = f"{party}/PostalTradeAddress/CountryID", f"{party}/SpecifiedLegalOrganization/ID"
    schemes = {node.get("schemeID") for node in nodes(subject.root, registered)}
    return text(subject.root, country) == "FR" or "0002" in schemes
