"""How the XML of a hybrid invoice compares with what its page shows, value by value."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from models.document import Reading
from models.field import Place
from models.finding import Finding


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Agreement(StrEnum):
    """SAME: printed on the page. DIFFERENT: the page prints another value. UNSEEN: the page prints none."""

    SAME = "same"
    DIFFERENT = "different"
    UNSEEN = "unseen"


class Compared(_Frozen):
    """One value of the XML against the page.

    `field` is a name of the contract, `vat_breakdown[n]`, or `lines[n].name`; `place` is where the page prints the same
    value, or the one that stands in its stead. `doubtful`: on a scan, characters that readers take for each other make
    the difference.
    """

    field: str
    term: str
    xml_value: str
    agreement: Agreement
    page_value: str | None = None
    place: Place | None = None
    doubtful: bool = False


class Comparison(_Frozen):
    """Every value compared, and a finding per difference."""

    source: str
    sha256: str
    reading: Reading
    values: tuple[Compared, ...] = ()
    findings: tuple[Finding, ...] = ()
