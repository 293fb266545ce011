"""The way of a document through the service: its states, the moves between them, and what is told of them.

    received → reading → to_review ⇄ ready → depositing → deposited → the platform's own life
                  ↓                             ↓           ↓
          failed, expanded               to_review (refused, with the reason; some platforms say so later)

A state is what must be done next and by whom; what the platform says after the deposit is kept beside it
(`platform_status`, a status of Chorus Pro or of XP Z12-014), not in it.
"""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType


class State(StrEnum):
    """Where a document stands."""

    RECEIVED = "received"  # stored, waiting for a reader
    READING = "reading"  # a worker has it
    TO_REVIEW = "to_review"  # a person is asked
    READY = "ready"  # nothing forbids its deposit
    DEPOSITING = "depositing"  # a worker sends it
    DEPOSITED = "deposited"  # the platform has it
    EXPANDED = "expanded"  # an archive, whose members are documents of their own
    FAILED = "failed"  # could not be read; its reason says why and what to do


MOVES = MappingProxyType(
    {
        State.RECEIVED: frozenset({State.READING, State.FAILED}),
        State.READING: frozenset({State.TO_REVIEW, State.READY, State.FAILED, State.RECEIVED, State.EXPANDED}),
        State.TO_REVIEW: frozenset({State.READY, State.TO_REVIEW, State.RECEIVED}),
        State.READY: frozenset({State.TO_REVIEW, State.READY, State.DEPOSITING, State.RECEIVED}),
        State.DEPOSITING: frozenset({State.DEPOSITED, State.READY, State.TO_REVIEW}),
        State.DEPOSITED: frozenset({State.TO_REVIEW}),
        State.EXPANDED: frozenset(),
        State.FAILED: frozenset({State.RECEIVED}),
    }
)
"""Every move there is. RECEIVED again means: read anew; TO_REVIEW after DEPOSITED: the platform gave it back."""


class WayOut(StrEnum):
    """What a supplier can do where the platform stopped an invoice."""

    RECYCLE = "recycle"  # send it to the right recipient, under the same number
    COMPLETE = "complete"  # add what was missing
    ACKNOWLEDGE = "acknowledge"  # tell the platform that the rejection was taken note of
    REPLACE = "replace"  # a new document with a new number


WAYS_OUT = MappingProxyType(
    {
        "A_RECYCLER": (WayOut.RECYCLE,),
        "SUSPENDUE": (WayOut.COMPLETE,),
        "REJETEE": (WayOut.ACKNOWLEDGE, WayOut.REPLACE),
        "REFUSEE": (WayOut.REPLACE,),
        "IRRECEVABLE": (WayOut.REPLACE,),
    }
)
"""By the platform's status; where a platform takes no such word from programs, REPLACE alone is left."""

VOID = frozenset({"REJETEE", "REFUSEE", "IRRECEVABLE"})
"""Of these the platform says that they are no invoices: another may take their place."""


class EventKind(StrEnum):
    """The three parts of a history, as Chorus Pro shows it."""

    STATE = "state"
    COMPLEMENTARY = "complementary"
    ACTION = "action"


class Role(StrEnum):
    """What a member of a structure may do, least first; each may do what those before it may.

    SUPPLIER uploads, corrects and deposits the structure's own invoices; REVIEWER corrects and deposits for a public
    body; MANAGER sees figures, members, keys, accounts; ADMINISTRATOR manages every structure.
    """

    SUPPLIER = "supplier"
    REVIEWER = "reviewer"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"


def may_move(old: State, new: State) -> bool:
    """Whether a document may go from one state to the other.

    >>> may_move(State.READY, State.DEPOSITING), may_move(State.DEPOSITED, State.READY)
    (True, False)
    """
    return new in MOVES[old]
