"""Seller and buyer: names, addresses, identifiers, electronic addresses, tax numbers.

Sources: EN 16931-1 BR-06 to BR-11, BR-CO-09, BR-S-02, BR-E-02, BR-AE-02, BR-IC-02, BR-G-02, BR-O-02 · XP Z12-012
BR-FR-09 to BR-FR-13, BR-FR-23, BR-FR-25, BR-FR-32
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.output.countries import COUNTRIES
from extractor.output.gaps.gap import gap
from models.finding import Finding
from models.invoice import Invoice, Party, Period

_SIREN, _SIRET = re.compile(r"\d{9}"), re.compile(r"\d{14}")
_ELECTRONIC = re.compile(r"[A-Za-z0-9+\-_.]{1,125}")
_PREFIXES = COUNTRIES | {"EL", "XI"}
"""Greece and Northern Ireland have letters of their own in VAT numbers."""


def parties(invoice: Invoice) -> Iterator[Finding]:
    """Names, postal addresses, SIREN and SIRET."""
    yield from _party(invoice.seller, "seller", "du vendeur", "seller", ("BR-06", "BR-08", "BR-09"))
    yield from _party(invoice.buyer, "buyer", "du client", "buyer", ("BR-07", "BR-10", "BR-11"))
    if invoice.seller.siren is None:
        yield gap(
            "BR-FR-10",
            "seller_siren",
            fr="Saisissez le SIREN du vendeur (9 chiffres).",
            en="Enter the seller's SIREN (9 digits).",
        )


def _party(party: Party, role: str, fr: str, en: str, rules: tuple[str, str, str]) -> Iterator[Finding]:
    if party.name is None:
        yield gap(rules[0], f"{role}_name", fr=f"Saisissez le nom {fr}.", en=f"Enter the {en}'s name.")
    if party.address is None:
        yield gap(rules[1], f"{role}_address", fr=f"Saisissez l'adresse {fr}.", en=f"Enter the {en}'s address.")
    elif party.address.country is None:
        yield gap(rules[2], f"{role}_address", fr=f"Saisissez le pays {fr}.", en=f"Enter the {en}'s country.")
    elif party.address.country not in COUNTRIES:
        yield gap(
            "BR-CL-14",
            f"{role}_address",
            fr=f"Le pays {fr} (« {party.address.country} ») s'écrit en deux lettres, comme FR.",
            en=f"The {en}'s country ('{party.address.country}') is written in two letters, such as FR.",
        )
    if party.siren is not None and _SIREN.fullmatch(party.siren) is None:
        yield gap(
            "BR-FR-32",
            f"{role}_siren",
            fr=f"Le SIREN {fr} ({party.siren}) n'a pas 9 chiffres : corrigez-le.",
            en=f"The {en}'s SIREN ({party.siren}) has not 9 digits: correct it.",
        )
    if party.siret is not None and (
        _SIRET.fullmatch(party.siret) is None or not party.siret.startswith(party.siren or "")
    ):
        yield gap(
            "BR-FR-09",
            f"{role}_siret",
            fr=f"Le SIRET {fr} ({party.siret}) n'est pas fait de 14 chiffres dont son SIREN : corrigez l'un des deux.",
            en=f"The {en}'s SIRET ({party.siret}) is not 14 digits that begin with its SIREN: correct one of them.",
        )
    if party.vat_number is not None and party.vat_number[:2] not in _PREFIXES:
        yield gap(
            "BR-CO-09",
            f"{role}_vat",
            fr=f"Le numéro de TVA {fr} ({party.vat_number}) commence par deux lettres de pays : corrigez-le.",
            en=f"The {en}'s VAT number ({party.vat_number}) begins with two letters of a country: correct it.",
        )


def addresses(invoice: Invoice) -> Iterator[Finding]:
    """Electronic addresses."""
    roles = (
        (invoice.buyer, "BR-FR-12", "buyer_siren", "du client", "buyer"),
        (invoice.seller, "BR-FR-13", "seller_siren", "du vendeur", "seller"),
    )
    for party, rule, field, fr, en in roles:
        if party.electronic_address is None and party is invoice.buyer and _abroad(party):
            yield gap(
                rule,
                field,
                fr="Le client est hors de France et n'a pas d'adresse dans l'annuaire : cette facture ne se dépose pas "
                "sur une plateforme française, ses données se déclarent (e-reporting).",
                en="The buyer is outside France and has no address in the directory: this invoice is not deposited on "
                "a French platform, its data are reported (e-reporting).",
            )
        elif party.electronic_address is None:
            yield gap(
                rule,
                field,
                fr=f"L'adresse électronique {fr} est inconnue : saisissez son SIREN, dont elle est faite.",
                en=f"The {en}'s electronic address is not known: enter its SIREN, of which it is made.",
            )
        elif _ELECTRONIC.fullmatch(party.electronic_address) is None:
            yield gap(
                "BR-FR-23",
                field,
                fr=f"L'adresse électronique {fr} ne peut contenir que lettres, chiffres et + - _ . (125 au plus).",
                en=f"The {en}'s electronic address may hold letters, digits and + - _ . only (125 at most).",
            )


def _abroad(party: Party) -> bool:
    """Whether a party is surely not French."""
    country = party.address.country if party.address is not None else None
    return country not in {None, "FR"} or (party.vat_number is not None and not party.vat_number.startswith("FR"))


def tax_numbers(invoice: Invoice) -> Iterator[Finding]:
    """VAT numbers, where the category of VAT asks for them."""
    categories = {row.category for row in invoice.vat_breakdown}
    seller, buyer = invoice.seller, invoice.buyer
    for category, rule in (("K", "BR-IC-02"), ("G", "BR-G-02")):
        if category in categories and seller.vat_number is None:
            yield gap(
                rule,
                "seller_vat",
                fr="Saisissez le numéro de TVA du vendeur : une livraison hors de France exonérée le demande.",
                en="Enter the seller's VAT number: an exempt supply abroad needs it.",
            )
    if "K" in categories and buyer.vat_number is None:
        yield gap(
            "BR-IC-02",
            "buyer_vat",
            fr="Saisissez le numéro de TVA du client : une livraison intracommunautaire le demande.",
            en="Enter the buyer's VAT number: an intra-Community supply needs it.",
        )
    period = invoice.billing_period
    if "K" in categories and invoice.delivery_date is None and (period is None or period == Period()):
        yield gap(
            "BR-IC-11",
            "delivery_date",
            fr="Saisissez la date de livraison, ou la période : une livraison intracommunautaire la demande.",
            en="Enter the date of delivery, or the period: an intra-Community supply needs it.",
        )
    if "AE" in categories and buyer.vat_number is None and buyer.siren is None:
        yield gap(
            "BR-AE-02",
            "buyer_vat",
            fr="Saisissez le numéro de TVA ou le SIREN du client : l'autoliquidation le demande.",
            en="Enter the buyer's VAT number or SIREN: a reverse charge needs it.",
        )
