"""What became of the files of one upload: told file by file, since one that is refused does not stop the others."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from models.service import DocumentSummary, Problem


class Outcome(StrEnum):
    """What became of a file."""

    CREATED = "created"
    KNOWN = "known"  # the same content was there already: its document is given
    REFUSED = "refused"  # not taken; the problem says what to do


class FileReceipt(BaseModel):
    """One file: `document` where it was taken or known, `problem` where it was refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    outcome: Outcome
    document: DocumentSummary | None = None
    problem: Problem | None = None


class Receipt(BaseModel):
    """The files of one upload, in their order. `batch_id` is the batch that those that are new belong to."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    files: tuple[FileReceipt, ...]
    batch_id: str | None = None

    @property
    def created(self) -> bool:
        """Whether a file was new."""
        return any(file.outcome is Outcome.CREATED for file in self.files)

    @property
    def refused(self) -> bool:
        """Whether no file at all was taken."""
        return all(file.outcome is Outcome.REFUSED for file in self.files)
