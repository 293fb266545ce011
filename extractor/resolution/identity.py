"""A business whose numbers are printed, and the evidence for the part it plays."""

from __future__ import annotations

from dataclasses import dataclass, field

from models.candidate import Candidate, Kind


@dataclass(slots=True)
class Identity:
    """One business: its numbers on the page, and the weight of evidence for each role."""

    key: str
    numbers: list[Candidate] = field(default_factory=list)
    seller: float = 0.0
    buyer: float = 0.0
    third: float = 0.0

    def of(self, kind: Kind) -> list[Candidate]:
        return [number for number in self.numbers if number.kind is kind]

    @property
    def lead(self) -> float:
        """How much more the seller's than the buyer's."""
        return self.seller - self.buyer
