"""A deposit before it is asked for: what would be sent, what may be chosen, and what forbids it yet."""

from __future__ import annotations

from typing import Literal, TypeAlias

from pydantic import BaseModel, ConfigDict

from models.directory import RecipientView
from models.finding import Finding
from models.invoice import Invoice
from models.output import Addition, OutputKind, Supplements
from models.service import BankAccountView

ModeBy: TypeAlias = Literal["page", "person", "lines"]
Standing: TypeAlias = Literal["met", "missing", "wrong", "free"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Choices(_Frozen):
    """What a person chose; None is left to the service. `account` is an account's identifier, "" the IBAN as read."""

    kind: OutputKind | None = None
    supplements: Supplements = Supplements()
    account: str | None = None


class KindChoice(_Frozen):
    """A kind of file: whether it can be deposited at all, and how many items it lacks."""

    kind: OutputKind
    possible: bool = True
    missing: int = 0


class AccountChoice(_Frozen):
    """One of the structure's own accounts; `is_read` where the invoice bears its IBAN."""

    account: BankAccountView
    is_read: bool = False


class Demand(_Frozen):
    """What the recipient demands, by the directory, and whether the invoice has it. `name` is the service's.

    `wrong` is a value that the directory does not know, or no longer; `free` is neither demanded nor there.
    """

    of: Literal["service", "engagement", "either"]
    required: bool
    value: str | None = None
    name: str = ""
    state: Standing


class DepositPreview(_Frozen):
    """What would become of a deposit with these choices.

    `recipient` is the buyer where the directory knows it. `invoice` is as it would be sent; `account` as in Choices,
    None where nothing is to be chosen. `findings` forbid the deposit, `duplicates` ask for a word of confirmation.
    `mode_by` tells whom the billing mode is known from.
    """

    kind: OutputKind
    kinds: tuple[KindChoice, ...]
    invoice: Invoice
    recipient: RecipientView | None = None
    demands: tuple[Demand, ...] = ()
    mode_by: ModeBy | None = None
    read_iban: str | None = None
    accounts: tuple[AccountChoice, ...] = ()
    account: str | None = None
    findings: tuple[Finding, ...] = ()
    warnings: tuple[Finding, ...] = ()
    duplicates: tuple[Finding, ...] = ()
    additions: tuple[Addition, ...] = ()


class FieldHistory(_Frozen):
    """A value as it was read at first and as it stands now; `actor` is who changed it, where a person did."""

    field: str
    first: str | None = None
    now: str | None = None
    actor: str | None = None
