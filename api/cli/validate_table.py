"""A validation report for a person: verdict, format, one line per check, then what to correct and what to verify.

A fault that is found in many places is told once, with its first places.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Column, Table
from rich.text import Text

from api.cli.places import in_words
from api.cli.validate_words import FRENCH, Words, profile_name
from api.cli.wording import GLUE
from models.finding import Finding, Severity
from models.validation import Layer, LayerName, LayerState, ValidationReport, Verdict

MARKS: Mapping[Verdict, tuple[str, str]] = MappingProxyType(
    {Verdict.VALID: ("✔", "bold green"), Verdict.INVALID: ("✗", "bold red"), Verdict.UNDECIDED: ("?", "bold yellow")}
)
STATES: Mapping[LayerState, tuple[str, str]] = MappingProxyType(
    {LayerState.PASSED: ("✔", "green"), LayerState.FAILED: ("✗", "red"), LayerState.SKIPPED: ("–", "yellow")}
)
PLACES = 3
"""Places that are shown of a fault that is found in many."""

STEPS = 2
"""Steps that are shown of a path in the XML, from its end; JSON has all of it."""


def report_table(report: ValidationReport, words: Words) -> RenderableType:
    """The whole report."""
    every = told_once(report.layers)
    return Group(*heading(report, every, words), checks(report.layers, words), *faults(every, words))


def heading(report: ValidationReport, every: Sequence[Fault], words: Words) -> Iterator[RenderableType]:
    """The verdict, what it means, and what kind of invoice this is."""
    mark, style = MARKS[report.verdict]
    blocking = sum(one.severity is Severity.BLOCKING for one in every)
    warnings = len(every) - blocking
    counts = [
        words.counted(blocking, words.blocking_count) if blocking else "",
        words.counted(warnings, words.warning_count) if warnings else "",
    ]
    line = Text(f"{mark} {report.source}{words.colon}{words.verdicts[report.verdict]}", style=style)
    told = ", ".join(part for part in counts if part)
    yield line.append(f" ({told})" if told else "", style="not bold")
    yield Padding(Text(words.why[report.verdict]), (0, 0, 0, 2))
    yield Padding(Text(kind(report, words), style="dim"), (0, 0, 0, 2))


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


@dataclass(slots=True)
class Fault:
    """Findings that are one fault to the reader: the same words in several places, or our words beside the norm's."""

    severity: Severity
    findings: list[Finding]

    @property
    def rules(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(finding.rule for finding in self.findings))


def told_once(layers: Sequence[Layer]) -> list[Fault]:
    """Every fault of a report, in the order of the checks; our own words on an official rule join that rule's."""
    alike: dict[tuple[Severity, str], Fault] = {}
    official: dict[tuple[Severity, str], Fault] = {}
    for layer in layers:
        for finding in layer.findings:
            known = official.get((finding.severity, finding.rule)) if layer.name is LayerName.OWN else None
            same = known or alike.setdefault((finding.severity, finding.message.fr), Fault(finding.severity, []))
            same.findings.append(finding)
            if layer.name in (LayerName.NORM, LayerName.FRANCE):
                official.setdefault((finding.severity, finding.rule), same)
    return list(alike.values())


def faults(every: Sequence[Fault], words: Words) -> Iterator[RenderableType]:
    """Faults under the title of their severity."""
    titles = {Severity.BLOCKING: (words.blocking, "✗", "bold red"), Severity.WARNING: (words.warnings, "!", "yellow")}
    for severity, (title, mark, style) in titles.items():
        some = [one for one in every if one.severity is severity]
        if not some:
            continue
        yield Text(f"\n{title} ({len(some)})", style=style)
        columns = Column(no_wrap=True), Column(ratio=1, overflow="fold")
        table = Table(*columns, box=None, show_header=False, padding=(0, 1, 0, 0))
        for one in some:
            table.add_row(Text(mark, style=style), fault(one, words))
        yield Padding(table, (0, 0, 0, 2))


def fault(one: Fault, words: Words) -> Text:
    """What is wrong and what to do, then rules, their sources, and places."""
    said = dict.fromkeys(glued(words.of(finding.message)) for finding in one.findings)
    text = Text("\n".join(said))
    sources = dict.fromkeys(finding.reference for finding in one.findings)
    text.append("\n" + " · ".join([", ".join(one.rules), *sources]), style="dim")
    paths = {told: path_end(finding.location) for finding in one.findings if (told := place(finding, words))}
    places = list(paths) if len(paths) > 1 else [f"{told} {path}".rstrip() for told, path in paths.items()]
    shown = places if len(places) <= PLACES + 1 else [*places[:PLACES], words.more.format(len(places) - PLACES)]
    for where in shown:
        text.append(f"\n→ {where}", style="dim")
    return text


def glued(text: str) -> str:
    """The same, with nothing broken off before French punctuation or within guillemets."""
    return re.sub(r" (?=[:;?!»])|(?<=«) ", GLUE, text)


def place(finding: Finding, words: Words) -> str:
    """Where: on the page, and what stands there in the XML."""
    on_page = ""
    if finding.provenance is not None:
        in_french = in_words(finding.provenance, {})
        on_page = in_french if words is FRENCH else words.page.format(finding.provenance.page)
    return " · ".join(part for part in (on_page, in_xml(finding.location, words)) if part)


def in_xml(location: str | None, words: Words) -> str:
    """What stands at a place in the XML; the whole document has no name of its own."""
    from extractor.validation.vocabulary import place as named

    return words.of(named(location)) if location else ""


def path_end(location: str | None) -> str:
    """The last steps of a path in the XML, for who opens the file.

    >>> path_end("/rsm:A/rsm:B/ram:C[2]/ram:D"), path_end("/Invoice")
    ('[…/ram:C[2]/ram:D]', '[/Invoice]')
    """
    if not location:
        return ""
    steps = location.strip("/").split("/")
    return "[" + ("…/" if len(steps) > STEPS else "/") + "/".join(steps[-STEPS:]) + "]"


def error_line(source: str, error: dict[str, Any], language: str) -> Text:
    """What stands in place of a report that could not be made."""
    detail = f" ({error['detail']})" if error["detail"] else ""
    colon = " : " if language == "fr" else ": "
    return Text(f"✗ {source}{colon}{error['message'][language]}{detail}", style="bold red")
