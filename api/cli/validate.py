"""`prefacture validate`: judges electronic invoices on several processes and prints their reports in order."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from api.cli.batch import process
from api.cli.formats import Format
from api.cli.inputs import tasks
from api.cli.validate_printing import ReportPrinter
from api.cli.work import Line, ocr

if TYPE_CHECKING:
    from extractor.intake import Member
    from models.validation import ValidationReport

ALL_VALID, SOME_NOT_VALID = 0, 1


def run(options: Namespace) -> int:
    """Judge, print, and tell by the exit code whether every file is valid."""
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # JSON is UTF-8 whatever the locale
    printer = ReportPrinter(sys.stdout, options.format or Format.TABLE, options.lang)
    todo = tasks(options.files, sys.stdin.buffer, partial(judge, with_page=options.page))
    all_valid = process(todo, options, printer.put, prepare=printer.prepare, close=printer.close)
    return ALL_VALID if all_valid else SOME_NOT_VALID


def judge(member: Member, *, with_page: bool) -> Iterator[Line]:
    """The report on one file, as a line; it counts as failed where the file is not found valid."""
    from extractor.settings import Settings
    from extractor.verification import validate_file
    from models.validation import Verdict

    report = validate_file(member.name, member.data, ocr=ocr, settings=Settings(), with_page=with_page)
    yield Line(to_json(report), failed=report.verdict is not Verdict.VALID)


def to_json(report: ValidationReport) -> str:
    """The report on one line, its verdict first among what was judged."""
    shape = report.model_dump(mode="json", exclude_none=True)
    layers = shape.pop("layers")
    return json.dumps({**shape, "verdict": report.verdict.value, "layers": layers}, ensure_ascii=False)
