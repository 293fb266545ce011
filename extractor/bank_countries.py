"""Countries whose banks are looked for, with the length of their IBAN, letters and check digits included.

A country's two letters open an IBAN and stand fifth and sixth in a BIC.

Source: SWIFT IBAN registry, https://www.swift.com/standards/data-standards/iban

>>> LENGTHS["FR"], LENGTHS["DE"]
(27, 22)
"""

from __future__ import annotations

LENGTHS = {
    "FR": 27, "MC": 27, "DE": 22, "BE": 16, "LU": 20, "NL": 18, "ES": 24, "IT": 27, "PT": 25, "CH": 21, "AT": 20,
    "IE": 22, "GB": 22, "DK": 18, "SE": 24, "FI": 18, "PL": 28, "CZ": 24, "RO": 24, "HU": 28, "GR": 27, "LT": 20,
    "LV": 21, "EE": 20, "BG": 22, "HR": 21, "SI": 19, "SK": 24, "NO": 15, "MT": 31, "CY": 28, "SM": 27, "LI": 21,
}  # fmt: skip
