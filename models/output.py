"""What is written for deposit: the file formats, the profiles of EN 16931, and an invoice completed for one of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from models.finding import Finding, Message
from models.invoice import Invoice
from models.portal_terms import A1


class OutputKind(StrEnum):
    """What can be written. CSV and XLSX hold any number of invoices, the others one each."""

    FACTURX = "facturx"
    CII = "cii"
    UBL = "ubl"
    CHORUS = "chorus"
    CSV = "csv"
    XLSX = "xlsx"


class Profile(StrEnum):
    """How much of the norm a file holds, smallest first. EXTENDED is of Factur-X, EXTENDED_CTC_FR of bare CII and UBL.

    Sources: Factur-X 1.09 · XP Z12-012 (EXTENDED-CTC-FR)
    """

    BASIC_WL = "basicwl"
    EN16931 = "en16931"
    EXTENDED = "extended"
    EXTENDED_CTC_FR = "extended-ctc-fr"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Supplements(_Frozen):
    """What a person says of an invoice that its page does not.

    `billing_mode` is BT-23 (S1, B1, M1 ...). `legal_notes` asks for the notes PMT, PMD and AAB that BR-FR-05 demands to
    be written in the wording of the law where the page has none. `chorus_frame` is the `cadre de facturation` (A1 ...).
    """

    billing_mode: str | None = None
    legal_notes: bool = False
    chorus_frame: str = A1


class Addition(_Frozen):
    """A value that is not on the page and follows from others, or from what a person asked for. `term` as `BT-34`."""

    term: str
    value: str
    message: Message


class Completion(_Frozen):
    """An invoice made ready for one kind of file.

    `invoice` holds codes where the page had words; `additions` are what was derived, `gaps` the mandatory items that
    are missing, each a blocking finding; only without gaps may the file be deposited. `reason` says why this profile.
    """

    invoice: Invoice
    kind: OutputKind
    profile: Profile | None = None
    reason: Message | None = None
    additions: tuple[Addition, ...] = ()
    gaps: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """A file as written: its name without folder, its bytes, and of what completion it is made.

    `draft` tells that it is marked as one, since `gaps` of the completion or the findings forbid its deposit.
    CSV and XLSX have no completion.
    """

    name: str
    data: bytes
    kind: OutputKind
    completion: Completion | None = None
    draft: bool = False
