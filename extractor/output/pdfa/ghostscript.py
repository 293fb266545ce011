"""Ghostscript: a PDF written anew with every font in it and every colour in sRGB.

An external program under its own licence (AGPL), run as one: a file in, a file out, in a folder of its own, without
access to others, for a limited time and in limited memory. Where it is not installed, pages are drawn instead.

Source: https://ghostscript.readthedocs.io/en/latest/VectorDevices.html (PDF/A)
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

SECONDS = 12.0
"""For one run; an ordinary invoice takes less than one."""
SECONDS_PER_PAGE = 0.5
_MEMORY_KB = 1_500_000
_OPTIONS = (
    "-dSAFER",
    "-dBATCH",
    "-dNOPAUSE",
    "-dQUIET",
    "-dPDFA=3",
    "-dPDFACompatibilityPolicy=1",
    "-sDEVICE=pdfwrite",
    "-dCompatibilityLevel=1.7",
    "-dAutoRotatePages=/None",
    "-dEmbedAllFonts=true",
    "-dSubsetFonts=true",
    "-dDownsampleColorImages=false",
    "-dDownsampleGrayImages=false",
    "-dDownsampleMonoImages=false",
    "-dAutoFilterColorImages=false",
    "-dAutoFilterGrayImages=false",
    "-dColorImageFilter=/FlateEncode",
    "-dGrayImageFilter=/FlateEncode",
    "-dPassThroughJPEGImages=true",
    "-dPreserveEmbeddedFiles=false",
    "-dPrinted=false",
)


def rewritten(data: bytes, pages: int, *, colours: str) -> bytes | None:
    """The PDF written anew, None where Ghostscript is missing, fails, or takes too long.

    `colours` is its strategy: RGB, or LeaveColorUnchanged, which takes a fifth of the time on a page of pictures.
    """
    program, shell = shutil.which("gs"), shutil.which("sh")
    if program is None or shell is None:
        return None
    with tempfile.TemporaryDirectory(prefix="prefacture-") as folder:
        given, made = Path(folder, "in.pdf"), Path(folder, "out.pdf")
        given.write_bytes(data)
        options = [*_OPTIONS, f"-sColorConversionStrategy={colours}", f"--permit-file-read={given}"]
        command = [program, *options, f"-sOutputFile={made}", str(given)]
        limited = [shell, "-c", f'ulimit -v {_MEMORY_KB}; exec "$@"', "sh", *command]
        try:
            done = subprocess.run(  # noqa: S603  (the program is found on the path, the arguments are ours)
                limited,
                cwd=folder,
                env={"PATH": "/usr/bin:/bin", "TMPDIR": folder, "HOME": folder},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                check=False,
                timeout=SECONDS + SECONDS_PER_PAGE * pages,
            )
        except (subprocess.TimeoutExpired, OSError):
            return None
        if done.returncode or not made.is_file():
            return None
        return made.read_bytes()
