"""Logs of a process of its own: JSON lines, with what a line is about, without secrets and without invoices."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

KEY = "pf_" + "Ab1-" * 10
IBAN = "FR76 3000 6000 0112 3456 7890 189"
PROGRAM = """
import logging
from pydantic import BaseModel
from worker import logs
from worker.settings import ServiceSettings

logs.configure(ServiceSettings(log_level="{level}", log_json={json}))
log = logs.get("worker")
with logs.job("read", "d1"):
{lines}
log.info("after")
"""


def lines(*statements, level="INFO", as_json=True):
    """What a process with these statements inside a job writes on standard error."""
    program = PROGRAM.format(level=level, json=as_json, lines="\n".join(f"    {one}" for one in statements))
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == ""
    return done.stderr.splitlines()


def told(*statements, **more):
    return [json.loads(line) for line in lines(*statements, **more)]


def test_a_line_tells_the_job_and_the_document_while_it_runs():
    inside, after = told("log.info('pages_read', pages=2)")
    assert (inside["event"], inside["pages"], inside["level"]) == ("pages_read", 2, "info")
    assert (inside["job"], inside["document_id"]) == ("read", "d1")
    assert inside["timestamp"].endswith("Z")
    assert "job" not in after


SECRETS = [
    f"log.info('asked', authorization='Bearer {KEY}')",
    f"log.info('Authorization: Bearer {KEY}')",
    f"log.info('asked', headers={{'Cookie': 'prefacture_session={KEY}'}})",
    f"log.info('asked', deep=[{{'x': ('{KEY}',)}}])",
    f"logging.getLogger('uvicorn.error').error('failed for %s', '{KEY}')",
    f"log.info('password={KEY}&x=1')",
    f"log.info('asked', password='{KEY}', csrf='{KEY}')",
    f"log.info('connected to postgresql://me:{KEY}@base/db')",
    f"log.info('paid on {IBAN}')",
    f"log.info('paid on {IBAN.replace(' ', '')}')",
    f"log.info('known', accounts=['{IBAN}'], iban='{IBAN}')",
    f"log.exception('failed', exc_info=ValueError('{KEY} and {IBAN}'))",
    f"log.info('known', when=Exception('{KEY}'))",
]


@pytest.fixture(scope="module")
def written():
    return lines(*SECRETS)


@pytest.mark.parametrize("number", range(len(SECRETS)))
def test_no_secret_is_written(written, number):
    line = written[number]
    assert KEY[3:] not in line
    assert IBAN not in line
    assert IBAN.replace(" ", "") not in line
    assert "***" in line


def test_the_console_has_no_secrets_either():
    assert not any(KEY[3:] in line for line in lines(*SECRETS, as_json=False))


def test_what_an_invoice_says_is_told_at_debug_only():
    statement = "log.{}('read', text='Menuiserie Dubois', fields={{'iban': 1}}, pages=1)"
    at_debug, at_info, _ = told(statement.format("debug"), statement.format("info"), level="DEBUG")
    assert at_debug["text"] == "Menuiserie Dubois"
    assert not {"text", "fields"} & at_info.keys()
    assert at_info["pages"] == 1
    assert "Menuiserie" not in "".join(lines(statement.format("debug"), statement.format("error")))


def test_errors_of_libraries_do_not_quote_invoices():
    shown = lines(
        "class Total(BaseModel): total: int",
        "try: Total(total='Menuiserie Dubois')",
        "except ValueError: log.exception('failed')",
        "log.error('failed [parameters: (Menuiserie, 1)]')",
    )
    assert "Menuiserie" not in "".join(shown)
    assert "ValidationError" in shown[0]


def test_identifiers_and_digests_are_whole():
    digest, number = "ab12" * 16, "ab12cdef-1234-4567-8901-123456789012"
    line = told(f"log.info('stored', sha256='{digest}', id='{number}')")[0]
    assert (line["sha256"], line["id"]) == (digest, number)
