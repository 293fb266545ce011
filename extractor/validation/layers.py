"""How a layer comes about: what it found, by which rules, in what time; or why it did not run."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from models.finding import Finding, Message, Severity
from models.validation import Layer, LayerName, LayerState

Item = TypeVar("Item")


class Skipped(Exception):
    """Raised by a layer that can't run, with the reason that the report gives."""

    def __init__(self, reason: Message) -> None:
        self.reason = reason
        super().__init__(reason.en)


MOST = 50
"""Findings told of one layer: a fault repeated in every line of a long invoice is one fault."""


def at_most(
    items: list[Item], severity: Callable[[Item], Severity], reference: str
) -> tuple[list[Item], list[Finding]]:
    """The first items, blocking ones before others; and where some are left out, a finding that says how many."""
    kept = sorted(items, key=lambda item: severity(item) is not Severity.BLOCKING)[:MOST]
    left = len(items) - len(kept)
    if not left:
        return items, []
    message = Message(
        fr=f"{left} autres anomalies du même contrôle : corrigez d'abord celles-ci.",
        en=f"{left} more findings of the same layer: mend these first.",
    )
    return kept, [Finding(rule="PF-MORE", severity=severity(kept[-1]), message=message, reference=reference)]


def run(name: LayerName, rules: str | None, findings: Callable[[], tuple[Finding, ...]]) -> Layer:
    """The layer as run: failed if and only if a finding blocks; skipped where `findings` raises Skipped."""
    start = time.perf_counter()
    try:
        found = findings()
    except Skipped as skipped:
        return skip(name, skipped.reason, rules, start)
    blocks = any(finding.severity is Severity.BLOCKING for finding in found)
    state = LayerState.FAILED if blocks else LayerState.PASSED
    return Layer(name=name, state=state, rules=rules, findings=found, milliseconds=_since(start))


def skip(name: LayerName, reason: Message, rules: str | None = None, start: float | None = None) -> Layer:
    """A layer that did not run, and why."""
    spent = _since(start) if start is not None else 0.0
    return Layer(name=name, state=LayerState.SKIPPED, rules=rules, reason=reason, milliseconds=spent)


def _since(start: float) -> float:
    return round((time.perf_counter() - start) * 1000, 1)
