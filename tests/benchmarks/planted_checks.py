"""Are errors in electronic invoices found? Each kind is planted alone in clean invoices, and the report is read.

A kind is right where a rule that it names tells it and did not speak of the clean invoice; elsewhere where only other
rules do. The clean invoices themselves must pass without a word: what is said of them is a false alarm.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, partial

from lxml import etree

from extractor.validation import validate
from extractor.verification import own_findings
from models.validation import ValidationReport, Verdict
from tests.benchmarks.planted import (
    kinds_amounts,
    kinds_file,
    kinds_identifiers,
    kinds_mentions,
    kinds_public,
    kinds_syntax,
    kinds_ubl,
)
from tests.benchmarks.planted.bases import BASES, written
from tests.benchmarks.planted.change import Inapplicable
from tests.benchmarks.planted.kind import Kind

KINDS: tuple[Kind, ...] = (
    *kinds_identifiers.KINDS,
    *kinds_amounts.KINDS,
    *kinds_mentions.KINDS,
    *kinds_public.KINDS,
    *kinds_syntax.KINDS,
    *kinds_ubl.KINDS,
    *kinds_file.KINDS,
)
RIGHT, ELSEWHERE, MISSED, NOWHERE = "right", "elsewhere", "missed", "no place"


@dataclass(frozen=True)
class Outcome:
    """What became of one error in one base: which rules told it, and the layers of those that should."""

    kind: Kind
    base: str
    state: str
    told: tuple[str, ...] = ()
    layers: tuple[str, ...] = ()

    @property
    def layer_right(self) -> bool:
        return self.kind.layer.value in self.layers


def report_on(data: bytes) -> ValidationReport:
    return validate("facture.xml", data, own=partial(own_findings, "facture.xml"))


@cache
def clean_report(base: str, syntax: str) -> ValidationReport:
    return report_on(written(base, syntax))


def false_alarms(base: str, syntax: str) -> tuple[str, ...]:
    """What is said of a clean invoice beyond what its page deserves."""
    report = clean_report(base, syntax)
    said = [
        f"{layer.name.value} {one.rule} {one.severity.value} {one.field or ''}: {one.message.en}"
        for layer in report.layers
        for one in layer.findings
        if one.rule not in BASES[base].allowed
    ]
    return (*said, *(() if report.verdict is Verdict.VALID else (f"verdict {report.verdict.value}",)))


def planted(kind: Kind, base: str) -> bytes:
    """The base with the error. Raises Inapplicable where it has no place for it."""
    root = etree.fromstring(written(base, kind.syntax))
    before = etree.tostring(root, method="c14n")
    whole = kind.change(root)
    if whole is not None:
        return whole
    if etree.tostring(root, method="c14n") == before:
        raise Inapplicable(f"{kind.name} changes nothing in {base}")
    data: bytes = etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8")
    return data


def outcome(kind: Kind, base: str) -> Outcome:
    """Plant one error in one base, and read what the report says of it."""
    try:
        data = planted(kind, base)
    except Inapplicable:
        return Outcome(kind, base, NOWHERE)
    known = {(one.rule, one.field) for one in clean_report(base, kind.syntax).findings}
    new = [
        (layer.name.value, one)
        for layer in report_on(data).layers
        for one in layer.findings
        if (one.rule, one.field) not in known
    ]
    told = tuple(dict.fromkeys(one.rule for _, one in new))
    layers = tuple(dict.fromkeys(layer for layer, one in new if one.rule in kind.rules))
    return Outcome(kind, base, RIGHT if layers else ELSEWHERE if told else MISSED, told, layers)


def outcomes(kinds: Iterable[Kind] = KINDS) -> Iterator[Outcome]:
    for kind in kinds:
        for base in kind.bases:
            yield outcome(kind, base)


def run(*, quick: bool = False, only: str = "") -> dict[str, object]:
    """Print the table and give the figures."""
    used = sorted({(base, kind.syntax) for kind in KINDS for base in kind.bases} | {(base, "cii") for base in BASES})
    alarms = {f"{base} ({syntax})": false_alarms(base, syntax) for base, syntax in used}
    chosen = [kind for kind in KINDS if only.lower() in kind.name.lower()][:: 4 if quick else 1]
    results = list(outcomes(chosen))
    print(f"\nPlanted errors: {len(chosen)} kinds, {len(results)} plantings in {len(used)} clean invoices\n")
    for kind in chosen:
        _print_kind(kind, [one for one in results if one.kind is kind])
    counts = Counter(one.state for one in results)
    placed = len(results) - counts[NOWHERE]
    print(f"\nright {counts[RIGHT]} of {placed}, elsewhere {counts[ELSEWHERE]}, missed {counts[MISSED]}, ", end="")
    print(f"in the layer named {sum(one.layer_right for one in results)}, no place {counts[NOWHERE]}")
    said = [(name, text) for name, texts in alarms.items() for text in texts]
    print(f"false alarms on {len(used)} clean invoices: {len(said)}")
    for name, text in said:
        print(f"  {name}: {text}")
    return {
        "kinds": len(chosen),
        "plantings": placed,
        "right": counts[RIGHT],
        "elsewhere": counts[ELSEWHERE],
        "missed": counts[MISSED],
        "clean": len(used),
        "false_alarms": len(said),
    }


def _print_kind(kind: Kind, results: list[Outcome]) -> None:
    right = sum(one.state == RIGHT for one in results)
    layers = " ".join(dict.fromkeys(layer for one in results for layer in one.layers)) or "-"
    rest = "; ".join(f"{one.base}: {one.state} {' '.join(one.told[:6])}" for one in results if one.state != RIGHT)
    print(f"{right}/{len(results)}  {kind.name:<52} {' '.join(sorted(kind.rules))[:44]:<44} {layers:<12} {rest}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="every fourth kind")
    parser.add_argument("--only", default="", help="kinds whose name holds this")
    options = parser.parse_args()
    run(quick=options.quick, only=options.only)
