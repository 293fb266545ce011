"""Seller and buyer: what their identifiers say of each other, their country and their electronic address.

Electronic addresses are those of scheme 0225, which begin with the SIREN; the directory may know a longer one
(SIREN_SIRET, SIREN_SIRET_CODE), which only a person can tell. For a public body the SIREN leads to Chorus Pro; its
establishment is told by the SIRET (BT-46) and its service by BT-10.

Sources: BR-FR-09, BR-FR-12, BR-FR-13, BR-FR-21 to BR-FR-25 (XP Z12-012) · XP Z12-013 (directory) ·
EN 16931-1 BR-09 and BR-11 (country)
"""

from __future__ import annotations

import re

from extractor.checkdigits import SIREN_LENGTH, SIRET_LENGTH, french_vat_valid
from extractor.output.additions import Step, addition
from extractor.output.notation import clean
from models.invoice import Address, Invoice, Party
from models.output import Addition, Supplements

_FRENCH_POST_CODE = re.compile(r"(?:0[1-9]|[1-8]\d|9[0-578])\d{3}")
_DIGITS = re.compile(r"[\s.\-]+")


def with_parties(invoice: Invoice, _: Supplements) -> Step:
    """Both parties with SIREN, country and electronic address, as far as they follow from what is known."""
    seller, of_seller = _completed(invoice.seller, terms=("BT-30", "BT-40", "BT-34"), fr="vendeur", en="seller")
    buyer, of_buyer = _completed(invoice.buyer, terms=("BT-47", "BT-55", "BT-49"), fr="client", en="buyer")
    added = of_seller + of_buyer
    if any(row.category == "O" for row in invoice.vat_breakdown) and (seller.vat_number or buyer.vat_number):
        seller, buyer = (party.model_copy(update={"vat_number": None}) for party in (seller, buyer))
        added += (
            addition(
                "BT-31",
                "",
                fr="Opération hors champ de la TVA : les numéros de TVA ne sont pas écrits (BR-O-02).",
                en="Supply not subject to VAT: VAT numbers are not written (BR-O-02).",
            ),
        )
    return Step(invoice.model_copy(update={"seller": seller, "buyer": buyer}), added)


def is_french(party: Party) -> bool:
    """Whether an identifier or the post code shows a French party."""
    if party.siren is not None or party.siret is not None:
        return True
    if party.vat_number is not None:
        return party.vat_number.startswith("FR")
    post_code = party.address.post_code if party.address is not None else None
    return post_code is not None and _FRENCH_POST_CODE.fullmatch(post_code) is not None


def _completed(party: Party, *, terms: tuple[str, str, str], fr: str, en: str) -> tuple[Party, tuple[Addition, ...]]:
    added: list[Addition] = []
    siret, siren, vat = (_compact(value) for value in (party.siret, party.siren, party.vat_number))
    if siren is None:
        siren = _siren_of(siret, vat)
        if siren is not None:
            added.append(
                addition(terms[0], siren, fr=f"SIREN du {fr}, tiré de son autre numéro.", en=f"SIREN of the {en}.")
            )
    found = party.model_copy(update={"siret": siret, "siren": siren, "vat_number": vat})
    if (address := found.address) is None or address.country is None:
        if is_french(found):
            found = found.model_copy(update={"address": (address or Address()).model_copy(update={"country": "FR"})})
            added.append(
                addition(
                    terms[1],
                    "FR",
                    fr=f"Pays du {fr}, d'après son identifiant ou son code postal.",
                    en=f"Country of the {en}, by its identifier or post code.",
                )
            )
    elif address.country != address.country.upper():
        found = found.model_copy(update={"address": address.model_copy(update={"country": address.country.upper()})})
    if found.electronic_address is None and siren is not None:
        found = found.model_copy(update={"electronic_address": siren})
        added.append(
            addition(
                terms[2],
                siren,
                fr=f"Adresse électronique du {fr} (0225) : son SIREN ; l'annuaire peut en donner une plus précise.",
                en=f"Electronic address of the {en} (0225): its SIREN; the directory may have a more precise one.",
            )
        )
    return found, tuple(added)


def _compact(value: str | None) -> str | None:
    return None if value is None else _DIGITS.sub("", clean(value)).upper() or None


def _siren_of(siret: str | None, vat: str | None) -> str | None:
    if siret is not None and len(siret) == SIRET_LENGTH and siret.isdigit():
        return siret[:SIREN_LENGTH]
    return vat[4:] if vat is not None and french_vat_valid(vat) and not vat.startswith("000", 4) else None
