"""The invoice under examination, with what several rules ask of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Literal

from extractor.public_sector import is_public
from extractor.rules import law
from models.codes import CREDIT_NOTES
from models.field import LineItem, Origin, Place, VatRow
from models.invoice import Invoice, Party
from models.resolution import Resolution

SELF_BILLED = frozenset({"389", "501", "500", "471", "473", "261", "502"})

ROLES = (("seller", "vendeur"), ("buyer", "client"))
"""The parties as the fields and as a French reader name them."""

_TITLE = re.compile(r"(?:m|mr|mme|mlle|monsieur|madame|mademoiselle)\b\.?(?! le | la )", re.IGNORECASE)
_FORM = re.compile(
    r"\b(?:s\.?a\.?s\.?u?|s\.?a\.?r\.?l|e\.?u\.?r\.?l|s\.?a|s\.?c\.?i|s\.?n\.?c|scop|scic|selarl|earl|gie|gaec|soci[ée]t[ée]|"
    r"association|ets|[ée]tablissements?|entreprise|cabinet|clinique|gmbh|ltd|inc|b\.?v|n\.?v|kg|ag)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Case:
    """An invoice with the resolution it was made of, which knows where each value stands."""

    invoice: Invoice
    resolution: Resolution

    @cached_property
    def day(self) -> date:
        """The day whose law is in force."""
        return self.invoice.issue_date or law.UNDATED

    @cached_property
    def public(self) -> bool:
        return is_public(self.invoice.buyer)

    @cached_property
    def professional(self) -> bool:
        """Whether the buyer is surely a business or a public body."""
        buyer = self.invoice.buyer
        return self.public or _identified(buyer) or _FORM.search(buyer.name or "") is not None

    @cached_property
    def consumer(self) -> bool:
        """Whether the buyer looks like a private person: a title, and no number of a business."""
        return not self.professional and _TITLE.match(self.invoice.buyer.name or "") is not None

    @cached_property
    def french_seller(self) -> bool:
        return not is_foreign(self.invoice.seller)

    @cached_property
    def abroad(self) -> bool:
        """Whether neither party is of France: no French platform takes the invoice, and its rules do not concern it."""
        return is_foreign(self.invoice.seller) and is_foreign(self.invoice.buyer)

    @cached_property
    def credit_note(self) -> bool:
        return self.invoice.type_code in CREDIT_NOTES

    @cached_property
    def settled(self) -> bool:
        """Whether nothing is left to pay."""
        due = self.invoice.amount_due
        return due is not None and due == 0

    @cached_property
    def small(self) -> bool:
        """At or below EUR 150 without VAT, the VAT number and the ground of an exemption may be left out."""
        net = self.invoice.total_without_vat
        return net is not None and abs(net) <= 150  # noqa: PLR2004  CGI ann. II art. 242 nonies A, II

    def told(self, code: str) -> bool:
        """Whether a mention of that code is on the document."""
        return any(mention.code == code for mention in self.resolution.mentions)

    def note(self, code: str) -> str | None:
        return next((note.text for note in self.invoice.notes if note.code == code), None)

    def embedded(self, kind: Literal["lines", "vat_breakdown"], index: int) -> bool:
        """Whether a line or a VAT row was given as data, not read off a page."""
        rows: Sequence[LineItem | VatRow] = getattr(self.resolution, kind)
        return index < len(rows) and rows[index].origin is Origin.EMBEDDED

    @cached_property
    def lines_sum(self) -> Decimal | None:
        """The sum of the lines' amounts; None unless every line has one."""
        amounts = [line.net_amount for line in self.invoice.lines if line.net_amount is not None]
        return sum(amounts, Decimal(0)) if amounts and len(amounts) == len(self.invoice.lines) else None

    def place(self, field: str | None) -> Place | None:
        """Where a field, a line (`lines[2]`) or a row (`vat_breakdown[0]`) stands."""
        if field is None:
            return None
        items = re.fullmatch(r"(lines|vat_breakdown)\[(\d+)\]", field)
        if items is None:
            found = self.resolution.fields.get(field)
            return found.provenance if found is not None else None
        rows = self.resolution.lines if items[1] == "lines" else self.resolution.vat_breakdown
        return rows[int(items[2])].provenance if int(items[2]) < len(rows) else None


def is_foreign(party: Party) -> bool:
    """Whether the party is surely established outside France: by its VAT number, else its country."""
    if party.siren is not None or party.siret is not None:
        return False
    if party.vat_number is not None:
        return not party.vat_number.startswith("FR")
    return party.address is not None and party.address.country not in {None, "FR"}


def _identified(party: Party) -> bool:
    return party.siren is not None or party.siret is not None or party.vat_number is not None
