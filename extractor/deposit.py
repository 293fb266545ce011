"""From a checked invoice to a file that a platform accepts, or a clear word on what is missing.

    Invoice -> Completion -> XML or payload -> PDF/A-3 around the original -> Written
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from extractor.output import complete, to_cii, to_ubl
from models.document import Document
from models.errors import IncompleteInvoice
from models.extraction import Extraction
from models.finding import Finding, Severity
from models.output import Completion, OutputKind, Profile, Supplements, Written

SUFFIXES = {OutputKind.FACTURX: ".pdf", OutputKind.CII: ".xml", OutputKind.UBL: ".xml", OutputKind.CHORUS: ".json"}
DRAFT = ".brouillon"
_UNSAFE = re.compile(r"[^\w.\-+ ]+")
_LONGEST = 80
"""Characters of a file's name before its suffix; platforms cut at 50 to 200."""


def write(
    data: bytes,
    document: Document,
    extraction: Extraction,
    kind: OutputKind,
    *,
    supplements: Supplements,
    draft: bool = False,
) -> Written:
    """One invoice as one file: `data` are the bytes of the original, `document` its pages as read.

    A draft is written whatever is missing, marked in its name and in itself. Raises IncompleteInvoice, with every gap,
    when the invoice is not ready and no draft was asked for, and ValueError for a kind that holds many invoices.
    """
    completion = complete(extraction.invoice, kind, supplements)
    gaps = (*completion.gaps, *_blocking(extraction, completion))
    if gaps and not draft:
        raise IncompleteInvoice(extraction.source, gaps)
    content = _content(data, document, completion, supplements, draft=bool(gaps))
    name = stem(extraction.source) + (DRAFT if gaps else "") + SUFFIXES[kind]
    return Written(name, content, kind, completion, draft=bool(gaps))


def stem(source: str) -> str:
    """A file name from a name out of the wild: the last part, without what file systems dislike.

    >>> stem("lot.zip/../fac:ture 12.pdf")
    'fac_ture 12'
    """
    last = PurePosixPath(source.replace("\\", "/")).name
    kept = _UNSAFE.sub("_", last.rpartition(".")[0] or last).strip(" .")
    return kept[:_LONGEST] or "facture"


def _blocking(extraction: Extraction, completion: Completion) -> tuple[Finding, ...]:
    """What stops the deposit besides the gaps, each fault told once."""
    told = {(gap.rule, gap.field) for gap in completion.gaps}
    blocking = (finding for finding in extraction.findings if finding.severity is Severity.BLOCKING)
    return tuple(finding for finding in blocking if (finding.rule, finding.field) not in told)


def _content(
    data: bytes, document: Document, completion: Completion, supplements: Supplements, *, draft: bool
) -> bytes:
    invoice, profile = completion.invoice, completion.profile or Profile.EN16931
    match completion.kind:
        case OutputKind.CII:
            return to_cii(invoice, profile, draft=draft)
        case OutputKind.UBL:
            return to_ubl(invoice, profile, draft=draft)
        case OutputKind.CHORUS:
            from extractor.output.chorus import to_chorus  # noqa: PLC0415 - each kind loads its own libraries

            return to_chorus(invoice, supplements, draft=draft)
        case OutputKind.FACTURX:
            from extractor.output.hybrid import embed  # noqa: PLC0415
            from extractor.output.pdfa import to_pdfa  # noqa: PLC0415

            title = f"Facture {invoice.number}" if invoice.number else "Facture"
            return embed(
                to_pdfa(data, document.pages, title=title),
                to_cii(invoice, profile, draft=draft),
                profile,
                invoice,
                draft=draft,
            )
    raise ValueError(completion.kind)
