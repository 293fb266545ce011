"""Which profile holds an invoice: the smallest that takes all its known data.

EN 16931 wants lines that add up to the cent. The extended profiles let them be off by a cent per term. A Factur-X PDF,
whose page shows the lines anyway, may go without: BASIC WL. Bare CII and UBL have no profile without lines.

Sources: Factur-X 1.09 (profiles) · XP Z12-012 (EXTENDED-CTC-FR, BR-FREXT-CO-10 to BR-FREXT-CO-15) · EN 16931-1 BR-16,
BR-CO-10, BR-S-08 and its kin per category
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from extractor.output.notation import CENT
from extractor.output.totals import of_document
from models.finding import Message
from models.invoice import Invoice, InvoiceLine
from models.output import OutputKind, Profile

_ZERO = Decimal(0)


class Fit(Enum):
    """How the lines agree with the totals: to the cent, within the tolerance of the extended profiles, or not."""

    EXACT = "exact"
    ROUNDED = "rounded"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Choice:
    """A profile with its reason, and the invoice with the line total (BT-106) that it wants."""

    profile: Profile
    reason: Message
    invoice: Invoice
    trouble: Message | None = None
    """What keeps the lines from being written, where the profile has none or should have."""


def choose(invoice: Invoice, kind: OutputKind) -> Choice:
    """The profile of a completed invoice."""
    hybrid = kind is OutputKind.FACTURX
    trouble = lines_trouble(invoice)
    if trouble is not None:
        return _without_lines(invoice, trouble) if hybrid else Choice(Profile.EN16931, trouble, invoice, trouble)
    fit = fit_of(invoice, exclusive=not hybrid)
    if fit is Fit.EXACT:
        reason = Message(
            fr="EN 16931 : chaque ligne est complète et les lignes font les totaux au centime.",
            en="EN 16931: every line is complete and the lines make the totals to the cent.",
        )
        total = sum((line.net_amount or _ZERO for line in invoice.lines), _ZERO)
        return Choice(Profile.EN16931, reason, invoice.model_copy(update={"line_total": total}))
    if fit is Fit.ROUNDED:
        name = "EXTENDED" if hybrid else "EXTENDED-CTC-FR"
        reason = Message(
            fr=f"{name} : les lignes font les totaux à l'arrondi près, ce que seul ce profil admet.",
            en=f"{name}: the lines make the totals but for rounding, which this profile alone allows.",
        )
        profile = Profile.EXTENDED if hybrid else Profile.EXTENDED_CTC_FR
        return Choice(profile, reason, of_document(invoice))
    trouble = Message(
        fr="la somme des lignes n'est pas celle des totaux ou des bases de TVA (ligne, remise ou taux manquant)",
        en="the lines do not add up to the totals or to the VAT bases (a line, discount or rate is missing)",
    )
    return _without_lines(invoice, trouble) if hybrid else Choice(Profile.EN16931, trouble, invoice, trouble)


def _without_lines(invoice: Invoice, trouble: Message) -> Choice:
    reason = Message(
        fr=f"BASIC WL, sans lignes : {trouble.fr}. La page les montre.",
        en=f"BASIC WL, without lines: {trouble.en}. The page shows them.",
    )
    return Choice(Profile.BASIC_WL, reason, of_document(invoice), trouble)


def lines_trouble(invoice: Invoice) -> Message | None:
    """What makes the lines unusable, one by one; None where each is complete."""
    if not invoice.lines:
        return Message(fr="aucune ligne n'a été lue", en="no line was read")
    for line in invoice.lines:
        lacking = _lacking(line)
        if lacking is not None:
            return Message(
                fr=f"à la ligne {line.id} (« {line.description[:60]} ») manque {lacking.fr}",
                en=f"line {line.id} ('{line.description[:60]}') lacks {lacking.en}",
            )
    return None


def _lacking(line: InvoiceLine) -> Message | None:
    wanted = (
        (line.description, "la désignation", "a description"),
        (line.net_amount, "le montant", "an amount"),
        (line.quantity, "la quantité", "a quantity"),
        (line.unit_price, "le prix unitaire", "a unit price"),
        (line.vat_rate, "le taux de TVA", "a VAT rate"),
        (line.vat_category, "la catégorie de TVA", "a VAT category"),
    )
    return next((Message(fr=fr, en=en) for value, fr, en in wanted if value is None or value == ""), None)


def fit_of(invoice: Invoice, *, exclusive: bool = False) -> Fit:
    """How complete lines, discounts and charges agree with the total without VAT and with each base.

    A cent for one term is too much for the rules of EXTENDED-CTC-FR in UBL (measured): there the tolerance is
    `exclusive`.
    """
    net = invoice.total_without_vat
    if net is None:
        return Fit.NONE
    lines = sum((line.net_amount or _ZERO for line in invoice.lines), _ZERO)
    total = lines - (invoice.allowance_total or _ZERO) + (invoice.charge_total or _ZERO)
    gaps = [(abs(total - net), len(invoice.lines))]
    keys = {(row.category, row.rate) for row in invoice.vat_breakdown}
    parts = (*invoice.allowances, *invoice.charges)
    used = {(line.vat_category, line.vat_rate) for line in invoice.lines}
    used |= {(part.vat_category, part.vat_rate) for part in parts}
    if not used <= keys:
        return Fit.NONE
    for row in invoice.vat_breakdown:
        key = (row.category, row.rate)
        amounts = [line.net_amount or _ZERO for line in invoice.lines if (line.vat_category, line.vat_rate) == key]
        amounts += [-one.amount for one in invoice.allowances if (one.vat_category, one.vat_rate) == key]
        amounts += [one.amount for one in invoice.charges if (one.vat_category, one.vat_rate) == key]
        gaps.append((abs(sum(amounts, _ZERO) - (row.base or _ZERO)), len(amounts)))
    if all(gap == 0 for gap, _ in gaps):
        return Fit.EXACT
    within = all(gap == 0 or gap < CENT * terms or (gap == CENT * terms and not exclusive) for gap, terms in gaps)
    return Fit.ROUNDED if within else Fit.NONE
