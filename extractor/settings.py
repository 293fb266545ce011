"""What may be set from outside: limits and the OCR engine. Made at the entry points, passed down."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """Limits are what a file from outside may cost; sizes in bytes, pixels and points.

    `max_pages`: more are refused. `max_bytes`: of one file, packed or unpacked. `max_pixels`: of one image.
    `max_members`: files of an archive. `max_depth`: archives in archives. `max_ratio`: unpacked over packed bytes.
    `render_dpi`: resolution at which a page without text is drawn for OCR.
    """

    max_pages: int = 500
    max_bytes: int = 120 * 1024 * 1024
    max_pixels: int = 120_000_000
    max_members: int = 1000
    max_depth: int = 2
    max_ratio: int = 200
    render_dpi: int = 200
