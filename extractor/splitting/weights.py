"""The weights that were learned from drawn stacks (`python -m tests.benchmarks.learn_splitting`), as plain data."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from models.stack import PartKind

_DATA = Path(__file__).with_name("weights.toml")


@cache
def _tables() -> Mapping[str, Mapping[str, float]]:
    return tomllib.loads(_DATA.read_text(encoding="utf-8"))


def boundary_weights() -> Mapping[str, float]:
    """What each feature of a page, seen after the paper before it, adds to the log-odds that a paper begins."""
    return _tables()["boundary"]


def kind_weights(kind: PartKind) -> Mapping[str, float]:
    """What each feature of a page adds to its score as a paper of this kind."""
    return _tables()[kind.value]
