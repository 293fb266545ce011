"""The months by the names and abbreviations that French, English, German, Spanish and Dutch invoices print.

>>> MONTH_OF["fevr"], MONTH_OF["aout"], MONTH_OF["maerz"]
(2, 8, 3)
"""

from __future__ import annotations

_MONTHS = {
    1: "janvier janv jan january januar jaenner enero januari",
    2: "fevrier fevr fev february feb februar febrero februari",
    3: "mars mar march marz maerz mrz marzo maart",
    4: "avril avr april apr abril",
    5: "mai may mayo mei",
    6: "juin june jun juni junio",
    7: "juillet juil juill july jul juli julio",
    8: "aout aou august aug agosto augustus",
    9: "septembre sept sep september septiembre",
    10: "octobre oct october oktober okt octubre",
    11: "novembre nov november noviembre",
    12: "decembre dec december dezember dez diciembre",
}
_SHORTEST = 3

MONTH_OF = {
    name[:length]: number
    for number, names in _MONTHS.items()
    for name in names.split()
    for length in range(_SHORTEST, len(name) + 1)
    if name[:length] not in ("jui", "mae")
}
"""The number of a month by its name, folded, or any abbreviation from three letters on; "jui" may be June or July."""

NAMES = "|".join(sorted(MONTH_OF, key=len, reverse=True))
"""The same names as an alternative of a pattern."""
