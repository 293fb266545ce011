"""Some pages of a file, alone: a PDF of a few pages out of one of a thousand.

A file given by its path is read where it is needed, never as a whole: what is kept in memory is what is cut out of it.

Source: ISO 32000-1, 7.7.3 (page tree), 8.11 (layers, which pages refer to)
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from pikepdf import AccessMode, Dictionary, Pdf

from extractor.output.pdfa.convert import saved
from models.errors import DamagedFile, PasswordProtected

_BROKEN = (pikepdf.PdfError, ValueError, TypeError, LookupError, AttributeError, RuntimeError)


@contextmanager
def opened(source: Path | bytes, name: str) -> Iterator[Pdf]:
    """A PDF; one given by its path is not mapped into memory. Raises DamagedFile, PasswordProtected."""
    try:
        if isinstance(source, bytes):
            pdf = pikepdf.open(io.BytesIO(source))
        else:
            pdf = pikepdf.open(source, access_mode=AccessMode.stream)
    except pikepdf.PasswordError as error:
        raise PasswordProtected(name) from error
    except _BROKEN as error:
        raise DamagedFile(name) from error
    with pdf:
        yield pdf


@dataclass(frozen=True, slots=True)
class Facts:
    """How many pages a PDF has, whether files are attached to it, and whether they are all of it (a portfolio)."""

    pages: int
    attachments: bool
    portfolio: bool


def facts(source: Path | bytes, name: str) -> Facts:
    """What a PDF is. Raises as `opened`, DamagedFile for one without a page."""
    with opened(source, name) as pdf:
        try:
            pages, attached = len(pdf.pages), len(pdf.attachments) > 0
            portfolio = attached and "/Collection" in pdf.Root
        except _BROKEN as error:
            raise DamagedFile(name) from error
    if not pages:
        raise DamagedFile(name, "aucune page")
    return Facts(pages, attached, portfolio)


def cut(source: Path | bytes, pages: Sequence[int], *, name: str) -> bytes:
    """Pages of a PDF, by their numbers from 1, as a PDF of their own. Raises as `opened`; DamagedFile for no page."""
    with opened(source, name) as pdf:
        return cut_from(pdf, pages, name=name)


def cut_from(pdf: Pdf, pages: Sequence[int], *, name: str) -> bytes:
    """The same of a PDF that is open."""
    with Pdf.new() as part:
        take(part, pdf, pages, name=name)
        return saved(part)


def take(part: Pdf, pdf: Pdf, pages: Sequence[int], *, name: str) -> None:
    """Append pages of one PDF to another, which reads them when it is saved: both stay open until then."""
    try:
        count = len(pdf.pages)
        for number in pages:
            if 1 <= number <= count:
                part.pages.append(pdf.pages[number - 1])
        part.remove_unreferenced_resources()  # some scanners list the pictures of all pages with each
        for key in ("/Info", "/OCProperties"):
            _keep(part, pdf, key)
    except _BROKEN as error:
        raise DamagedFile(name) from error
    if not len(part.pages):
        raise DamagedFile(name, "aucune page")


def _keep(part: Pdf, pdf: Pdf, key: str) -> None:
    """What the file says of itself, and the layers that its pages refer to."""
    old, new = (pdf.trailer, part.trailer) if key == "/Info" else (pdf.Root, part.Root)
    value = old.get(key)
    if isinstance(value, Dictionary) and key not in new:
        new[key] = part.copy_foreign(value if value.is_indirect else pdf.make_indirect(value))
