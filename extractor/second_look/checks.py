"""What an invoice's own arithmetic says of the values read: which checks hold, which fail, what is missing.

Each check names the fields it speaks of, so that these are what is read again. A check that can't be made, because a
value is absent, says nothing; that the value is absent is told by `missing`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from extractor import checkdigits
from models.field import Origin
from models.resolution import Resolution
from models.second_look import Doubt

EXACT, ROUNDED, CENTS = Decimal("0.005"), Decimal("0.02"), Decimal("0.10")
EXPECTED = (
    "invoice_number",
    "issue_date",
    "total_without_vat",
    "total_vat",
    "total_with_vat",
    "iban",
    "seller_siret",
    "seller_vat",
    "buyer_siret",
)
"""Fields that invoices print, most of them always: where one is absent its label is looked for."""

KEYED: Mapping[str, Callable[[str], bool]] = {
    "siret": checkdigits.siret_valid,
    "siren": checkdigits.siren_valid,
    "vat": checkdigits.vat_valid,
}
"""The numbers of a party, by the end of their fields' names, and what tells whether their check digits hold."""

HOLDS, NEAR, FAILS, ABSENT = 2, 0, -3, -2
"""Points of a resolution for each check and each absent field; a value that fails its only check is worse than none."""


@dataclass(frozen=True, slots=True)
class Check:
    """One comparison; `names` are fields of the contract, or `vat_breakdown`; `doubt` is what its failure means.

    `near` tells that it fails by cents, as printed sums do: a wrong figure is seldom the last one.
    """

    names: tuple[str, ...]
    holds: bool
    doubt: Doubt = Doubt.SUM
    near: bool = False

    @property
    def points(self) -> int:
        return HOLDS if self.holds else NEAR if self.near else FAILS


def checks_of(resolution: Resolution) -> tuple[Check, ...]:
    """Every check that can be made."""
    return (*_identifiers(resolution), *_sums(resolution), *_dates(resolution))


def missing(resolution: Resolution) -> tuple[str, ...]:
    """The fields that are expected and absent; no VAT is missed where net and gross are the same."""
    fields = resolution.fields
    absent = [name for name in EXPECTED if name not in fields]
    net, gross = _amount(resolution, "total_without_vat"), _amount(resolution, "total_with_vat")
    if "total_vat" in absent and net is not None and net == gross:
        absent.remove("total_vat")
    return tuple(absent)


def points(resolution: Resolution) -> int:
    """How well a resolution fits itself: more is better."""
    checks = checks_of(resolution)
    return sum(check.points for check in checks) + ABSENT * len(missing(resolution))


def _identifiers(resolution: Resolution) -> Iterator[Check]:
    fields = resolution.fields
    for party in ("seller", "buyer"):
        for kind, valid in KEYED.items():
            name = f"{party}_{kind}"
            if name in fields and fields[name].origin is Origin.EXTRACTED:
                yield Check((name,), valid(fields[name].value), Doubt.KEY)
        siren, siret, vat = (fields.get(f"{party}_{kind}") for kind in ("siren", "siret", "vat"))
        if siren and siret and siren.origin is Origin.EXTRACTED:
            yield Check((f"{party}_siren", f"{party}_siret"), siret.value.startswith(siren.value), Doubt.KEY)
        if siren and vat and siren.origin is Origin.EXTRACTED and vat.value.startswith("FR"):
            yield Check((f"{party}_siren", f"{party}_vat"), vat.value.endswith(siren.value), Doubt.KEY)
    if "iban" in fields:
        iban = fields["iban"].value
        yield Check(("iban",), checkdigits.iban_valid(iban), Doubt.KEY)
        if iban.startswith("FR"):
            yield Check(("iban",), checkdigits.rib_valid(iban), Doubt.KEY)


def _sums(resolution: Resolution) -> Iterator[Check]:
    net, vat, gross = (_amount(resolution, f"total_{which}") for which in ("without_vat", "vat", "with_vat"))
    names = ("total_without_vat", "total_vat", "total_with_vat")
    if net is not None and gross is not None:
        off = abs(net + (vat or 0) - gross)
        yield Check(names, off < EXACT, near=off <= CENTS)
    rows = resolution.vat_breakdown
    for row in rows:
        if row.base is not None and row.origin is Origin.EXTRACTED:
            yield Check(("vat_breakdown", *names[:2]), abs(row.base * row.rate / 100 - row.tax) <= ROUNDED)
    if rows and vat is not None:
        yield Check(("vat_breakdown", "total_vat"), abs(sum((row.tax for row in rows), Decimal()) - vat) < EXACT)
    due, prepaid = _amount(resolution, "amount_due"), _amount(resolution, "prepaid_amount") or Decimal()
    if due is not None and gross is not None:
        yield Check(("amount_due", "total_with_vat"), abs(abs(due) - abs(abs(gross) - abs(prepaid))) < EXACT)
    if net is not None and gross is None:
        lines = [line.net_amount for line in resolution.lines]
        known = [amount for amount in lines if amount is not None]
        if lines and len(known) == len(lines):
            yield Check(("total_without_vat",), abs(sum(known, Decimal()) - net) <= ROUNDED)


def _dates(resolution: Resolution) -> Iterator[Check]:
    issued, due = (resolution.fields.get(name) for name in ("issue_date", "due_date"))
    if issued and due:
        yield Check(("issue_date", "due_date"), issued.value <= due.value)


def _amount(resolution: Resolution, name: str) -> Decimal | None:
    field = resolution.fields.get(name)
    return None if field is None else Decimal(field.value)
