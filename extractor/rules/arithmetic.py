"""Whether the figures add up: totals to the cent, VAT per rate within its rounding.

Sources: EN 16931-1 BR-CO-10 to BR-CO-17, BR-S-08, BR-S-09, as in ConnectingEurope/eInvoicing-EN16931 1.3.16: totals are
exact to the cent. The norm lets VAT per rate be off by 1.00; a cent is right here, a cent per line is rounding.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from extractor.rules.case import Case
from extractor.rules.rule import BLOCKING, WARNING, Breach, en, fr, rule

CENT = Decimal("0.01")


@rule("BR-CO-13", BLOCKING, "total_without_vat", reference="EN 16931 BR-CO-13")
def net_total_is_lines_less_allowances_plus_charges(case: Case) -> Iterator[Breach]:
    """BR-CO-13: total without VAT = sum of lines - allowances + charges, where these are told."""
    i = case.invoice
    if i.line_total is None or i.total_without_vat is None:
        return
    expected = i.line_total - (i.allowance_total or 0) + (i.charge_total or 0)
    if expected != i.total_without_vat:
        yield Breach(
            f"Le total HT ({fr(i.total_without_vat)}) n'est pas le total des lignes moins les remises plus les frais "
            f"({fr(expected)}) : vérifiez ces montants.",
            f"The total without VAT ({en(i.total_without_vat)}) is not lines less allowances plus charges "
            f"({en(expected)}): check these amounts.",
            "total_without_vat",
        )


@rule("BR-CO-10", WARNING, "total_without_vat", reference="EN 16931 BR-CO-10")
def lines_add_up_to_their_total(case: Case) -> Iterator[Breach]:
    """BR-CO-10: sum of the lines' amounts = line total, else total without VAT where charges make the difference."""
    i = case.invoice
    told, lines = i.line_total, case.lines_sum
    target = told if told is not None else i.total_without_vat
    if lines is None or target is None or abs(lines - target) <= CENT * max(1, len(i.lines) // 10):
        return
    if told is None and lines > target and not case.credit_note:
        return  # FR-M-15 tells it as a discount
    yield Breach(
        f"La somme des lignes ({fr(lines)}) n'est pas le total HT ({fr(target)}) : il manque une ligne ou des frais, "
        "ou un montant a été mal lu.",
        f"The lines add up to {en(lines)}, not to {en(target)}: a line or a charge is missing, or was misread.",
        "total_without_vat",
    )


@rule("FR-M-15", WARNING, "total_without_vat", reference="{vat_mentions} I-9° ; {trade_invoice}")
def discount_is_carried_over(case: Case) -> Iterator[Breach]:
    """FR-M-15: where lines add up to more than the total without VAT, the discount between them is told."""
    i, lines = case.invoice, case.lines_sum
    if i.line_total is not None or lines is None or i.total_without_vat is None or case.credit_note:
        return
    missing = lines - i.total_without_vat - (i.allowance_total or 0) + (i.charge_total or 0)
    if missing > CENT * max(1, len(i.lines) // 10):
        yield Breach(
            f"Les lignes font {fr(lines)} et le total HT {fr(i.total_without_vat)} : une remise de {fr(missing)} "
            "n'est pas reprise, ou une ligne a été lue deux fois.",
            f"Lines add up to {en(lines)} and the total without VAT is {en(i.total_without_vat)}: a discount of "
            f"{en(missing)} is not carried over, or a line was read twice.",
            "total_without_vat",
        )


@rule("BR-CO-14", BLOCKING, "total_vat", reference="EN 16931 BR-CO-14")
def total_vat_is_the_sum_per_rate(case: Case) -> Iterator[Breach]:
    """BR-CO-14: total VAT = sum of the VAT of each rate."""
    i = case.invoice
    if i.total_vat is None or not i.vat_breakdown:
        return
    total = sum((row.tax for row in i.vat_breakdown), Decimal(0))
    if total != i.total_vat:
        yield Breach(
            f"Le total de TVA ({fr(i.total_vat)}) n'est pas la somme des TVA par taux ({fr(total)}) : "
            "vérifiez ces montants.",
            f"Total VAT ({en(i.total_vat)}) is not the sum per rate ({en(total)}): check these amounts.",
            "total_vat",
        )


@rule("BR-CO-14b", WARNING, "total_without_vat", reference="EN 16931 BG-23 et BT-109")
def bases_add_up_to_the_net_total(case: Case) -> Iterator[Breach]:
    """BR-CO-14b: the bases of all rates add up to the total without VAT."""
    i = case.invoice
    bases = [row.base for row in i.vat_breakdown if row.base is not None]
    if i.total_without_vat is None or not bases or len(bases) < len(i.vat_breakdown):
        return
    total = sum(bases, Decimal(0))
    if abs(total - i.total_without_vat) > CENT:
        yield Breach(
            f"Les bases de TVA font {fr(total)} et le total HT {fr(i.total_without_vat)} : un taux manque "
            "ou un montant a été mal lu.",
            f"VAT bases add up to {en(total)}, the total without VAT is {en(i.total_without_vat)}: a rate is missing.",
            "total_without_vat",
        )


@rule("BR-CO-15", BLOCKING, "total_with_vat", reference="EN 16931 BR-CO-15")
def gross_total_is_net_plus_vat(case: Case) -> Iterator[Breach]:
    """BR-CO-15: total with VAT = total without VAT + total VAT."""
    i = case.invoice
    if i.total_without_vat is None or i.total_vat is None or i.total_with_vat is None:
        return
    expected = i.total_without_vat + i.total_vat
    if expected != i.total_with_vat:
        yield Breach(
            f"Le total TTC ({fr(i.total_with_vat)}) n'est pas HT + TVA ({fr(i.total_without_vat)} + "
            f"{fr(i.total_vat)} = {fr(expected)}) : corrigez le montant mal lu, ou la facture.",
            f"The total with VAT ({en(i.total_with_vat)}) is not net + VAT ({en(expected)}): correct it.",
            "total_with_vat",
        )


@rule("BR-CO-16", BLOCKING, "amount_due", reference="EN 16931 BR-CO-16")
def amount_due_is_gross_less_prepaid(case: Case) -> Iterator[Breach]:
    """BR-CO-16: amount due = total with VAT - prepaid, or less where retention money (ABU) is kept back."""
    i = case.invoice
    if i.amount_due is None or i.total_with_vat is None:
        return
    due, gross, prepaid = abs(i.amount_due), abs(i.total_with_vat), abs(i.prepaid_amount or Decimal(0))
    expected = gross - prepaid
    if due != abs(expected) and not (case.told("ABU") and due < expected):
        yield Breach(
            f"Le net à payer ({fr(i.amount_due)}) n'est pas le TTC moins l'acompte ({fr(gross)} - {fr(prepaid)} = "
            f"{fr(expected)}) : vérifiez ces montants.",
            f"The amount due ({en(i.amount_due)}) is not gross less prepaid ({en(expected)}): check these amounts.",
            "amount_due",
        )


@rule("BR-CO-17", BLOCKING, "vat_breakdown", reference="EN 16931 BR-CO-17 et BR-S-09")
def vat_of_a_rate_is_base_times_rate(case: Case) -> Iterator[Breach]:
    """BR-CO-17 (BR-S-09): VAT of a rate = base x rate to the cent; a cent per line is a rounding, and warns.

    A cent on a page passes; in an XML, whose amounts are not rounded for the eye, half a cent is the limit.
    """
    i = case.invoice
    for index, row in enumerate(i.vat_breakdown):
        if row.base is None:
            continue
        expected = row.base * row.rate / 100
        gap = abs(expected - row.tax)
        if gap <= (CENT / 2 if case.embedded("vat_breakdown", index) else CENT):
            continue
        yield Breach(
            f"À {fr(row.rate)} %, la TVA sur {fr(row.base)} devrait être {fr(expected.quantize(CENT))} "
            f"et non {fr(row.tax)} : vérifiez la base, le taux et la taxe.",
            f"At {en(row.rate)} %, VAT on {en(row.base)} should be {en(expected.quantize(CENT))}, not {en(row.tax)}: "
            "check base, rate and tax.",
            f"vat_breakdown[{index}]",
            WARNING if gap <= CENT * max(1, len(i.lines)) else None,
        )


@rule("BR-S-08", WARNING, "vat_breakdown", reference="EN 16931 BR-S-08")
def base_of_a_rate_is_the_sum_of_its_lines(case: Case) -> Iterator[Breach]:
    """BR-S-08: base of a rate = sum of the lines at that rate, where all lines tell rate and amount."""
    i = case.invoice
    rated = [(line.vat_rate, line.net_amount) for line in i.lines if line.vat_rate is not None]
    if case.lines_sum is None or case.lines_sum != i.total_without_vat or len(rated) < len(i.lines):
        return
    for index, row in enumerate(i.vat_breakdown):
        total = sum((amount for rate, amount in rated if rate == row.rate and amount is not None), Decimal(0))
        if row.base is not None and abs(total - row.base) > CENT:
            yield Breach(
                f"Les lignes à {fr(row.rate)} % font {fr(total)} et la base est {fr(row.base)} : "
                "vérifiez le taux de chaque ligne.",
                f"Lines at {en(row.rate)} % add up to {en(total)}, the base is {en(row.base)}: check the lines' rates.",
                f"vat_breakdown[{index}]",
            )


RULES = (
    lines_add_up_to_their_total,
    discount_is_carried_over,
    net_total_is_lines_less_allowances_plus_charges,
    total_vat_is_the_sum_per_rate,
    bases_add_up_to_the_net_total,
    gross_total_is_net_plus_vat,
    amount_due_is_gross_less_prepaid,
    vat_of_a_rate_is_base_times_rate,
    base_of_a_rate_is_the_sum_of_its_lines,
)
