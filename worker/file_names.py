r"""Names of files as people see them: what their sender called them, without what could deceive or escape.

Folders before the name go, as do control characters and those that turn the direction of writing (a name with U+202E
shows `fdp.exe` as `exe.pdf`); letters of all languages stay. Names are told to browsers by RFC 6266 and RFC 8187.

>>> shown("C:\\scans\\facture 12.pdf"), shown("../../etc/passwd"), shown("  ")
('facture 12.pdf', 'passwd', 'document')
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath
from urllib.parse import quote

LONGEST = 255
NAMELESS = "document"
_LONGEST_SUFFIX = 12
_TOKEN = re.compile(r"[^A-Za-z0-9._-]+")


def shown(name: str) -> str:
    """The name to keep and to show."""
    last = re.split(r"[/\\]", name)[-1]
    clean = "".join(sign for sign in unicodedata.normalize("NFC", last) if unicodedata.category(sign)[0] != "C")
    clean = " ".join(clean.split()).strip(". ") if clean.strip(". ") else ""
    if len(clean) <= LONGEST:
        return clean or NAMELESS
    stem, dot, suffix = clean.rpartition(".")
    if not dot or len(suffix) > _LONGEST_SUFFIX:
        return clean[:LONGEST]
    return f"{stem[: LONGEST - len(suffix) - 1]}.{suffix}"


def fitting(name: str, longest: int, suffix: str | None = None) -> str:
    """The name in so many characters with its extension, or with the one that is right for what it holds.

    >>> fitting("bon de livraison signé par le responsable du site le 3 novembre.pdf", 50)
    'bon de livraison signé par le responsable du s.pdf'
    >>> fitting("lot/F-1.XML", 50, "pdf"), fitting("F-1.PDF", 50, "pdf"), fitting(".pdf", 50, "pdf")
    ('F-1.XML.pdf', 'F-1.pdf', 'document.pdf')
    """
    last = PurePosixPath(name).name
    ending = PurePosixPath(last).suffix if suffix is None else f".{suffix}"
    stem = last[: -len(ending)] if ending and last.lower().endswith(ending.lower()) else last
    return f"{stem[: max(longest - len(ending), 0)] or NAMELESS}{ending}"


def disposition(name: str) -> str:
    """The header that has a browser save a file under this name, and never show it.

    >>> disposition("reçu.pdf")
    'attachment; filename="re_u.pdf"; filename*=UTF-8\\'\\'re%C3%A7u.pdf'
    """
    clean = shown(name)
    plain = _TOKEN.sub("_", clean).strip("_") or NAMELESS
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(clean, safe='')}"
