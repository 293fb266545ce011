"""Stacks made for measuring: of drawn layouts that nothing was learned from, and of documents of others.

A document of others stands in a stack with its own pages; between them lie papers that we draw, since the corpora have
none. Scans are read by the engine; a stack's pages are read once.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from extractor.intake import open_file
from extractor.reading.ocr import Ocr
from extractor.reading.read import pages_of
from extractor.settings import Settings
from extractor.splitting import PageTraits, traits_of
from fixtures.draw import content, ink as inks, papers, stacks
from tests.benchmarks.corpora import CORPUS, FIXTURES, Corpus, Sample
from tests.benchmarks.learn_splitting import HELD_OUT, stack_traits


class Stack(NamedTuple):
    """The traits of a stack's pages, and its parts as `fixtures.draw.stacks` tells them."""

    name: str
    traits: list[PageTraits]
    parts: list[dict[str, Any]]


def unread(image: object) -> tuple[()]:
    """Reads nothing: the page has text."""
    del image
    return ()


def held_out(count: int, *, seed: int = 88_000) -> Iterator[tuple[Stack, Stack]]:
    """Stacks of our layouts that nothing was learned from, as drawn and with words misread."""
    rng = Random(seed)
    for rank in range(count):
        recipe = stacks.Recipe(
            f"held-out-{rank}", seed + rank, rng.choice((50, 80, 120, 200)), HELD_OUT, duplex=rank % 4 == 3
        )
        drawn, spoilt, truth = stack_traits(recipe)
        yield Stack(recipe.name, drawn, truth["parts"]), Stack(f"{recipe.name}-misread", spoilt, truth["parts"])


def traits_in(sample: Sample, ocr: Ocr = unread) -> list[PageTraits]:
    """The traits of the pages of one file."""
    settings = Settings()
    (source,) = open_file(sample.path.name, sample.path.read_bytes(), settings=settings)
    return [traits_of(page) for page in pages_of(source, ocr=ocr, settings=settings)]


def drawn_papers(rng: Random, count: int) -> list[tuple[str, str, list[PageTraits]]]:
    """Papers of houses that have no invoice in the stack: name, kind and traits."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for rank in range(count):
            paper = rng.choice([one for one, _ in papers.AFTER])
            pen = inks.fill(content.make(rng.randrange(10**6), "plain", "fr", (2, 8)), narrow=False, euro=True)
            path = Path(folder) / f"{rank}.pdf"
            told = paper(pen, path, rng)
            found.append((told.name, told.kind, traits_in(Sample(path.name, path, path))))
    return found


def of_documents(
    name: str, documents: Sequence[tuple[Sample, list[PageTraits]]], *, pages: int, seed: int, with_papers: bool = True
) -> Stack:
    """A stack of at least `pages` pages of these documents, in an order drawn by lot, those of one group together."""
    rng = Random(seed)
    groups: dict[str, list[tuple[Sample, list[PageTraits]]]] = {}
    for sample, traits in documents:
        groups.setdefault(str(sample.truth.get("group") or sample.name), []).append((sample, traits))
    order = list(groups.values())
    rng.shuffle(order)
    between = drawn_papers(rng, pages // 8) if with_papers else []
    laid: list[PageTraits] = []
    parts: list[dict[str, Any]] = []

    def lay(kind: str, label: str, traits: list[PageTraits], number: str | None) -> None:
        first = len(laid) + 1
        laid.extend(replace(one, number=first + rank) for rank, one in enumerate(traits))
        parts.append(
            {
                "kind": kind,
                "pages": list(range(first, len(laid) + 1)),
                "number": number,
                "name": label,
                "blank": [],
                "belongs_to": None,
            }
        )

    while len(laid) < pages and order:
        for sample, traits in order.pop():
            fields = sample.truth.get("fields", sample.truth)
            lay("invoice", sample.name, traits, str(fields.get("invoice_number") or ""))
            if between and rng.random() < 0.2:
                label, kind, paper = between.pop()
                lay(kind, label, paper, None)
    return Stack(name, laid, parts)


TEXTS = (Corpus("others, as issued", CORPUS), Corpus("others, drawn", CORPUS / "drawn"))
SCANS = (Corpus("others, scanned", CORPUS / "scans"), Corpus("others, drawn, scanned", CORPUS / "drawn" / "scans"))
OURS = Corpus("our fixtures", FIXTURES)
