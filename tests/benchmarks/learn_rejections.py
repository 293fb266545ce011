"""`python -m tests.benchmarks.learn_rejections`: learns what words say of a rejection's cause, from practice texts.

A multinomial logistic regression on words and pairs of words; what the lists say is given to it as it stands, so that
it learns only what they do not tell. Known and practice texts are read, never the unseen ones. `--check` learns on four
fifths and counts on the fifth, five times over, and writes nothing.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from extractor.rejection.scoring import HIGHEST, TRUST, score
from extractor.rejection.voice import DATA, plain, signs
from extractor.rejection.wording import words
from models.rejection import Cause
from tests.architecture.sources import ROOT

FOLDER = ROOT / "fixtures" / "rejections"
CAUSES = tuple(Cause)
STRENGTH, ROUNDS, TWICE, LEAST = 0.03, 300, 2, 0.12
HEAD = """# What words and pairs of words say of a rejection's cause, beside the lists. Learnt, not written by hand:
# python -m tests.benchmarks.learn_rejections
"""


@dataclass(frozen=True)
class Text:
    signs: frozenset[str]
    rules: Any
    cause: int
    also: frozenset[int]


@dataclass(frozen=True)
class Learnt:
    signs: dict[str, int]
    weights: Any
    before: Any

    def causes(self, text: Text) -> Any:
        known = [self.signs[one] for one in text.signs if one in self.signs]
        said = self.weights[known].sum(0) / len(known) ** 0.5 if known else 0
        return TRUST * text.rules + self.before + said


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="cross-validate, and write nothing")
    texts = [text for name in ("known", "practice") for text in read(name)]
    if parser.parse_args().check:
        print(check(texts))
    else:
        DATA.write_text(written(learn(texts)), encoding="utf-8")


def check(texts: Sequence[Text], parts: int = 5) -> str:
    """The share of right causes among texts that the words' weights were not learnt from."""
    order = np.random.default_rng(7).permutation(len(texts))
    right = alone = 0
    for part in range(parts):
        learnt = learn([texts[at] for n, at in enumerate(order) if n % parts != part])
        for at in order[part::parts]:
            right += int(learnt.causes(texts[at]).argmax()) in texts[at].also
            alone += int((texts[at].rules + 0.4 * np.eye(len(CAUSES))[-1]).argmax()) in texts[at].also
    return f"{len(texts)} texts: lists alone {alone / len(texts):.3f}, with words {right / len(texts):.3f}"


def read(name: str) -> list[Text]:
    found = []
    for line in (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        told = json.loads(line)
        said = words(told["text"])
        rules = np.zeros(len(CAUSES))
        for cause, evidence in score(said).items():
            rules[CAUSES.index(cause)] = min(evidence.score, HIGHEST)
        right = {told["cause"], *told["also"]}
        also = frozenset(CAUSES.index(Cause(one)) for one in right)
        found.append(Text(signs(plain(said)), rules, CAUSES.index(Cause(told["cause"])), also))
    return found


def learn(texts: Sequence[Text]) -> Learnt:
    counted = Counter(sign for text in texts for sign in text.signs)
    kept = {sign: at for at, sign in enumerate(sorted(one for one, number in counted.items() if number >= TWICE))}
    x = np.zeros((len(texts), len(kept)), dtype=np.float32)
    for row, text in enumerate(texts):
        known = [kept[one] for one in text.signs if one in kept]
        x[row, known] = 1 / max(1, len(known)) ** 0.5
    rules = np.array([text.rules for text in texts])
    right = np.eye(len(CAUSES))[[text.cause for text in texts]]
    weights, before = np.zeros((len(kept), len(CAUSES))), np.zeros(len(CAUSES))
    for _ in range(ROUNDS):
        z = x @ weights + TRUST * rules + before
        p = np.exp(z - z.max(1, keepdims=True))
        wrong = p / p.sum(1, keepdims=True) - right
        weights -= 0.5 * (x.T @ wrong * len(CAUSES) / len(texts) + STRENGTH * weights)
        before -= 0.5 * (3 * wrong.mean(0) + STRENGTH * before)
    return Learnt(kept, weights, before)


def written(learnt: Learnt) -> str:
    lines = [HEAD, "[before]"]
    lines += [f"{cause.value} = {learnt.before[at]:.2f}" for at, cause in enumerate(CAUSES)]
    for at, cause in enumerate(CAUSES):
        lines.append(f"\n[words.{cause.value}]")
        told = sorted((-learnt.weights[row, at], sign) for sign, row in learnt.signs.items())
        lines += [f"{json.dumps(sign)} = {-weight:.2f}" for weight, sign in told if abs(weight) >= LEAST]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
