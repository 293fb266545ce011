"""The `cadre de facturation` of an invoice that comes as data: what its BT-23 means on the portal.

It bears the portal's own code (A1 ...) or the billing mode of XP Z12-012 (S1, B2 ...); identifiers of processes, as
Peppol's, say nothing of it, and an invoice without is a supplier's ordinary one.

Sources: AIFE, API Factures v1 (codeCadreFacturation) · XP Z12-012 (BT-23: 2 paid already, S3 and S5 a subcontractor's,
S6 a co-contractor's)

>>> frame_of("S2"), frame_of(None)
(('A2_FACTURE_FOURNISSEUR_DEJA_PAYEE', ()), ('A1_FACTURE_FOURNISSEUR', ()))
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Final

from models.portal_terms import A1, FRAMES

_MODES: Final = MappingProxyType({"B2": "A2", "S2": "A2", "M2": "A2", "S3": "A9", "S5": "A9", "S6": "A12"})
_OWN: Final = re.compile(r"A\d{1,2}(?=_|$)")


def frame_of(told: str | None) -> tuple[str, tuple[str, ...]]:
    """The frame, and what to tell where it is one that is not offered."""
    code = (told or "").strip().upper()
    own = _OWN.match(code)
    frame = FRAMES.get(own[0] if own else _MODES.get(code, "A1"))
    if frame is not None:
        return frame, ()
    taken = ", ".join(FRAMES)
    return A1, (f"Le cadre de facturation {code[:60]} (BT-23) n'est pas pris ici : utilisez {taken}.",)
