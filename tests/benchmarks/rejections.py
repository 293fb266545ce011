"""Causes of rejections: the share that is right on known, unseen and blind texts, and which cause is taken for which.

Counts only. The unseen and the blind texts are never printed, so that nobody builds the recogniser on them.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from typing import Any, Final

from extractor.rejection import causes_of
from models.rejection import Cause
from tests.architecture.sources import ROOT

FOLDER: Final = ROOT / "fixtures" / "rejections"
NAMES: Final = ("known", "unseen", "blind")
LONGEST: Final = 255  # letters of a reason on Chorus Pro
ROUNDS: Final = 5
BANDS: Final = (0.9, 0.7, 0.5, 0.0)


def run(*, quick: bool = False) -> dict[str, Any]:  # noqa: ARG001 - there is nothing to leave out
    """Prints a table, and gives its figures."""
    found = {name: measured(name) for name in NAMES}
    print("\nCauses of rejections")
    for name, told in found.items():
        print(
            f"  {name:<8}{told['texts']:>4} texts  right {told['right']:.3f}  exactly the main one {told['main']:.3f}"
        )
        for band in told["bands"]:
            print(f"    confidence from {band['least']:.1f}: {band['right']:>3} of {band['texts']:>3} right")
        for pair, number in told["confusion"].items():
            print(f"    {pair}: {number}")
    each = speed()
    print(f"  {each * 1000:.2f} ms a text")
    return {**found, "seconds_per_text": each}


def measured(name: str) -> dict[str, Any]:
    texts = [json.loads(line) for line in (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    best = [causes_of(one["text"])[0] for one in texts]
    main = [found.cause.value == one["cause"] for found, one in zip(best, texts, strict=True)]
    right = [found.cause.value in {one["cause"], *one["also"]} for found, one in zip(best, texts, strict=True)]
    confused = Counter(
        f"{one['cause']} taken for {found.cause.value}"
        for found, one, told in zip(best, texts, right, strict=True)
        if not told
    )
    least = [next(band for band in BANDS if found.confidence >= band) for found in best]
    bands = [
        {
            "least": band,
            "texts": least.count(band),
            "right": sum(told for of, told in zip(least, right, strict=True) if of == band),
        }
        for band in BANDS
    ]
    each = Counter(Cause(one["cause"]).value for one in texts)
    return {
        "texts": len(texts),
        "right": sum(right) / len(texts),
        "main": sum(main) / len(texts),
        "bands": bands,
        "causes": dict(each),
        "confusion": dict(confused.most_common()),
    }


def speed() -> float:
    """Seconds for a text that was not read before."""
    texts = [json.loads(line)["text"] for line in (FOLDER / "practice.jsonl").read_text(encoding="utf-8").splitlines()]
    causes_of("à vide")
    started = time.perf_counter()
    for number in range(ROUNDS):
        for text in texts:
            causes_of(f"{number} {text}"[:LONGEST])
    return (time.perf_counter() - started) / (ROUNDS * len(texts))
