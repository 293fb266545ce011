"""Rules loaded ahead, for a process that will judge many files or must answer at once."""

from __future__ import annotations

from extractor.safe_xml import parse_xml
from extractor.validation import rule_sets, saxon, schema
from extractor.validation.subject import EN16931, Known, Subject
from models.validation import Syntax


def warm(*profiles: str) -> None:
    """Compile the schemas and stylesheets of these profiles, as `extended` or `ubl`; EN 16931 if none is named.

    Raises ValueError for another name.
    """
    for profile in profiles or ("en16931",):
        subject = _example(profile)
        for rules in (rule_sets.norm_of(subject), rule_sets.france_of(subject)):
            if rules is not None:
                saxon.compiled(rules.file)
        found = rule_sets.schema_of(subject)
        if found is not None:
            schema.compiled(found.file)


def _example(profile: str) -> Subject:
    root = parse_xml("warm", b"<none/>")
    if profile == "ubl":
        return Subject(root, b"", Syntax.UBL_INVOICE, EN16931, Known.EN16931)
    return Subject(root, b"", Syntax.CII, None, Known(profile), embedded=True)
