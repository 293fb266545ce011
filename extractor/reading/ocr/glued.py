"""Words that are printed so close together that a reader sees no space between them.

Told apart is only what invoices print often and what is no word of French as a whole: "AVOIRn°12", "MontantTVA",
"TVAintracom", "horstaxes".

>>> [parts("AVOIRn°2026/677"), parts("MontantTVA"), parts("TVAintracom."), parts("TotalTTC:")]
[['AVOIR', 'n°2026/677'], ['Montant', 'TVA'], ['TVA', 'intracom.'], ['Total', 'TTC:']]
>>> [parts("horstaxes"), parts("TOTALHT"), parts("ALENHORS")]
[['hors', 'taxes'], ['TOTALHT'], ['ALENHORS']]
>>> [parts("Facture"), parts("MacTAVISH"), parts("n°12"), parts("HT"), parts("")]
[['Facture'], ['MacTAVISH'], ['n°12'], ['HT'], ['']]
"""

from __future__ import annotations

import re
from itertools import pairwise

_SEAM = re.compile(
    r"(?<=[^\W\d_]{3})(?=[nN]°)"
    r"|(?<=[a-zà-ÿ]{3})(?=(?:HT|TTC|TVA)\b)"
    r"|(?<=\bTVA)(?=[a-z]{3})"
    r"|(?<=\b[hH]ors)(?=taxes?\b)|(?<=\bHORS)(?=TAXES?\b)|(?<=\b[tT]outes)(?=taxes\b)"
)


def seams(text: str) -> tuple[int, ...]:
    """Where a word is to be cut: places between its first and its last character."""
    return tuple(match.start() for match in _SEAM.finditer(text) if 0 < match.start() < len(text))


def parts(text: str) -> list[str]:
    """The words of a text that was read as one."""
    cuts = (0, *seams(text), len(text))
    return [text[start:end] for start, end in pairwise(cuts)]
