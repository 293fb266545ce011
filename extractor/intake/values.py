"""The values of an XML invoice as fields: amounts, dates and identifiers in the form of the output contract.

What can't be parsed is absent: a field with a broken value would be believed before what the page shows.

Sources: EN 16931-1 (business terms) · UNTDID 2379 (date formats 102, 203) · ISO 6523 ICD (0002 SIREN, 0009 SIRET,
0224 code routage, 0225 electronic address)
"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from models.field import Field, Origin
from models.geometry import BBox
from models.provenance import Provenance
from models.resolution import Mention
from models.terms import AMOUNTS, DATES, TERMS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from extractor.safe_xml import Element

SIREN_SCHEME = "0002"
SIRET_SCHEME = "0009"
CHORUS_SIRET_SCHEME = "1"  # Chorus Pro's own: 1 SIRET, 2 to 6 others
SERVICE_SCHEME = "0224"
DIRECTORY_SCHEME = "0225"

_NOTES = frozenset({"PMT", "PMD", "AAB", "REG", "ABL", "ABU", "ACC", "BLU"})

_COMPACT = frozenset(
    {"seller_siret", "seller_siren", "seller_vat", "buyer_siret", "buyer_siren", "buyer_vat", "iban", "bic"}
)
_LONGEST = 24
"""Characters of a number beyond which it is no amount; decimal arithmetic carries 28 digits."""


def fields_of(raw: Mapping[str, str | None]) -> dict[str, Field]:
    """The fields whose text is there and parses, in the order of the contract."""
    values = {name: _normal(name, raw.get(name)) for name in TERMS}
    return {
        name: Field(value=value, confidence=1.0, term=TERMS[name], origin=Origin.EMBEDDED)
        for name, value in values.items()
        if value
    }


def mentions_of(notes: Iterable[tuple[str | None, str | None]]) -> tuple[Mention, ...]:
    """The notes (BG-1) of a known kind, given as (subject code, text); they stand nowhere: an empty box."""
    return tuple(
        Mention(code, text, Provenance(1, BBox(0, 0, 0, 0), text)) for code, text in notes if code in _NOTES and text
    )


def number(text: str | None) -> Decimal | None:
    """A plain decimal number without needless zeros; None for anything else, infinity included.

    >>> number("3.0000"), number("1e400"), number("-0.50"), number("12,50")
    (Decimal('3'), None, Decimal('-0.5'), None)
    """
    if not text or len(text) > _LONGEST or not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)", text, re.ASCII):
        return None
    value = Decimal(text) + 0  # no minus zero
    shorter = value.normalize()
    return shorter.quantize(Decimal(1)) if shorter == shorter.to_integral_value() else shorter


def money(text: str | None) -> Decimal | None:
    """A number with two decimals at least.

    >>> money("100"), money("9.9000"), money("0.12345")
    (Decimal('100.00'), Decimal('9.90'), Decimal('0.12345'))
    """
    value = number(text)
    if value is None:
        return None
    cents = value.quantize(Decimal("0.01"))
    return cents if cents == value else value


def unit_price(price: str | None, per: str | None) -> Decimal | None:
    """The price of one unit, where the XML may give that of a hundred (BT-146 over BT-149).

    >>> unit_price("25.00", "100"), unit_price("25.00", None)
    (Decimal('0.25'), Decimal('25.00'))
    """
    amount, quantity = money(price), number(per)
    if amount is None or quantity is None or quantity in (0, 1):
        return amount
    try:
        return money(format((amount / quantity).quantize(Decimal("0.000001")), "f"))
    except InvalidOperation:  # more digits than the arithmetic carries
        return None


def day(text: str | None) -> date | None:
    """A date as CII (20260301, with a time or not) or UBL (2026-03-01, with a zone or not) writes it.

    >>> day("20260301"), day("2026-03-01Z"), day("20260231")
    (datetime.date(2026, 3, 1), datetime.date(2026, 3, 1), None)
    """
    digits = re.match(r"(\d{4})-?(\d{2})-?(\d{2})", text or "", re.ASCII)
    if digits is None:
        return None
    try:
        return datetime.strptime("".join(digits.groups()), "%Y%m%d").date()  # noqa: DTZ007  (a day has no zone)
    except ValueError:
        return None


def identifiers(
    party: str, found: Iterable[tuple[str | None, str]], addresses: Iterable[str] = ()
) -> dict[str, str | None]:
    """SIRET and SIREN among a party's identifiers, given as (ISO 6523 scheme, text), and its electronic addresses.

    A SIRET under the scheme of the SIREN, or under none, is known by its fourteen digits; one that is only part of an
    electronic address (0225: SIREN_SIRET) must belong to the SIREN.

    >>> identifiers("seller", [("0088", "3012345678900"), ("0002", "732 829 320 00074")])
    {'seller_siret': '73282932000074', 'seller_siren': '732829320'}
    >>> identifiers("buyer", [("0002", "732829320")], ["732829320_73282932000074"])
    {'buyer_siret': '73282932000074', 'buyer_siren': '732829320'}
    """
    siret = siren = None
    for scheme, text in found:
        value = compact(text)
        fourteen = re.fullmatch(r"\d{14}", value, re.ASCII) is not None
        if scheme == SIRET_SCHEME or (scheme in (SIREN_SCHEME, CHORUS_SIRET_SCHEME, None) and fourteen):
            siret = siret or value
        elif scheme == SIREN_SCHEME:
            siren = siren or value
    if siren is None and siret is not None and re.fullmatch(r"\d{14}", siret, re.ASCII):
        siren = siret[:9]
    if siret is None and siren is not None:
        routed = re.compile(rf"(?<![0-9]){re.escape(siren)}[0-9]{{5}}(?![0-9])")
        siret = next((match[0] for one in addresses if (match := routed.search(compact(one)))), None)
    return {f"{party}_siret": siret, f"{party}_siren": siren}


def directory_address(found: Iterable[Element]) -> str | None:
    """The first electronic address of the French directory (scheme 0225) among a party's."""
    return next((node.text.strip() for node in found if node.get("schemeID") == DIRECTORY_SCHEME and node.text), None)


def compact(text: str) -> str:
    """An identifier without the spaces and dots that people put in it."""
    return re.sub(r"[\s.]", "", text).upper()


def address(lines: Iterable[str | None], post_code: str | None, city: str | None, country: str | None) -> str | None:
    """One line of text, as the page would give it; the country where it is not France.

    >>> address(["3 rue du Four", None], "75006", "PARIS", "FR")
    '3 rue du Four, 75006 PARIS'
    """
    town = " ".join(part for part in (post_code, city) if part)
    abroad = country if country and country.upper() != "FR" else None
    return ", ".join(part for part in (*lines, town, abroad) if part) or None


def _normal(name: str, text: str | None) -> str | None:
    if name in AMOUNTS:
        amount = money(text)
        return None if amount is None else format(amount, "f")
    if name in DATES:
        parsed = day(text)
        return None if parsed is None else parsed.isoformat()
    if name in _COMPACT:
        return compact(text or "") or None
    return text
