"""The container of a hybrid invoice: is this PDF the PDF/A-3 that Factur-X asks for, and does it carry its XML rightly?

What makes platforms refuse the file blocks: no PDF/A-3 identification, an attachment that nothing declares, fonts or
colours that are not in the file. The rest warns. Appearance, tagging and signatures are not judged: this is near ISO
19005-3 and no conformance test, and says nothing of what it does not look at.

Sources: Factur-X 1.09, 6 · ISO 19005-3:2012 · ISO 32000-1 · https://docs.verapdf.org/validation/pdfa-parts2and3/
"""

from __future__ import annotations

import io
import logging
from collections.abc import Callable, Iterator

import pikepdf

from extractor.validation.container.archive import archive_faults
from extractor.validation.container.attachments import attachment_faults, invoices_of
from extractor.validation.container.colours import colour_faults
from extractor.validation.container.document import UNREADABLE, Unreadable
from extractor.validation.container.fault import Fault
from extractor.validation.container.fonts import font_faults
from extractor.validation.container.metadata import metadata_faults, metadata_of
from models.finding import Finding, Message, Severity

__all__ = ["check_container"]

logging.getLogger("pikepdf").addHandler(logging.NullHandler())  # qpdf's words on broken files would go to stderr


def check_container(data: bytes, profile: str | None) -> tuple[Finding, ...]:
    """What is wrong with the PDF around an invoice; `profile` is BT-24 of its XML, where that is known."""
    try:
        with pikepdf.open(io.BytesIO(data), attempt_recovery=True, suppress_warnings=True) as pdf:
            return tuple(fault.finding() for fault in _faults(pdf, profile))
    except pikepdf.PasswordError:
        return (
            _closed(
                "Le PDF est protégé par un mot de passe : enregistrez-le sans protection, PDF/A l'interdit.",
                "The PDF is protected by a password: save it without, PDF/A forbids it.",
            ),
        )
    except UNREADABLE:
        return (
            _closed(
                "Le PDF est endommagé et ne s'ouvre pas : demandez le fichier d'origine.",
                "The PDF is damaged and can't be opened: ask for the original file.",
            ),
        )


def _closed(fr: str, en: str) -> Finding:
    return Finding(
        rule="PF-PDF-OPEN",
        severity=Severity.BLOCKING,
        message=Message(fr=fr, en=en),
        reference="ISO 19005-3, 6.1",
    )


def _faults(pdf: pikepdf.Pdf, profile: str | None) -> Iterator[Fault]:
    yield from _read(lambda: archive_faults(pdf))
    metadata, broken = metadata_of(pdf)
    yield from broken
    invoices = invoices_of(pdf)
    if metadata is not None:
        yield from _read(lambda: metadata_faults(pdf, metadata, invoices, profile))
    yield from _read(lambda: attachment_faults(pdf, invoices, profile))
    yield from _read(lambda: colour_faults(pdf))
    yield from _read(lambda: font_faults(pdf))


def _read(section: Callable[[], Iterator[Fault]]) -> Iterator[Fault]:
    """What a section finds, up to where the structure of the file can't be followed."""
    try:
        yield from section()
    except (*UNREADABLE, Unreadable):
        yield Fault(
            "PF-PDF-DAMAGED",
            Severity.BLOCKING,
            "La structure du PDF est abîmée ou démesurée, tout n'a pas pu être vérifié : produisez le fichier à neuf.",
            "The structure of the PDF is damaged or out of measure, not all could be checked: make the file anew.",
            "ISO 19005-3, 6.1",
        )
