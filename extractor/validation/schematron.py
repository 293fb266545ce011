"""The Schematron layers: what the official stylesheets report, as findings.

A stylesheet writes SVRL: an assertion that failed or a report that came true, with its number, weight, place and text.
Factur-X numbers some of its own checks FX-SCH-A-…, and gives none to what an element must not hold (here FX-NOT-USED).

Sources: ISO/IEC 19757-3:2016, annex D (SVRL) · EN 16931 rules (BR-…) · Factur-X 1.09.2 · XP Z12-012 (BR-FR-…)

>>> rule_of("FX-SCH-A-000123", "[BR-CO-15]-Invoice total …"), rule_of("BR-FR-09_BT-29", "BR-FR-09/BT-29 : Le SIRET")
('BR-CO-15', 'BR-FR-09')
"""

from __future__ import annotations

import re

from lxml import etree

from extractor.safe_xml import Element, parse_xml
from extractor.validation import places, saxon
from extractor.validation.layers import Skipped, at_most
from extractor.validation.rule_sets import RuleSet
from extractor.validation.saxon_errors import Unfit
from extractor.validation.subject import Subject
from extractor.validation.wording import worded
from models.errors import RefusedFile
from models.finding import Finding, Message, Severity

_SVRL = "{http://purl.oclc.org/dsdl/svrl}"
_NAMED = re.compile(r"\s*\[(B[A-Z]*-[A-Z0-9-]+|[A-Z]+-[A-Z]+-[A-Z0-9-]+)[\]/]")
_GENERIC = re.compile(r"FX-SCH-[A-Z]-\d+|")
_MILD = frozenset({"warning", "warn", "information", "info"})
_EMPTY = "PEPPOL-EN16931-R008"
UNNUMBERED = "FX-NOT-USED"
STOPPED = "PF-STOPPED"


def check(subject: Subject, rules: RuleSet, root: Element | None = None) -> tuple[Finding, ...]:
    """What a stylesheet reports on an invoice, or on `root` in its stead. Raises Skipped when it can't be run."""
    xml = etree.tostring(subject.root if root is None else root, encoding="unicode")
    try:
        output = saxon.transform(rules.file, xml)
    except Unfit as unfit:
        return (Finding(rule=STOPPED, severity=Severity.BLOCKING, message=unfit.message, reference=rules.name),)
    try:
        report = parse_xml(rules.file.name, output.encode())
    except RefusedFile as error:
        raise Skipped(_unreadable(rules)) from error
    if report.tag != f"{_SVRL}schematron-output":
        raise Skipped(_unreadable(rules))
    if report.find(f"{_SVRL}fired-rule") is None:
        raise Skipped(_nothing(rules))
    nodes, more = at_most(list(report.iter(f"{_SVRL}failed-assert", f"{_SVRL}successful-report")), severity, rules.name)
    findings = dict.fromkeys(_finding(subject, rules, node) for node in nodes)
    return (*(one for one in findings if not _demanded(one)), *more)


def rule_of(number: str, text: str) -> str:
    """The official number of a rule: that of the norm where the text opens with it and `number` is a serial number."""
    named = _NAMED.match(text)
    if named and _GENERIC.fullmatch(number):
        return named[1]
    return number.partition("_")[0] or UNNUMBERED


def _demanded(finding: Finding) -> bool:
    """Whether an empty element is reported that the schema demands, and that is empty where no delivery is known."""
    return finding.rule == _EMPTY and (finding.location or "").endswith("/ram:ApplicableHeaderTradeDelivery")


def severity(node: Element) -> Severity:
    """How heavy a report is; Factur-X marks only what is mild."""
    weight = (node.get("flag") or node.get("role") or "fatal").lower()
    return Severity.WARNING if weight in _MILD else Severity.BLOCKING


def _finding(subject: Subject, rules: RuleSet, node: Element) -> Finding:
    text = " ".join("".join(part for child in node.findall(f"{_SVRL}text") for part in child.itertext()).split())
    rule = rule_of(node.get("id") or "", text)
    location = places.of_svrl(subject.root, node.get("location") or "")
    return Finding(
        rule=rule,
        severity=severity(node),
        field=places.field_at(subject, location) or places.field_named(subject, location, text),
        message=worded(rule, text),
        reference=rules.name,
        location=location,
    )


def _unreadable(rules: RuleSet) -> Message:
    return Message(
        fr=f"Contrôle impossible : le résultat des règles « {rules.name} » est illisible.",
        en=f"Not checked: the result of the rules `{rules.name}` can't be read.",
    )


def _nothing(rules: RuleSet) -> Message:
    return Message(
        fr=f"Contrôle sans objet : aucune des règles « {rules.name} » ne s'applique à ce fichier.",
        en=f"Not checked: none of the rules `{rules.name}` applies to this file.",
    )
