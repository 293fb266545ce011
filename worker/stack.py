"""The stack as a person sees it: a page of a list with what each document lacks, and who has it open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from models.finding import Finding, Severity
from models.lifecycle import State
from models.piles import Present, StackLine, StackPage
from models.service import DocumentSummary, Principal
from worker import checks, listing, presence, views
from worker.recipients import Directory
from worker.service import Service
from worker.store.tables import DocumentRow

_OPEN: Final = frozenset({State.TO_REVIEW, State.READY})
_DOUBLED: Final = "PF-DUP"


def page(service: Service, principal: Principal, filters: listing.Filters, part: listing.Slice) -> StackPage:
    """The lines asked for. Raises InvalidRequest."""
    with service.store.reading() as session:
        found = listing.page(session, principal, filters, part)
        currencies = _currencies(session, found.items)
        told = _findings(session, found.items)
    people: dict[str, list[Present]] = defaultdict(list)
    for one in presence.of(service, principal).items:
        people[one.document_id].append(one)
    lines = (
        StackLine(
            document=one,
            currency=currencies.get(one.id),
            against=tuple(finding for finding in told.get(one.id, ()) if finding.severity is Severity.BLOCKING),
            doubled=any(finding.rule.startswith(_DOUBLED) for finding in told.get(one.id, ())),
            present=tuple(people.get(one.id, ())),
        )
        for one in found.items
    )
    return StackPage(lines=tuple(lines), total=found.total, next=found.next)


def _currencies(session: Session, shown: Sequence[DocumentSummary]) -> dict[str, str]:
    """The currency of each total; of an invoice that has none it is not asked."""
    ids = [one.id for one in shown if one.total is not None]
    currency = DocumentRow.extraction["invoice"]["currency"].as_string()
    told = session.execute(select(DocumentRow.id, currency).where(DocumentRow.id.in_(ids), currency.is_not(None)))
    return {row.id: row[1] for row in told}


def _findings(session: Session, shown: Sequence[DocumentSummary]) -> dict[str, tuple[Finding, ...]]:
    """What speaks against those that a person may decide about, as it stands now."""
    ids = [one.id for one in shown if one.state in _OPEN]
    directory = Directory(session)
    found: dict[str, tuple[Finding, ...]] = {}
    query = select(DocumentRow).where(DocumentRow.id.in_(ids)).options(defer(DocumentRow.first_extraction))
    for row in session.scalars(query):
        extraction = views.extraction_of(row)
        if extraction is not None:
            found[row.id] = (*extraction.findings, *checks.findings(session, row, extraction, directory))
    return found
