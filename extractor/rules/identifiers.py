"""Whether identifiers have the right form, pass their own arithmetic, and agree with each other.

A wrong form blocks, since every platform refuses it. A wrong check digit only warns: the number is what is printed, and
the test accounts of Chorus Pro have numbers that fail.

Sources: BR-FR-09, BR-FR-10, BR-FR-32 (XP Z12-012) · https://www.insee.fr/fr/metadonnees/definition/c1841 · CGI 286 ter
· ISO 13616 · ISO 9362
"""

from __future__ import annotations

from collections.abc import Iterator

from extractor import checkdigits
from extractor.rules.case import ROLES, Case
from extractor.rules.rule import BLOCKING, WARNING, Breach, rule
from models.invoice import Party


def _parties(case: Case) -> Iterator[tuple[str, str, Party]]:
    for role, fr in ROLES:
        yield role, fr, getattr(case.invoice, role)


def _digits(text: str, length: int) -> bool:
    return len(text) == length and text.isascii() and text.isdigit()


@rule("BR-FR-09", BLOCKING, "seller_siret", "buyer_siret", reference="XP Z12-012 BR-FR-09")
def siret_has_fourteen_digits_and_starts_with_the_siren(case: Case) -> Iterator[Breach]:
    """BR-FR-09: a SIRET has 14 digits, the first nine of which are the same party's SIREN."""
    for role, fr, party in _parties(case):
        siret, siren = party.siret, party.siren
        if siret is None:
            continue
        if not _digits(siret, checkdigits.SIRET_LENGTH):
            yield Breach(
                f"Le SIRET du {fr} « {siret} » n'a pas 14 chiffres ({len(siret)} caractères) : vérifiez-le.",
                f"The {role}'s SIRET '{siret}' is not 14 digits ({len(siret)} characters): check it.",
                f"{role}_siret",
            )
        elif siren is not None and not siret.startswith(siren):
            yield Breach(
                f"Le SIRET du {fr} ({siret}) ne commence pas par son SIREN ({siren}) : l'un des deux est faux.",
                f"The {role}'s SIRET ({siret}) does not start with its SIREN ({siren}): one of them is wrong.",
                f"{role}_siret",
            )


@rule("BR-FR-10", BLOCKING, "seller_siren", reference="XP Z12-012 BR-FR-10")
def seller_siren_has_nine_digits(case: Case) -> Iterator[Breach]:
    """BR-FR-10: the seller's SIREN has nine digits."""
    yield from _nine_digits("seller", "vendeur", case.invoice.seller)


@rule("BR-FR-32", BLOCKING, "buyer_siren", reference="XP Z12-012 BR-FR-32")
def buyer_siren_has_nine_digits(case: Case) -> Iterator[Breach]:
    """BR-FR-32: the buyer's SIREN has nine digits."""
    yield from _nine_digits("buyer", "client", case.invoice.buyer)


def _nine_digits(role: str, fr: str, party: Party) -> Iterator[Breach]:
    siren = party.siren
    if siren is not None and not _digits(siren, checkdigits.SIREN_LENGTH):
        yield Breach(
            f"Le SIREN du {fr} « {siren} » n'a pas 9 chiffres ({len(siren)} caractères) : vérifiez-le.",
            f"The {role}'s SIREN '{siren}' is not 9 digits ({len(siren)} characters): check it.",
            f"{role}_siren",
        )


@rule("PF-SIRET", WARNING, "seller_siret", "buyer_siret", reference="INSEE, clé de Luhn du SIRET")
def siret_passes_its_check_digit(case: Case) -> Iterator[Breach]:
    """PF-SIRET: a SIRET passes the Luhn check, or the rule of La Poste, and is not all zeros."""
    for role, fr, party in _parties(case):
        siret = party.siret
        if siret is not None and _digits(siret, checkdigits.SIRET_LENGTH) and not checkdigits.siret_valid(siret):
            yield Breach(
                f"Le SIRET du {fr} ({siret}) ne passe pas son contrôle : un chiffre est sans doute faux, "
                "comparez-le à la facture.",
                f"The {role}'s SIRET ({siret}) fails its check: a digit is probably wrong, compare with the page.",
                f"{role}_siret",
            )


@rule("PF-SIREN", WARNING, "seller_siren", "buyer_siren", reference="INSEE, clé de Luhn du SIREN")
def siren_passes_its_check_digit(case: Case) -> Iterator[Breach]:
    """PF-SIREN: a SIREN passes the Luhn check and is not all zeros."""
    for role, fr, party in _parties(case):
        siren = party.siren
        if siren is None or (party.siret or "").startswith(siren):
            continue  # told with the SIRET
        if _digits(siren, checkdigits.SIREN_LENGTH) and not checkdigits.siren_valid(siren):
            yield Breach(
                f"Le SIREN du {fr} ({siren}) ne passe pas son contrôle : un chiffre est sans doute faux, "
                "comparez-le à la facture.",
                f"The {role}'s SIREN ({siren}) fails its check: a digit is probably wrong, compare with the page.",
                f"{role}_siren",
            )


@rule("PF-VAT", WARNING, "seller_vat", "buyer_vat", reference="{cgi} 286 ter ; directive 2006/112/CE art. 215")
def vat_number_passes_its_key(case: Case) -> Iterator[Breach]:
    """PF-VAT: a VAT number has the form and the key of its country."""
    for role, fr, party in _parties(case):
        number = party.vat_number
        if number is not None and not checkdigits.vat_valid(number):
            expected = checkdigits.french_vat_of(number[4:]) if number.startswith("FR") else ""
            hint = f" (pour ce SIREN, la clé habituelle donne {expected})" if expected not in {"", number} else ""
            yield Breach(
                f"Le numéro de TVA du {fr} ({number}) ne passe pas son contrôle{hint} : comparez-le à la facture.",
                f"The {role}'s VAT number ({number}) fails its check: compare with the page.",
                f"{role}_vat",
            )


@rule("PF-VAT-SIREN", WARNING, "seller_vat", "buyer_vat", reference="{cgi} 286 ter ; PPF G2.33")
def vat_number_ends_with_the_siren(case: Case) -> Iterator[Breach]:
    """PF-VAT-SIREN: a French VAT number ends with the SIREN of its party (a VAT group's differs)."""
    for role, fr, party in _parties(case):
        number, siren = party.vat_number, party.siren
        if number is not None and siren is not None and number.startswith("FR") and not number.endswith(siren):
            yield Breach(
                f"Le numéro de TVA du {fr} ({number}) ne finit pas par son SIREN ({siren}) : vérifiez les deux.",
                f"The {role}'s VAT number ({number}) does not end with its SIREN ({siren}): check both.",
                f"{role}_vat",
            )


@rule("PF-PARTIES", WARNING, "buyer_siret", "buyer_siren", reference="EN 16931 BG-4 et BG-7")
def buyer_is_not_the_seller(case: Case) -> Iterator[Breach]:
    """PF-PARTIES: the buyer is another business than the seller."""
    seller, buyer = case.invoice.seller, case.invoice.buyer
    if seller.siren is not None and seller.siren == buyer.siren:
        yield Breach(
            f"Le vendeur et le client ont le même SIREN ({seller.siren}) : l'un des deux a été mal lu.",
            f"Seller and buyer have the same SIREN ({seller.siren}): one of them was misread.",
            "buyer_siret" if buyer.siret is not None else "buyer_siren",
        )


@rule("PF-ADDRESS", WARNING, "seller_siren", "buyer_siren", reference="XP Z12-012 BR-FR-21 et BR-FR-22 (schéma 0225)")
def electronic_address_starts_with_the_siren(case: Case) -> Iterator[Breach]:
    """PF-ADDRESS: an address of the French directory (BT-34, BT-49, scheme 0225) starts with its party's SIREN."""
    given = case.resolution.given
    for (role, fr, party), address in zip(_parties(case), (given.seller_address, given.buyer_address), strict=True):
        if address is not None and party.siren is not None and not address.startswith(party.siren):
            yield Breach(
                f"L'adresse électronique du {fr} ({address[:60]}) ne commence pas par son SIREN ({party.siren}) : "
                "la facture irait à une autre entreprise, vérifiez les deux.",
                f"The {role}'s electronic address ({address[:60]}) does not start with its SIREN ({party.siren}): "
                "the invoice would go to another company, check both.",
                f"{role}_siren",
            )


@rule("PF-IBAN", WARNING, "iban", reference="ISO 13616 (clé modulo 97)")
def iban_passes_its_check_digits(case: Case) -> Iterator[Breach]:
    """PF-IBAN: the IBAN has the length and structure of its country and passes mod 97."""
    iban = case.invoice.payment.iban
    if iban is not None and not checkdigits.iban_valid(iban):
        yield Breach(
            f"L'IBAN « {iban} » ne passe pas son contrôle : un caractère est sans doute faux, comparez-le au RIB.",
            f"The IBAN '{iban}' fails its check: a character is probably wrong, compare with the bank details.",
            "iban",
        )


@rule("PF-RIB", WARNING, "iban", reference="clé RIB des comptes français")
def french_iban_passes_its_rib_key(case: Case) -> Iterator[Breach]:
    """PF-RIB: the RIB key at the end of a French IBAN suits its bank, branch and account."""
    iban = case.invoice.payment.iban
    if iban is not None and checkdigits.iban_valid(iban) and not checkdigits.rib_valid(iban):
        yield Breach(
            f"L'IBAN « {iban} » a une clé RIB fausse ({iban[-2:]}) : comparez-le au relevé d'identité bancaire.",
            f"The IBAN '{iban}' ends with a wrong RIB key ({iban[-2:]}): compare with the bank details.",
            "iban",
        )


@rule("PF-BIC", WARNING, "bic", "iban", reference="ISO 9362")
def bic_has_its_form_and_the_country_of_the_iban(case: Case) -> Iterator[Breach]:
    """PF-BIC: the BIC has 8 or 11 characters and the country of the IBAN."""
    bic, iban = case.invoice.payment.bic, case.invoice.payment.iban
    if bic is None:
        return
    if not checkdigits.bic_wellformed(bic):
        yield Breach(
            f"Le BIC « {bic} » n'a pas la forme attendue (8 ou 11 caractères) : comparez-le au RIB.",
            f"The BIC '{bic}' is malformed (8 or 11 characters expected): compare with the bank details.",
            "bic",
        )
    elif iban is not None and not checkdigits.bic_matches_iban(bic, iban):
        yield Breach(
            f"Le BIC « {bic} » et l'IBAN « {iban} » ne sont pas du même pays : vérifiez les deux.",
            f"The BIC '{bic}' and the IBAN '{iban}' are not of the same country: check both.",
            "bic",
        )


RULES = (
    siret_has_fourteen_digits_and_starts_with_the_siren,
    seller_siren_has_nine_digits,
    buyer_siren_has_nine_digits,
    siret_passes_its_check_digit,
    siren_passes_its_check_digit,
    vat_number_passes_its_key,
    vat_number_ends_with_the_siren,
    buyer_is_not_the_seller,
    electronic_address_starts_with_the_siren,
    iban_passes_its_check_digits,
    french_iban_passes_its_rib_key,
    bic_has_its_form_and_the_country_of_the_iban,
)
