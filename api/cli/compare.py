"""`prefacture compare`: holds the XML of invoices against their pages, and prints what differs."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from api.cli.batch import process
from api.cli.compare_printing import ComparisonPrinter
from api.cli.formats import Format
from api.cli.inputs import tasks
from api.cli.work import Line, ocr

if TYPE_CHECKING:
    from extractor.intake import Member

ALL_AGREE, SOME_DIFFER, USAGE = 0, 1, 2


def run(options: Namespace) -> int:
    """Compare, print, and tell by the exit code whether every page says what its XML says."""
    xml: Path | None = options.xml
    if xml is not None and len(options.files) > 1:
        print("prefacture : « --xml » va avec un seul fichier.", file=sys.stderr)
        return USAGE
    if xml is not None and not xml.is_file():
        print(f"prefacture : {xml} n'existe pas ou n'est pas un fichier.", file=sys.stderr)
        return USAGE
    try:
        content = None if xml is None else xml.read_bytes()
    except OSError as error:
        print(f"prefacture : {xml} ne peut pas être lu ({error.strerror}).", file=sys.stderr)
        return USAGE
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # JSON is UTF-8 whatever the locale
    printer = ComparisonPrinter(sys.stdout, options.format or Format.TABLE)
    todo = tasks(options.files, sys.stdin.buffer, partial(hold, xml=content))
    all_agree = process(todo, options, printer.put, prepare=printer.prepare, close=printer.close)
    return ALL_AGREE if all_agree else SOME_DIFFER


def hold(member: Member, *, xml: bytes | None) -> Iterator[Line]:
    """The comparison of one file, as a line; it counts as failed where page and XML differ."""
    from extractor.settings import Settings
    from extractor.verification import compare_file

    found = compare_file(member.name, member.data, ocr=ocr, settings=Settings(), xml=xml)
    yield Line(found.model_dump_json(exclude_none=True), failed=bool(found.findings))
