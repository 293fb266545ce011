"""Several invoices in one file: one Document each.

Today a file is one document; splitting a scanned stack is yet to come, and has its place here.
"""

from __future__ import annotations

from collections.abc import Iterator

from models.document import Document


def split(document: Document) -> Iterator[Document]:
    """The documents of a file, in page order."""
    yield document
