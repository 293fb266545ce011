"""Plots as numbers that a template draws in SVG: pixels from the top left. Patterns tell what colours tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from models.lifecycle import State
from models.statistics import Week

GROUPS: Final = (
    ("deposited", frozenset({State.DEPOSITED})),
    ("ready", frozenset({State.READY, State.DEPOSITING})),
    ("to_do", frozenset({State.TO_REVIEW, State.READING, State.RECEIVED})),
    ("failed", frozenset({State.FAILED})),
)
"""What bars are made of, from the ground up: by what is left to do."""

HEIGHT: Final = 180
TOP, LEFT, BOTTOM, RIGHT = 24, 44, 26, 10
NARROWEST, WIDEST, ALL = 21, 96, 960
LABEL, DIGIT = 48, 8
"""Pixels that the day below a bar takes, and a digit above it: bars that are closer leave some unsaid."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a bar."""

    group: str
    number: int
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Bar:
    """A week."""

    monday: date
    x: float
    total: int
    top: float
    pieces: tuple[Piece, ...]
    labelled: bool
    counted: bool


@dataclass(frozen=True, slots=True)
class Plot:
    """Bars on a scale: `ticks` are numbers with the height of their lines."""

    width: float
    height: float
    bar: float
    ground: float
    left: float
    bars: tuple[Bar, ...]
    ticks: tuple[tuple[int, float], ...]


def grouped(states: dict[State, int]) -> dict[str, int]:
    """Numbers by group."""
    return {name: sum(states.get(state, 0) for state in of) for name, of in GROUPS}


def weeks(shown: Sequence[Week]) -> Plot:
    """A bar for each week."""
    step = min(max(ALL / max(len(shown), 1), NARROWEST), WIDEST)
    ground, room = float(TOP + HEIGHT), HEIGHT
    unit, most = scale(max((week.total for week in shown), default=0))
    every = -(-LABEL // int(step))
    bars = []
    for index, week in enumerate(shown):
        pieces, at = [], ground
        for group, number in grouped(week.states).items():
            if number:
                height = room * number / most
                at -= height
                pieces.append(Piece(group, number, round(at, 2), round(height, 2)))
        counted = week.total > 0 and (len(str(week.total)) * DIGIT <= step or index % 2 == 0)
        x = round(LEFT + step * (index + 0.15), 2)
        bars.append(Bar(week.monday, x, week.total, round(at, 2), tuple(pieces), index % every == 0, counted))
    ticks = tuple((number, round(ground - room * number / most, 2)) for number in range(0, most + 1, unit))
    width = round(LEFT + step * len(shown) + RIGHT, 2)
    return Plot(width, ground + BOTTOM, round(step * 0.7, 2), ground, LEFT, tuple(bars), ticks)


def scale(most: int) -> tuple[int, int]:
    """The step of a scale and its end: three to five steps of 1, 2 or 5 with zeros, whole numbers always.

    >>> scale(0), scale(3), scale(7), scale(100), scale(4321)
    ((1, 1), (1, 3), (2, 8), (20, 100), (1000, 5000))
    """
    unit = next(
        power * one for power in (10**zeros for zeros in range(20)) for one in (1, 2, 5) if power * one * 5 >= most
    )
    return unit, max(1, -(-most // unit)) * unit
