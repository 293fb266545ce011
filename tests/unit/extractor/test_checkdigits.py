"""Our arithmetic agrees with python-stdnum and schwifty, on good numbers and on damaged ones."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, strategies as st
from schwifty import IBAN
from schwifty.exceptions import SchwiftyException
from stdnum import iban as stdnum_iban
from stdnum.fr import siren as stdnum_siren, siret as stdnum_siret, tva as stdnum_tva

from extractor import checkdigits

digits = st.text("0123456789", min_size=9, max_size=9)


@given(digits)
def test_siren_agrees_with_stdnum_except_on_zeros(number: str) -> None:
    assert checkdigits.siren_valid(number) == (stdnum_siren.is_valid(number) and number != "000000000")


@given(st.sampled_from(["732829320", "356000000", "217500016"]), st.text("0123456789", min_size=5, max_size=5))
def test_siret_agrees_with_stdnum(siren: str, nic: str) -> None:
    number = siren + nic
    if number != "35600000000048" and siren == "356000000" and checkdigits.luhn_valid(number):
        return  # we accept either rule for La Poste: its oldest establishments follow Luhn
    assert checkdigits.siret_valid(number) == stdnum_siret.is_valid(number)


@given(
    st.text("0123456789ABCDEFGHJKLMNPQRSTUVWXYZ", min_size=2, max_size=2), st.sampled_from(["732829320", "399859412"])
)
def test_vat_key_agrees_with_stdnum(key: str, siren: str) -> None:
    assert checkdigits.french_vat_valid(f"FR{key}{siren}") == stdnum_tva.is_valid(f"FR{key}{siren}")


def test_vat_number_of_a_siren_is_valid() -> None:
    assert checkdigits.french_vat_valid(checkdigits.french_vat_of("303265045"))
    assert checkdigits.french_vat_of("3032650") == ""


@given(
    st.integers(0, 99),
    st.integers(0, 10**10 - 1),
    st.text("0123456789AMZ", min_size=11, max_size=11),
    st.integers(0, 99),
)
def test_iban_and_rib_agree_with_their_libraries(check: int, bank: int, account: str, key: int) -> None:
    number = f"FR{check:02d}{bank:010d}{account}{key:02d}"
    assert checkdigits.mod97_valid(number) == stdnum_iban.is_valid(number, check_country=False)
    number = f"FR{stdnum_iban.calc_check_digits(number)}{number[4:]}"
    assert checkdigits.iban_valid(number)
    try:
        schwifty_accepts = bool(IBAN(number).validate(validate_bban=True))
    except SchwiftyException:
        schwifty_accepts = False
    assert checkdigits.rib_valid(number) == schwifty_accepts


@pytest.mark.parametrize(
    ("number", "valid"),
    [
        ("DE89370400440532013000", True),
        ("DE8937040044053201300", False),
        ("GB29NWBK60161331926819", True),
        ("", False),
        ("FR", False),
        ("éé12345", False),
    ],
)
def test_foreign_and_broken_ibans(number: str, *, valid: bool) -> None:
    assert checkdigits.iban_valid(number) is valid


def test_rib_key_of_a_truncated_french_iban_fails() -> None:
    assert not checkdigits.rib_valid("FR7630006")
    assert checkdigits.rib_valid("DE89370400440532013000")


def test_greek_vat_numbers_may_start_with_gr() -> None:
    assert checkdigits.vat_valid("GR094259216")
    assert checkdigits.vat_valid("EL094259216")


def test_bic_and_iban_name_the_same_country() -> None:
    assert checkdigits.bic_matches_iban("CEPAFRPP751", "FR7630006000011234567890189")
    assert checkdigits.bic_matches_iban("CFMOMCMX", "MC5811222000010123456789030")
    assert not checkdigits.bic_matches_iban("nonsense", "FR76")


@given(st.text(max_size=40))
def test_nothing_raises_on_any_text(text: str) -> None:
    for function in (
        checkdigits.luhn_valid,
        checkdigits.siren_valid,
        checkdigits.siret_valid,
        checkdigits.french_vat_of,
        checkdigits.vat_valid,
        checkdigits.iban_valid,
        checkdigits.rib_valid,
        checkdigits.bic_wellformed,
    ):
        function(text)


def test_importing_does_not_import_the_libraries() -> None:
    program = "import sys, extractor.checkdigits; sys.exit('stdnum' in sys.modules or 'schwifty' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
