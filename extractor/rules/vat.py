"""What VAT law asks of an invoice: VAT numbers, the ground of an exemption, rates and categories.

Sources: CGI ann. II art. 242 nonies A, I-2° to I-4°, I-12° to I-16° and II · CGI 283, 293 B · BR-FR-15, BR-FR-16
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from extractor.rules import law
from extractor.rules.case import SELF_BILLED, Case, is_foreign
from extractor.rules.rule import BLOCKING, WARNING, Breach, en, fr, rule
from models.codes import CORRECTED

CATEGORIES = frozenset({"S", "E", "AE", "K", "G", "O", "Z"})
RATES = frozenset(map(Decimal, "0 0.9 1.05 1.75 2.1 5.5 7 8.5 9.2 9.6 10 13 19.6 20 20.6".split()))
"""Rates of metropolitan France, Corsica and the overseas departments, with those of the past."""

LAST_DAYS = {
    Decimal("20.6"): date(2000, 3, 31),
    Decimal("19.6"): date(2013, 12, 31),
    Decimal(7): date(2013, 12, 31),
}
"""The last day of the rates that are no longer charged anywhere in France."""

_UNTAXED = CATEGORIES - {"S", "Z"}
_REVERSE = re.compile(r"auto\W*l[i1l]qu[i1l]d|reverse\W*charge|steuerschuldnerschaft", re.IGNORECASE)
_293B = re.compile(r"293\W*[b8]", re.IGNORECASE)


def _has(case: Case, *categories: str) -> bool:
    return any(row.category in categories for row in case.invoice.vat_breakdown)


@rule("FR-M-05", BLOCKING, "seller_vat", reference="{vat_mentions} I-2° et II")
def seller_that_charges_vat_has_its_number(case: Case) -> Iterator[Breach]:
    """FR-M-05: the VAT number of a seller that charges VAT is on invoices above EUR 150."""
    invoice = case.invoice
    if invoice.total_vat and not case.small and invoice.seller.vat_number is None:
        yield Breach(
            "Le numéro de TVA du vendeur n'a pas été trouvé alors que de la TVA est facturée : saisissez-le (FR…).",
            "VAT is charged and the seller's VAT number was not found: enter it (FR…).",
            "seller_vat",
        )


@rule("FR-M-06", BLOCKING, "seller_vat", "buyer_vat", reference="{vat_mentions} I-3° ; {cgi} 262 ter I")
def intra_community_supply_has_both_vat_numbers(case: Case) -> Iterator[Breach]:
    """FR-M-06: both VAT numbers are on the invoice of an intra-Community supply."""
    if _has(case, "K"):
        yield from _both_vat_numbers(case, "Livraison intracommunautaire", "Intra-Community supply")


@rule("FR-M-07", BLOCKING, "seller_vat", "buyer_vat", reference="{vat_mentions} I-4°")
def cross_border_reverse_charge_has_both_vat_numbers(case: Case) -> Iterator[Breach]:
    """FR-M-07: both VAT numbers are on the invoice of a service whose VAT is due by a buyer abroad."""
    if _has(case, "AE") and is_foreign(case.invoice.buyer) != is_foreign(case.invoice.seller):
        yield from _both_vat_numbers(case, "TVA due par le client étranger", "VAT due by a buyer abroad")


def _both_vat_numbers(case: Case, ground_fr: str, ground_en: str) -> Iterator[Breach]:
    for field, party, name_fr, name_en in (
        ("seller_vat", case.invoice.seller, "vendeur", "seller"),
        ("buyer_vat", case.invoice.buyer, "client", "buyer"),
    ):
        if party.vat_number is None:
            yield Breach(
                f"{ground_fr} : le numéro de TVA du {name_fr} est obligatoire, saisissez-le.",
                f"{ground_en}: the {name_en}'s VAT number is required, enter it.",
                field,
            )


@rule("FR-M-19", BLOCKING, "vat_breakdown", reference="{vat_mentions} I-12° et II")
def exemption_names_its_ground(case: Case) -> Iterator[Breach]:
    """FR-M-19: an amount on which no VAT is charged comes with the provision that says so, above EUR 150."""
    if case.small or not case.french_seller:
        return
    for index, row in enumerate(case.invoice.vat_breakdown):
        if row.category in _UNTAXED and row.exemption_reason is None:
            base = f" de {fr(row.base)} €" if row.base is not None else ""
            yield Breach(
                f"Aucune TVA sur la base{base}, sans explication : indiquez l'article qui en dispense "
                f"(par exemple « {law.wording('franchise', case.day)} » ou « Autoliquidation »).",
                f"No VAT on the base of {en(row.base)}, without a ground: cite the provision that exempts it.",
                f"vat_breakdown[{index}]",
            )


@rule("FR-M-28", BLOCKING, "total_vat", reference="{cgi} 293 B et 293 E ; {vat_mentions} I-12°")
def untaxed_invoice_says_why(case: Case) -> Iterator[Breach]:
    """FR-M-28: an invoice that charges no VAT at all has the mention of the small-business or another exemption."""
    invoice = case.invoice
    if invoice.total_vat is None or invoice.total_vat != 0 or not invoice.total_without_vat or invoice.vat_breakdown:
        return
    if not case.small and case.french_seller:
        mention = law.wording("franchise", case.day)
        yield Breach(
            f"Aucune TVA n'est facturée et aucune mention ne dit pourquoi : ajoutez « {mention} », "
            "« Autoliquidation » ou l'article d'exonération.",
            "No VAT is charged and no mention says why: add the small-business, reverse-charge or exemption mention.",
            "total_vat",
        )


@rule("FR-M-28b", WARNING, "vat_breakdown", reference="ordonnances 2025-1247 et 2026-671", valid_from=law.CIBS)
def franchise_cites_the_law_in_force(case: Case) -> Iterator[Breach]:
    """FR-M-28b: the mention of the small-business exemption cites the text in force, no longer art. 293 B."""
    for mention in case.resolution.mentions:
        if mention.code == "FRANCHISE" and _293B.search(mention.text):
            yield Breach(
                f"« {mention.text} » : l'article 293 B du CGI est abrogé depuis le 1er janvier 2027 ; "
                f"écrivez {law.wording('franchise', case.day)}.",
                f"'{mention.text}': article 293 B of the CGI was repealed on 1 January 2027; cite the CIBS instead.",
                "total_vat",
            )


@rule("FR-M-20", BLOCKING, "vat_breakdown", reference="{vat_mentions} I-13° ; {cgi} 283-2 nonies")
def reverse_charge_says_autoliquidation(case: Case) -> Iterator[Breach]:
    """FR-M-20: where the buyer owes the VAT, the invoice says « Autoliquidation »."""
    told = " ".join(mention.text for mention in case.resolution.mentions)
    for index, row in enumerate(case.invoice.vat_breakdown):
        if row.category == "AE" and not _REVERSE.search(f"{row.exemption_reason or ''} {told}"):
            yield Breach(
                "La TVA est due par le client mais le mot « Autoliquidation » n'a pas été trouvé : ajoutez-le.",
                "VAT is due by the buyer but the word 'Autoliquidation' was not found: add it.",
                f"vat_breakdown[{index}]",
            )


@rule("FR-M-20b", BLOCKING, "total_vat", reference="{cgi} 283-2 nonies")
def reverse_charge_bears_no_vat(case: Case) -> Iterator[Breach]:
    """FR-M-20b: an invoice under reverse charge charges no VAT, unless other rows of it are taxed."""
    if case.told("REVERSE_CHARGE") and case.invoice.total_vat and not _has(case, *_UNTAXED):
        yield Breach(
            f"La facture annonce l'autoliquidation mais facture {fr(case.invoice.total_vat)} € de TVA : "
            "corrigez l'un ou l'autre.",
            f"The invoice announces reverse charge but charges {en(case.invoice.total_vat)} of VAT: correct either.",
            "total_vat",
        )


@rule("FR-M-20d", BLOCKING, "total_vat", reference="{cgi} 293 B et 283-3 ; {vat_mentions} I-12°")
def franchise_bears_no_vat(case: Case) -> Iterator[Breach]:
    """FR-M-20d: a seller under the small-business exemption charges no VAT."""
    if case.told("FRANCHISE") and case.invoice.total_vat:
        yield Breach(
            f"La facture porte la mention de franchise (TVA non applicable) mais facture "
            f"{fr(case.invoice.total_vat)} € de TVA : corrigez l'un ou l'autre.",
            f"The invoice claims the small-business exemption but charges {en(case.invoice.total_vat)} of VAT.",
            "total_vat",
        )


@rule("FR-M-21", WARNING, "type_code", reference="{vat_mentions} I-14° ; {cgi} 289 I-2")
def self_billing_has_its_type(case: Case) -> Iterator[Breach]:
    """FR-M-21: a document marked « Autofacturation » has a self-billed type (389, 261, 500…)."""
    if case.told("SELF_BILLING") and case.invoice.type_code not in SELF_BILLED:
        yield Breach(
            f"La mention « Autofacturation » est présente mais le type est {case.invoice.type_code} : "
            "choisissez 389 (facture) ou 261 (avoir).",
            f"'Autofacturation' is printed but the type is {case.invoice.type_code}: choose 389 or 261.",
            "type_code",
        )


@rule("BR-FR-15", BLOCKING, "vat_breakdown", reference="XP Z12-012 BR-FR-15")
def vat_category_is_used_in_france(case: Case) -> Iterator[Breach]:
    """BR-FR-15: VAT categories are S, E, AE, K, G, O or Z."""
    for index, row in enumerate(case.invoice.vat_breakdown):
        if row.category not in CATEGORIES:
            yield Breach(
                f"La catégorie de TVA « {row.category} » n'est pas admise : choisissez S, E, AE, K, G, O ou Z.",
                f"VAT category '{row.category}' is not accepted: choose S, E, AE, K, G, O or Z.",
                f"vat_breakdown[{index}]",
            )


@rule("BR-FR-16", BLOCKING, "vat_breakdown", reference="XP Z12-012 BR-FR-16 ; {cgi} 278 et s.")
def vat_rate_exists_in_france(case: Case) -> Iterator[Breach]:
    """BR-FR-16: rates are those of metropolitan France, Corsica or overseas, now or in the past."""
    if not case.french_seller:
        return
    for index, row in enumerate(case.invoice.vat_breakdown):
        if row.rate not in RATES:
            yield Breach(
                f"Le taux de TVA de {fr(row.rate)} % n'existe pas en France : vérifiez-le sur la facture.",
                f"No VAT rate of {en(row.rate)} % exists in France: check it on the invoice.",
                f"vat_breakdown[{index}]",
            )


@rule("PF-RATE", WARNING, "vat_breakdown", reference="{cgi} 278, 278 bis et 278 quater ; lois 2011-1978 et 2012-1510")
def vat_rate_is_in_force(case: Case) -> Iterator[Breach]:
    """PF-RATE: a rate of the past (20.6, 19.6, 7) stands only on invoices of its years and on what corrects them."""
    i = case.invoice
    if not case.french_seller or case.credit_note or i.type_code in CORRECTED or i.issue_date is None:
        return
    for index, row in enumerate(i.vat_breakdown):
        last = LAST_DAYS.get(row.rate)
        if last is not None and i.issue_date > last:
            yield Breach(
                f"Le taux de {fr(row.rate)} % a pris fin le {fr(last)} : vérifiez le taux et la date.",
                f"The rate of {en(row.rate)} % ended on {en(last)}: check rate and date.",
                f"vat_breakdown[{index}]",
            )


RULES = (
    seller_that_charges_vat_has_its_number,
    intra_community_supply_has_both_vat_numbers,
    cross_border_reverse_charge_has_both_vat_numbers,
    exemption_names_its_ground,
    untaxed_invoice_says_why,
    franchise_cites_the_law_in_force,
    reverse_charge_says_autoliquidation,
    reverse_charge_bears_no_vat,
    franchise_bears_no_vat,
    self_billing_has_its_type,
    vat_category_is_used_in_france,
    vat_rate_exists_in_france,
    vat_rate_is_in_force,
)
