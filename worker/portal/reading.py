"""A PDF that is put on the portal and read at once: what `soumettre` will be asked for, found on the page.

The original reads text PDFs alone and tells values without places; here scans and pages of several sheets are read too,
and every value keeps its confidence and its place. What the portal could not take as a value is left out of its fields,
and told in words.

Sources: AIFE, API Factures v1, deposer/pdf · its data types: number of 20 characters, letters, digits and - _ / +
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import PurePosixPath
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Final, Literal

from sqlalchemy import select

from extractor.intake.kinds import Kind, tell
from models.codes import CREDIT_NOTES
from models.extraction import Extraction
from models.finding import Finding, Severity
from models.invoice import Invoice
from models.output import Supplements
from models.portal import TooLarge
from models.portal_terms import AMOUNT_LIMIT, AVOIR, ENGAGEMENT_LENGTH, FACTURE, FILE_LIMIT, SERVICE_LENGTH
from models.service_errors import TooManyRequests
from worker.first_bytes import HEAD
from worker.portal import files, refusals
from worker.portal.callers import Caller
from worker.portal.conformity import NUMBER
from worker.reader import ReaderFailed, reader_of
from worker.recipients import Directory, recipient_findings
from worker.sayings import finding
from worker.service import Service
from worker.store.tables import StructureRow
from worker.tasks import ReadFile

LONGEST_NAME: Final = 200

if TYPE_CHECKING:
    from extractor.output.chorus import VatKind

_PDF: Final = "application/pdf"
_SIRET: Final = re.compile(r"\d{14}")
_SIGNATURE: Final = b"/ByteRange"  # what a signature covers: never compressed, as its bytes are counted in the file
_MOST_WAITING: Final = 16  # calls that wait for the reader: each holds a thread that others' calls need
_BACK_IN: Final = 5  # seconds
_waiting = BoundedSemaphore(_MOST_WAITING)
_RULES: Final = "Chorus Pro, deposer/pdf"


@dataclass(frozen=True, slots=True)
class Recognised:
    """The fields as the portal takes them, None where nothing was read that it could take; and what was read."""

    file_id: int
    number: str | None
    issue_date: date | None
    recipient: str | None
    service_code: str | None
    supplier: str | None
    currency: str | None
    kind: Literal["AVOIR", "FACTURE"]
    vat_kind: VatKind | None
    engagement: str | None
    net: Decimal | None
    vat: Decimal | None
    gross: Decimal | None
    due: Decimal | None
    extraction: Extraction
    findings: tuple[Finding, ...]
    invoices: int


def recognise(service: Service, caller: Caller, name: str, data: bytes, *, signed: bool = False) -> Recognised:
    """The file, read and kept; `signed` tells that a signature inside it was announced.

    Raises Refused, TooLarge; TooManyRequests while many wait already.
    """
    _check(name, data)
    if not _waiting.acquire(blocking=False):
        raise TooManyRequests(_BACK_IN)
    try:
        found = _read(service, name, data)
    finally:
        _waiting.release()
    first = found[0]
    with service.store.reading() as session:
        demanded = recipient_findings(Directory(session), first)
        ours = select(StructureRow.id).where(StructureRow.siret == first.invoice.seller.siret)
        seller = session.scalar(ours.where(StructureRow.id.in_(caller.roles)))
    file_id = files.keep(service, caller, seller, name, _PDF, "pdf", data, longest=LONGEST_NAME)
    unsigned = signed and _SIGNATURE not in data
    told = (*first.findings, *demanded, *portal_findings(first, len(found), unsigned=unsigned))
    return _fitted(first.invoice, file_id, first, told, len(found))


def _check(name: str, data: bytes) -> None:
    if len(data) > FILE_LIMIT:
        raise TooLarge(f"Le PDF dépasse {FILE_LIMIT // 1024**2} Mo : réduisez sa résolution ou séparez-le.")
    if PurePosixPath(name).suffix.lower() != ".pdf":
        raise refusals.FILE_WRONG(name=name[:60], why="donnez nomFichier avec son extension .pdf")
    if len(name) > LONGEST_NAME:
        why = f"le nom a {len(name)} caractères, {LONGEST_NAME} au plus avec l'extension"
        raise refusals.FILE_WRONG(name=f"{name[:60]}…", why=why)
    if tell(data[:HEAD]) is not Kind.PDF:
        why = "ce n'est pas un PDF, déposez un PDF ou un flux XML par deposer/flux"
        raise refusals.FILE_WRONG(name=name, why=why)


def _read(service: Service, name: str, data: bytes) -> tuple[Extraction, ...]:
    try:
        read = reader_of(service.settings).run(ReadFile(name, data))
    except ReaderFailed as error:
        raise refusals.FILE_WRONG(name=name, why=error.message.fr.rstrip(".")) from error
    return tuple(Extraction.model_validate_json(one) for one in read if isinstance(one, str))


def _fitted(
    invoice: Invoice, file_id: int, extraction: Extraction, findings: tuple[Finding, ...], invoices: int
) -> Recognised:
    from extractor.output.chorus import vat_kind  # noqa: PLC0415 - loads what writes files, which few requests need

    return Recognised(
        file_id=file_id,
        number=number_of(invoice.number),
        issue_date=invoice.issue_date,
        recipient=_siret(invoice.buyer.siret),
        service_code=_within(invoice.buyer_reference, SERVICE_LENGTH),
        supplier=_siret(invoice.seller.siret),
        currency=invoice.currency,
        kind=AVOIR if invoice.type_code in CREDIT_NOTES else FACTURE,
        vat_kind=vat_kind(invoice, Supplements()),
        engagement=_within(invoice.purchase_order, ENGAGEMENT_LENGTH),
        net=_amount(invoice.total_without_vat),
        vat=_amount(invoice.total_vat),
        gross=_amount(invoice.total_with_vat),
        due=_amount(invoice.amount_due),
        extraction=extraction,
        findings=findings,
        invoices=invoices,
    )


def number_of(printed: str | None) -> str | None:
    """An invoice number, where the portal can take it.

    >>> [number_of(printed) for printed in ("F-2026/118", "Facture nº 12", "A" * 21)]
    ['F-2026/118', None, None]
    """
    return printed if printed is not None and NUMBER.fullmatch(printed) else None


def _siret(number: str | None) -> str | None:
    return number if number is not None and _SIRET.fullmatch(number) else None


def _within(text: str | None, most: int) -> str | None:
    """A text that the portal's field can hold: one cut short would name something else."""
    return text if text is not None and len(text) <= most else None


def _amount(amount: Decimal | None) -> Decimal | None:
    return amount if amount is not None and abs(amount) < AMOUNT_LIMIT else None


def portal_findings(extraction: Extraction, invoices: int, *, unsigned: bool = False) -> tuple[Finding, ...]:
    """What is peculiar to the portal: its numbers are shorter than the law's, a file one invoice, signed if said so."""
    told = []
    number = extraction.invoice.number
    if number is not None and number_of(number) is None:
        told.append(
            finding(
                extraction,
                ("PF-PORTAL-NUMBER", Severity.BLOCKING, "invoice_number"),
                f"Le numéro « {number} » n'est pas accepté par Chorus Pro : 20 caractères au plus, lettres sans "
                "accent, chiffres et - _ / + seulement. numeroFacture est laissé vide ; donnez-lui un autre numéro.",
                f"Chorus Pro does not take the number '{number}': at most 20 characters, letters without accents, "
                "digits and - _ / + only. numeroFacture is left empty; give the invoice another number.",
                reference=_RULES,
            )
        )
    if invoices > 1:
        told.append(
            finding(
                extraction,
                ("PF-PORTAL-SEVERAL", Severity.WARNING, "invoice_number"),
                f"Ce fichier contient {invoices} factures : seule la première est lue ici. Séparez-le en un fichier "
                "par facture, et déposez chacun.",
                f"This file holds {invoices} invoices: only the first is read here. Split it into one file per invoice "
                "and deposit each of them.",
                reference=_RULES,
            )
        )
    if unsigned:
        told.append(
            finding(
                extraction,
                ("PF-PORTAL-UNSIGNED", Severity.WARNING, "invoice_number"),
                "formatDepot annonce une signature PAdES et le PDF n'en porte aucune : signez-le, ou déposez-le comme "
                "PDF_NON_SIGNE et soumettez-le par DEPOT_PDF_API.",
                "formatDepot announces a PAdES signature and the PDF bears none: sign it, or deposit it as "
                "PDF_NON_SIGNE and submit it by DEPOT_PDF_API.",
                reference=_RULES,
            )
        )
    return tuple(told)
