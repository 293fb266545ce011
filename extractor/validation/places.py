"""Where a term stands in the XML of an invoice, and which field stands at a place.

A place is written as a person reads it: with the usual prefixes, and a number only where elements of a name repeat:
`/rsm:CrossIndustryInvoice/rsm:SupplyChainTradeTransaction/ram:IncludedSupplyChainTradeLineItem[2]`.

Sources: EN 16931-3-2:2020 (terms to UBL) and 3-3:2020 (terms to CII)

>>> prefixed("urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2", "IssueDate")
'cbc:IssueDate'
"""

from __future__ import annotations

import re
from types import MappingProxyType

from lxml import etree

from extractor.safe_xml import Element
from extractor.validation.bindings import CII, UBL, UBL_CREDIT_NOTE
from extractor.validation.subject import Subject
from models.terms import TERMS
from models.validation import Syntax

_PREFIXES = MappingProxyType(
    {
        "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:": "rsm",
        "urn:ferd:CrossIndustryDocument:": "rsm",
        "urn:un:unece:uncefact:data:SCRDMCCBDACIOMessageStructure:": "rsm",
        "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:": "ram",
        "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:": "udt",
        "urn:un:unece:uncefact:data:standard:QualifiedDataType:": "qdt",
        "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-": "cac",
        "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-": "cbc",
        "urn:oasis:names:specification:ubl:schema:xsd:CommonExtensionComponents-": "ext",
    }
)
_STEP = re.compile(
    r"/(?:\*:(?P<a>[\w.-]+)\[namespace-uri\(\)='(?P<ns_a>[^']*)'\]|Q\{(?P<ns_b>[^}]*)\}(?P<b>[\w.-]+)"
    r"|(?:[\w.-]+:)?(?P<c>[\w.-]+))(?:\[(?P<n>\d+)\])?|/@(?P<attribute>[\w.:*-]+)"
)
_NUMBERED = re.compile(r"\[\d+\]")
_LINE = re.compile(r"/(?:ram:IncludedSupplyChainTradeLineItem|cac:(?:Invoice|CreditNote)Line)(?:\[(\d+)\])?(?=/|$)")
_ROW = re.compile(r"(lines|vat_breakdown)\[(\d{1,6})\]")
_ROWS = MappingProxyType(
    {
        "lines": "./*[local-name()='InvoiceLine' or local-name()='CreditNoteLine']"
        "|./*/*[local-name()='IncludedSupplyChainTradeLineItem']",
        "vat_breakdown": "./*[local-name()='TaxTotal']/*[local-name()='TaxSubtotal']"
        "|./*/*[local-name()='ApplicableHeaderTradeSettlement']/*[local-name()='ApplicableTradeTax']",
    }
)
_BINDINGS = MappingProxyType({Syntax.CII: CII, Syntax.UBL_INVOICE: UBL, Syntax.UBL_CREDIT_NOTE: UBL_CREDIT_NOTE})
_UNBOUND: MappingProxyType[str, str] = MappingProxyType({})  # elder syntaxes: their terms stand elsewhere
_TERM = re.compile(r"\bB[TG]-\d+\b")
_FIELDS = MappingProxyType({term: field for field, term in TERMS.items()})


def prefixed(namespace: str, name: str) -> str:
    """A name with the prefix that the standards use for its namespace; UBL writes its roots without one."""
    prefix = next((short for start, short in _PREFIXES.items() if namespace.startswith(start)), None)
    return f"{prefix}:{name}" if prefix else name


def path_of(element: Element) -> str:
    """The place of an element."""
    steps: list[str] = []
    while element is not None:
        name = etree.QName(element)
        before = sum(1 for _ in element.itersiblings(element.tag, preceding=True))
        alone = not before and next(element.itersiblings(element.tag), None) is None
        steps.append(prefixed(name.namespace or "", name.localname) + ("" if alone else f"[{before + 1}]"))
        element = element.getparent()
    return "/" + "/".join(reversed(steps))


def of_path(root: Element, path: str | None) -> str | None:
    """The place that libxml2 writes with the document's own prefixes, or with none."""
    if not path:
        return None
    try:
        found = root.getroottree().xpath(path, namespaces={key: uri for key, uri in root.nsmap.items() if key})
    except etree.XPathError:
        return str(path)
    return path_of(found[0]) if isinstance(found, list) and found else str(path)


def of_svrl(root: Element, location: str) -> str | None:
    """The place that a stylesheet writes with namespaces spelt out; as it stands where no such place is found."""
    if not location.strip("/"):
        return path_of(root) if location else None
    element, attribute = None, ""
    for step in _STEP.finditer(location):
        if step["attribute"]:
            attribute = f"/@{step['attribute'].removeprefix('*:')}"
            break
        name, number = step["a"] or step["b"] or step["c"], int(step["n"] or 1)
        namespace = step["ns_a"] or step["ns_b"] or "*"
        if element is None:
            element = root
            continue
        same = element.findall(f"{{{namespace}}}{name}")
        if number > len(same):
            break
        element = same[number - 1]
    return path_of(element) + attribute if element is not None else location


def field_at(subject: Subject, location: str | None) -> str | None:
    """The field of the contract that stands at a place, or the line that it is within, as `lines[2]`."""
    if location is None:
        return None
    line = _LINE.search(location)
    if line:
        return f"lines[{int(line[1] or 1) - 1}]"
    bare = _rootless(_NUMBERED.sub("", location))
    fields = (field for field, path in _bindings(subject).items() if _within(bare, path))
    return next((field for field in fields if _meets(subject, field, location)), None)


def field_named(subject: Subject, location: str | None, text: str) -> str | None:
    """The field whose term a rule names first, where its place is within the place that the rule is about."""
    term = _TERM.search(text)
    field = _FIELDS.get(term[0]) if term else None
    path = _bindings(subject).get(field) if field else None
    if path is None or location is None:
        return None
    return field if _rootless(_plain(path)).startswith(_rootless(_NUMBERED.sub("", location))) else None


def place_of(subject: Subject, field: str) -> str | None:
    """Where a field, a line or a row of the VAT breakdown stands, or where the field would; None for another name."""
    row = _ROW.fullmatch(field)
    if row:
        found = subject.root.xpath(_ROWS[row[1]])
        return path_of(found[int(row[2])]) if int(row[2]) < len(found) else None
    path = _bindings(subject).get(field)
    if path is None:
        return None
    nodes = _nodes_at(subject, path)
    return path_of(nodes[0]) if nodes else f"{path_of(subject.root)}/{_rootless(_plain(path))}"


def _bindings(subject: Subject) -> MappingProxyType[str, str]:
    """Field to path, with conditions in brackets; the root of a path is that of the invoice."""
    return _BINDINGS.get(subject.syntax, _UNBOUND)


def _within(bare: str, path: str) -> bool:
    plain = _rootless(_plain(path))
    return bare == plain or bare.startswith((f"{plain}/", f"{plain}@"))


def _meets(subject: Subject, field: str, location: str) -> bool:
    """Whether a place that has the path of a field meets its conditions too, such as the scheme of an identifier."""
    path = _bindings(subject)[field]
    if "[" not in path:
        return True
    return any(location.startswith(path_of(node)) for node in _nodes_at(subject, path))


def _nodes_at(subject: Subject, path: str) -> list[Element]:
    steps = _rootless(path).split("/")
    found: list[Element] = subject.root.xpath("./" + "/".join(_any_namespace(step) for step in steps))
    return found


def _rootless(path: str) -> str:
    """A path without its root, which syntaxes name differently: `/Invoice/cbc:ID` is `cbc:ID`, `/Invoice` nothing."""
    return path.removeprefix("/").partition("/")[2]


def _plain(path: str) -> str:
    return re.sub(r"\[[^\]]*\]", "", path)


def _any_namespace(step: str) -> str:
    """`ram:ID[@schemeID='VA']` as `*[local-name()='ID'][@schemeID='VA']`."""
    name, bracket, condition = step.partition("[")
    return f"*[local-name()='{name.rpartition(':')[2]}']{bracket}{condition}"
