"""Comparisons on their way out: JSON as it is, or for a person one row per value, then what to do."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from api.cli.formats import Format
from api.cli.printing import TRAILING, Printer, harmless, sentence, width
from api.cli.wording import GLUE
from api.cli.work import Line

LEGEND = """
✔ la page imprime la même valeur · ✗ elle en imprime une autre · – elle ne l'imprime pas
"""


@dataclass(slots=True)
class ComparisonPrinter(Printer):
    """Prints the lines of `compare` on `out`; `close` ends what was begun."""

    compared: bool = False

    def prepare(self) -> None:
        """Load what tables need while the first file is being read."""
        if self.format is Format.TABLE:
            import api.cli.compare_table  # noqa: F401

    def told(self, line: Line) -> str:
        """A comparison, or the error in its place, for a person; coloured on a terminal only."""
        from rich.console import Console

        from api.cli.compare_table import comparison
        from models.comparison import Comparison

        shape: dict[str, Any] = harmless(json.loads(line.text))
        if "error" in shape:
            return sentence(line.text)
        self.compared = True
        console = Console(file=self.out, width=width(self.out), highlight=False, emoji=False, markup=False)
        with console.capture() as captured:
            console.print(comparison(Comparison.model_validate_json(json.dumps(shape)), console.width))
        return TRAILING.sub(r"\1", captured.get()).replace(GLUE, " ")

    def ending(self) -> str:
        return LEGEND if self.compared else ""
