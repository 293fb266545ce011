"""What is wrong with a container: a finding without place, since a PDF's objects have none that a person sees."""

from __future__ import annotations

from dataclasses import dataclass

from models.finding import Finding, Message, Severity


@dataclass(frozen=True, slots=True)
class Fault:
    """`reference` is the clause of the norm or of Factur-X."""

    rule: str
    severity: Severity
    fr: str
    en: str
    reference: str

    def finding(self) -> Finding:
        return Finding(
            rule=self.rule,
            severity=self.severity,
            message=Message(fr=self.fr, en=self.en),
            reference=self.reference,
        )
