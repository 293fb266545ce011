"""Our scorer counts as the reference program does."""

import copy
import json
import random

import pytest

from tests.benchmarks.accuracy import by_reference
from tests.benchmarks.corpora import CORPORA, REFERENCE, Corpus, flatten
from tests.benchmarks.score import FIELDS, score
from tests.benchmarks.truths import read


def invented(samples, chance):
    """Lines that are right here and wrong there, at confidences of all kinds."""
    for sample in samples:
        if chance.random() < 0.05:
            continue
        truth = read(copy.deepcopy(sample.truth))
        fields = {}
        for name in FIELDS:
            value = truth.get(name)
            value = value[0] if isinstance(value, list) else value
            if chance.random() < 0.2:
                value = chance.choice([None, "12.00", "FR12", "2026-01-01", (str(value) + "7")])
            if value is not None:
                fields[name] = {"value": str(value), "confidence": round(chance.random() ** 0.2, 3)}
        rows = [row for row in sample.truth.get("vat_breakdown") or [] if chance.random() < 0.8]
        lines = [{**row, "net_amount": row.get("net_amount") or "1"} for row in sample.truth.get("lines") or []]
        lines = [line for line in lines if chance.random() < 0.8]
        yield {"source": f"x/{sample.name}", "fields": fields, "vat_breakdown": rows, "lines": lines}


@pytest.mark.skipif(not REFERENCE.is_file(), reason="the reference program is not beside this clone")
@pytest.mark.parametrize("corpus", CORPORA, ids=lambda corpus: corpus.title)
def test_our_figures_are_those_of_the_reference(corpus, tmp_path):
    samples = corpus.samples()
    if not samples:
        pytest.skip("not beside this clone")
    lines = list(invented(samples, random.Random(7)))
    (tmp_path / "flat").mkdir()
    predictions = tmp_path / "lines.jsonl"
    predictions.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    theirs = by_reference(flatten(samples, tmp_path / "flat"), predictions)
    ours = score(samples, {line["source"].removeprefix("x/"): line for line in lines})
    assert theirs.pop("seconds") is None
    ours.pop("errors")
    assert flat_figures(ours) == pytest.approx(flat_figures(theirs))


def flat_figures(report, path=""):
    if isinstance(report, dict):
        return {
            key: figure for name, part in report.items() for key, figure in flat_figures(part, f"{path}/{name}").items()
        }
    return {path: report}


def test_both_layouts_of_a_corpus_are_read(tmp_path):
    (tmp_path / "one").mkdir()
    for name in ("one/invoice.pdf", "one/truth.json", "two.png", "two.json", "three.pdf"):
        (tmp_path / name).write_text("{}", encoding="utf-8")
    assert [sample.name for sample in Corpus("", tmp_path).samples()] == ["one.pdf", "two.png"]
