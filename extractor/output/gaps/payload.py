"""What Chorus Pro needs of an invoice beside its figures: to whom it goes.

Sources: Chorus Pro, external specifications of the API (soumettre: destinataire) · CCP D2192-2
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.output.gaps.gap import gap
from models.finding import Finding
from models.invoice import Invoice

_SIRET = re.compile(r"\d{14}")
_REFERENCE = "Chorus Pro, API soumettre"


def recipient(invoice: Invoice) -> Iterator[Finding]:
    """The recipient's SIRET."""
    siret = invoice.buyer.siret
    if siret is None or _SIRET.fullmatch(siret) is None:
        yield gap(
            "BR-FR-CPRO-10",
            "buyer_siret",
            fr="Saisissez le SIRET de l'établissement public destinataire (14 chiffres) : Chorus Pro livre par lui.",
            en="Enter the SIRET of the receiving public body (14 digits): Chorus Pro delivers by it.",
            reference=_REFERENCE,
        )
