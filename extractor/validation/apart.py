"""One stylesheet run in a process of its own: `python -m extractor.validation.apart STYLESHEET`, XML in, SVRL out."""

from __future__ import annotations

import sys
from pathlib import Path

from extractor.validation.saxon import transform_here

if __name__ == "__main__":
    try:
        sys.stdout.buffer.write(transform_here(Path(sys.argv[1]), sys.stdin.buffer.read().decode()).encode())
    except Exception as error:  # noqa: BLE001 - saxonche raises bare Exception; the caller tells what it means
        sys.exit(str(error))
