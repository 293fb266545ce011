"""XMP, the metadata of the document: that it is PDF/A-3 and Factur-X, of which level, with which attachment.

Sources: ISO 16684-1 (XMP) · ISO 19005-3, 6.6 · Factur-X 1.09, 6.3 (extension schema `fx`)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pikepdf
from lxml import etree

from extractor.validation.container.attachments import Attached
from extractor.validation.container.document import UNREADABLE, Object, Unreadable, content_of, entry, text
from extractor.validation.container.fault import Fault
from models.finding import Severity

FACTURX = "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#"
_KIN = re.compile(r"urn:(?:factur-x|zugferd|ferd):pdfa:CrossIndustryDocument", re.IGNORECASE)
_DC = "http://purl.org/dc/elements/1.1/"
_PDFAID = "http://www.aiim.org/pdfa/ns/id/"
_SCHEMA_URI = "{http://www.aiim.org/pdfa/ns/schema#}namespaceURI"
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_LARGEST = 4 * 1024 * 1024
_LEVELS = ("MINIMUM", "BASIC WL", "BASIC", "EN 16931", "EXTENDED", "XRECHNUNG")

_PROFILES = (
    (re.compile(r"urn:factur-x\.eu:1p0:minimum"), "MINIMUM"),
    (re.compile(r"urn:factur-x\.eu:1p0:basicwl"), "BASIC WL"),
    (re.compile(r"urn:factur-x\.eu:1p0:basic"), "BASIC"),
    (re.compile(r"urn:factur-x\.eu:1p0:extended"), "EXTENDED"),
    (re.compile(r"xrechnung"), "XRECHNUNG"),
    (re.compile(r"^urn:cen\.eu:en16931:2017$"), "EN 16931"),
)
"""BT-24 as Factur-X writes it, with the level that the metadata names for it."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """The properties by (namespace, name), and the namespaces that an extension schema describes."""

    properties: dict[tuple[str, str], str]
    described: frozenset[str]

    def get(self, namespace: str, name: str) -> str | None:
        return self.properties.get((namespace, name))

    @property
    def family(self) -> str | None:
        """The namespace of Factur-X or one of its elders, the right one first."""
        spaces = sorted({space for space, _ in self.properties if _KIN.match(space)}, key=lambda one: one != FACTURX)
        return spaces[0] if spaces else None


def metadata_of(pdf: pikepdf.Pdf) -> tuple[Metadata | None, tuple[Fault, ...]]:
    """The metadata, or what is wrong with it."""
    try:
        data = content_of(entry(pdf.Root, "/Metadata"), _LARGEST)
    except (*UNREADABLE, Unreadable):
        data = b""
    if data is None:
        return None, (
            Fault(
                "PF-PDF-XMP",
                Severity.BLOCKING,
                "Le PDF n'a pas de métadonnées XMP, ce n'est donc pas un PDF/A-3 : convertissez-le en PDF/A-3 "
                "avant d'y joindre le XML.",
                "The PDF has no XMP metadata, so it is no PDF/A-3: convert it to PDF/A-3 before attaching the XML.",
                "ISO 19005-3, 6.6.2.1",
            ),
        )
    root = _parsed(data)
    if root is None:
        return None, (
            Fault(
                "PF-PDF-XMP",
                Severity.BLOCKING,
                "Les métadonnées XMP sont illisibles (XML mal formé ou avec DOCTYPE) : produisez le fichier à neuf.",
                "The XMP metadata can't be read (malformed XML, or with a DOCTYPE): make the file anew.",
                "ISO 19005-3, 6.6.2.1",
            ),
        )
    return _metadata(root), ()


def _parsed(data: bytes) -> Object | None:
    """The XML, without following anything that it points at; None where it is broken or has a document type."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data.strip(b" \t\r\n\x00"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    return None if root.getroottree().docinfo.doctype else root


def _metadata(root: Object) -> Metadata:
    properties: dict[tuple[str, str], str] = {}
    for description in root.iter(f"{_RDF}Description"):
        for key, value in description.attrib.items():
            _keep(properties, key, value)
        for child in description.iterchildren(tag=etree.Element):
            nested = child.find(f".//{_RDF}li")
            _keep(properties, child.tag, (child if nested is None else nested).text)
    described = {node.text.strip() for node in root.iter(_SCHEMA_URI) if node.text}
    described |= {node.attrib[_SCHEMA_URI].strip() for node in root.iter(etree.Element) if _SCHEMA_URI in node.attrib}
    return Metadata(properties, frozenset(described))


def _keep(properties: dict[tuple[str, str], str], key: str, value: str | None) -> None:
    name = etree.QName(key)
    if value and value.strip():
        properties.setdefault((name.namespace or "", name.localname), value.strip())


def metadata_faults(
    pdf: pikepdf.Pdf, metadata: Metadata, invoices: tuple[Attached, ...], profile: str | None
) -> Iterator[Fault]:
    """What the metadata says wrongly of the file, and of the invoice in it."""
    yield from _identification(metadata)
    yield from _extension(metadata, invoices, profile)
    yield from _information(pdf, metadata)


def _identification(metadata: Metadata) -> Iterator[Fault]:
    part, level = metadata.get(_PDFAID, "part"), metadata.get(_PDFAID, "conformance")
    if part != "3":
        said = ("aucune partie", "no part") if part is None else (f"PDF/A-{part[:20]}", f"PDF/A-{part[:20]}")
        yield Fault(
            "PF-PDF-PART",
            Severity.BLOCKING,
            f"Les métadonnées annoncent {said[0]} au lieu de PDF/A-3, seule partie qui admet un XML joint : "
            "convertissez le PDF en PDF/A-3.",
            f"The metadata claims {said[1]} instead of PDF/A-3, the only one that admits an XML: convert the PDF.",
            "ISO 19005-3, 6.6.4 ; Factur-X 1.09, 6.1",
        )
    elif level not in {"A", "B", "U"}:
        yield Fault(
            "PF-PDF-CONFORMANCE",
            Severity.WARNING,
            f"Le niveau de PDF/A-3 est « {(level or '')[:20]} » : indiquez A, B ou U (pdfaid:conformance).",
            f"The level of PDF/A-3 is '{(level or '')[:20]}': say A, B or U (pdfaid:conformance).",
            "ISO 19005-3, 6.6.4",
        )


def _extension(metadata: Metadata, invoices: tuple[Attached, ...], profile: str | None) -> Iterator[Fault]:
    family = metadata.family
    if family is None:
        yield _warning(
            "PF-PDF-FX",
            "Les métadonnées ne disent pas que le PDF est un Factur-X : ajoutez les propriétés fx:DocumentType, "
            "fx:DocumentFileName, fx:Version et fx:ConformanceLevel.",
            "The metadata does not say that the PDF is Factur-X: add the properties fx:DocumentType, "
            "fx:DocumentFileName, fx:Version and fx:ConformanceLevel.",
        )
        return
    if family != FACTURX:
        yield _warning(
            "PF-PDF-FX",
            f"Les métadonnées sont d'une ancienne version (« {family[:60]} ») : écrivez-les sous « {FACTURX} ».",
            f"The metadata is of an older version ('{family[:60]}'): write it under '{FACTURX}'.",
        )
    if family not in metadata.described:
        yield _warning(
            "PF-PDF-SCHEMA",
            "Le schéma d'extension des propriétés fx n'est pas décrit dans les métadonnées (pdfaExtension:schemas) : "
            "un PDF/A l'exige, ajoutez-le.",
            "The extension schema of the fx properties is not described in the metadata (pdfaExtension:schemas): "
            "PDF/A asks for it, add it.",
        )
    yield from _properties(metadata, family, {one.name for one in invoices})
    yield from _level(metadata.get(family, "ConformanceLevel"), profile, current=family == FACTURX)


def _properties(metadata: Metadata, family: str, names: set[str]) -> Iterator[Fault]:
    name, kind = metadata.get(family, "DocumentFileName"), metadata.get(family, "DocumentType")
    if name is None or (names and name not in names):
        attached = ", ".join(sorted(names))[:80] or "factur-x.xml"
        yield _warning(
            "PF-PDF-FILENAME",
            f"fx:DocumentFileName est « {(name or '')[:60]} » et le fichier joint « {attached} » : écrivez le même.",
            f"fx:DocumentFileName is '{(name or '')[:60]}' and the attachment '{attached}': write the same name.",
        )
    if kind != "INVOICE":
        yield _warning(
            "PF-PDF-TYPE",
            f"fx:DocumentType est « {(kind or '')[:40]} » : une facture ou un avoir porte INVOICE.",
            f"fx:DocumentType is '{(kind or '')[:40]}': an invoice or credit note has INVOICE.",
        )
    if metadata.get(family, "Version") is None:
        yield _warning(
            "PF-PDF-VERSION",
            "fx:Version manque dans les métadonnées : ajoutez « 1.0 ».",
            "fx:Version is missing from the metadata: add '1.0'.",
        )


def _level(said: str | None, profile: str | None, *, current: bool) -> Iterator[Fault]:
    """A ZUGFeRD 1 file names its levels otherwise, and is told of its namespace already."""
    if not current:
        return
    expected = level_of(profile)
    if said is None or said not in _LEVELS:
        yield _warning(
            "PF-PDF-LEVEL",
            f"fx:ConformanceLevel est « {(said or '')[:40]} » : écrivez l'un de {', '.join(_LEVELS)}.",
            f"fx:ConformanceLevel is '{(said or '')[:40]}': write one of {', '.join(_LEVELS)}.",
        )
    elif profile is not None and said != expected:
        yield _warning(
            "PF-PDF-LEVEL",
            f"Les métadonnées annoncent le niveau {said} et le XML (BT-24) « {profile[:90]} » : mettez-les d'accord.",
            f"The metadata claims level {said} and the XML (BT-24) '{profile[:90]}': make them agree.",
        )


def level_of(profile: str | None) -> str | None:
    """The level that the metadata names for a BT-24.

    >>> level_of("urn:cen.eu:en16931:2017#compliant#urn:factur-x.eu:1p0:basic"), level_of("urn:cen.eu:en16931:2017")
    ('BASIC', 'EN 16931')
    """
    found = (level for pattern, level in _PROFILES if profile is not None and pattern.search(profile.strip().lower()))
    return next(found, None)


def _information(pdf: pikepdf.Pdf, metadata: Metadata) -> Iterator[Fault]:
    """Title and author, told twice: PDF/A-1 asked that they agree, readers still show either."""
    names = (("/Title", "title"), ("/Author", "creator"))
    told = [(text(entry(pdf.trailer, "/Info", key)), metadata.get(_DC, name), key[1:]) for key, name in names]
    different = [key for old, new, key in told if old and old.strip() and new and old.strip() != new]
    if different:
        yield Fault(
            "PF-PDF-INFO",
            Severity.WARNING,
            f"Le dictionnaire Info et les métadonnées XMP disent autre chose ({', '.join(different)}) : "
            "écrivez-y la même valeur, ou retirez Info.",
            f"The Info dictionary and the XMP metadata differ ({', '.join(different)}): write the same or remove Info.",
            "ISO 19005-3, 6.6.3",
        )


def _warning(rule: str, fr: str, en: str) -> Fault:
    return Fault(rule, Severity.WARNING, fr, en, "Factur-X 1.09, 6.3")
