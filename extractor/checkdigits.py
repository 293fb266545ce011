"""The arithmetic inside identifiers: check digits of SIREN, SIRET, VAT number, IBAN and RIB, and the form of a BIC.

Every function takes the compact number (no space, capitals) and returns whether it holds; none raises. What is computed
on every candidate of a page is written out here, since importing python-stdnum costs 40 ms; the structure of foreign
IBANs and VAT numbers comes from python-stdnum, on first use.

A number that fails is still the number printed: it is reported with a warning, never dropped and never repaired.

Sources: https://www.insee.fr/fr/metadonnees/definition/c1841 (SIRET) · c2047 (SIREN) · ISO 7812-1 (Luhn) ·
ISO 13616 (IBAN) · ISO 9362 (BIC) · CGI art. 286 ter (VAT number) · https://arthurdejong.org/python-stdnum/

>>> siren_valid("732829320"), siret_valid("73282932000074"), french_vat_valid("FR44732829320")
(True, True, True)
"""

from __future__ import annotations

import re

SIREN_LENGTH, SIRET_LENGTH = 9, 14

LA_POSTE = "356000000"
"""Its establishments are numbered without Luhn: their digits add up to a multiple of five."""

_VAT_LETTERS = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""The characters of a French VAT key; I and O are not used."""

_FRENCH_VAT = re.compile(rf"FR[{_VAT_LETTERS}]{{2}}[0-9]{{9}}")
_BIC = re.compile(r"[A-Z]{4}([A-Z]{2})[A-Z0-9]{2}([A-Z0-9]{3})?")
_FRENCH_IBAN = re.compile(r"FR[0-9]{2}([0-9]{5})([0-9]{5})([0-9A-Z]{11})([0-9]{2})")
_RIB_LETTERS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "12345678912345678923456789")
"""Letters of an account number count as digits: A to I 1-9, J to R 1-9, S to Z 2-9."""

FRENCH_BIC_COUNTRIES = frozenset({"FR", "MC", "GP", "MQ", "GF", "RE", "PM", "YT", "NC", "PF", "WF", "BL", "MF"})
"""Country letters of banks whose accounts have an IBAN in FR (or MC)."""


def luhn_valid(digits: str) -> bool:
    """Whether the digits pass the Luhn check.

    >>> luhn_valid("732829320"), luhn_valid("732829321"), luhn_valid("73282932O")
    (True, False, False)
    """
    if not _decimal(digits):
        return False
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = ord(digit) - 48
        if place % 2:
            value = sum(divmod(value * 2, 10))
        total += value
    return total % 10 == 0


def siren_valid(number: str) -> bool:
    """Nine digits that pass Luhn, not all zeros.

    >>> siren_valid("000000000")
    False
    """
    return len(number) == SIREN_LENGTH and luhn_valid(number) and number != "000000000"


def siret_valid(number: str) -> bool:
    """Fourteen digits: a valid SIREN first, and Luhn on the whole, or the rule of La Poste.

    >>> [siret_valid(number) for number in ("35600000000048", "35600000049837", "35600000049838", "00000000000000")]
    [True, True, False, False]
    """
    if len(number) != SIRET_LENGTH or not siren_valid(number[:9]):
        return False
    if luhn_valid(number):
        return True
    return number.startswith(LA_POSTE) and sum(map(int, number)) % 5 == 0


def french_vat_of(siren: str) -> str:
    """The VAT number that the tax office gives to a SIREN (numeric key); an empty text when it is not nine digits.

    >>> french_vat_of("732829320")
    'FR44732829320'
    """
    if len(siren) != SIREN_LENGTH or not _decimal(siren):
        return ""
    return f"FR{(12 + 3 * (int(siren) % 97)) % 97:02d}{siren}"


def french_vat_valid(number: str) -> bool:
    """FR, a key of two characters that suits the SIREN, and a valid SIREN (or 000 and six digits: Monaco).

    >>> french_vat_valid("FR40303265045"), french_vat_valid("FRK7399859412"), french_vat_valid("FR00123456789")
    (True, True, False)
    """
    if not _FRENCH_VAT.fullmatch(number):
        return False
    key, siren = number[2:4], number[4:]
    if not siren.startswith("000") and not siren_valid(siren):
        return False
    if key.isdigit():
        return int(key) == int(siren + "12") % 97
    first, second = (_VAT_LETTERS.index(character) for character in key)
    check = first * 24 + second - 10 if key[0].isdigit() else first * 34 + second - 100
    return (int(siren) + 1 + check // 11) % 11 == check % 11


def vat_valid(number: str) -> bool:
    """Whether a VAT number of any member state holds; True for a country whose numbers are not known here.

    >>> vat_valid("FR44732829320"), vat_valid("DE136695976"), vat_valid("DE136695978"), vat_valid("CHE123456788")
    (True, True, False, True)
    """
    if number.startswith("FR"):
        return french_vat_valid(number)
    from stdnum.eu import vat  # noqa: PLC0415  40 ms, and foreign parties are rare

    country = "EL" if number[:2] == "GR" else number[:2]
    if country.lower() not in vat.MEMBER_STATES and country != "EL":
        return True
    return bool(vat.is_valid(country + number[2:]))


def mod97_valid(number: str) -> bool:
    """The remainder of ISO 7064 mod 97-10 of an IBAN, whatever the country's structure.

    >>> mod97_valid("FR7630006000011234567890189"), mod97_valid("FR7630006000011234567890188")
    (True, False)
    """
    if not number[4:] or not number.isascii() or not number.isalnum():
        return False
    return int("".join(str(int(character, 36)) for character in number[4:] + number[:4])) % 97 == 1


def iban_valid(number: str) -> bool:
    """Mod 97, and the length and structure that the country gives to its accounts.

    >>> iban_valid("FR7630006000011234567890189"), iban_valid("DE89370400440532013000"), iban_valid("FR76300060000112")
    (True, True, False)
    """
    if not mod97_valid(number):
        return False
    if number.startswith("FR"):
        return _FRENCH_IBAN.fullmatch(number) is not None
    from stdnum import iban  # noqa: PLC0415  57 ms, and foreign accounts are rare

    return bool(iban.is_valid(number, check_country=False))


def rib_valid(iban: str) -> bool:
    """The RIB key of a French IBAN, its last two digits; True for other countries, which have none.

    An IBAN may pass mod 97 and fail here: the French number inside it was then copied wrong.

    >>> rib_valid("FR7630006000011234567890189"), rib_valid("FR5430006000011234567890100")
    (True, False)
    """
    if not iban.startswith("FR"):
        return True
    parts = _FRENCH_IBAN.fullmatch(iban)
    if parts is None:
        return False
    bank, branch, account, key = parts.groups()
    return int(key) == 97 - (89 * int(bank) + 15 * int(branch) + 3 * int(account.translate(_RIB_LETTERS))) % 97


def bic_wellformed(number: str) -> bool:
    """Eight or eleven characters: bank, country, place, and branch.

    >>> bic_wellformed("AGRIFRPPXXX"), bic_wellformed("AGRIFRPP"), bic_wellformed("AGR1FRPP")
    (True, True, False)
    """
    return _BIC.fullmatch(number) is not None


def bic_matches_iban(bic: str, iban: str) -> bool:
    """Whether both name the same country; French accounts may be held by banks overseas or in Monaco.

    >>> bic_matches_iban("AGRIFRPP", "FR7630006000011234567890189"), bic_matches_iban("DEUTDEFF", "FR7630006000011")
    (True, False)
    """
    parts = _BIC.fullmatch(bic)
    if parts is None:
        return False
    country, bank_country = iban[:2], parts.group(1)
    return bank_country == country or (country in {"FR", "MC"} and bank_country in FRENCH_BIC_COUNTRIES)


def _decimal(text: str) -> bool:
    return text.isascii() and text.isdigit()
