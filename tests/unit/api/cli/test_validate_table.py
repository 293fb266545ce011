"""What a person reads of a validation report."""

import io

import pytest
from rich.console import Console

from api.cli.validate_table import report_table, told_once
from api.cli.validate_words import ENGLISH, FRENCH
from api.cli.wording import GLUE
from models.field import Place
from models.finding import Finding, Message, Severity
from models.validation import Layer, LayerName, LayerState, Syntax, ValidationReport

LINE = "/rsm:CrossIndustryInvoice/rsm:SupplyChainTradeTransaction/ram:IncludedSupplyChainTradeLineItem"
NUMBER = "/rsm:CrossIndustryInvoice/rsm:ExchangedDocument/ram:ID"
NOT_RUN = Message(fr="Non contrôlé : le vendeur n'est pas français.", en="Not checked: the seller is not French.")


def found(rule, french="Faux : corrigez.", severity=Severity.BLOCKING, reference="Norme", **more):
    return Finding(rule=rule, severity=severity, message=Message(fr=french, en="Wrong."), reference=reference, **more)


def layer(name, *findings, state=None, **more):
    failed = any(one.severity is Severity.BLOCKING for one in findings)
    state = state or (LayerState.FAILED if failed else LayerState.PASSED)
    return Layer(name=name, state=state, findings=findings, **more)


def report(*layers, **more):
    facts = {"syntax": Syntax.CII, "profile": "urn:cen.eu:en16931:2017", **more}
    return ValidationReport(source="facture.xml", sha256="0" * 64, layers=layers, **facts)


def printed(shown, words=FRENCH, width=100):
    out = io.StringIO()
    Console(file=out, width=width, highlight=False, markup=False).print(report_table(shown, words))
    return out.getvalue().replace(GLUE, " ")


def rows(shown, words=FRENCH, width=100):
    return [row.strip() for row in printed(shown, words, width).splitlines() if row.strip()]


class TestVerdict:
    def test_a_file_that_passed_every_check_is_valid(self):
        first, second, third, *_ = rows(report(layer(LayerName.FILE), layer(LayerName.XSD, rules="XSD 1")))
        assert first == "✔ facture.xml : valide"
        assert second == "Tous les contrôles ont été faits, aucun défaut bloquant."
        assert third == "Facture au format CII, profil EN 16931"

    def test_a_file_with_a_fault_is_not_and_its_faults_are_counted(self):
        shown = report(layer(LayerName.NORM, found("BR-02"), found("BR-03", "Autre.", Severity.WARNING)))
        assert rows(shown)[0] == "✗ facture.xml : non valide (1 défaut bloquant, 1 point à vérifier)"

    def test_a_file_with_a_check_left_out_is_undecided_and_the_reason_stands_there(self):
        shown = report(
            layer(LayerName.FILE), layer(LayerName.FRANCE, state=LayerState.SKIPPED, reason=NOT_RUN), profile=None
        )
        told = rows(shown)
        assert told[0] == "? facture.xml : indécis"
        assert told[2].endswith("profil non indiqué")
        assert "– Règles françaises non fait Le vendeur n'est pas français." in " ".join(told).replace("   ", " ")

    def test_a_file_without_invoice_has_no_format(self):
        shown = report(layer(LayerName.FILE, found("PF-FILE-KIND")), syntax=None, profile=None)
        assert "Aucune facture électronique lisible" in rows(shown)

    def test_english_says_the_same(self):
        shown = report(layer(LayerName.NORM, found("BR-02")), syntax=Syntax.UBL_CREDIT_NOTE)
        told = rows(shown, ENGLISH)
        assert told[0] == "✗ facture.xml: not valid (1 blocking fault)"
        assert told[2] == "Credit note in UBL, profile EN 16931"
        assert "Wrong." in " ".join(told)
        assert "Faux" not in " ".join(told)


class TestChecks:
    def test_each_check_has_a_line_with_its_rules_and_its_time(self):
        shown = report(layer(LayerName.NORM, rules="Factur-X 1.09.2 EN 16931", milliseconds=41.6))
        assert any(row.startswith("✔ Norme du profil") and row.endswith("42 ms") for row in rows(shown))

    def test_the_same_reason_is_told_once(self):
        skipped = [
            layer(name, state=LayerState.SKIPPED, reason=NOT_RUN)
            for name in (LayerName.XSD, LayerName.NORM, LayerName.OWN)
        ]
        told = " ".join(rows(report(*skipped)))
        assert told.count("n'est pas français") == 1
        assert told.count("de même") == 2


class TestFaults:
    def test_blocking_ones_come_first(self):
        shown = report(
            layer(LayerName.XSD, found("W", "Avertissement.", Severity.WARNING)), layer(LayerName.NORM, found("B"))
        )
        told = rows(shown)
        assert told.index("À corriger (1)") < told.index("À vérifier (1)")

    def test_rule_source_and_place_follow_the_message(self):
        told = rows(report(layer(LayerName.NORM, found("BR-02", "Le numéro manque.", location=NUMBER))))
        at = told.index("✗ Le numéro manque.")
        assert told[at + 1] == "BR-02 · Norme"
        assert told[at + 2] == "→ numéro de facture (BT-1) […/rsm:ExchangedDocument/ram:ID]"

    def test_a_place_on_the_page_is_told_in_words(self):
        place = Place(page=2, bbox=(400, 80, 480, 95), text="F-1")
        told = " ".join(rows(report(layer(LayerName.PAGE, found("PF-PAGE-NUMBER", provenance=place)))))
        assert "→ p. 2 haut droite (400;80)" in told

    def test_a_fault_in_many_lines_is_told_once_with_its_first_places(self):
        many = [found("BR-24", "Le montant manque.", location=f"{LINE}[{n}]") for n in range(1, 13)]
        told = rows(report(layer(LayerName.NORM, *many)))
        assert told[0].endswith("(1 défaut bloquant)")
        assert sum("Le montant manque." in row for row in told) == 1
        assert [row for row in told if row.startswith("→")] == [
            "→ ligne 1",
            "→ ligne 2",
            "→ ligne 3",
            "→ et 9 autres endroits",
        ]

    def test_our_words_on_an_official_rule_join_that_rule(self):
        norm = layer(LayerName.NORM, found("BR-CO-15", "Le total TTC est faux.", reference="Factur-X"))
        own = layer(LayerName.OWN, found("BR-CO-15", "361 n'est pas 300 + 60."), found("PF-SIRET", "SIRET faux."))
        joined, alone = told_once([norm, own])
        assert [one.message.fr for one in joined.findings] == ["Le total TTC est faux.", "361 n'est pas 300 + 60."]
        assert alone.rules == ("PF-SIRET",)

    def test_a_warning_of_ours_does_not_join_a_fault_that_blocks(self):
        norm = layer(LayerName.NORM, found("BR-CO-15"))
        own = layer(LayerName.OWN, found("BR-CO-15", "À voir.", Severity.WARNING))
        assert len(told_once([norm, own])) == 2

    def test_two_rules_that_say_the_same_stand_together(self):
        told = rows(report(layer(LayerName.NORM, found("BR-S-08"), found("BR-FXEXT-S-08"))))
        assert "BR-S-08, BR-FXEXT-S-08 · Norme" in told


@pytest.mark.parametrize("width", [80, 100, 120])
def test_no_row_is_wider_than_the_terminal_and_none_starts_with_punctuation(width):
    long = "Une valeur « " + "très longue et " * 20 + "sans fin » : corrigez-la ; puis vérifiez ! " * 4
    shown = report(layer(LayerName.NORM, found("BR-02", long, location=LINE + "[1]/ram:Un/ram:Deux"), rules="R" * 30))
    told = printed(shown, width=width).splitlines()
    assert max(map(len, told)) <= width
    assert not [row for row in told if row.strip().startswith((":", ";", "»"))]
