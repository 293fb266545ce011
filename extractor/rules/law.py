"""Texts of law by the days on which they hold: a rule cites the one in force when the invoice was issued.

References are written with names in braces (`{vat_mentions} I-7°`), which `cite` replaces by the text of the day.

Sources: ordonnance 2019-359 (C. com. L441-9 and L441-10) · décret 2019-748 (CCP) · ordonnances 2025-1247 and 2026-671
(the VAT articles of the CGI move to the CIBS on 2027-01-01; their numbers there are not known to us yet) · décret
2022-1299 and loi de finances 2024 art. 91 (buyer's SIREN, with the duty to issue electronic invoices)

>>> cite("{public_invoice}", date(2018, 5, 1)), cite("{public_invoice}", date(2026, 5, 1))
('décret 2016-1478 art. 1', 'CCP D2192-2')
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

UNDATED = date(2026, 9, 1)
"""An invoice whose date is not read is judged by the law of the day on which the reform starts."""

REFORM_LARGE, REFORM_ALL = date(2026, 9, 1), date(2027, 9, 1)
"""Electronic invoices are due from large and middle-sized companies on the first day, from all on the second."""

CIBS = date(2027, 1, 1)
"""The VAT articles of the CGI are repealed on this day."""


@dataclass(frozen=True, slots=True)
class Text:
    """What the name `key` stands for from `valid_from` to `valid_to`, both included; None is without limit."""

    key: str
    wording: str
    valid_from: date | None = None
    valid_to: date | None = None


TEXTS = (
    Text("vat_mentions", "CGI ann. II art. 242 nonies A"),
    Text("trade_invoice", "C. com. L441-3", valid_to=date(2019, 9, 30)),
    Text("trade_invoice", "C. com. L441-9", valid_from=date(2019, 10, 1)),
    Text("trade_penalties", "C. com. L441-6", valid_to=date(2019, 4, 25)),
    Text("trade_penalties", "C. com. L441-10", valid_from=date(2019, 4, 26)),
    Text("public_invoice", "décret 2016-1478 art. 1", valid_to=date(2019, 3, 31)),
    Text("public_invoice", "CCP D2192-2", valid_from=date(2019, 4, 1)),
    Text("cgi", "CGI", valid_to=date(2026, 12, 31)),
    Text("cgi", "CIBS (ancien CGI)", valid_from=CIBS),
    Text("franchise", "TVA non applicable, art. 293 B du CGI", valid_to=date(2026, 12, 31)),
    Text("franchise", "TVA non applicable, avec l'article du CIBS qui remplace l'art. 293 B du CGI", valid_from=CIBS),
)


def holds(on: date, *, valid_from: date | None, valid_to: date | None) -> bool:
    """Whether a day lies in a span whose ends are included and may be open."""
    return (valid_from is None or valid_from <= on) and (valid_to is None or on <= valid_to)


def wording(key: str, on: date) -> str:
    """The text of that name in force on a day.

    >>> wording("franchise", date(2026, 12, 31))
    'TVA non applicable, art. 293 B du CGI'
    """
    return next(t.wording for t in TEXTS if t.key == key and holds(on, valid_from=t.valid_from, valid_to=t.valid_to))


def cite(reference: str, on: date) -> str:
    """A reference with its names replaced by the texts in force on a day."""
    return reference.format_map({text.key: wording(text.key, on) for text in TEXTS})
