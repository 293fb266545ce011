"""What the reader process does with a flow: unpacks it, and reads its invoices one by one, whatever they hold.

An invoice is read, judged by the schema of its syntax and by EN 16931, and told as `soumettre` would take it. What
is wrong with it is told in sentences and does not stop the others.

Sources: EN 16931-3-2, 3-3 (terms to paths) · Factur-X 1.09, 6 · AIFE, flows E1 and E2
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from mimetypes import guess_extension
from pathlib import Path
from typing import TYPE_CHECKING, Final

from models.codes import BILLING_MODES
from models.document import Document, Reading
from models.errors import EngineError, FileTooLarge, NotADocument
from models.finding import Severity
from models.output import Supplements
from models.portal_terms import FILE_LIMIT
from models.validation import Syntax as Vocabulary
from worker.faults import here
from worker.portal.flow_frames import frame_of
from worker.portal.flow_syntaxes import SYNTAXES, USUAL, Form, Syntax, mismatch
from worker.portal.packed import unpacked
from worker.tasks import Failure, Member

if TYPE_CHECKING:
    from extractor.safe_xml import Element

MOST: Final = 500
"""Invoices of one flow (AIFE: of a flow E1)."""
LARGEST: Final = FILE_LIMIT
"""Bytes of one file of a flow, unpacked; and of all files in one XML."""
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
        faults = [*odd_frame, *_lacking(inside, syntax), *_judged(root, xml, syntax, embedded=embedded)]
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


def _judged(root: Element, xml: bytes, syntax: Syntax, *, embedded: bool) -> list[str]:
    """What the schema has against it, and EN 16931 where it holds all data, in words."""
    from extractor.validation.report import of_data  # noqa: PLC0415
    from extractor.validation.subject import subject_of, tell_syntax  # noqa: PLC0415

    vocabulary = tell_syntax(root)
    assert vocabulary is not None  # told before
    layers = of_data(subject_of(root, xml, vocabulary, embedded=embedded))
    found = (one for layer in islice(layers, 1 if syntax.minimal else None) for one in layer.findings)
    return [one.message.fr for one in found if one.severity is Severity.BLOCKING]


def _inside(name: str, root: Element) -> Iterator[Inside]:
    """The files in an XML invoice (BG-24), unpacked where they were zipped to travel."""
    from extractor.safe_xml import nodes  # noqa: PLC0415

    paths = (
        "AdditionalDocumentReference/Attachment/EmbeddedDocumentBinaryObject",
        f"{_CII_FILES}/AttachmentBinaryObject",
    )
    total = 0
    for node in (one for path in paths for one in nodes(root, path)):
        ending = guess_extension(node.get("mimeCode") or "") or ""
        found = _decoded(node.get("filename") or f"piece{ending}", node.text or "")
        if found is None:
            continue
        total += len(found.data)
        if total > LARGEST:
            raise FileTooLarge(name, f"fichiers joints, {LARGEST // 2**20} Mo au plus")
        yield found


def _decoded(title: str, packed: str) -> Inside | None:
    """A file out of base64, and out of the archive where it is the only one in it; None for what is no base64."""
    from extractor.intake import expand  # noqa: PLC0415
    from extractor.settings import Settings  # noqa: PLC0415

    data = unpacked(packed)
    if data is None:
        return None
    found = list(islice(expand(title, data, replace(Settings(), max_bytes=LARGEST)), 2))
    alone = found[0] if len(found) == 1 else None
    if alone is None or isinstance(alone, EngineError):
        return Inside(title, data)
    return Inside(alone.name.rpartition("/")[2], alone.data)
