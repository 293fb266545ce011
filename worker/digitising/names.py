"""What files are called that are made of a part of a scan: its pages first, then what it is, then its number.

>>> from models.stack import PartKind
>>> name_of(Part(kind=PartKind.INVOICE, pages=(4, 5)), "F/2026 118")
'p004-005-facture-F-2026-118'
>>> name_of(Part(kind=PartKind.DELIVERY_NOTE, pages=(6,)), "F-1", attached=True)
'p006-bon-de-livraison-avec-F-1'
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

from models.stack import Part
from worker.digitising.words import KINDS
from worker.file_names import shown

LONGEST = 60


def name_of(part: Part, number: str | None, *, attached: bool = False) -> str:
    """The name without its ending; `number` is that of the invoice, or of the one that a paper goes with."""
    first, last = part.kept[0] if part.kept else part.pages[0], part.kept[-1] if part.kept else part.pages[-1]
    pages = f"p{first:03}" if first == last else f"p{first:03}-{last:03}"
    told = plain(number or "")
    words = [pages, plain(KINDS[part.kind].fr), *(["avec"] if attached and told else []), told]
    return "-".join(filter(None, words))


def plain(text: str) -> str:
    """Letters, figures, dots and dashes that every file system takes.

    >>> plain("Pièce n° 12/b"), plain("../..")
    ('Piece-n-12-b', '')
    """
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9._]+", "-", letters).strip("-._")[:LONGEST]


def folder_of(name: str) -> str:
    """The folder for the results of a file, by its name with the folders before it.

    >>> folder_of("lot/../mars/scan 1.pdf"), folder_of("lot.zip/a.tif"), folder_of("-")
    ('lot/mars/scan 1', 'lot.zip/a', '-')
    """
    path = PurePosixPath(name.replace("\\", "/"))
    parts = [shown(part) for part in path.parts if part not in ("..", ".", "/")]
    last = PurePosixPath(parts[-1] if parts else "scan")
    return str(PurePosixPath(*parts[:-1], last.stem or last.name).as_posix()).lstrip(".") or "scan"
