"""Errors of the file: broken, hostile or another thing than an invoice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lxml import etree

from models.validation import LayerName
from tests.benchmarks.planted.change import Change
from tests.benchmarks.planted.kind import Kind, kind


def bytewise(edit: Callable[[bytes], bytes]) -> Change:
    """A change of the file as it lies on the disk."""

    def change(root: Any) -> bytes:
        data: bytes = etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8")
        return edit(data)

    return change


def in_file(name: str, edit: Callable[[bytes], bytes], rules: str) -> Kind:
    return kind(name, bytewise(edit), rules, "trade", LayerName.FILE)


def with_entity(data: bytes) -> bytes:
    head, body = data.split(b"\n", 1)
    return head + b'\n<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>\n' + body


KINDS = (
    in_file("file with a document type", with_entity, "PF-FILE-UNSAFE"),
    in_file("file cut in the middle", lambda data: data[: len(data) // 2], "PF-FILE-XML"),
    in_file("file with an unclosed element", lambda data: data.replace(b"</ram:TypeCode>", b"", 1), "PF-FILE-XML"),
    in_file(
        "file in another encoding than it says",
        lambda data: data.replace(b"</ram:Name>", "é</ram:Name>".encode("latin-1"), 1),
        "PF-FILE-XML PF-FILE-ENCODING",
    ),
    in_file(
        "file of another vocabulary",
        lambda data: data.replace(b"CrossIndustryInvoice", b"CrossIndustryOrder"),
        "PF-FILE-ROOT",
    ),
    in_file("file without content", lambda _data: b"", "PF-FILE-EMPTY"),
    in_file("file of text", lambda _data: b"Facture F-12\nTotal : 120,00", "PF-FILE-NOT-XML PF-FILE-KIND"),
)
