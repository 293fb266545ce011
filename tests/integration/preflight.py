"""Apache PDFBox Preflight, run once over many files; it judges PDF/A-1b, of which PDF/A-3b allows more."""

import shutil
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

PROGRAM = "org.apache.pdfbox.preflight.Validator_A1b"
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


def remarks(folder: Path) -> dict[str, set[str]]:
    """By name of the PDFs of a folder, what PDF/A-3b does not allow either.

    Skips the test where the program is not installed.
    """
    java = shutil.which("java")
    missing = [str(path) for path in JARS if not path.is_file()]
    if java is None or missing:
        pytest.skip(f"Preflight needs {'a Java runtime' if java is None else ' '.join(missing)}: make test as root")
    run = subprocess.run(
        [java, "-Xmx700m", "-cp", ":".join(map(str, JARS)), PROGRAM, "xml", "group", str(folder)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,  # it fails where a file is no PDF/A-1
    )
    report = folder.with_name(folder.name + ".preflight.xml")
    assert report.is_file(), run.stderr[-500:]
    found = {
        judged.get("name", ""): {
            f"{error.findtext('code')} {error.findtext('details')}"
            for error in judged.iter("error")
            if not _is_allowed(error.findtext("code", ""), error.findtext("details", ""))
        }
        | {f"crash {broken.text}" for broken in judged.iter("exceptionThrown")}
        for judged in ET.parse(report).getroot().iter("preflight")
    }
    assert set(found) == {path.name for path in folder.glob("*.pdf")}, run.stderr[-500:]
    return found


def _is_allowed(code: str, details: str) -> bool:
    return code in ALLOWED_SINCE_PDFA_2 or OPEN_TYPE in details
