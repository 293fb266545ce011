"""A finding per value of the XML from which the page differs."""

from __future__ import annotations

from models.comparison import Agreement, Compared
from models.finding import Finding, Message, Severity


def findings_of(values: tuple[Compared, ...]) -> tuple[Finding, ...]:
    """One finding per difference."""
    return tuple(
        Finding(
            rule="PF-PAGE",
            severity=Severity.BLOCKING,
            field=one.field,
            message=Message(
                fr=f"XML : {one.xml_value}, page : {one.page_value}.",
                en=f"XML: {one.xml_value}, page: {one.page_value}.",
            ),
            reference=one.term,
            provenance=one.place,
        )
        for one in values
        if one.agreement is Agreement.DIFFERENT
    )
