"""Scripts, styles and pictures of the pages: under an address that names their content, kept by browsers for good."""

from __future__ import annotations

import mimetypes
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from fastapi import APIRouter, Response

from models.service_errors import NotFound

FOLDER: Final = Path(__file__).with_name("static")
FOREVER: Final = "public, max-age=31536000, immutable"
router = APIRouter(include_in_schema=False)


@cache
def version() -> str:
    """What all files together are named by: scripts import each other by relative names."""
    told = sha256()
    for path in _files().values():
        told.update(path.read_bytes())
    return told.hexdigest()[:12]


def address(name: str) -> str:
    """Where a file is served."""
    if name not in _files():
        raise KeyError(name)
    return f"/static/{version()}/{name}"


@router.get("/static/{wanted}/{name:path}")
def asset(wanted: str, name: str) -> Response:
    """A file; an address of another version gives today's, and is asked for again."""
    path = _files().get(name)
    if path is None:
        raise NotFound(name)
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    kept = FOREVER if wanted == version() else "no-cache"
    return Response(path.read_bytes(), media_type=kind, headers={"Cache-Control": kept})


@cache
def _files() -> dict[str, Path]:
    return {path.relative_to(FOLDER).as_posix(): path for path in sorted(FOLDER.rglob("*")) if path.is_file()}
