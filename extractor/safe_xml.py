"""XML from outside, parsed without following anything that it points at.

A document type or an entity has no place in an invoice (CII and UBL are defined by schemas), and is how XML is made to
read local files or to grow without end: it is refused.

Sources: https://lxml.de/FAQ.html#how-do-i-use-lxml-safely-as-a-web-service-endpoint · CWE-611, CWE-776
"""

from __future__ import annotations

from typing import Any, TypeAlias

from lxml import etree

from models.errors import DamagedFile, UnsafeXml

Element: TypeAlias = Any
"""An lxml element; lxml comes without types."""


def parse_xml(name: str, data: bytes) -> Element:
    """The root element.

    Raises UnsafeXml for a document type or entities, DamagedFile for what is not well-formed.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data.lstrip(), parser)  # a last line feed in UTF-16 is two bytes
    except (etree.XMLSyntaxError, ValueError) as error:
        bare = data.replace(b"\x00", b"")  # UTF-16 too
        if b"<!DOCTYPE" in bare or b"<!ENTITY" in bare:
            raise UnsafeXml(name) from error
        raise DamagedFile(name, "XML mal formé") from error
    if root.getroottree().docinfo.doctype:
        raise UnsafeXml(name)
    return root


def local_name(element: Element) -> str:
    """The name of an element without its namespace."""
    return str(etree.QName(element).localname)


def nodes(element: Element, path: str) -> list[Element]:
    """The elements at a path of local names, whatever their namespace: `A/B`.

    Namespaces differ from version to version (ZUGFeRD 1, Factur-X, Order-X, drafts of both) where names do not.
    """
    found: list[Element] = element.findall("/".join("{*}" + step for step in path.split("/")))
    return found


def text(element: Element, *paths: str) -> str | None:
    """The first text that is not blank, path by path, with its white space made single."""
    for path in paths:
        for node in nodes(element, path):
            words = " ".join((node.text or "").split())
            if words:
                return words
    return None
