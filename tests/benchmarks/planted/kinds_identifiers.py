"""Errors in the numbers of the parties and of the account. Hardly any Schematron computes a check digit."""

from __future__ import annotations

from models.validation import LayerName
from tests.benchmarks.planted.change import copied, drop, last_digit, mark, put, put_all, together
from tests.benchmarks.planted.kind import CODES, kind
from tests.benchmarks.planted.places import BIC, BUYER, ENDPOINT, IBAN, SELLER, SIREN, SIRET, VAT

FRANCE, OWN = LayerName.FRANCE, LayerName.OWN


def other_key(number: str) -> str:
    """A French VAT number with another key."""
    return f"FR{(int(number[2:4]) + 1) % 97:02d}{number[4:]}"


def with_vat_key(siren: str) -> str:
    return f"FR{(12 + 3 * (int(siren) % 97)) % 97:02d}{siren}"


def with_iban_key(country: str, account: str) -> str:
    """An IBAN with its right check digits, whatever its account."""
    digits = "".join(str(int(character, 36)) for character in f"{account}{country}00")
    return f"{country}{98 - int(digits) % 97:02d}{account}"


def other_rib_key(iban: str) -> str:
    """A French IBAN whose RIB key is wrong and whose check digits are right."""
    return with_iban_key("FR", iban[4:-2] + f"{(int(iban[-2:]) % 97) + 1:02d}")


OTHER_SIREN = "552100554"
MALTESE = with_iban_key("MT", "MALT011000012345MTLCAST001S")

KINDS = (
    kind("seller SIRET, wrong key", put(f"{SELLER}/{SIRET}", last_digit), "PF-SIRET", "trade public", OWN),
    kind("buyer SIRET, wrong key", put(f"{BUYER}/{SIRET}", last_digit), "PF-SIRET", "public", OWN),
    kind(
        "buyer SIREN, wrong key",
        together(drop(f"{BUYER}/{SIRET}"), put(f"{BUYER}/{SIREN}", last_digit)),
        "PF-SIREN",
        "trade",
        OWN,
    ),
    kind("seller SIRET, 13 digits", put(f"{SELLER}/{SIRET}", lambda text: text[:-1]), "BR-FR-09", layer=FRANCE),
    kind("seller SIRET of another SIREN", put(f"{SELLER}/{SIRET}", OTHER_SIREN + "00017"), "BR-FR-09", layer=FRANCE),
    kind(
        "buyer SIRET of another SIREN", put(f"{BUYER}/{SIRET}", OTHER_SIREN + "00017"), "BR-FR-09", "trade public", OWN
    ),
    kind("buyer SIRET, letters in it", put(f"{BUYER}/{SIRET}", "7328293200O074"), "BR-FR-09", "trade", FRANCE),
    kind(
        "SIREN under the scheme of the SIRET",
        mark(f"{SELLER}/{SIREN}", "schemeID", "0009"),
        "BR-FR-10 FR-M-02",
        "trade",
        FRANCE,
    ),
    kind(
        "SIRET in the place of the SIREN",
        copied(f"{SELLER}/{SIRET}", f"{SELLER}/{SIREN}"),
        "BR-FR-10 BR-FR-32",
        "trade",
        FRANCE,
    ),
    kind(
        "buyer VAT number of another SIREN",
        put(f"{BUYER}/{VAT}", with_vat_key(OTHER_SIREN)),
        "PF-VAT-SIREN",
        "reverse credit",
        OWN,
    ),
    kind(
        "buyer electronic address of another SIREN",
        put(f"{BUYER}/{ENDPOINT}", OTHER_SIREN),
        "PF-ADDRESS",
        "trade public",
        OWN,
    ),
    kind(
        "electronic address with a space",
        put(f"{BUYER}/{ENDPOINT}", lambda text: text + " 1"),
        "BR-FR-23",
        "trade",
        FRANCE,
    ),
    kind("seller SIREN, 8 digits", put(f"{SELLER}/{SIREN}", lambda text: text[:-1]), "BR-FR-10", layer=FRANCE),
    kind("seller without SIREN", drop(f"{SELLER}/{SIREN}"), "BR-FR-10 FR-M-02", layer=FRANCE),
    kind(
        "buyer SIREN, 10 digits",
        put(f"{BUYER}/{SIREN}", lambda text: text + "0"),
        "BR-FR-32 BR-FR-32-LEGALID",
        layer=FRANCE,
    ),
    kind("seller VAT number, wrong key", put(f"{SELLER}/{VAT}", other_key), "PF-VAT", "trade credit public", OWN),
    kind(
        "buyer VAT number, wrong key", put(f"{BUYER}/{VAT}", other_key), "PF-VAT", "reverse credit public_discount", OWN
    ),
    kind(
        "seller VAT number of another SIREN",
        put(f"{SELLER}/{VAT}", with_vat_key(OTHER_SIREN)),
        "PF-VAT-SIREN",
        "trade many_lines",
        OWN,
    ),
    kind("seller VAT number without country", put(f"{SELLER}/{VAT}", lambda text: text[2:]), "BR-CO-09"),
    kind("seller that charges VAT without VAT number", drop(f"{SELLER}/{VAT}"), "BR-S-02 BR-CO-26 FR-M-05"),
    kind(
        "buyer is the seller",
        together(
            drop(f"{BUYER}/{SIRET}"),
            copied(f"{SELLER}/{SIREN}", f"{BUYER}/{SIREN}"),
            copied(f"{SELLER}/{ENDPOINT}", f"{BUYER}/{ENDPOINT}"),
        ),
        "PF-PARTIES",
        "trade",
        OWN,
    ),
    kind("IBAN, wrong key", put(IBAN, last_digit), "PF-IBAN", "trade public", OWN),
    kind("IBAN, a digit missing", put(IBAN, lambda text: text[:-1]), "PF-IBAN", "trade", OWN),
    kind("IBAN, wrong RIB key", put(IBAN, other_rib_key), "PF-RIB", "trade public", OWN),
    kind("BIC of another country", put(BIC, lambda text: text[:4] + "DE" + text[6:]), "PF-BIC", "public credit", OWN),
    kind("BIC, malformed", put(BIC, lambda text: text[:7]), "PF-BIC", "public", OWN),
    kind("IBAN too long for Chorus Pro", put(IBAN, MALTESE), "BR-FR-CPRO-39", "public", OWN),
    kind("seller without electronic address", drop(f"{SELLER}/{ENDPOINT}"), "BR-FR-13", layer=FRANCE),
    kind("buyer without electronic address", drop(f"{BUYER}/{ENDPOINT}"), "BR-FR-12", layer=FRANCE),
    kind("electronic address without scheme", mark(f"{SELLER}/{ENDPOINT}", "schemeID", None), "BR-62"),
    kind(
        "electronic address of another SIREN",
        put(f"{SELLER}/{ENDPOINT}", OTHER_SIREN),
        "PF-ADDRESS",
        "trade public",
        OWN,
    ),
    kind("identifiers under an unknown scheme", mark(f"{SELLER}/{SIRET}", "schemeID", "9999"), f"BR-CL-10 {CODES}579"),
    kind("blank SIREN", put_all(f"{SELLER}/{SIREN}", " "), "BR-FR-10 FR-M-02", layer=FRANCE),
)
