"""What recognition hands to resolution: the document's lines, the labels in them, and every candidate value."""

from __future__ import annotations

from dataclasses import dataclass

from extractor.labels import Label
from extractor.text import PrintedLine
from models.candidate import Candidate, Kind
from models.document import Document
from models.resolution import Mention


@dataclass(frozen=True, slots=True)
class Candidates:
    """`lines` are in reading order; a label's or candidate's `line` is an index into them."""

    document: Document
    lines: tuple[PrintedLine, ...]
    labels: tuple[Label, ...]
    found: tuple[Candidate, ...]
    mentions: tuple[Mention, ...]

    def of(self, *kinds: Kind) -> tuple[Candidate, ...]:
        """The candidates of these kinds, in reading order within each kind."""
        return tuple(candidate for candidate in self.found if candidate.kind in kinds)
