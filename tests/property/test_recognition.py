"""Whatever a page says, it is recognised, decided and checked without an error, and the outcome survives its JSON."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

from hypothesis import given, settings, strategies as st

from extractor.pipeline import conclude
from extractor.recognition import RECOGNISERS, find, nature
from extractor.resolution import resolve
from extractor.testing import document_of
from extractor.text import fold, printed_lines
from models import terms
from models.candidate import Kind
from models.document import Document, Reading
from models.extraction import Extraction

PIECES = (
    *("Facture n°", "FACTURE", "Avoir", "Date :", "Échéance", "Total HT", "TVA 20 %", "Total TTC", "Net à payer"),
    *("Acompte versé", "SIRET", "RCS Tulle", "N° TVA", "IBAN", "BIC", "Client :", "Facturé à", "Livraison", "Siège"),
    *("732 829 320 00074", "732829320", "FR44732829320", "FR76 3000 6000 0112 3456 7890 189", "FR76 3000 6000"),
    *(
        "AGRIFRPP",
        "01/03/2026",
        "31/02/2026",
        "1er mars 2026",
        "3 mars",
        "2026",
        "100,00",
        "20,00 €",
        "120.00",
        "-12,50",
    ),
    *("1 234,567", "(12,00)", "20 %", "5,5", "F-2026-118", "EJ-44", "Code service", "Marché n°", "Qté", "P.U.", "2"),
    *(
        "19000 Tulle",
        "1 rue Haute",
        "MARTIN SAS",
        "SARL au capital de 8 000 €",
        "TVA non applicable",
        "Autoliquidation",
    ),
    *("Période du", "au", "mars 2026", "Mois :", "Avoir sur facture n°", "Nature de l'opération", "Livraison de biens"),
    *("Prestation de services", "☒", "Remise 5 %", "Frais de port", "-5,00", "Total brut HT", "Début de période"),
)
KINDS = {
    Kind.AMOUNT: Decimal,
    Kind.RATE: Decimal,
    Kind.DATE: date,
}
anything = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
piece = st.sampled_from(PIECES) | anything
row = st.lists(piece, min_size=1, max_size=5).flatmap(
    lambda pieces: st.sampled_from([" ", "  ", "          "]).map(lambda gap: gap.join(pieces))
)
page = st.lists(row, min_size=1, max_size=14).map("\n".join)
documents = st.builds(
    lambda pages, confidence, reading: document_of(*pages, confidence=confidence, reading=reading),
    st.lists(page, min_size=1, max_size=2),
    st.floats(0, 1),
    st.sampled_from([Reading.TEXT_LAYER, Reading.OCR]),
)


@settings(deadline=None)
@given(documents)
def test_every_recogniser_gives_typed_candidates_at_real_places(document: Document) -> None:
    lines = printed_lines(document)
    for recogniser in RECOGNISERS:
        for one in recogniser(lines):
            line = lines[one.line]
            assert isinstance(one.value, KINDS.get(one.kind, str))
            assert 0 <= one.start < one.end <= len(line.text)
            assert one.provenance.page == line.page
            assert line.bbox.contains(one.provenance.bbox, margin=0.02)
            assert 0 <= one.confidence <= 1


@settings(deadline=None)
@given(documents)
def test_the_nature_of_the_supply_is_told_once_at_a_real_place(document: Document) -> None:
    found = tuple(nature.find(printed_lines(document)))
    assert len({one.code for one in found}) == len(found)
    assert {one.code for one in found} <= {"GOODS", "SERVICES", "MIXED"}
    assert all(1 <= one.provenance.page <= len(document.pages) for one in found)


@given(anything)
def test_folding_keeps_every_character_in_its_place(text: str) -> None:
    assert len(fold(text)) == len(text)


@settings(deadline=None)
@given(documents)
def test_no_two_candidates_share_characters(document: Document) -> None:
    taken: set[tuple[int, int]] = set()
    for one in find(document).found:
        if one.kind is not Kind.CURRENCY:
            places = {(one.line, at) for at in range(one.start, one.end)}
            assert not taken & places
            taken |= places


@settings(deadline=None, max_examples=150)
@given(documents)
def test_every_page_is_decided_and_checked_and_survives_its_json(document: Document) -> None:
    extraction = conclude(document, resolve(document, find(document)))
    assert Extraction.model_validate_json(extraction.model_dump_json()) == extraction
    printed = json.loads(extraction.to_json())
    for name, field in extraction.fields.items():
        assert field.term == terms.TERMS[name]
        assert field.value
        for value in (field.value, *(other.value for other in field.alternatives)):
            terms.parse(name, value)
        assert printed["fields"][name]["value"] == field.value
        assert 0 < field.confidence < 1
        if field.provenance is not None:
            assert 1 <= field.provenance.page <= len(document.pages)


@settings(deadline=None, max_examples=60)
@given(documents)
def test_the_same_page_is_decided_the_same_way(document: Document) -> None:
    assert resolve(document, find(document)) == resolve(document, find(document))
