"""Stacks of paper as a scanner gives them, made of the fixtures' own pages, and how they are sent."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pikepdf

from tests.integration.durability_service import multipart

INVOICES = Path(__file__).parents[1] / "fixtures" / "invoices"
A4 = (595, 842)


def stack(*sheets: str) -> bytes:
    """One PDF of pages: `mairie` is all pages of that fixture, `multipage-1:3` its third, `-` is blank."""
    made = pikepdf.new()
    for sheet in sheets:
        name, _, number = sheet.partition(":")
        if name == "-":
            made.add_blank_page(page_size=A4)
            continue
        with pikepdf.open(INVOICES / name / "invoice.pdf") as source:
            made.pages.extend([source.pages[int(number) - 1]] if number else source.pages)
    told = BytesIO()
    made.save(told, deterministic_id=True)
    return told.getvalue()


def as_stack(name: str, data: bytes, flag: str = "true") -> tuple[bytes, str]:
    """The body of an upload that says `stack`, and its content type."""
    body, kind = multipart((name, data))
    mark = kind.split("boundary=")[1]
    head = f'--{mark}\r\nContent-Disposition: form-data; name="stack"\r\n\r\n{flag}\r\n'
    return head.encode() + body, kind
