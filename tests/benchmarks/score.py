"""How right extractions are, field by field and document by document, by the rules of the reference program."""

from __future__ import annotations

import difflib
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.benchmarks.corpora import Sample
from tests.benchmarks.truths import EMPTY, fold, number, read, same

KEY_FIELDS = (
    *("invoice_number", "issue_date", "seller_siret", "seller_siren", "buyer_siret", "buyer_siren", "currency"),
    *("total_without_vat", "total_vat", "total_with_vat"),
)
FIELDS = (
    *("invoice_number", "issue_date", "due_date", "type_code", "currency"),
    *("seller_name", "seller_siret", "seller_siren", "seller_vat"),
    *("buyer_name", "buyer_siret", "buyer_siren", "buyer_vat"),
    *("total_without_vat", "total_vat", "total_with_vat", "amount_due"),
    *("iban", "bic", "purchase_order", "buyer_reference", "contract_reference"),
    *("delivery_date", "prepaid_amount", "preceding_invoice"),
)
THRESHOLDS = (0.5, 0.8, 0.9, 0.95, 0.99)
ACCEPTED = 0.9
"""Confidence from which a person would no longer look."""


@dataclass
class Tally:
    """Counts over all documents."""

    read: int = 0
    fields: dict[str, Counter[str]] = field(default_factory=lambda: {name: Counter() for name in FIELDS})
    groups: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    shown: list[tuple[float, bool]] = field(default_factory=list)
    documents: Counter[str] = field(default_factory=Counter)
    rows: dict[str, Counter[str]] = field(default_factory=lambda: {"vat": Counter(), "lines": Counter()})
    errors: list[str] = field(default_factory=list)


def score(samples: Iterable[Sample], predictions: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The report of all samples; predictions by the sample's name."""
    tally = Tally()
    samples = list(samples)
    for sample in samples:
        add(tally, sample, predictions.get(sample.name, {}))
    return {"documents": len(samples), "read": tally.read, "errors": tally.errors, **summary(tally)}


def add(tally: Tally, sample: Sample, line: dict[str, Any]) -> None:
    truth = read(sample.truth)
    found = line.get("fields", {})
    tally.read += "fields" in line
    group = tally.groups[str(truth.get("group", Path(sample.name).stem))]
    key: list[tuple[bool, bool]] = []
    for name in FIELDS:
        outcome = judged(name, truth, found.get(name))
        if outcome is None:
            continue
        tally.fields[name][outcome] += 1
        right, confidence = outcome == "right", float(found.get(name, {}).get("confidence", 1.0))
        if outcome not in {"absent", "missing"}:
            tally.shown.append((confidence, right))
        if outcome not in {"right", "absent"}:
            tally.errors.append(f"{sample.name}: {name}: {outcome}: {truth[name]!r}, printed {found.get(name)}")
        if name in KEY_FIELDS and outcome != "absent":
            group[outcome] += 1
            key.append((right, outcome != "missing" and confidence >= ACCEPTED))
    if key:
        perfect, accepted = all(right for right, _ in key), all(sure for _, sure in key)
        tally.documents.update(scored=1, perfect=perfect, accepted=accepted, silently_wrong=accepted and not perfect)
    if truth.get("vat_breakdown") is not None:
        count(tally.rows["vat"], truth["vat_breakdown"], line.get("vat_breakdown", []), same_vat)
    if truth.get("lines"):
        count(tally.rows["lines"], truth["lines"], line.get("lines", []), same_line)


def judged(name: str, truth: dict[str, Any], found: dict[str, Any] | None) -> str | None:
    """right, wrong, missing, spurious or absent (rightly); None where nothing is known or asked."""
    value = found.get("value") if found else None
    if name not in truth or (name in truth["derived"] and value in EMPTY):
        return None
    if truth[name] in EMPTY:
        return "absent" if value in EMPTY else "spurious"
    if value in EMPTY:
        return "missing"
    return "right" if same(name, truth[name], str(value)) else "wrong"


def count(rows: Counter[str], wanted: list[dict[str, Any]], found: list[dict[str, Any]], same_row: Any) -> None:
    left = list(found)
    rows.update(truths=len(wanted), found=len(found))
    for row in wanted:
        match = next((other for other in left if same_row(row, other)), None)
        if match is not None:
            left.remove(match)
            rows["right"] += 1


def same_vat(wanted: dict[str, Any], found: dict[str, Any]) -> bool:
    asked = ("rate", "tax") if wanted.get("base") is None else ("rate", "tax", "base")
    return all(number(wanted.get(part)) == number(found.get(part)) for part in asked)


def same_line(wanted: dict[str, Any], found: dict[str, Any]) -> bool:
    amount = wanted.get("net_amount")
    if amount is not None and (number(amount) is None or number(amount) != number(found.get("net_amount"))):
        return False
    want, got = fold(str(wanted.get("description") or "")), fold(str(found.get("description") or ""))
    return not want or want[:12] in got or difflib.SequenceMatcher(None, want, got).ratio() >= 0.6


def rates(counts: Counter[str]) -> dict[str, Any]:
    """Counts of a field with its recall, precision and F1."""
    kinds = {kind: counts[kind] for kind in ("right", "wrong", "missing", "spurious")}
    truths = kinds["right"] + kinds["wrong"] + kinds["missing"]
    printed = kinds["right"] + kinds["wrong"] + kinds["spurious"]
    return {"truths": truths, **kinds, **f1(kinds["right"], truths, printed)}


def f1(right: int, truths: int, printed: int) -> dict[str, float]:
    recall, precision = right / max(1, truths), right / max(1, printed)
    return {"recall": recall, "precision": precision, "f1": 2 * right / (truths + printed) if right else 0.0}


def summary(tally: Tally) -> dict[str, Any]:
    fields = {name: rates(counts) for name, counts in tally.fields.items()}
    fields = {name: row for name, row in fields.items() if row["truths"] or row["spurious"]}
    layouts = [rates(counts) for counts in tally.groups.values()]
    layouts = [row for row in layouts if row["truths"] or row["spurious"]]
    report: dict[str, Any] = {
        "fields": fields | {"ALL": rates(sum(tally.fields.values(), Counter()))},
        "key": f1_of(rates(sum((tally.fields[name] for name in KEY_FIELDS), Counter()))),
        "key_by_layout": sum(row["f1"] for row in layouts) / max(1, len(layouts)),
        "confidence": {
            str(threshold): {"right": sum(above), "shown": len(above), "of": len(tally.shown)}
            for threshold in THRESHOLDS
            if (above := [right for confidence, right in tally.shown if confidence >= threshold])
        },
        **{name: tally.documents[name] for name in ("scored", "perfect", "accepted", "silently_wrong")},
    }
    for name, rows in tally.rows.items():
        if rows["truths"]:
            counted = {kind: rows[kind] for kind in ("truths", "right", "found")}
            report[name] = counted | {"f1": f1(rows["right"], rows["truths"], rows["found"])["f1"]}
    return report


def f1_of(row: dict[str, Any]) -> dict[str, float]:
    return {name: row[name] for name in ("recall", "precision", "f1")}
