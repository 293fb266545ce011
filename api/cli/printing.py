"""Lines of JSON on their way out: as they are, as one array, or as tables for a person."""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TextIO

from api.cli.formats import Format
from api.cli.wording import GLUE
from api.cli.work import Line

PIPE_WIDTH = 100
"""Columns of a table that goes to a file or a pipe, where COLUMNS does not say otherwise."""

NARROWEST = 80
LEGEND = """
Sûreté : ? à relire (moins de 90 %), ?? douteux (moins de 60 %)
Place : (x;y) du coin haut gauche, en points (1/72 de pouce)
"""
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
TRAILING = re.compile(r"[ \t]+((?:\x1b\[[0-9;]*m)*)$", re.MULTILINE)

Put = Callable[[Line], None]


@dataclass(slots=True)
class Printer:
    """Prints lines on `out`; `close` ends what was begun, also when nothing came."""

    out: TextIO
    format: Format
    begun: bool = field(default=False, init=False)

    def prepare(self) -> None:
        """Load what tables need while the first file is being read."""
        if self.format is Format.TABLE:
            import api.cli.verdict  # noqa: F401
            import models.extraction  # noqa: F401

    def put(self, line: Line) -> None:
        if self.format is Format.JSONL:
            self.out.write(line.text + "\n")
        elif self.format is Format.JSON:
            self.out.write((",\n" if self.begun else "[\n") + indented(line.text))
        else:
            self.out.write(("\n" if self.begun else "") + self.told(line))
        self.begun = True
        self.out.flush()

    def close(self) -> None:
        if self.format is Format.JSON:
            self.out.write("\n]\n" if self.begun else "[]\n")
        elif self.format is Format.TABLE:
            self.out.write(self.ending())
        self.out.flush()

    def told(self, line: Line) -> str:
        """One line for a person."""
        return sentence(line.text) if line.failed else table(line.text, self.out)

    def ending(self) -> str:
        """What follows the last table."""
        return LEGEND if self.begun else ""


def indented(text: str) -> str:
    """One object of an array, two spaces deep."""
    pretty = json.dumps(json.loads(text), ensure_ascii=False, indent=2)
    return "\n".join("  " + row for row in pretty.splitlines())


def sentence(text: str) -> str:
    """An error for a person."""
    line = harmless(json.loads(text))
    error = line["error"]
    detail = f" ({error['detail']})" if error["detail"] else ""
    return f"✗ {line['source']} : {error['message']['fr']}{detail}\n"


def harmless(value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    """The same without control characters: a document must not send commands to the terminal."""
    if isinstance(value, str):
        return CONTROLS.sub("", value)
    if isinstance(value, list):
        return [harmless(one) for one in value]
    if isinstance(value, dict):
        return {name: harmless(one) for name, one in value.items()}
    return value


def table(text: str, out: TextIO) -> str:
    """An invoice for a person, coloured on a terminal only."""
    from rich.console import Console

    from api.cli.places import page_sizes
    from api.cli.table import invoice
    from api.cli.verdict import verdict
    from models.extraction import Extraction

    extraction = Extraction.model_validate_json(json.dumps(harmless(json.loads(text))))
    console = Console(file=out, width=width(out), highlight=False, emoji=False, markup=False, soft_wrap=False)
    with console.capture() as captured:
        console.print(invoice(extraction, console.width))
        console.print(verdict(extraction, page_sizes(extraction)))
    return TRAILING.sub(r"\1", captured.get()).replace(GLUE, " ")


def width(out: TextIO) -> int:
    """Columns to fill: those of the terminal, or of COLUMNS, else enough for a sheet."""
    fallback = (PIPE_WIDTH, 24)
    columns = shutil.get_terminal_size(fallback).columns if out is sys.stdout else PIPE_WIDTH
    return max(NARROWEST, columns)
