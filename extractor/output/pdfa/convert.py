"""From a PDF or a scan to PDF/A-3B."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pikepdf

from extractor.output.pdfa.colour import set_intent
from extractor.output.pdfa.metadata import describe, described_in
from models.document import Page
from models.errors import DamagedFile, PasswordProtected


def to_pdfa(data: bytes, pages: Sequence[Page], *, title: str) -> bytes:  # noqa: ARG001
    """The file as PDF/A-3B.

    Raises DamagedFile or PasswordProtected.
    """
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            set_intent(pdf)
            describe(pdf, described_in(pdf, title=title))
            buffer = io.BytesIO()
            pdf.save(buffer, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
            return buffer.getvalue()
    except pikepdf.PasswordError as error:
        raise PasswordProtected(title) from error
    except pikepdf.PdfError as error:
        raise DamagedFile(title) from error
