"""The totals: each is searched on the page, and must agree with the others as the page prints them.

Two things tell that a total was changed: the page was read to say another one for the same label, or it is not printed
while the amount that the other totals demand is.

Source: EN 16931 BR-CO-15 (net + VAT = gross), BR-CO-16 (gross - prepaid = due)
"""

from __future__ import annotations

from decimal import Decimal

from extractor.comparison.case import UNSEEN, Case, Verdict, different, same
from extractor.comparison.lookalikes import digits_alike
from extractor.comparison.places import Hit
from models.field import Field
from models.terms import AMOUNTS

_BELIEVED = 0.4
"""Confidence from which another reading counts where the value of the XML is not printed at all."""
_CONTRADICTS = 0.9
"""Confidence from which it counts although the value is printed somewhere."""
_SECONDED = 0.6
"""The same where arithmetic is on its side."""
_CENT = Decimal("0.01")


def judge(name: str, value: Decimal, case: Case) -> Verdict:
    """One total of the XML against the page."""
    text = format(value, "f")
    seen = case.field(name)
    read = _amount(seen)
    if seen is not None and read == abs(value) and seen.provenance is not None:
        return same(text, seen)
    hits = case.printed.numbers.get(abs(value), ())
    demanded = [one for one in _demanded(name, case) if one != abs(value)]
    if hits:
        return _printed(name, value, hits, demanded, case)
    if value == 0:
        return UNSEEN
    if (
        seen is not None
        and read
        and (seen.confidence >= _BELIEVED or read in demanded)
        and not _vat_of_rates(name, case)
    ):
        alike = case.printed.scanned and digits_alike(text, seen.value)
        return different(seen.value, seen, doubtful=alike)
    for other in demanded:
        place = next(iter(case.printed.numbers.get(other, ())), None)
        if place is not None and other:
            return different(format(other, "f"), place)
    return UNSEEN


def _printed(name: str, value: Decimal, hits: tuple[Hit, ...], demanded: list[Decimal], case: Case) -> Verdict:
    """The amount is on the page, but perhaps as another total."""
    text = format(value, "f")
    role = next((hit for hit in hits if name in case.printed.roles(hit)), None)
    seen = case.field(name)
    read = _amount(seen)
    rival = next((one for one in demanded if one and one in case.printed.numbers), None)
    if rival is not None and role is None and _other_total(name, value, case):
        return different(format(rival, "f"), case.printed.numbers[rival][0])
    if seen is None or read is None:
        wanted = next((one for one in demanded if one and name in _roles_of(one, case)), None)
        if wanted is None or role is not None:
            return same(text, role or hits[0])
        return different(format(wanted, "f"), case.printed.numbers[wanted][0])
    if read in demanded and seen.confidence >= _SECONDED:
        return different(seen.value, seen)
    sound = not demanded
    if role is None and not sound and seen.confidence >= _CONTRADICTS:
        return different(seen.value, seen)
    return same(text, role or hits[0])


def _other_total(name: str, value: Decimal, case: Case) -> bool:
    """Whether the XML says the same amount of another total."""
    return any(other != name and _of(case, other) == value for other in AMOUNTS)


def _roles_of(value: Decimal, case: Case) -> set[str]:
    return {role for hit in case.printed.numbers.get(value, ()) for role in case.printed.roles(hit)}


def _demanded(name: str, case: Case) -> tuple[Decimal, ...]:
    """What the other amounts of the XML make of this one."""
    net, vat = _of(case, "total_without_vat"), _of(case, "total_vat")
    gross, due = _of(case, "total_with_vat"), _of(case, "amount_due")
    prepaid = _of(case, "prepaid_amount") or Decimal(0)
    rows = case.xml.vat_breakdown
    match name:
        case "total_with_vat":
            made = _both(net, vat, 1) or _both(due, prepaid, 1)
        case "total_without_vat":
            made = _both(gross, vat, -1)
        case "total_vat":
            made = _both(gross, net, -1) or (abs(sum((row.tax for row in rows), Decimal(0))) if rows else None)
        case "amount_due":
            made = _both(gross, prepaid, -1)
        case _:
            made = _both(gross, due, -1)
    return () if made is None or (name == "prepaid_amount" and made <= _CENT) else (made,)


def _both(one: Decimal | None, other: Decimal | None, sign: int) -> Decimal | None:
    """The sum, or the difference, of two amounts that are both known."""
    return None if one is None or other is None else abs(one + sign * other)


def _vat_of_rates(name: str, case: Case) -> bool:
    """Whether this is a VAT total that agrees with all else in the XML: pages may print the tax of each rate alone."""
    rows = case.xml.vat_breakdown
    total = _of(case, "total_vat")
    return name == "total_vat" and len(rows) > 1 and total == sum((row.tax for row in rows), Decimal(0))


def _of(case: Case, name: str) -> Decimal | None:
    value = case.value(name)
    return None if value is None or name not in AMOUNTS else Decimal(value)


def _amount(field: Field | None) -> Decimal | None:
    return None if field is None else abs(Decimal(field.value))
