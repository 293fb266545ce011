"""Stacks of paper for tests, and what a run made of one."""

import hashlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pypdfium2

ROOT = Path(__file__).resolve().parents[1]
INVOICES = ROOT / "fixtures" / "invoices"
TEXTS = ("complet_public", "bureau-1", "complet_services")


def stack_of(path, names=TEXTS, *, blank_after=()):
    """A PDF with text, several invoices in it; blank pages after some, counted from 0."""
    with pypdfium2.PdfDocument.new() as stack:
        for index, name in enumerate(names):
            with pypdfium2.PdfDocument(INVOICES / name / "invoice.pdf") as one:
                stack.import_pages(one)
            if index in blank_after:
                stack.new_page(595, 842)
        stack.save(path)
    return path


def scanned(path, name="bureau-1", *, turn=0, slope=0.0, dpi=150):
    """A picture of an invoice, as a scanner gives it: turned (degrees counter-clockwise) and sloped."""
    from PIL import Image

    with pypdfium2.PdfDocument(INVOICES / name / "invoice.pdf") as one:
        image = one[0].render(scale=dpi / 72, grayscale=True).to_pil()
    if slope:
        image = image.rotate(slope, resample=Image.Resampling.BICUBIC, fillcolor=255)
    image.rotate(turn, expand=True).save(path, resolution=dpi, dpi=(dpi, dpi))
    return path


def started(*arguments, fault=None):
    """The command, in a group of its own."""
    environment = {**os.environ, **({"PREFACTURE_FAULT": str(fault)} if fault else {})}
    return subprocess.Popen(
        [sys.executable, "-m", "api.cli.main", "digitise", *map(str, arguments)],
        env=environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip


def killed(process):
    """End the leading process alone, as SIGKILL does: its readers must see to themselves."""
    process.send_signal(signal.SIGKILL)
    process.communicate()


def until(condition, seconds=60.0):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


def made(out):
    """Digests of all that a run wrote, but for its report and what it keeps for itself."""
    return {
        str(path.relative_to(out)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(out.rglob("*"))
        if path.is_file() and ".prefacture" not in path.parts and not path.name.startswith("report.")
    }
