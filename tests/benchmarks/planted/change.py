"""Changes of one place in an XML invoice: what an error is planted with. A change is a function of the root element.

Paths are XPath with the usual prefixes of CII (rsm, ram, udt, qdt) and UBL (cac, cbc).
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from lxml import etree

Change = Callable[[Any], bytes | None]
"""Changes the tree, or gives the whole file to be read in its stead."""

NAMESPACES = {
    "rsm": "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100",
    "ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100",
    "udt": "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100",
    "qdt": "urn:un:unece:uncefact:data:standard:QualifiedDataType:100",
    "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
}


class Inapplicable(Exception):
    """The base has no such place."""


def found(root: Any, path: str) -> list[Any]:
    """The elements at a path. Raises Inapplicable where there is none."""
    elements = root.xpath(path, namespaces=NAMESPACES)
    if not elements:
        raise Inapplicable(path)
    return elements


def put(path: str, value: str | Callable[[str], str]) -> Change:
    """Another text in the first element of a path."""

    def change(root: Any) -> None:
        element = found(root, path)[0]
        element.text = value if isinstance(value, str) else value(element.text or "")

    return change


def put_all(path: str, value: str | Callable[[str], str]) -> Change:
    """Another text in every element of a path."""

    def change(root: Any) -> None:
        for element in found(root, path):
            element.text = value if isinstance(value, str) else value(element.text or "")

    return change


def drop(path: str) -> Change:
    """Every element of a path taken out, and what that leaves empty."""

    def change(root: Any) -> None:
        for element in found(root, path):
            parent = element.getparent()
            parent.remove(element)
            while len(parent) == 0 and not (parent.text or "").strip() and parent.getparent() is not None:
                empty, parent = parent, parent.getparent()
                parent.remove(empty)

    return change


def add(path: str, amount: str) -> Change:
    """An amount added to the first number of a path."""

    def change(root: Any) -> None:
        element = found(root, path)[0]
        element.text = format(Decimal(element.text) + Decimal(amount), "f")

    return change


def twice(path: str) -> Change:
    """The first element of a path, written a second time after itself."""

    def change(root: Any) -> None:
        element = found(root, path)[0]
        element.addnext(copy.deepcopy(element))

    return change


def mark(path: str, name: str, value: str | None) -> Change:
    """Another value of an attribute of every element of a path, or no such attribute."""

    def change(root: Any) -> None:
        for element in found(root, path):
            element.attrib.pop(name, None)
            if value is not None:
                element.set(name, value)

    return change


def insert(path: str, xml: str) -> Change:
    """A new element as the first child of the first element of a path."""

    def change(root: Any) -> None:
        declared = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())
        wrapped = etree.fromstring(f"<x {declared}>{xml}</x>")
        found(root, path)[0].insert(0, wrapped[0])

    return change


def after(path: str, xml: str) -> Change:
    """A new element after the first element of a path."""

    def change(root: Any) -> None:
        declared = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())
        wrapped = etree.fromstring(f"<x {declared}>{xml}</x>")
        found(root, path)[0].addnext(wrapped[0])

    return change


def last(path: str) -> Change:
    """The first element of a path, moved behind its siblings."""

    def change(root: Any) -> None:
        element = found(root, path)[0]
        element.getparent().append(element)

    return change


def copied(source: str, target: str) -> Change:
    """The text of one place written at another."""

    def change(root: Any) -> None:
        found(root, target)[0].text = found(root, source)[0].text

    return change


def respelt(old: str, new: str) -> Change:
    """A word written otherwise wherever it stands."""

    def change(root: Any) -> None:
        for element in found(root, f"//*[not(*)][contains(., '{old}')]"):
            element.text = element.text.replace(old, new)

    return change


def together(*changes: Change) -> Change:
    """Changes that make one error."""

    def change(root: Any) -> None:
        for one in changes:
            one(root)

    return change


def last_digit(text: str) -> str:
    """A number with another last digit.

    >>> last_digit("73282932000074")
    '73282932000075'
    """
    return text[:-1] + str((int(text[-1]) + 1) % 10)
