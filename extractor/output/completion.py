"""Completing an invoice for one kind of file: what follows from what is known is added, what is missing is told.

    sizes -> texts -> signs -> VAT -> lines -> parties -> notes -> payment -> billing mode -> totals -> profile -> gaps

Each step is a function of the invoice before it. Every value that is not on the page is an addition with its reason.

Sources: EN 16931-1:2017 · XP Z12-012 (BR-FR) · Factur-X 1.09
"""

from __future__ import annotations

from decimal import localcontext

from extractor.output.additions import Completing
from extractor.output.billing import with_billing_mode
from extractor.output.gaps import gaps_of
from extractor.output.legal_notes import with_notes
from extractor.output.lines import with_lines
from extractor.output.notation import EXACT
from extractor.output.parties import with_parties
from extractor.output.paying import with_means_for_due_date, with_payment
from extractor.output.profiles import choose
from extractor.output.signs import with_signs
from extractor.output.sizes import with_sizes
from extractor.output.texts import with_clean_texts
from extractor.output.totals import with_totals
from extractor.output.vat import with_vat
from models.codes import CREDIT_NOTES
from models.invoice import Invoice
from models.output import Addition, Completion, OutputKind, Supplements

STEPS: tuple[Completing, ...] = (
    with_sizes,
    with_clean_texts,
    with_signs,
    with_vat,
    with_lines,
    with_parties,
    with_notes,
    with_payment,
    with_billing_mode,
    with_totals,
)

_TABLES = frozenset({OutputKind.CSV, OutputKind.XLSX})
_NOTHING = Supplements()


def complete(invoice: Invoice, kind: OutputKind, supplements: Supplements = _NOTHING) -> Completion:
    """The invoice made ready for a kind of file, with what was added, the profile and the gaps.

    Tables hold what was read, as it was read: they take nothing more, and nothing is missing in them.
    """
    if kind in _TABLES:
        return Completion(invoice=invoice, kind=kind)
    with localcontext(EXACT):
        return _completed(invoice, kind, supplements)


def _completed(invoice: Invoice, kind: OutputKind, supplements: Supplements) -> Completion:
    added: tuple[Addition, ...] = ()
    for step in STEPS:
        done = step(invoice, supplements)
        invoice, added = done.invoice, added + done.additions
    if kind is OutputKind.UBL and invoice.type_code in CREDIT_NOTES:
        done = with_means_for_due_date(invoice)
        invoice, added = done.invoice, added + done.additions
    if kind is OutputKind.CHORUS:
        return Completion(invoice=invoice, kind=kind, additions=added, gaps=gaps_of(invoice, kind, None))
    choice = choose(invoice, kind)
    return Completion(
        invoice=choice.invoice,
        kind=kind,
        profile=choice.profile,
        reason=choice.reason,
        additions=added,
        gaps=gaps_of(choice.invoice, kind, choice),
    )
