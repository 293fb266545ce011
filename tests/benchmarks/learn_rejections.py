"""`python -m tests.benchmarks.learn_rejections`: learns what words and letters say of a rejection's cause.

A multinomial logistic regression on words, pairs of words and runs of letters; what the lists say is given to it as it
stands, so that it learns only what they do not tell. Read are the known texts, the practice texts and those of the
authors, never the unseen and blind ones. `--check` learns on all authors but one and counts on this one, each in turn,
and writes nothing: that is how well the next author will be understood.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from extractor.rejection.conceded import contested
from extractor.rejection.scoring import HIGHEST, TRUST, score
from extractor.rejection.voice import CAUSES, DATA, UNIT, Signs, signs
from extractor.rejection.wording import words
from models.rejection import Cause
from tests.architecture.sources import ROOT

FOLDER = ROOT / "fixtures" / "rejections"
OWN = ("known", "practice")
AUTHORS = "authors"
STRENGTH, ROUNDS, LOUD = 0.1, 200, 2.0
TWICE = 2
ALSO = 0.25
"""How much a cause that could also be the main one counts, against the main one."""


@dataclass(frozen=True)
class Text:
    author: str
    signs: Signs
    rules: Any
    cause: int
    also: frozenset[int]


@dataclass(frozen=True)
class Learnt:
    """`tables`: each voice's signs with their rows in `weights`, and how telling each is."""

    tables: tuple[dict[str, int], ...]
    telling: tuple[Any, ...]
    weights: tuple[Any, ...]
    before: Any

    def causes(self, texts: Sequence[Text]) -> Any:
        said = sum(
            matrix(texts, voice, table, telling) @ weights
            for voice, (table, telling, weights) in enumerate(zip(self.tables, self.telling, self.weights, strict=True))
        )
        return TRUST * np.array([text.rules for text in texts]) + self.before + said


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="leave each author out in turn, and write nothing")
    texts = read()
    if parser.parse_args().check:
        print(check(texts))
    else:
        DATA.write_text(written(learn(texts)), encoding="utf-8")


def check(texts: Sequence[Text]) -> str:
    """The share of right causes among the texts of an author of whom nothing was learnt."""
    lines, shares = [], []
    for author in dict.fromkeys(text.author for text in texts if text.author not in OWN):
        theirs = [text for text in texts if text.author == author]
        found = learn([text for text in texts if text.author != author]).causes(theirs).argmax(1)
        alone = np.array([text.rules for text in theirs]) + 0.4 * np.eye(len(CAUSES))[-1]
        right, lists = (np.mean([at in text.also for at, text in zip(best, theirs, strict=True)])
                        for best in (found, alone.argmax(1)))  # fmt: skip
        shares.append(right)
        lines.append(f"{author:<24}{len(theirs):>5} texts  lists alone {lists:.3f}  with voice {right:.3f}")
    return "\n".join([*lines, f"{'mean':<24}{'':>28}  with voice {np.mean(shares):.3f}"])


def read() -> list[Text]:
    paths = [*(FOLDER / f"{name}.jsonl" for name in OWN), *sorted((FOLDER / AUTHORS).glob("*.jsonl"))]
    return [text for path in paths for text in of_file(path)]


def of_file(path: Path) -> list[Text]:
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        told = json.loads(line)
        said = words(told["text"])
        rules = np.zeros(len(CAUSES))
        for cause, evidence in score(said).items():
            rules[CAUSES.index(cause)] = min(evidence.score, HIGHEST)
        main_one = CAUSES.index(Cause(told["cause"]))
        also = frozenset(CAUSES.index(Cause(one)) for one in told["also"])
        found.append(Text(path.stem, signs(contested(told["text"], said)), rules, main_one, also | {main_one}))
    return found


def learn(texts: Sequence[Text]) -> Learnt:
    """Logistic regression with a penalty on the weights, solved over texts instead of signs: there are fewer."""
    tables, telling, rows = [], [], []
    for voice in range(2):
        counted = Counter(sign for text in texts for sign in text.signs[voice])
        kept = sorted(sign for sign, number in counted.items() if number >= TWICE)
        tables.append({sign: at for at, sign in enumerate(kept)})
        telling.append(np.log((1 + len(texts)) / (1 + np.array([counted[sign] for sign in kept]))))
        rows.append(matrix(texts, voice, tables[voice], telling[voice]))
    alike = sum((row @ row.T for row in rows), np.zeros((len(texts), len(texts)), dtype=np.float32))
    rules = TRUST * np.array([text.rules for text in texts])
    shares, before = solved(alike.astype(np.float64), targets(texts), rules)
    return Learnt(tuple(tables), tuple(telling), tuple(row.T @ shares for row in rows), before)


def matrix(texts: Sequence[Text], voice: int, table: dict[str, int], telling: Any) -> Any:
    """A row for each text, a column for each sign; rows are of length `LOUD`, or zero."""
    found = np.zeros((len(texts), len(table)), dtype=np.float32)
    for row, text in enumerate(texts):
        known = [table[sign] for sign in text.signs[voice] if sign in table]
        found[row, known] = telling[known]
    size = np.linalg.norm(found, axis=1, keepdims=True)
    return found * (LOUD**0.5 / np.where(size == 0, 1, size))


def targets(texts: Sequence[Text]) -> Any:
    found = np.zeros((len(texts), len(CAUSES)))
    for row, text in enumerate(texts):
        found[row, list(text.also)] = ALSO
        found[row, text.cause] = 1
    return found / found.sum(1, keepdims=True)


def solved(alike: Any, right: Any, rules: Any) -> tuple[Any, Any]:
    """Shares of each text in the weights, and what speaks for each cause beforehand; by Nesterov's descent."""
    shares, before = np.zeros_like(right), np.zeros(right.shape[1])
    ahead, before_ahead, pace = shares, before, 1.0
    step = 1 / (0.5 * widest(alike) + STRENGTH)
    for _ in range(ROUNDS):
        z = alike @ ahead + before_ahead + rules
        p = np.exp(z - z.max(1, keepdims=True))
        wrong = p / p.sum(1, keepdims=True) - right
        newer, before_newer = ahead - step * (wrong + STRENGTH * ahead), before_ahead - wrong.mean(0)
        faster = (1 + (1 + 4 * pace * pace) ** 0.5) / 2
        ahead = newer + (pace - 1) / faster * (newer - shares)
        before_ahead = before_newer + (pace - 1) / faster * (before_newer - before)
        shares, before, pace = newer, before_newer, faster
    return shares, before


def widest(alike: Any) -> float:
    """The largest eigenvalue, by twenty steps of the power method."""
    vector = np.ones(len(alike))
    for _ in range(20):
        vector = alike @ vector
        vector /= np.linalg.norm(vector)
    return float(np.linalg.norm(alike @ vector))


def written(learnt: Learnt) -> str:
    """The weights as JSON, a sign a line, in whole numbers."""
    before = {cause.value: round(UNIT * float(one)) for cause, one in zip(CAUSES, learnt.before, strict=True)}
    parts = [f'"before": {json.dumps(before)}']
    for name, table, telling, weights in zip(
        ("words", "letters"), learnt.tables, learnt.telling, learnt.weights, strict=True
    ):
        rows = (
            f"{json.dumps(sign, ensure_ascii=False)}: {whole(LOUD**0.5 * weights[at], telling[at])}"
            for sign, at in table.items()
        )
        parts.append(f'"{name}": {{\n' + ",\n".join(rows) + "\n}")
    return "{" + ",\n".join(parts) + "}\n"


def whole(weights: Any, telling: Any) -> str:
    return json.dumps([round(UNIT * float(one)) for one in (telling, *weights)], separators=(",", ":"))


if __name__ == "__main__":
    main()
