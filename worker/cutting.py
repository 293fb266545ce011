"""The pages of one invoice out of a file of several, for a platform that takes the PDF as it came."""

from __future__ import annotations

from dataclasses import dataclass

from worker.opening import opened


@dataclass(frozen=True, slots=True)
class CutFile:
    """Cut pages out of a PDF, in the reader process; None where they are all of it, which then goes as it came."""

    name: str
    data: bytes
    pages: tuple[int, ...]

    def run(self) -> bytes | None:
        """A PDF. Raises DamagedFile, PasswordProtected."""
        from extractor.output.cutting import cut, facts  # noqa: PLC0415
        from models.source import SourceKind  # noqa: PLC0415

        source, _ = opened(self.name, self.data)
        if source.kind is not SourceKind.PDF or not self.pages:
            return None
        if len(set(self.pages)) >= facts(source.data, self.name).pages:
            return None
        return cut(source.data, self.pages, name=self.name)
