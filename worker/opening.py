"""A file that was taken in, opened in the reader process: how many pages it has is no reason to refuse it any more."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from extractor.settings import Settings
    from models.source import Source

LARGEST: Final = 1 << 40
"""Bytes: what may be sent is limited where it comes in."""


def opened(name: str, data: bytes) -> tuple[Source, Settings]:
    """The file, and the settings that it was opened with. Raises EngineError."""
    from extractor.intake import open_source  # noqa: PLC0415
    from worker.digitising.sheets import limits  # noqa: PLC0415

    settings = replace(limits(), max_bytes=LARGEST)
    return open_source(name, data, settings=settings), settings
