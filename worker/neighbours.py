"""The stack around a document: how much lies in each pile, and what comes before and after one in a list.

The document itself need not be of the list any more: who has just finished one asks for the next that waits.
"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import func, select

from models.piles import Neighbours, Pile, PileCounts
from models.service import Principal
from worker import listing, piles
from worker.service import Service
from worker.store.tables import DocumentRow
from worker.visibility import document_row


def of(
    service: Service, principal: Principal, document_id: str, filters: listing.Filters, sort: str = "-created_at"
) -> Neighbours:
    """The neighbours of a document in the list that the filters and the order make. Raises NotFound, InvalidRequest."""
    listing.check_sort(sort)
    with service.store.reading() as session:
        row = document_row(session, principal, document_id)
        here = listing.place(sort, row)
        wanted = listing.conditions(principal, filters)
        ids = select(DocumentRow.id).where(*wanted)
        after = listing.in_order(ids.where(listing.beyond(here)), sort)
        before = listing.in_order(ids.where(listing.ahead(here)), sort, reverse=True)
        number = select(func.count()).select_from(DocumentRow).where(*wanted)
        is_one = session.scalar(ids.where(DocumentRow.id == row.id)) is not None
        return Neighbours(
            previous=session.scalar(before.limit(1)),
            next=session.scalar(after.limit(1)),
            position=1 + (session.scalar(number.where(listing.ahead(here))) or 0) if is_one else None,
            total=session.scalar(number) or 0,
        )


def counts(service: Service, principal: Principal, filters: listing.Filters) -> PileCounts:
    """How many of the documents that the filters find lie in each pile, whichever pile they name."""
    wanted = listing.conditions(principal, replace(filters, pile=Pile.ALL))
    with service.store.reading() as session:
        return PileCounts(piles=piles.counts(session, wanted))
