"""How well stacks are split: boundaries and kinds on stacks without separators, and files that must stay whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from random import Random
from typing import Any

from extractor.reading.ocr import default_ocr
from extractor.splitting import PageTraits, plan, split
from models.document import Document
from models.stack import PartKind, StackPlan
from tests.benchmarks import stacked
from tests.benchmarks.corpora import Sample
from tests.benchmarks.stacked import OURS, SCANS, TEXTS, Stack


def run(*, quick: bool, errors: int) -> dict[str, Any]:
    """Measure and print every kind of stack there are documents for."""
    count = 2 if quick else 6
    pairs = list(stacked.held_out(count))
    report = {
        "held-out layouts": measured("held-out layouts", [drawn for drawn, _ in pairs], errors),
        "held-out layouts, misread": measured("the same, misread", [spoilt for _, spoilt in pairs], errors),
    }
    texts = [
        (sample, stacked.traits_in(sample))
        for corpus in TEXTS
        for sample in corpus.samples()
        if sample.path.suffix == ".pdf"
    ]
    if texts:
        report["documents of others"] = measured("documents of others", piles("others", texts, count), errors)
    if SCANS[0].samples():
        report["documents of others, scanned"] = measured("documents of others, scanned", scanned(quick=quick), errors)
    report["files that are one"] = kept_whole(texts, errors)
    return report


def piles(name: str, documents: list[tuple[Sample, list[PageTraits]]], count: int) -> Iterable[Stack]:
    rng = Random(name)
    for rank in range(count):
        yield stacked.of_documents(f"{name}-{rank}", documents, pages=rng.choice((50, 80, 120, 150)), seed=rank)


def scanned(*, quick: bool) -> Iterable[Stack]:
    """The scans in one order after another: each is read once."""
    ocr = default_ocr()
    samples = [sample for corpus in SCANS for sample in corpus.samples()]
    read = [(sample, stacked.traits_in(sample, ocr)) for sample in (samples[::4] if quick else samples)]
    return [stacked.of_documents(f"scanned-{rank}", read, pages=120, seed=rank) for rank in range(3)]


def measured(title: str, stacks: Iterable[Stack], errors: int) -> dict[str, Any]:
    """F1 of boundaries, shares of parts with right pages and of papers with the right kind."""
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    for stack in stacks:
        found = plan(stack.traits)
        counts.update(_counted(stack, found))
        wrong += _told(stack, found)
    report = {
        **counts,
        "f1": _f1(counts),
        "kinds_right": counts["kind_right"] / max(1, counts["kind"]),
        "errors": wrong,
    }
    print(
        f"{title}: boundaries F1 {report['f1']:.4f} "
        f"({counts['false']} false, {counts['missed']} missed of {counts['truths']}), "
        f"kinds {report['kinds_right']:.4f} of {counts['kind']}, "
        f"belonging {counts['belongs_right']} of {counts['belongs']}, "
        f"{counts['pages']} pages in {counts['stacks']} stacks"
    )
    for line in wrong[:errors]:
        print("   ", line)
    return report


def _counted(stack: Stack, found: StackPlan) -> Counter[str]:
    truths, here = {part["pages"][0] for part in stack.parts} - {1}, set(found.boundaries)
    by_start = {part.pages[0]: part for part in found.parts}
    same = [(part, by_start[part["pages"][0]]) for part in stack.parts if part["pages"][0] in by_start]
    attached = [(part, other) for part, other in same if part["belongs_to"]]
    return Counter(
        {
            "stacks": 1,
            "pages": len(stack.traits),
            "truths": len(truths),
            "right": len(truths & here),
            "false": len(here - truths),
            "missed": len(truths - here),
            "kind": len(same),
            "kind_right": sum(part["kind"] == other.kind for part, other in same),
            "belongs": len(attached),
            "belongs_right": sum(part["belongs_to"] == other.belongs_to for part, other in attached),
        }
    )


def _f1(counts: Counter[str]) -> float:
    return 2 * counts["right"] / max(1, 2 * counts["right"] + counts["false"] + counts["missed"])


def _told(stack: Stack, found: StackPlan) -> list[str]:
    """Every error in a line."""
    starts = {part["pages"][0]: part for part in stack.parts}
    inside = {number: part for part in stack.parts for number in part["pages"]}
    by_start = {part.pages[0]: part for part in found.parts}
    wrong = []
    for number in sorted((set(starts) ^ set(by_start)) - {1}):
        label = "missed" if number in starts else "false"
        signs = ", ".join(by_start[number].signs) if number in by_start else ""
        before = inside[number - 1]["name"]
        wrong.append(f"{stack.name} p. {number}: {label} beginning of {inside[number]['name']} after {before} {signs}")
    wrong += [
        f"{stack.name} p. {number}: {starts[number]['name']} taken for {by_start[number].kind}"
        for number in sorted(set(starts) & set(by_start))
        if starts[number]["kind"] != by_start[number].kind
    ]
    return wrong


def kept_whole(texts: list[tuple[Sample, list[PageTraits]]], errors: int) -> dict[str, Any]:
    """Files of one invoice that `split` cuts, and those of which a stack's plan would make several invoices."""
    from tests.benchmarks.learn_splitting import pages_in

    cut, planned, files = [], [], 0
    for sample in [sample for sample, _ in texts] + [
        sample for sample in OURS.samples() if sample.path.suffix == ".pdf"
    ]:
        pages = tuple(pages_in(sample.path))
        if len(pages) < 2 or not any(page.words for page in pages):
            continue
        files += 1
        document = Document(sample.name, "", pages, pages[0].reading)
        if split(document) != (document,):
            cut.append(sample.name)
        if (
            len(
                [
                    part
                    for part in plan([stacked.traits_of(page) for page in pages]).parts
                    if part.kind is PartKind.INVOICE
                ]
            )
            > 1
        ):
            planned.append(sample.name)
    print(
        f"files of several pages that are one invoice: {files}, cut {len(cut)}; "
        f"as a stack {len(planned)} would be several"
    )
    for name in (*cut, *planned)[:errors]:
        print("   ", name)
    return {"files": files, "cut": cut, "planned": planned}
