"""A gap: a mandatory item that is missing or wrong, as a blocking finding that says what to do."""

from __future__ import annotations

from models.finding import Finding, Message, Severity


def gap(rule: str, field: str, *, fr: str, en: str, reference: str | None = None) -> Finding:
    """The finding of a rule; without a reference the rule speaks for its own norm.

    >>> gap("BR-02", "invoice_number", fr="Saisissez-le.", en="Enter it.").reference
    'EN 16931 BR-02'
    """
    norm = f"XP Z12-012 {rule}" if rule.startswith("BR-FR") else f"EN 16931 {rule}"
    return Finding(
        rule=rule,
        severity=Severity.BLOCKING,
        field=field,
        message=Message(fr=fr, en=en),
        reference=reference or norm,
    )
