"""What the reader process does with a flow: unpacks it, and reads its invoices one by one, whatever they hold.

An invoice is read, judged by the schema of its syntax and by EN 16931, and told as `soumettre` would take it. What
is wrong with it is told in sentences and does not stop the others.

Sources: EN 16931-3-2, 3-3 (terms to paths) · Factur-X 1.09, 6 · AIFE, flows E1 and E2
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from models.codes import BILLING_MODES
from models.document import Document, Reading
from models.errors import EngineError, NotADocument
from models.finding import Severity
from models.output import Supplements
from models.validation import LayerName, Syntax as Vocabulary
from worker.faults import here
from worker.portal.flow_frames import frame_of
from worker.portal.flow_syntaxes import SYNTAXES, USUAL, Form, Syntax, mismatch
from worker.tasks import Failure, Member

if TYPE_CHECKING:
    from extractor.safe_xml import Element
    from models.finding import Finding

MOST: Final = 500
"""Invoices of one flow (AIFE: of a flow E1)."""
LARGEST: Final = 30 * 2**20
"""Bytes of one file of a flow, unpacked."""
_TOLD: Final = 10  # faults of one invoice that a report lists
_USUAL_XML: Final = ("factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml")
_FORMS: Final = {Vocabulary.CII: Form.CII, Vocabulary.UBL_INVOICE: Form.UBL, Vocabulary.UBL_CREDIT_NOTE: Form.UBL}
_BUSINESS: Final = "ExchangedDocumentContext/BusinessProcessSpecifiedDocumentContextParameter/ID"
_CII_FILES: Final = "SupplyChainTradeTransaction/ApplicableHeaderTradeAgreement/AdditionalReferencedDocument"


@dataclass(frozen=True, slots=True)
class Inside:
    """A file that an XML invoice carries within it."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class FlowInvoice:
    """An invoice as it was read: `request` is what `soumettre` would be sent, as JSON; `faults` say what is wrong."""

    seller: str | None = None
    buyer: str | None = None
    number: str | None = None
    iban: str | None = None
    request: str = "{}"
    inside: tuple[Inside, ...] = ()
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenFlow:
    """Put every file of a flow into a folder, in their order; one that could not be unpacked says why."""

    name: str
    data: bytes
    folder: Path

    def run(self) -> tuple[Member, ...]:
        """The files. An archive that is hostile or damaged is refused as a whole: nothing of it is deposited yet."""
        from extractor.intake import expand  # noqa: PLC0415 - the engine is imported in the process only
        from extractor.settings import Settings  # noqa: PLC0415

        here(f"reader.{self.name}")
        settings = replace(Settings(), max_members=MOST, max_bytes=LARGEST)
        members: list[Member] = []
        for index, found in enumerate(expand(self.name, self.data, settings)):
            if isinstance(found, EngineError):
                if found.source == self.name:
                    raise found
                members.append(Member(found.source, failure=Failure.of(found)))
            else:
                path = self.folder / str(index)
                path.write_bytes(found.data)
                members.append(Member(found.name, path))
        if not members:
            raise NotADocument(self.name, "archive vide")
        return tuple(members)


@dataclass(frozen=True, slots=True)
class ReadInvoice:
    """Read one file of a flow in the syntax that the flow was announced in."""

    name: str
    path: Path
    syntax: str

    def run(self) -> FlowInvoice:
        """The invoice. Raises an EngineError where the file holds none that can be read."""
        from extractor.intake.kinds import Kind, tell  # noqa: PLC0415

        here(f"reader.{self.name}")
        data = self.path.read_bytes()
        syntax = SYNTAXES[self.syntax]
        kind = tell(data)
        if kind is Kind.XML:
            return _read(self.name, data, data, syntax)
        if kind is not Kind.PDF:
            raise NotADocument(self.name)
        xml = _embedded(self.name, data)
        if xml is None:
            advice = "un PDF sans données se dépose par deposer/pdf"
            return FlowInvoice(faults=(f"Ce PDF ne porte pas de facture Factur-X : {advice}.",))
        return _read(self.name, data, xml, syntax)


def _embedded(name: str, data: bytes) -> bytes | None:
    """The XML of a Factur-X PDF."""
    from extractor.intake.pdf import attachments, opened  # noqa: PLC0415

    with opened(name, data) as document:
        found = [(title.lower(), content) for title, content in attachments(document, ".xml", LARGEST)]
    return next((content for _, content in sorted(found, key=lambda one: one[0] not in _USUAL_XML)), None)


def _read(name: str, data: bytes, xml: bytes, syntax: Syntax) -> FlowInvoice:
    """The invoice in an XML, which is the file itself or stands in a PDF."""
    from extractor.intake.embedded import read_xml  # noqa: PLC0415
    from extractor.output.chorus import to_chorus  # noqa: PLC0415
    from extractor.pipeline import conclude  # noqa: PLC0415
    from extractor.safe_xml import parse_xml, text  # noqa: PLC0415

    root = parse_xml(name, xml)
    digest = hashlib.sha256(data).hexdigest()
    invoice = conclude(Document(name, digest, (), Reading.EMBEDDED), read_xml(name, xml)).invoice
    told = text(root, "ProfileID", _BUSINESS)
    frame, odd_frame = frame_of(told)
    if told in BILLING_MODES:
        invoice = invoice.model_copy(update={"billing_mode": told})
    embedded = xml is not data
    inside = tuple(_inside(name, root))
    faults = _mixed_up(root, syntax, embedded=embedded)
    if not faults:
        faults = [*odd_frame, *_lacking(inside, syntax), *_judged(name, data, root, xml, syntax)]
    return FlowInvoice(
        seller=invoice.seller.siret,
        buyer=invoice.buyer.siret,
        number=invoice.number,
        iban=invoice.payment.iban,
        request=to_chorus(invoice, Supplements(chorus_frame=frame)).decode(),
        inside=inside,
        faults=tuple(dict.fromkeys(faults))[:_TOLD],
    )


def _mixed_up(root: Element, syntax: Syntax, *, embedded: bool) -> list[str]:
    """What to tell of an invoice that is none of those its flow announces."""
    from extractor.validation.subject import describe_root, tell_syntax  # noqa: PLC0415

    vocabulary = tell_syntax(root)
    form = _FORMS.get(vocabulary) if vocabulary else None
    if form is None or (embedded and form is Form.UBL):
        taken = ", ".join(USUAL.values())
        return [f"Les données « {describe_root(root)} » ne sont pas celles d'une facture UBL 2.1 ou CII : {taken}."]
    said = mismatch(Form.FACTURX if embedded else form, syntax)
    return [said] if said else []


def _lacking(inside: tuple[Inside, ...], syntax: Syntax) -> list[str]:
    if not syntax.minimal or any(one.data.startswith(b"%PDF-") for one in inside):
        return []
    advice = f"sans PDF, déposez avec la syntaxe {USUAL[syntax.form]}"
    return [f"Aucun PDF n'est joint dans le XML : un flux {syntax.name} emporte la facture en PDF ; {advice}."]


def _judged(name: str, data: bytes, root: Element, xml: bytes, syntax: Syntax) -> list[str]:
    """What the schema and EN 16931 have against it, in words. A profile that is not known has a schema all the same."""
    from extractor.validation import rule_sets, schema, validate  # noqa: PLC0415
    from extractor.validation.layers import Skipped  # noqa: PLC0415
    from extractor.validation.subject import subject_of, tell_syntax  # noqa: PLC0415

    vocabulary = tell_syntax(root)
    assert vocabulary is not None  # told before
    subject = subject_of(root, xml, vocabulary, embedded=xml is not data)
    if subject.known is not None and not syntax.minimal:
        report = validate(name, data, own=lambda _: ())
        judging = (LayerName.FILE, LayerName.XSD, LayerName.NORM)
        return _words(one for layer in report.layers if layer.name in judging for one in layer.findings)
    rules = rule_sets.schema_of(subject)
    try:
        return _words(schema.check(subject, rules)) if rules is not None else []
    except Skipped:
        return []


def _words(findings: Iterator[Finding] | tuple[Finding, ...]) -> list[str]:
    return [one.message.fr for one in findings if one.severity is Severity.BLOCKING]


def _inside(name: str, root: Element) -> Iterator[Inside]:
    """The files in an XML invoice (BG-24), unpacked where they were zipped to travel."""
    from extractor.safe_xml import nodes  # noqa: PLC0415

    paths = (
        "AdditionalDocumentReference/Attachment/EmbeddedDocumentBinaryObject",
        f"{_CII_FILES}/AttachmentBinaryObject",
    )
    for node in (one for path in paths for one in nodes(root, path)):
        yield from _decoded(name, node.get("filename") or "", node.text or "")


def _decoded(source: str, title: str, packed: str) -> Iterator[Inside]:
    import binascii  # noqa: PLC0415
    from base64 import b64decode  # noqa: PLC0415

    from extractor.intake import expand  # noqa: PLC0415
    from extractor.settings import Settings  # noqa: PLC0415

    try:
        data = b64decode("".join(packed.split()), validate=True)
    except binascii.Error:
        return
    settings = replace(Settings(), max_members=MOST, max_bytes=LARGEST)
    for found in expand(title or source, data, settings):
        if not isinstance(found, EngineError):
            yield Inside(found.name.rpartition("/")[2], found.data)
