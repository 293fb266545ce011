import io
import re

import pytest

from api.cli import printing
from tests.unit.api.cli.invoices import EXTRACTION


def table(monkeypatch, columns, extraction=EXTRACTION):
    monkeypatch.setattr(printing, "PIPE_WIDTH", columns)
    return printing.table(extraction.to_json(), io.StringIO())


@pytest.mark.parametrize("columns", [80, 100, 120, 200])
class TestAtAnyWidth:
    def test_no_line_is_longer_than_the_page_or_ends_in_spaces(self, monkeypatch, columns):
        for line in table(monkeypatch, columns).splitlines():
            assert len(line) <= columns
            assert line == line.rstrip()

    def test_no_value_is_cut(self, monkeypatch, columns):
        text = re.sub(r"\s+", "", table(monkeypatch, columns))
        values = (
            "F-2026-118",
            "01/03/2026",
            "73282932000074",
            "1 481,47 €",
            "FR 44 732 829 320",
            "1 250,00 €",
            "légal, fin.",
        )
        for value in values:
            assert value.replace(" ", "") in text
        assert "…" not in text

    def test_no_figure_is_broken(self, monkeypatch, columns):
        lines = table(monkeypatch, columns)
        for value in ("732 829 320 00074", "1 234,56 €", "FR 44 732 829 320", "2,5 h", "5,5 %"):
            assert value in lines

    def test_a_pipe_gets_no_colour(self, monkeypatch, columns):
        assert "\x1b" not in table(monkeypatch, columns)


def test_sections_come_in_the_order_of_an_invoice(monkeypatch):
    lines = table(monkeypatch, 80).splitlines()
    invoice = ["Facture", "Vendeur", "Acheteur", "Montants", "TVA", "Lignes (2)", "Paiement"]
    titles = [*invoice, "À corriger avant dépôt (1)", "À vérifier (1)"]
    assert [line for line in lines if line in titles] == titles


def test_doubt_is_marked_in_print(monkeypatch):
    text = table(monkeypatch, 100)
    assert re.search(r"SIRET +732 829 320 00074 +55 % \?\?", text)
    assert re.search(r"Date d'émission +01/03/2026 +85 % \?\n", text)
    assert re.search(r"ou 31/03/2026, 10 %", text)


def test_a_value_is_placed_on_its_page(monkeypatch):
    text = table(monkeypatch, 100)
    assert "p. 1 haut droite (412;88)" in text
    assert "p. 2 bas droite (480;640)" in text


def test_what_every_invoice_has_and_this_one_not_is_said(monkeypatch):
    assert re.search(r"Acheteur\n +Nom +non trouvé", table(monkeypatch, 80))


def test_findings_come_blocking_first_with_their_law(monkeypatch):
    text = table(monkeypatch, 120)
    assert text.index("La clé du SIRET est fausse.") < text.index("Le montant manque.")
    assert "BR-FR-09 · Code de commerce, art. R123-221 · p. 1 haut gauche (40;100)" in text
    assert "✗ Pas prête à déposer : 1 à corriger, 1 à vérifier" in text


def test_an_invoice_without_blocking_findings_is_ready(monkeypatch):
    ready = EXTRACTION.model_copy(update={"findings": EXTRACTION.findings[:1], "ready": True})
    assert "✔ Prête à déposer (1 à vérifier)" in table(monkeypatch, 80, ready)


def test_markup_in_a_value_is_printed_as_it_stands(monkeypatch):
    field = EXTRACTION.fields["seller_name"].model_copy(update={"value": "[bold]ACME[/bold] :smile:"})
    odd = EXTRACTION.model_copy(update={"fields": EXTRACTION.fields | {"seller_name": field}})
    assert "[bold]ACME[/bold] :smile:" in table(monkeypatch, 100, odd)


def test_escape_characters_of_a_document_do_not_reach_the_terminal(monkeypatch):
    field = EXTRACTION.fields["seller_name"].model_copy(update={"value": "AC\x1b[2JME\x07"})
    fields = EXTRACTION.fields | {"seller_name": field}
    odd = EXTRACTION.model_copy(update={"fields": fields, "source": "a\x1b[31m.pdf"})
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", table(monkeypatch, 80, odd))
