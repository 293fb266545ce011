"""One kind of error: its name, how it is planted, on which clean invoices, and which rules should tell it."""

from __future__ import annotations

from dataclasses import dataclass

from models.validation import LayerName
from tests.benchmarks.planted.change import Change


@dataclass(frozen=True)
class Kind:
    """`rules` are those that may tell it, any of which is right; `layer` is where it should be told.

    `bases` are names of clean invoices; `syntax` is cii or ubl. `mine` marks what no official rule tells.
    """

    name: str
    change: Change
    rules: frozenset[str]
    bases: tuple[str, ...]
    layer: LayerName
    syntax: str = "cii"


CODES = "FX-SCH-A-000"
"""Factur-X has a rule per code list and place, numbered so; the norm has one per list (BR-CL-...)."""


def kind(
    name: str,
    change: Change,
    rules: str,
    bases: str = "trade",
    layer: LayerName = LayerName.NORM,
    *,
    syntax: str = "cii",
) -> Kind:
    """A kind, its rules and bases given as words."""
    return Kind(name, change, frozenset(rules.split()), tuple(bases.split()), layer, syntax)
