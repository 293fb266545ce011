"""One file judged layer by layer: FILE, XSD, NORM, FRANCE, OWN, and for a PDF also PDF and PAGE.

    bytes -> Subject -> Layer, Layer, ... -> ValidationReport

A layer that can't run says why and never counts as passed.
"""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Callable, Iterator

from extractor.safe_xml import Element, nodes
from extractor.validation import places, reasons, rule_sets, schema, schematron
from extractor.validation.layers import Skipped, run, skip
from extractor.validation.opening import Opened, open_file
from extractor.validation.subject import EN16931, Known, Subject, is_french
from models.errors import EngineError
from models.finding import Finding, Message
from models.validation import Layer, LayerName, Syntax, ValidationReport

Own = Callable[[bytes], tuple[Finding, ...]]
Page = Callable[[], tuple[Finding, ...]]

_OF_XML = (LayerName.XSD, LayerName.NORM, LayerName.FRANCE, LayerName.OWN)
_FRENCH_LAW = ("FR-", "BR-FR-")
_OF_PDF = (LayerName.PDF, LayerName.PAGE)


def validate(name: str, data: bytes, *, own: Own, page: Page | None = None) -> ValidationReport:
    """The report on any file. `own` are our own rules on the XML, `page` compares a hybrid PDF's page with it.

    Never raises on what the file holds.
    """
    opened: list[Opened] = []

    def file_findings() -> tuple[Finding, ...]:
        opened.append(open_file(name, data))
        return opened[0].findings

    layers = [run(LayerName.FILE, None, file_findings)]
    is_pdf, subject = opened[0].is_pdf, opened[0].subject
    if subject is None:
        later = _OF_XML + (_OF_PDF if is_pdf else ())
        layers += [skip(layer, reasons.NO_INVOICE) for layer in later]
    else:
        layers += _judge(subject, own)
        if is_pdf:
            layers += _judge_container(data, subject, page)
    return ValidationReport(
        source=name,
        sha256=hashlib.sha256(data).hexdigest(),
        syntax=subject.syntax if subject else None,
        profile=subject.profile if subject else None,
        layers=tuple(layers),
    )


def _judge(subject: Subject, own: Own) -> Iterator[Layer]:
    """The layers that concern the XML."""
    yield from of_data(subject)
    yield _france_layer(subject)
    yield _own_layer(subject, own)


def of_data(subject: Subject) -> Iterator[Layer]:
    """What is asked of an invoice anywhere: its schema, then EN 16931 or its profile; each is run when it is wanted."""
    yield _schema_layer(subject)
    yield from _norm_layers(subject)


def _schema_layer(subject: Subject) -> Layer:
    rules = rule_sets.schema_of(subject)
    if rules is None:
        return skip(LayerName.XSD, reasons.NO_SCHEMA)
    return run(LayerName.XSD, rules.name, lambda: schema.check(subject, rules))


def _norm_layers(subject: Subject) -> Iterator[Layer]:
    """The norm; and for a specification built on it, a word on its own rules, which are not at hand."""
    rules = rule_sets.norm_of(subject)
    if rules is None:
        yield skip(LayerName.NORM, reasons.no_norm(subject))
        return
    root = _as_the_norm(subject) if subject.known is Known.CIUS and not subject.is_ubl else subject.root
    yield run(LayerName.NORM, rules.name, lambda: schematron.check(subject, rules, root))
    if subject.known is Known.CIUS:
        yield skip(LayerName.NORM, reasons.national(subject), subject.profile)


def _as_the_norm(subject: Subject) -> Element:
    """A copy that names EN 16931 as its profile: Factur-X demands its own, and a CIUS only narrows the norm."""
    root = copy.deepcopy(subject.root)
    for node in nodes(root, "ExchangedDocumentContext/GuidelineSpecifiedDocumentContextParameter/ID"):
        node.text = EN16931
    return root


def _france_layer(subject: Subject) -> Layer:
    if subject.syntax in (Syntax.ZUGFERD1, Syntax.ORDERX):
        return skip(LayerName.FRANCE, reasons.no_norm(subject))
    rules = rule_sets.france_of(subject)
    if not is_french(subject):
        return skip(LayerName.FRANCE, reasons.FOREIGN, rules.name)
    return run(LayerName.FRANCE, rules.name, lambda: schematron.check(subject, rules))


def _own_layer(subject: Subject, own: Own) -> Layer:
    if subject.syntax is Syntax.ORDERX:
        return skip(LayerName.OWN, reasons.no_norm(subject))

    def findings() -> tuple[Finding, ...]:
        found = _of(lambda: own(subject.xml))
        return tuple(_placed(subject, finding) for finding in found if _concerns(subject, finding))

    return run(LayerName.OWN, "Prefacture", findings)


def _concerns(subject: Subject, finding: Finding) -> bool:
    """Whether a rule of ours applies: those of French law do not to a seller elsewhere."""
    return is_french(subject) or not finding.rule.startswith(_FRENCH_LAW)


def _placed(subject: Subject, finding: Finding) -> Finding:
    """The finding with its place in the XML, where its field has one."""
    if finding.location is not None or finding.field is None:
        return finding
    return finding.model_copy(update={"location": places.place_of(subject, finding.field)})


def _judge_container(data: bytes, subject: Subject, page: Page | None) -> Iterator[Layer]:
    """The layers that concern a PDF."""
    yield run(LayerName.PDF, "PDF/A-3, Factur-X 1.09", lambda: _container_findings(data, subject.profile))
    if page is None:
        yield skip(LayerName.PAGE, reasons.NO_PAGE)
    else:
        yield run(LayerName.PAGE, "Prefacture", lambda: _of(page))


def _container_findings(data: bytes, profile: str | None) -> tuple[Finding, ...]:
    try:
        from extractor.validation.container import check_container  # noqa: PLC0415 - needs pikepdf, bare XML does not
    except ImportError as error:
        raise Skipped(reasons.NO_CONTAINER) from error
    return tuple(check_container(data, profile))


def _of(findings: Page) -> tuple[Finding, ...]:
    """Findings of another part, whose refusal to read the file is a reason to skip."""
    try:
        return findings()
    except EngineError as error:
        raise Skipped(Message(fr=error.fr, en=error.en)) from error
