"""Validation reports on their way out: JSON as it is, or for a person the verdict, the checks and what to do."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field

from api.cli.formats import Format
from api.cli.printing import TRAILING, Printer, harmless, width
from api.cli.wording import GLUE
from api.cli.work import Line

UNREAD = "unread"


@dataclass(slots=True)
class ReportPrinter(Printer):
    """Prints the lines of `validate` on `out`; `close` ends what was begun, and sums up many files."""

    language: str
    counts: Counter[str] = field(default_factory=Counter)

    def prepare(self) -> None:
        """Load what tables need while the first file is being judged."""
        if self.format is Format.TABLE:
            import api.cli.validate_table  # noqa: F401

    def told(self, line: Line) -> str:
        """A report, or the error in its place, for a person; coloured on a terminal only."""
        from rich.console import Console

        from api.cli.validate_table import error_line, report_table
        from api.cli.validate_words import LANGUAGES
        from models.validation import ValidationReport

        shape = harmless(json.loads(line.text))
        self.counts[shape.get("verdict", UNREAD)] += 1
        words = LANGUAGES[self.language]
        console = Console(file=self.out, width=width(self.out), highlight=False, emoji=False, markup=False)
        with console.capture() as captured:
            if "error" in shape:
                console.print(error_line(shape["source"], shape["error"], self.language))
            else:
                shape.pop("verdict")
                console.print(report_table(ValidationReport.model_validate_json(json.dumps(shape)), words))
        return TRAILING.sub(r"\1", captured.get()).replace(GLUE, " ")

    def ending(self) -> str:
        return "\n" + self.summary() + "\n" if self.counts.total() > 1 else ""

    def summary(self) -> str:
        """How many files came to each verdict."""
        from api.cli.validate_words import LANGUAGES
        from models.validation import Verdict

        words = LANGUAGES[self.language]
        forms = {**{verdict.value: words.verdict_counts[verdict] for verdict in Verdict}, UNREAD: words.unread}
        parts = [words.counted(self.counts[key], forms[key]) for key in forms if self.counts[key]]
        return words.files.format(self.counts.total()) + ", ".join(parts)
