"""The report on a file that claims to be an electronic invoice: layer by layer, each run, skipped or failed."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from models.finding import Finding, Message, Severity


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Syntax(StrEnum):
    """The XML vocabulary of an invoice. ZUGFERD1 and ORDERX are told apart, and not judged as invoices of EN 16931."""

    CII = "cii"
    UBL_INVOICE = "ubl-invoice"
    UBL_CREDIT_NOTE = "ubl-creditnote"
    ZUGFERD1 = "zugferd1"
    ORDERX = "orderx"


class LayerName(StrEnum):
    """The layers, in the order in which they run."""

    FILE = "file"  # the file opens, holds one invoice, is safe
    XSD = "xsd"  # the schema of the syntax and profile
    NORM = "norm"  # Schematron of EN 16931 or of the profile
    FRANCE = "br-fr"  # Schematron of XP Z12-012
    OWN = "prefacture"  # mandatory mentions, identifiers, arithmetic, Chorus Pro
    PDF = "pdf"  # the container: PDF/A-3, metadata, attachment
    PAGE = "page"  # what is printed agrees with the XML


class LayerState(StrEnum):
    """PASSED and FAILED were run; SKIPPED was not, and its reason says why."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"


class Layer(_Frozen):
    """One layer: its state, the rules it ran by (`rules`, as "Factur-X 1.09 EN16931"), what it found, its time."""

    name: LayerName
    state: LayerState
    rules: str | None = None
    reason: Message | None = None
    findings: tuple[Finding, ...] = ()
    milliseconds: float = 0.0


class Verdict(StrEnum):
    """VALID only if every layer that concerns the file has run and passed; UNDECIDED where one was skipped."""

    VALID = "valid"
    INVALID = "invalid"
    UNDECIDED = "undecided"


class ValidationReport(_Frozen):
    """What was found about one file. `profile` is BT-24 as written in it."""

    source: str
    sha256: str
    syntax: Syntax | None = None
    profile: str | None = None
    layers: tuple[Layer, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """Invalid where a layer failed, else undecided where one was skipped or none ran, else valid."""
        states = {layer.state for layer in self.layers}
        if LayerState.FAILED in states:
            return Verdict.INVALID
        return Verdict.VALID if states == {LayerState.PASSED} else Verdict.UNDECIDED

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, blocking ones first."""
        found = [finding for layer in self.layers for finding in layer.findings]
        return tuple(sorted(found, key=lambda one: one.severity is not Severity.BLOCKING))
