"""Apache PDFBox Preflight, run once over many files; it judges PDF/A-1b, of which PDF/A-3b allows more."""

import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest

PROGRAM = Path(__file__).with_name("Preflight.java")
JARS = [
    Path("/usr/share/java", f"{name}.jar")
    for name in "preflight pdfbox2 xmpbox fontbox2 commons-logging javax.activation jaxb-api".split()
]
ALLOWED_SINCE_PDFA_2 = {
    "1.2.7",  # compressed metadata, JPEG 2000 and JBIG2
    "1.2.9",  # embedded files
    "1.4.7",
    "1.4.8",  # layers
    "2.1.6",  # ICC profiles of version 4
    "2.2.1",  # transparency
    "2.2.2",
    "4.1.2",
    "3.1.11",  # subsets without CIDSet
    "7.2",  # information and metadata equal to the letter
    "7.11.2",  # part 3 instead of part 1
}
OPEN_TYPE = "invalid /Subtype /OpenType"  # under 3.1.3: OpenType programs came with PDF 1.6


def remarks(files: Iterable[Path]) -> dict[str, set[str]]:
    """By file name, what PDF/A-3b does not allow either; skips the test where the program is not installed."""
    java = shutil.which("java")
    missing = [str(path) for path in JARS if not path.is_file()]
    if java is None or missing:
        pytest.skip(f"Preflight needs {'a Java runtime' if java is None else ' '.join(missing)}: make setup as root")
    files = [str(path) for path in files]
    run = subprocess.run(
        [java, "-Xmx700m", "-cp", ":".join(map(str, JARS)), str(PROGRAM), *files],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    found: dict[str, set[str]] = {}
    for line in run.stdout.splitlines():
        file, code, text = line.split("\t")
        said = found.setdefault(Path(file).name, set())
        if code not in ALLOWED_SINCE_PDFA_2 | {"judged"} and OPEN_TYPE not in text:
            said.add(f"{code} {text}")
    assert len(found) == len(files), run.stderr[-500:]
    return found
