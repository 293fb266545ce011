"""Piles: documents of a structure by what there is to do with them, found and counted by the database.

What is like another document is asked of those alone that a person may still decide about. It is what
`worker.duplicates` tells of one document, as a condition on each line of a list.
"""

from __future__ import annotations

from types import MappingProxyType

from sqlalchemy import ColumnElement, and_, case, exists, func, literal, or_, select, true, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from models.lifecycle import VOID, WAYS_OUT, State
from models.piles import Pile
from worker.store.tables import DocumentRow

_STATES = MappingProxyType(
    {
        Pile.TO_REVIEW: (State.TO_REVIEW,),
        Pile.READY: (State.READY,),
        Pile.DEPOSITED: (State.DEPOSITING, State.DEPOSITED),
        Pile.STOPPED: (State.DEPOSITED,),
        Pile.DUPLICATES: (State.TO_REVIEW, State.READY),
        Pile.READING: (State.RECEIVED, State.READING),
        Pile.FAILED: (State.FAILED,),
    }
)
_STOPPED = tuple(sorted(WAYS_OUT))
_NOT_INVOICES = (State.EXPANDED.value, State.FAILED.value)

_Other = aliased(DocumentRow)


def condition(pile: Pile) -> ColumnElement[bool]:
    """What the documents of a pile have in common."""
    if pile is Pile.ALL:
        return true()
    states = tuple(state.value for state in _STATES[pile])
    told = DocumentRow.state == states[0] if len(states) == 1 else DocumentRow.state.in_(states)
    if pile is Pile.STOPPED:
        return and_(told, DocumentRow.platform_status.in_(_STOPPED))
    return and_(told, _doubled()) if pile is Pile.DUPLICATES else told


def counts(session: Session, conditions: list[ColumnElement[bool]]) -> dict[Pile, int]:
    """How many documents that meet the conditions lie in each pile, in one query."""
    of = DocumentRow.state, DocumentRow.platform_status
    stopped = case((DocumentRow.platform_status.in_(_STOPPED), 1), else_=0)
    each = select(DocumentRow.state.label("state"), stopped.label("stopped"), func.count().label("number"))
    like = select(literal("like"), literal(0), func.count()).where(*conditions, condition(Pile.DUPLICATES))
    grouped = each.where(*conditions).group_by(*of)
    found = dict.fromkeys(Pile, 0)
    for state, is_stopped, number in session.execute(union_all(grouped, like.select_from(DocumentRow))):
        if state == "like":
            found[Pile.DUPLICATES] = number
            continue
        found[Pile.ALL] += number
        for pile, states in _STATES.items():
            fits = pile is not Pile.DUPLICATES and (is_stopped or pile is not Pile.STOPPED)
            if fits and state in states:
                found[pile] += number
    return found


def _doubled() -> ColumnElement[bool]:
    """Whether another document of the structure looks like this one; each sign is looked up in an index of its own."""
    ours = and_(
        _Other.structure_id == DocumentRow.structure_id,
        _Other.id != DocumentRow.id,
        _Other.state.not_in(_NOT_INVOICES),
    )
    another_file = or_(_Other.sha256 != DocumentRow.sha256, _Other.member != DocumentRow.member)
    same_seller = _party(_Other.seller) == _party(DocumentRow.seller)
    buyers = (_Other.buyer.is_(None), DocumentRow.buyer.is_(None), _party(_Other.buyer) == _party(DocumentRow.buyer))
    stands = or_(_Other.platform_status.is_(None), _Other.platform_status.not_in(VOID))
    return or_(
        exists().where(ours, _Other.sha256 == DocumentRow.sha256, _Other.part == DocumentRow.part, stands),
        exists().where(ours, _Other.number == DocumentRow.number, same_seller),
        exists().where(
            ours, _Other.issue_date == DocumentRow.issue_date, _Other.total == DocumentRow.total, same_seller,
            or_(*buyers), another_file, stands,
        ),
    )  # fmt: skip


def _party(number: InstrumentedAttribute[str | None]) -> ColumnElement[str]:
    """The SIREN inside a SIRET or a French VAT number, else the number: establishments of a company are one party."""
    length, first = func.length(number), func.substr(number, 1, 2)
    french = and_(length == 13, first == "FR")  # noqa: PLR2004 - FR, two digits, the SIREN
    siret = and_(length == 14, first.between("00", "99"))  # noqa: PLR2004 - a foreign VAT number begins with letters
    return case((french, func.substr(number, 5, 9)), (siret, func.substr(number, 1, 9)), else_=number)
