"""Whatever pages say, their traits can be taken, and a plan holds every page once."""

from hypothesis import given, settings, strategies as st

from extractor.splitting import parts_of, plan, replanned, split, traits_of
from extractor.testing import document_of
from models.stack import PartKind

WORDS = st.sampled_from(
    "Facture FACTURE N° F-2026-118 Page 2/3 Total TTC 120,00 Madame, BON DE LIVRAISON à reporter SIRET 73282932000074 "
    "CONDITIONS GÉNÉRALES Article 1 12/03/2026 Net payer".split()
)
TEXTS = st.lists(
    st.one_of(st.lists(WORDS, max_size=14).map(" ".join), st.text(max_size=40), st.just("")), min_size=1, max_size=7
)


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_any_pages_have_a_plan(texts):
    document = document_of(*texts)
    traits = [traits_of(page) for page in document.pages]
    found = plan(traits)
    assert found.pages == len(texts)
    assert all(0 <= part.confidence <= 1 for part in found.parts)
    firsts = {part.pages[0] for part in found.invoices}
    assert {part.belongs_to for part in found.parts} - {None} <= firsts
    assert sum(len(part.pages) for part in parts_of(document, found)) <= len(texts)
    assert {page.number for part in split(document) for page in part.pages} <= set(range(1, len(texts) + 1))


@settings(max_examples=40, deadline=None)
@given(TEXTS, st.data())
def test_a_person_s_boundaries_are_kept(texts, data):
    traits = [traits_of(page) for page in document_of(*texts).pages]
    kinds = st.sampled_from(list(PartKind))
    told = data.draw(st.dictionaries(st.integers(1, len(texts)), kinds, max_size=len(texts)))
    found = replanned(plan(traits), sorted(told.items()), traits)
    assert {part.pages[0]: part.kind for part in found.parts}.items() >= told.items()
    assert {part.pages[0] for part in found.parts} == {1, *told}
