"""What the mentions of an invoice say about the supply: its billing mode (BT-23) and when its VAT is due (BT-8).

The letter of the mode is the nature that is printed (B goods, S services, M both), its figure follows from the sums: 2
where all is paid, 4 for the final invoice after a deposit, else 1; a mode printed as such is taken as it stands. Where
the nature is not printed there is no mode.

Sources: XP Z12-012 (BT-23), G1.02 and G1.60 of the French flow 1 (B4, S4, M4 exclude types 386, 500 and 503) · CGI
ann. II art. 242 nonies A, I-8° bis and I-11° bis · P1.11 (BT-8 in CII: 5 issue, 29 delivery, 72 payment)
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from models.resolution import Mention

NATURES = {"GOODS": "B", "SERVICES": "S", "MIXED": "M"}
_PRINTED = re.compile(r"\W([BSM][1-9])$")
_FINAL = frozenset({"380"})
_ON_ISSUE, _ON_PAYMENT = "5", "72"


def billing_mode(
    mentions: Iterable[Mention],
    *,
    type_code: str,
    gross: Decimal | None,
    prepaid: Decimal | None,
    due: Decimal | None,
) -> str | None:
    """BT-23, where the page prints the nature of the supply."""
    told = [mention for mention in mentions if mention.code in NATURES]
    printed = {match[1] for mention in told if (match := _PRINTED.search(mention.text))}
    if len(printed) == 1:
        return printed.pop()
    natures = {mention.code for mention in told}
    if not natures:
        return None
    letter = NATURES[natures.pop()] if len(natures) == 1 else NATURES["MIXED"]
    if prepaid and prepaid == gross and due == 0:
        return f"{letter}2"
    return f"{letter}4" if prepaid and prepaid > 0 and type_code in _FINAL else f"{letter}1"


def vat_point(mentions: Iterable[Mention]) -> str | None:
    """BT-8 as CII codes it: "5" on debits, "72" on receipts; None where neither or both are printed."""
    told = {mention.code for mention in mentions} & {"DEBITS", "RECEIPTS"}
    if len(told) != 1:
        return None
    return _ON_ISSUE if "DEBITS" in told else _ON_PAYMENT
