"""What keeps an invoice from being deposited: every demand of schema, norm and French rules that it does not meet.

An invoice without gaps passes the validation of its profile. What the page alone can tell (check digits, mandatory
mentions) is the business of the rules, not told twice here.

Sources: EN 16931-1:2017 section 6.4 · CEN/TS 16931-3 Schematron 1.3.16 · XP Z12-012 (BR-FR) · Factur-X 1.09
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from extractor.output.gaps.amounts import amounts, vat_rows
from extractor.output.gaps.heading import dates, identity, mentions, numbers, references
from extractor.output.gaps.listing import lines
from extractor.output.gaps.parties import addresses, parties, tax_numbers
from extractor.output.gaps.payload import recipient
from extractor.output.profiles import Choice
from models.finding import Finding
from models.invoice import Invoice
from models.output import OutputKind

Check = Callable[[Invoice], Iterable[Finding]]

OF_XML: tuple[Check, ...] = (
    identity,
    numbers,
    dates,
    references,
    mentions,
    parties,
    addresses,
    tax_numbers,
    vat_rows,
    amounts,
)
OF_CHORUS: tuple[Check, ...] = (identity, dates, recipient, vat_rows, amounts)


def gaps_of(invoice: Invoice, kind: OutputKind, choice: Choice | None) -> tuple[Finding, ...]:
    """The gaps of a completed invoice for a kind of file; `choice` is that of its profile, where it has one."""
    checks = OF_CHORUS if kind is OutputKind.CHORUS else OF_XML
    found = [finding for check in checks for finding in check(invoice)]
    if choice is not None:
        found += lines(invoice, choice)
    return tuple(found)
