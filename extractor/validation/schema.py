"""The XSD layer: every error of the schema, with its line and its place.

Sources: XML Schema 1.0, by libxml2 · https://lxml.de/validation.html
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree

from extractor.validation import places
from extractor.validation.layers import Skipped, at_most
from extractor.validation.rule_sets import RuleSet
from extractor.validation.subject import Subject
from extractor.validation.wording import xsd_message
from models.finding import Finding, Message, Severity


def check(subject: Subject, rules: RuleSet) -> tuple[Finding, ...]:
    """What the schema says, in the order of the file. Raises Skipped when the schema can't be loaded."""
    try:
        validator = compiled(rules.file)
    except (OSError, etree.XMLSchemaParseError, etree.XMLSyntaxError) as error:
        raise Skipped(
            Message(
                fr=f"Contrôle impossible : le schéma « {rules.file.name} » manque ou est abîmé. Lancez « make setup ».",
                en=f"Not checked: the schema `{rules.file.name}` is missing or damaged. Run `make setup`.",
            )
        ) from error
    if validator.validate(subject.root):
        return ()
    errors, more = at_most(list(validator.error_log), lambda _: Severity.BLOCKING, rules.name)
    return (*(_finding(subject, rules, error) for error in errors), *more)


@cache
def compiled(schema: Path) -> Any:  # noqa: ANN401 - lxml comes without types
    """The schema ready to run. It includes its parts by relative paths; nothing is fetched."""
    return etree.XMLSchema(etree.parse(str(schema), etree.XMLParser(no_network=True)))


def _finding(subject: Subject, rules: RuleSet, error: Any) -> Finding:  # noqa: ANN401
    location = places.of_path(subject.root, error.path)
    return Finding(
        rule="XSD-" + error.type_name.removeprefix("SCHEMAV_").replace("_", "-"),
        severity=Severity.BLOCKING,
        field=places.field_at(subject, location),
        message=xsd_message(error.message),
        reference=f"{rules.name}, l. {error.line}",
        location=location,
    )
