"""A validation report for a person: verdict, format, one line per check, then what to correct and what to verify.

A fault that is found in many places is told once, with its first places.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Column, Table
from rich.text import Text

from api.cli.places import in_words
from api.cli.validate_words import FRENCH, Words, profile_name
from models.finding import Finding, Severity
from models.validation import Layer, LayerState, ValidationReport, Verdict

MARKS: Mapping[Verdict, tuple[str, str]] = MappingProxyType(
    {Verdict.VALID: ("✔", "bold green"), Verdict.INVALID: ("✗", "bold red"), Verdict.UNDECIDED: ("?", "bold yellow")}
)
STATES: Mapping[LayerState, tuple[str, str]] = MappingProxyType(
    {LayerState.PASSED: ("✔", "green"), LayerState.FAILED: ("✗", "red"), LayerState.SKIPPED: ("–", "yellow")}
)
PLACES = 3
"""Places that are shown of a fault that is found in many."""

STEPS = 3
"""Steps that are shown of a path in the XML, from its end; JSON has all of it."""


def report_table(report: ValidationReport, words: Words) -> RenderableType:
    """The whole report."""
    return Group(*heading(report, words), checks(report.layers, words), *faults(report.findings, words))


def heading(report: ValidationReport, words: Words) -> Iterator[RenderableType]:
    """The verdict, what it means, and what kind of invoice this is."""
    mark, style = MARKS[report.verdict]
    blocking = sum(finding.severity is Severity.BLOCKING for finding in report.findings)
    warnings = len(report.findings) - blocking
    counts = [
        words.counted(blocking, words.blocking_count) if blocking else "",
        words.counted(warnings, words.warning_count) if warnings else "",
    ]
    line = Text(f"{mark} {report.source}{words.colon}{words.verdicts[report.verdict]}", style=style)
    told = ", ".join(part for part in counts if part)
    yield line.append(f" ({told})" if told else "", style="not bold")
    yield Text("  " + words.why[report.verdict])
    yield Text("  " + kind(report, words), style="dim")


def kind(report: ValidationReport, words: Words) -> str:
    """Syntax and profile in words."""
    if report.syntax is None:
        return words.no_syntax
    profile = words.profile.format(profile_name(report.profile)) if report.profile else words.no_profile
    return f"{words.syntaxes[report.syntax]}, {profile}"


def checks(layers: Sequence[Layer], words: Words) -> RenderableType:
    """One line for each check: its state, by which rules, or why not."""
    columns = (
        Column(no_wrap=True),
        Column(no_wrap=True),
        Column(no_wrap=True),
        Column(ratio=1, overflow="fold"),
        Column(no_wrap=True, justify="right", style="dim"),
    )
    table = Table(*columns, box=None, show_header=False, padding=(0, 1, 0, 0), expand=True)
    before = ""
    for layer in layers:
        mark, style = STATES[layer.state]
        told = layer.rules or ""
        if layer.state is LayerState.SKIPPED:
            reason = words.reason(layer.reason) if layer.reason else ""
            told, before = (words.likewise if reason == before else reason), reason
        spent = "" if layer.state is LayerState.SKIPPED else f"{layer.milliseconds:.0f} ms"
        table.add_row(Text(mark, style=style), words.layers[layer.name], words.states[layer.state], told, spent)
    return Padding(table, (1, 0, 0, 2))


def faults(every: Sequence[Finding], words: Words) -> Iterator[RenderableType]:
    """Findings under the title of their severity, those that say the same told once."""
    titles = {Severity.BLOCKING: (words.blocking, "✗", "bold red"), Severity.WARNING: (words.warnings, "!", "yellow")}
    for severity, (title, mark, style) in titles.items():
        alike: dict[tuple[str, str], list[Finding]] = {}
        for finding in every:
            if finding.severity is severity:
                alike.setdefault((finding.rule, finding.message.fr), []).append(finding)
        if not alike:
            continue
        yield Text(f"\n{title} ({sum(map(len, alike.values()))})", style=style)
        columns = Column(no_wrap=True), Column(ratio=1, overflow="fold")
        table = Table(*columns, box=None, show_header=False, padding=(0, 1, 0, 0))
        for same in alike.values():
            table.add_row(Text(mark, style=style), fault(same, words))
        yield Padding(table, (0, 0, 0, 2))


def fault(same: Sequence[Finding], words: Words) -> Text:
    """The message, then rule, source and places."""
    first = same[0]
    text = Text(words.of(first.message))
    text.append(f"\n{first.rule} · {first.reference}", style="dim")
    places = list(dict.fromkeys(filter(None, (place(finding, words) for finding in same))))
    shown = places[:PLACES] + ([words.more.format(len(places) - PLACES)] if len(places) > PLACES else [])
    for one in shown:
        text.append(f"\n→ {one}", style="dim")
    return text


def place(finding: Finding, words: Words) -> str:
    """Where: on the page, and in the XML in words and as the end of its path."""
    on_page = ""
    if finding.provenance is not None:
        in_french = in_words(finding.provenance, {})
        on_page = in_french if words is FRENCH else words.page.format(finding.provenance.page)
    return " · ".join(part for part in (on_page, in_xml(finding.location, words)) if part)


def in_xml(location: str | None, words: Words) -> str:
    """The place in the XML: what stands there, then the last steps of its path."""
    if not location:
        return ""
    from extractor.validation.vocabulary import place as named

    steps = location.strip("/").split("/")
    path = ("…/" if len(steps) > STEPS else "/") + "/".join(steps[-STEPS:])
    told = words.of(named(location))
    return f"{told} [{path}]" if told else path


def error_line(source: str, error: dict[str, Any], language: str) -> Text:
    """What stands in place of a report that could not be made."""
    detail = f" ({error['detail']})" if error["detail"] else ""
    colon = " : " if language == "fr" else ": "
    return Text(f"✗ {source}{colon}{error['message'][language]}{detail}", style="bold red")
