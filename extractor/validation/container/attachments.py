"""The files attached to the PDF: the XML of the invoice under its name, declared, described and related to the page.

Sources: Factur-X 1.09, 6.2 · ISO 19005-3, 6.8 · ISO 32000-1, 7.11 (file specifications)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pikepdf

from extractor.validation.container.document import (
    UNREADABLE,
    Object,
    Unreadable,
    content_of,
    entry,
    items,
    leaves,
    text,
)
from extractor.validation.container.fault import Fault
from models.finding import Severity

NAMES = frozenset({"factur-x.xml", "xrechnung.xml", "zugferd-invoice.xml"})
"""Those of Factur-X and its German and elder kin; only the first two are those of the version in force."""

_CURRENT = frozenset({"factur-x.xml", "xrechnung.xml"})
_INVOICE = re.compile(rb"<(?:[\w.-]+:)?(?:CrossIndustryInvoice|CrossIndustryDocument|Invoice|CreditNote)[\s>/]")
_LARGEST = 20 * 1024 * 1024
_HEAD = 4096
_WITHOUT_LINES = re.compile(r":(?:minimum|basicwl)\b", re.IGNORECASE)
_RELATIONS = frozenset({"/Data", "/Alternative", "/Source"})


@dataclass(frozen=True, slots=True)
class Attached:
    """An attached invoice; `listed` in the name tree by which readers show attachments, `associated` by /AF."""

    name: str
    specification: Object
    stream: Object
    listed: bool
    associated: bool


def invoices_of(pdf: pikepdf.Pdf) -> tuple[Attached, ...]:
    """The attached files that are invoices, by their name or their root element; those of Factur-X first."""
    try:
        listed = [value for _, value in leaves(entry(pdf.Root, "/Names", "/EmbeddedFiles"))]
        associated = list(items(entry(pdf.Root, "/AF")))
    except (*UNREADABLE, Unreadable):
        return ()
    found: dict[object, Attached] = {}
    for specification in (*listed, *associated):
        name = text(entry(specification, "/UF")) or text(entry(specification, "/F")) or ""
        stream = entry(specification, "/EF", "/F")
        if stream is None:
            stream = entry(specification, "/EF", "/UF")
        if isinstance(stream, pikepdf.Stream) and stream.objgen not in found and _is_invoice(name, stream):
            found[stream.objgen] = Attached(
                name, specification, stream, _among(specification, listed), _among(specification, associated)
            )
    return tuple(sorted(found.values(), key=lambda one: one.name.lower() not in NAMES))


def _among(specification: Object, others: list[Object]) -> bool:
    """Whether this file is one of them: the same object, or another description of the same stream."""
    own = {stream.objgen for _, stream in _streams(specification)}
    return any(own & {stream.objgen for _, stream in _streams(other)} for other in others)


def _streams(specification: Object) -> Iterator[tuple[str, Object]]:
    for key in ("/F", "/UF"):
        stream = entry(specification, "/EF", key)
        if isinstance(stream, pikepdf.Stream):
            yield key, stream


def _is_invoice(name: str, stream: Object) -> bool:
    if name.lower() in NAMES:
        return True
    if not name.lower().endswith(".xml"):
        return False
    try:
        return _INVOICE.search((content_of(stream, _LARGEST) or b"")[:_HEAD]) is not None
    except (*UNREADABLE, Unreadable):
        return False


def attachment_faults(pdf: pikepdf.Pdf, invoices: tuple[Attached, ...], profile: str | None) -> Iterator[Fault]:
    """What is wrong with how the invoice is attached."""
    if not invoices:
        yield _blocking(
            "PF-PDF-ATTACHMENT",
            "Aucune facture XML n'est jointe au PDF : joignez-la sous le nom factur-x.xml.",
            "No XML invoice is attached to the PDF: attach it under the name factur-x.xml.",
        )
        return
    if len(invoices) > 1:
        names = ", ".join(one.name[:40] for one in invoices[:5])
        yield _warning(
            "PF-PDF-SEVERAL",
            f"Plusieurs factures XML sont jointes ({names}) : n'en gardez qu'une, factur-x.xml.",
            f"Several XML invoices are attached ({names}): keep one only, factur-x.xml.",
        )
    chosen = invoices[0]
    yield from _declared(pdf, chosen)
    yield from _described(chosen, profile)


def _declared(pdf: pikepdf.Pdf, chosen: Attached) -> Iterator[Fault]:
    if chosen.name not in _CURRENT:
        yield _warning(
            "PF-PDF-NAME",
            f"Le fichier joint s'appelle « {chosen.name[:60]} » : nommez-le factur-x.xml, sans majuscule.",
            f"The attachment is named '{chosen.name[:60]}': name it factur-x.xml, in small letters.",
        )
    if not chosen.associated:
        there = entry(pdf.Root, "/AF") is not None
        yield _blocking(
            "PF-PDF-AF",
            f"Le XML joint n'est pas déclaré dans /AF du catalogue{'' if there else ', qui est absent'} : "
            "associez-le au document, PDF/A-3 l'exige de chaque fichier joint.",
            f"The attached XML is not declared in /AF of the catalog{'' if there else ', which is absent'}: "
            "associate it with the document, PDF/A-3 asks it of every attachment.",
        )
    if not chosen.listed:
        yield _warning(
            "PF-PDF-EMBEDDED",
            "Le XML n'est pas dans l'arbre /EmbeddedFiles, où les lecteurs de PDF le cherchent : ajoutez-l'y.",
            "The XML is not in the tree /EmbeddedFiles, where readers of PDF look for it: add it there.",
        )


def _described(chosen: Attached, profile: str | None) -> Iterator[Fault]:
    relation = text(entry(chosen.specification, "/AFRelationship"))
    if relation is None:
        yield _blocking(
            "PF-PDF-RELATIONSHIP",
            "La relation du XML au document (/AFRelationship) manque : écrivez /Data, /Source ou /Alternative.",
            "The relation of the XML to the document (/AFRelationship) is missing: write /Data, /Source or "
            "/Alternative.",
        )
    elif relation not in _RELATIONS or (relation != "/Data" and _WITHOUT_LINES.search(profile or "")):
        admitted = "/Data" if _WITHOUT_LINES.search(profile or "") else "/Data, /Source ou /Alternative"
        yield _warning(
            "PF-PDF-RELATIONSHIP",
            f"La relation du XML au document est « {relation[:40]} » : ce profil admet {admitted}.",
            f"The relation of the XML to the document is '{relation[:40]}': this profile admits "
            f"{admitted.replace(' ou ', ' or ')}.",
        )
    kind = text(entry(chosen.stream, "/Subtype"))
    if kind != "/text/xml":
        yield _warning(
            "PF-PDF-MIME",
            f"Le type du fichier joint est « {(kind or 'absent').lstrip('/')[:40]} » : écrivez text/xml.",
            f"The type of the attachment is '{(kind or 'absent').lstrip('/')[:40]}': write text/xml.",
        )
    if text(entry(chosen.stream, "/Params", "/ModDate")) is None:
        yield _warning(
            "PF-PDF-MODDATE",
            "La date du fichier joint (/Params /ModDate) manque : ajoutez-la.",
            "The date of the attachment (/Params /ModDate) is missing: add it.",
        )
    if text(entry(chosen.specification, "/F")) is None or text(entry(chosen.specification, "/UF")) is None:
        yield _warning(
            "PF-PDF-NAME",
            "Le nom du fichier joint doit figurer deux fois (/F et /UF) : ajoutez celui qui manque.",
            "The name of the attachment must stand twice (/F and /UF): add the one that is missing.",
        )


def _blocking(rule: str, fr: str, en: str) -> Fault:
    return Fault(rule, Severity.BLOCKING, fr, en, "Factur-X 1.09, 6.2 ; ISO 19005-3, 6.8")


def _warning(rule: str, fr: str, en: str) -> Fault:
    return Fault(rule, Severity.WARNING, fr, en, "Factur-X 1.09, 6.2 ; ISO 19005-3, 6.8")
