"""A value that may be a field of the invoice: what it says, where it stands, what announces it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from models.provenance import Provenance


class Kind(StrEnum):
    """The kinds of values that are looked for on a page."""

    AMOUNT = "amount"
    RATE = "rate"
    DATE = "date"
    SIRET = "siret"
    SIREN = "siren"
    VAT_NUMBER = "vat_number"
    IBAN = "iban"
    BIC = "bic"
    REFERENCE = "reference"
    CURRENCY = "currency"
    MENTION = "mention"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One reading of one place: characters `start` to `end` of the document's line number `line`.

    `value` is typed by `kind`: Decimal for amounts and rates, date for dates, compact text for the rest.
    `valid` tells whether the number's own arithmetic holds (Luhn, mod 97); None where it has none.
    `confidence` is that of the characters alone (0 to 1), not of any role.
    """

    kind: Kind
    value: str | Decimal | date
    provenance: Provenance
    line: int
    start: int
    end: int
    valid: bool | None = None
    confidence: float = 1.0

    @property
    def amount(self) -> Decimal:
        """The value of an amount or a rate. Raises TypeError on another kind."""
        if not isinstance(self.value, Decimal):
            raise TypeError(f"a {self.kind} is no amount: {self.value}")
        return self.value

    @property
    def day(self) -> date:
        """The value of a date. Raises TypeError on another kind."""
        if not isinstance(self.value, date):
            raise TypeError(f"a {self.kind} is no date: {self.value}")
        return self.value
