"""A discount or charge on the document is believed where it makes the lines the total, and nowhere else."""

from __future__ import annotations

from decimal import Decimal

from models.field import Adjustment, Origin
from tests.unit.extractor.resolution.pages import resolution_of

HEAD = """
Facture n° 12 du 02/04/2026

Désignation               Qté      PU HT     TVA      Montant HT
"""


def page(*rows: str) -> str:
    return HEAD + "\n".join(rows)


def adjustments(*rows: str) -> tuple[Adjustment, ...]:
    return resolution_of(page(*rows)).adjustments


def told(*rows: str) -> list[tuple[str, bool, str | None, str | None]]:
    return [
        (str(one.amount), one.charge, one.reason, None if one.vat_rate is None else f"{one.vat_rate:f}")
        for one in adjustments(*rows)
    ]


ONE_RATE = (
    "Chaise pliante              2      100,00    20 %         200,00",
    "Table ronde                 1      300,00    20 %         300,00",
    "",
)


def test_a_discount_is_proven_by_the_total() -> None:
    rows = (
        *ONE_RATE,
        "                                  Total HT avant remise       500,00",
        "                                  Remise 5 %                  -25,00",
        "                                  Total HT net                475,00",
        "                                  TVA 20 %                     95,00",
        "                                  Total TTC                   570,00",
    )
    assert told(*rows) == [("25.00", False, "Remise 5 %", "20")]
    (one,) = adjustments(*rows)
    assert one.origin is Origin.EXTRACTED
    assert one.provenance is not None
    assert "25,00" in one.provenance.text


def test_a_charge_is_proven_by_the_total() -> None:
    assert told(
        *ONE_RATE,
        "                                  Frais de port                15,00",
        "                                  Total HT                    515,00",
        "                                  TVA 20 %                    103,00",
        "                                  Total TTC                   618,00",
    ) == [("15.00", True, "Frais de port", "20")]


def test_a_discount_and_a_charge_together() -> None:
    found = told(
        *ONE_RATE,
        "                                  Remise                      -50,00",
        "                                  Frais de port                15,00",
        "                                  Total HT                    465,00",
        "                                  TVA 20 %                     93,00",
        "                                  Total TTC                   558,00",
    )
    assert sorted(found) == [("15.00", True, "Frais de port", "20"), ("50.00", False, "Remise", "20")]


TWO_RATES = (
    "Chaise pliante              2      100,00    20 %         200,00",
    "Pain de campagne          100        1,00    5,5 %        100,00",
    "",
)


def test_a_charge_belongs_to_the_rate_whose_base_it_changes() -> None:
    rows = (
        *TWO_RATES,
        "                                  Frais de port                15,00",
        "                                  Total HT                    315,00",
        "Taux     Base HT     TVA",
        "20 %      215,00    43,00",
        "5,5 %     100,00     5,50",
        "                                  Total TVA                    48,50",
        "                                  Total TTC                   363,50",
    )
    assert told(*rows) == [("15.00", True, "Frais de port", "20")]


def test_a_discount_on_all_rates_is_divided_as_the_bases_tell() -> None:
    rows = (
        *TWO_RATES,
        "                                  Remise 10 %                 -30,00",
        "                                  Total HT                    270,00",
        "Taux     Base HT     TVA",
        "20 %      180,00    36,00",
        "5,5 %      90,00     4,95",
        "                                  Total TVA                    40,95",
        "                                  Total TTC                   310,95",
    )
    found = adjustments(*rows)
    assert {one.vat_rate: one.amount for one in found} == {
        Decimal(20): Decimal("20.00"),
        Decimal("5.5"): Decimal("10.00"),
    }
    assert {one.origin for one in found} == {Origin.COMPUTED}


def test_what_the_sums_do_not_prove_is_left_alone() -> None:
    rows = (
        *ONE_RATE,
        "                                  Dont éco-participation        2,00",
        "                                  Escompte possible 2 %        10,00",
        "                                  Total HT                    500,00",
        "                                  TVA 20 %                    100,00",
        "                                  Total TTC                   600,00",
    )
    assert told(*rows) == []
    missing = (*ONE_RATE, "Remise      -24,00", "Total HT    475,00", "TVA 20 %     95,00", "Total TTC   570,00")
    assert told(*missing) == []


def test_nothing_is_told_of_a_page_without_lines() -> None:
    assert resolution_of("Remise   -10,00\nTotal HT   90,00\nTVA 20 %   18,00\nTotal TTC   108,00").adjustments == ()
