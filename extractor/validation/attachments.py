"""The XML files attached to a PDF, unpacked within limits.

Sources: ISO 32000-1, 7.11.4 (embedded files) · ISO 32000-2, 14.13 (associated files) · Factur-X 1.09, 6.2 (names) ·
CWE-409 (a stream that unpacks without end)
"""

from __future__ import annotations

import io
import logging
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pikepdf

logging.getLogger("pikepdf").addHandler(logging.NullHandler())  # else it writes of repairs to the terminal

LARGEST = 20 * 1024 * 1024
"""Bytes of XML: an invoice of ten thousand lines has twelve million."""

USUAL = ("factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml", "order-x.xml")
_PACKED = 1024 * 1024
"""Bytes, as packed, of what only a decoder without limit unpacks; LZW makes fourteen hundred of one at most."""


@dataclass(frozen=True, slots=True)
class Attached:
    """A file by the name it has in the PDF; `data` is None when it is too large or can't be unpacked."""

    name: str
    data: bytes | None


def xml_files(data: bytes) -> tuple[Attached, ...]:
    """The attachments that are XML by name. Raises pikepdf.PdfError, of which PasswordError is one, and ValueError."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        specifications = {id_of(one): one for one in _specifications(pdf)}
        found = [Attached(_name(one), _content(one)) for one in specifications.values()]
    return tuple(dict.fromkeys(one for one in found if one.name.lower().endswith(".xml")))


def _specifications(pdf: Any) -> Iterator[Any]:  # noqa: ANN401 - pikepdf's objects are dictionaries of anything
    """The file specifications of the name tree, then those that are associated with the document only."""
    for specification in pdf.attachments.values():
        yield specification.obj
    associated = pdf.Root.get("/AF")
    if isinstance(associated, pikepdf.Array):
        yield from (one for one in associated if isinstance(one, pikepdf.Dictionary))


def id_of(specification: Any) -> tuple[int, int] | int:  # noqa: ANN401
    """What tells a specification that is met twice: its object number where it has one."""
    return tuple(specification.objgen) if specification.is_indirect else id(specification)


def _name(specification: Any) -> str:  # noqa: ANN401
    found = (specification.get(key) for key in ("/UF", "/F"))
    return next((str(name) for name in found if isinstance(name, pikepdf.String)), "")


def _content(specification: Any) -> bytes | None:  # noqa: ANN401
    files = specification.get("/EF")
    if not isinstance(files, pikepdf.Dictionary):
        return None
    stream = next((files.get(key) for key in ("/F", "/UF") if isinstance(files.get(key), pikepdf.Stream)), None)
    return _unpacked(stream) if stream is not None else None


def _unpacked(stream: Any) -> bytes | None:  # noqa: ANN401
    """The bytes, None when they are too many or damaged."""
    filters = stream.get("/Filter")
    names = [str(one) for one in filters] if isinstance(filters, pikepdf.Array) else [str(filters)] if filters else []
    try:
        raw = bytes(stream.read_raw_bytes())
        if not names:
            content = raw
        elif names == ["/FlateDecode"] and "/DecodeParms" not in stream:
            content = zlib.decompressobj().decompress(raw, LARGEST + 1)
        elif len(raw) <= _PACKED:
            content = bytes(stream.read_bytes())
        else:
            return None
    except (pikepdf.PdfError, zlib.error):
        return None
    return content if len(content) <= LARGEST else None
