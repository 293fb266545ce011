"""Invoice → Findings: what the law and the norm have to say about an invoice.

A rule is a function of one module, named for what must hold; the tuple below is the whole list, and `docs/rules.md` is
made of it. The law in force on the issue date decides which rules apply and which texts they cite.
"""

from __future__ import annotations

from decimal import Context, localcontext

from extractor.rules import (
    arithmetic,
    chorus,
    confidence,
    formats,
    identifiers,
    law,
    lines,
    presence,
    trade,
    vat,
)
from extractor.rules.case import Case
from extractor.rules.rule import Rule
from models.finding import Finding, Message
from models.invoice import Invoice
from models.resolution import Resolution

RULES: tuple[Rule, ...] = (
    *presence.RULES,
    *formats.RULES,
    *identifiers.RULES,
    *vat.RULES,
    *arithmetic.RULES,
    *lines.RULES,
    *trade.RULES,
    *chorus.RULES,
    *confidence.RULES,
)


def check(invoice: Invoice, resolution: Resolution) -> tuple[Finding, ...]:
    """Every breach of every rule in force, in the order of the list."""
    case = Case(invoice, resolution)
    with localcontext(Context(prec=40, traps=[])):  # amounts of any size are compared, none raises
        return tuple(
            Finding(
                rule=rule.id,
                severity=breach.severity or rule.severity,
                field=breach.field,
                message=Message(fr=breach.fr, en=breach.en),
                reference=law.cite(rule.reference, case.day),
                provenance=case.place(breach.field),
            )
            for rule in RULES
            if rule.in_force(case.day) and not (case.abroad and rule.id.startswith("BR-FR-"))
            for breach in rule.breaches(case)
        )
