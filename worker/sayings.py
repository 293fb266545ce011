"""How a finding that needs the store is put: its rule, severity and field, the words in both languages, its place."""

from __future__ import annotations

from models.extraction import Extraction
from models.finding import Finding, Message, Severity

Head = tuple[str, Severity, str]
"""Rule, severity and field of a finding."""


def finding(extraction: Extraction, head: Head, fr: str, en: str, *, reference: str) -> Finding:
    """The finding, with the place on the page where its field was read."""
    rule, severity, field = head
    read = extraction.fields.get(field)
    return Finding(
        rule=rule,
        severity=severity,
        field=field,
        message=Message(fr=fr, en=en),
        reference=reference,
        provenance=read.provenance if read is not None else None,
    )
