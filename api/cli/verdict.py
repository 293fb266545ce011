"""What the rules have to say about an invoice, worst first, and whether it is ready to deposit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Column, Table
from rich.text import Text

from api.cli import wording
from api.cli.places import PageSizes, in_words
from models.extraction import Extraction
from models.finding import Finding, Severity

TITLES = {Severity.BLOCKING: ("À corriger avant dépôt", "bold red"), Severity.WARNING: ("À vérifier", "bold yellow")}


def verdict(extraction: Extraction, sizes: PageSizes) -> RenderableType:
    """Findings by severity, then one sentence."""
    return Group(*findings(extraction.findings, sizes), Text(), conclusion(extraction))


def findings(every: Sequence[Finding], sizes: PageSizes) -> Iterator[RenderableType]:
    """Findings under the title of their severity."""
    for severity, (title, style) in TITLES.items():
        some = [finding for finding in every if finding.severity is severity]
        if not some:
            continue
        yield Text(f"\n{title} ({len(some)})", style=style)
        columns = Column(no_wrap=True), Column(ratio=1, overflow="fold")
        table = Table(*columns, box=None, show_header=False, padding=(0, 1, 0, 0))
        for finding in some:
            table.add_row(Text("✗" if severity is Severity.BLOCKING else "!", style=style), sentence(finding, sizes))
        yield Padding(table, (0, 0, 0, 2))


def sentence(finding: Finding, sizes: PageSizes) -> Text:
    """The message, then its rule, its law and its place."""
    label = wording.label(finding.field)
    text = Text(f"{label} : " if label else "", style="bold")
    text.append(finding.message.fr, style="not bold")
    sources = [finding.rule, finding.reference, in_words(finding.provenance, sizes)]
    text.append("\n" + " · ".join(part for part in sources if part), style="not bold dim")
    return text


def conclusion(extraction: Extraction) -> Text:
    """Whether the invoice is ready to deposit, and how much is left to do."""
    blocking = sum(finding.severity is Severity.BLOCKING for finding in extraction.findings)
    warnings = len(extraction.findings) - blocking
    watch = f"{warnings} à vérifier" if warnings else ""
    if extraction.ready:
        return Text("✔ Prête à déposer" + (f" ({watch})" if watch else ""), style="bold green")
    parts = [f"{blocking} à corriger" if blocking else "", watch]
    counted = ", ".join(part for part in parts if part)
    return Text("✗ Pas prête à déposer" + (f" : {counted}" if counted else ""), style="bold red")
