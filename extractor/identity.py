"""Which engine this is: a version, and a digest that changes whenever what it reads could change.

The digest is of the code and data files of the stages that read, the versions of the libraries that decode and
recognise, the networks, and Tesseract with its French data. Two machines with the same of these have the same engine.
What only writes, compares or judges files is left out: it changes nothing that is read.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

PACKAGES: Final = Path(__file__).resolve().parents[1]
ELSEWHERE: Final = frozenset("comparison deposit.py output rejection testing.py validation verification.py".split())
"""Parts of `extractor` that read nothing."""
MODELS: Final = tuple(
    "__init__ candidate codes correction document errors extraction field finding geometry invoice provenance "
    "resolution second_look source stack terms".split()
)
"""Modules of `models` that what is read is made of."""
LIBRARIES: Final = (
    "lxml", "numpy", "onnxruntime", "opencv-python", "pdfminer.six", "pdfplumber", "pillow", "pillow-heif",
    "pypdfium2", "pytesseract", "python-stdnum", "rapidfuzz", "schwifty", "zxing-cpp",
)  # fmt: skip
"""Distributions that decode, recognise or check what is read."""

LANGUAGES: Final = ("fra", "osd")
"""Data of Tesseract that are used."""

LONGEST: Final = 40
"""Characters that are kept of the name of an engine."""

_KINDS: Final = frozenset({".py", ".toml", ".json"})
_SHOWN: Final = 8
_SAMPLES, _SAMPLE = 64, 4096
_PATIENCE: Final = 10.0


@cache
def engine_version() -> str:
    """What reads, kept beside what was read: two that are equal read the same. At most LONGEST characters.

    >>> name, _, build = engine_version().partition("+")
    >>> name.partition(" ")[0], build == digest()
    ('prefacture', True)
    """
    try:
        return f"prefacture {version('prefacture')}+{digest()}"[-LONGEST:]
    except PackageNotFoundError:  # run from a folder that nobody installed
        return f"prefacture+{digest()}"


@cache
def digest() -> str:
    """Eight hexadecimal digits.

    >>> len(digest()), int(digest(), 16) >= 0
    (8, True)
    """
    asked = _asked()  # answers while files are read
    told = hashlib.sha256()
    for what in (*_code(PACKAGES), *_libraries(), *_networks(), *_tesseract(asked)):
        told.update(what)
    return told.hexdigest()[:_SHOWN]


def code_digest(packages: Path) -> str:
    """The digest of the code and data alone, of the engine in a folder.

    >>> code_digest(PACKAGES) == code_digest(PACKAGES)
    True
    """
    told = hashlib.sha256()
    for what in _code(packages):
        told.update(what)
    return told.hexdigest()


def _code(packages: Path) -> Iterator[bytes]:
    """Names and contents, in an order that is the same everywhere."""
    engine = packages / "extractor"
    files = sorted(
        (path.relative_to(packages).as_posix(), path)
        for part in os.scandir(engine)
        if part.name not in ELSEWHERE
        for path in (Path(part.path).rglob("*") if part.is_dir() else (Path(part.path),))
        if path.suffix in _KINDS
    )
    for name, path in (*files, *((f"models/{name}.py", packages / "models" / f"{name}.py") for name in MODELS)):
        content = path.read_bytes()
        yield f"{name} {len(content)}\n".encode()
        yield content


def _libraries() -> Iterator[bytes]:
    yield f"python {sys.version_info.major}.{sys.version_info.minor}\n".encode()
    for name in LIBRARIES:
        with suppress(PackageNotFoundError):
            yield f"{name} {version(name)}\n".encode()


def _networks() -> Iterator[bytes]:
    """Their sizes, and blocks from all over them: other weights differ everywhere."""
    from extractor.reading.ocr import weights  # noqa: PLC0415 - a program too: not to be loaded before it is run

    for name in weights.FILES:
        path = weights.folder() / name
        if not path.is_file():
            continue
        size = path.stat().st_size
        yield f"{name} {size}\n".encode()
        with path.open("rb") as file:
            for block in range(_SAMPLES):
                file.seek(size * block // _SAMPLES)
                yield file.read(_SAMPLE)


def _asked() -> tuple[subprocess.Popen[str], ...]:
    program = shutil.which("tesseract")
    if program is None:
        return ()
    return tuple(
        subprocess.Popen(  # noqa: S603 - fixed questions
            [program, what], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        for what in ("--version", "--list-langs")
    )


def _tesseract(asked: tuple[subprocess.Popen[str], ...]) -> Iterator[bytes]:
    """Its version, without what it says of the processor; its data by their sizes."""
    for process in asked:
        try:
            first = process.communicate(timeout=_PATIENCE)[0].partition("\n")[0]
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            continue
        folder = first.partition('"')[2].partition('"')[0]
        if not folder:
            yield f"{first}\n".encode()
            continue
        for language in LANGUAGES:
            data = Path(folder) / f"{language}.traineddata"
            if data.is_file():
                yield f"{language} {data.stat().st_size}\n".encode()
