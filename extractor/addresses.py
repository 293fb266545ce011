"""Postal addresses: the text of an address field taken apart into lines, post code, city and country.

The post code is the last five digits followed by a name; what stands before is lines, what stands after is the country.
France is the country of a five-digit French code with nothing after it, since no other is ever left out at home.

Source: NF Z 10-011 (French postal addresses) · EN 16931 BT-35 to BT-40 (ISO 3166-1 alpha-2 countries)

>>> address_of("12 rue des Lilas\\n19000 TULLE CEDEX")
Address(lines=('12 rue des Lilas',), post_code='19000', city='TULLE CEDEX', country='FR')
"""

from __future__ import annotations

import re
from unicodedata import normalize

from models.invoice import Address

_COUNTRIES = {
    "FR": ("france", "republique francaise"),
    "DE": ("allemagne", "germany", "deutschland"),
    "BE": ("belgique", "belgium", "belgie"),
    "LU": ("luxembourg",),
    "CH": ("suisse", "switzerland", "schweiz"),
    "ES": ("espagne", "spain", "espana"),
    "IT": ("italie", "italy", "italia"),
    "NL": ("pays bas", "netherlands", "nederland"),
    "GB": ("royaume uni", "united kingdom", "angleterre", "great britain"),
    "IE": ("irlande", "ireland"),
    "PT": ("portugal",),
    "AT": ("autriche", "austria", "osterreich"),
    "PL": ("pologne", "poland"),
    "MC": ("monaco",),
    "US": ("etats unis", "united states", "usa"),
}
_BY_NAME = {name: code for code, names in _COUNTRIES.items() for name in names}
_CITY = re.compile(
    r"^(?P<before>.*?)(?:\b(?P<country>FR?|DE?|BE?|LU?|CH|ES?|IT?|NL)[ -]{1,2})?(?P<code>\b\d{2} ?\d{3}|\b\d{4})"
    r"[ ,-]+(?P<city>[^\W\d_][^\d]*(?:\d{1,2}[^\d]*)?)$"
)
_FRENCH_CODE = 5
"""Digits of a French post code; codes of four digits are those of Belgium, Luxembourg, Switzerland, Austria."""

_LETTERS = {"F": "FR", "D": "DE", "B": "BE", "L": "LU", "E": "ES", "I": "IT"}


def address_of(text: str) -> Address | None:
    """The address that the text holds; None when it holds nothing.

    >>> address_of("Musterweg 3, D-80331 München")
    Address(lines=('Musterweg 3',), post_code='80331', city='München', country='DE')
    >>> address_of("Zone artisanale")
    Address(lines=('Zone artisanale',), post_code=None, city=None, country=None)
    """
    parts = [part for part in (piece.strip(" ,;") for piece in re.split(r"[\n;]|, | - (?=F?-?\d{5} )", text)) if part]
    country = None
    while len(parts) > 1 and (named := country_of(parts[-1])) is not None:
        country = named
        parts.pop()
    for index in range(len(parts) - 1, -1, -1):
        found = _CITY.match(parts[index])
        if found is None or (len(found["code"]) < _FRENCH_CODE and not found["country"] and country in {None, "FR"}):
            continue
        code = found["code"].replace(" ", "")
        letters = found["country"]
        city, named = _without_country(found["city"].strip(" ,;-"))
        country = country or named or (_LETTERS.get(letters, letters) if letters else None)
        if country is None and len(code) == _FRENCH_CODE:
            country = "FR"
        before = found["before"].strip(" ,;-")
        lines = (*parts[:index], *((before,) if before else ()), *parts[index + 1 :])
        return Address(lines=lines, post_code=code, city=city or None, country=country)
    return Address(lines=tuple(parts), country=country) if parts else None


def country_of(text: str) -> str | None:
    """The code of a country named in French, English or its own language.

    >>> country_of("ALLEMAGNE"), country_of("Tulle")
    ('DE', None)
    """
    plain = "".join(c for c in normalize("NFKD", text.lower()) if c.isalpha() or c in " -")
    name = plain.replace("-", " ").strip()
    if text in _COUNTRIES:
        return text
    return _BY_NAME.get(name)


def _without_country(city: str) -> tuple[str, str | None]:
    """A city and the country that follows it on the same line: `TULLE FRANCE`, `Köln (Allemagne)`."""
    head, _, tail = city.rpartition(" ")
    named = country_of(tail.strip("()")) if head else None
    return (head.rstrip(" ,-("), named) if named is not None else (city, None)
