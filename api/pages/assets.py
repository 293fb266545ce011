"""Scripts, styles and pictures of the pages: under an address that names their content, kept by browsers for good."""

from __future__ import annotations

import gzip
import mimetypes
import posixpath
import re
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from fastapi import APIRouter, Request, Response

from models.service_errors import NotFound

FOLDER: Final = Path(__file__).with_name("static")
PACKED: Final = frozenset({".js", ".css", ".svg"})
FOREVER: Final = "public, max-age=31536000, immutable"
_IMPORTED: Final = re.compile(r"""^(?:import|export)\b[^;]*?["'](\.{1,2}/[^"']+)["'];""", re.MULTILINE)
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


@cache
def modules(name: str) -> tuple[str, ...]:
    """Addresses of the scripts that a script imports, and they: a browser that is told asks for all of them at once."""
    found, ahead = [name], [name]
    while ahead:
        one = ahead.pop()
        for imported in _IMPORTED.findall(_files()[one].read_text(encoding="utf-8")):
            path = posixpath.normpath(posixpath.join(posixpath.dirname(one), imported))
            if path not in found:
                found.append(path)
                ahead.append(path)
    return tuple(map(address, found))


def below(folder: str) -> tuple[str, ...]:
    """The names of a folder's files."""
    return tuple(name for name in _files() if name.startswith(f"{folder}/"))


@router.get("/static/{wanted}/{name:path}")
def asset(request: Request, wanted: str, name: str) -> Response:
    """A file; an address of another version gives today's, and is asked for again."""
    path = _files().get(name)
    if path is None:
        raise NotFound(name)
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    kept = FOREVER if wanted == version() else "no-cache"
    headers = {"Cache-Control": kept}
    if path.suffix in PACKED:
        headers["Vary"] = "Accept-Encoding"
        if "gzip" in request.headers.get("accept-encoding", ""):
            return Response(_packed(name), media_type=kind, headers={**headers, "Content-Encoding": "gzip"})
    return Response(path.read_bytes(), media_type=kind, headers=headers)


@cache
def _packed(name: str) -> bytes:
    return gzip.compress(_files()[name].read_bytes(), mtime=0)


@cache
def _files() -> dict[str, Path]:
    return {path.relative_to(FOLDER).as_posix(): path for path in sorted(FOLDER.rglob("*")) if path.is_file()}
