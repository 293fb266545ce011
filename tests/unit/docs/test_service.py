"""What is written of the service is what it is: states and moves, settings."""

from __future__ import annotations

import re

from models.lifecycle import MOVES, State
from tests.architecture.sources import ROOT
from worker.settings import ServiceSettings

TEXT = (ROOT / "docs" / "service.md").read_text(encoding="utf-8")
PLAIN = {"database_url": "DATABASE_URL", "redis_url": "REDIS_URL"}
VARIABLES = {PLAIN.get(name, f"PREFACTURE_{name.upper()}") for name in ServiceSettings.model_fields}


def table(heading):
    """The cells of the first table below a heading, without their backquotes."""
    below = TEXT.split(f"\n## {heading}\n")[1]
    rows = re.search(r"(?:^\|.*\n)+", below, re.MULTILINE).group().splitlines()[2:]
    return [[cell.strip().replace("`", "") for cell in row.strip("|").split("|")] for row in rows]


def test_every_state_is_told_with_its_moves():
    told = {state: set(moves.split(", ")) - {""} for state, _, moves in table("States")}
    assert told == {state.value: {new.value for new in MOVES[state]} for state in State}


def test_every_setting_is_told_with_its_default():
    fields = ServiceSettings.model_fields
    defaults = {
        PLAIN.get(name, f"PREFACTURE_{name.upper()}"): "" if field.default in {None, ""} else str(field.default)
        for name, field in fields.items()
    }
    assert {variable: default for variable, default, _ in table("Settings")} == defaults


def test_no_variable_is_named_that_there_is_not():
    for name in ("service.md", "scaling.md"):
        text = (ROOT / "docs" / name).read_text(encoding="utf-8")
        assert set(re.findall(r"PREFACTURE_[A-Z_]+", text)) <= VARIABLES, name
