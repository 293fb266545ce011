"""Requests made up from the API's own description: no defect of ours, no answer that the description does not tell."""

import os
import subprocess
import sys
from pathlib import Path

from tests.integration.durability_papers import paper
from tests.integration.durability_service import SECRET, served

ROOT = Path(__file__).parents[2]
CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,"
    "refusals_say_what_to_do"
)
SECONDS = 18


def attacked(running, folder, *parameters):
    """Let Schemathesis loose on the service; how it ended, and what it says."""
    configuration = folder / "schemathesis.toml"
    configuration.write_text("\n".join(("[parameters]", *parameters)))
    return subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(configuration), "run"),
            *(f"http://127.0.0.1:{running.port}/api/v1/openapi.json", "-H", f"Authorization: Bearer {SECRET}"),
            *("--checks", CHECKS, "--phases", "examples,coverage,fuzzing", "--max-examples", "6"),
            *("--exclude-path-regex", "/events$", "--continue-on-failure", "--max-failures", "40"),
            *("--max-time", str(SECONDS), "--request-timeout", "10", "--seed", "4", "--no-shrink"),
            *("--generation-database", "none", "--no-color", "--warnings", "off"),
        ],
        cwd=folder,
        env=os.environ | {"SCHEMATHESIS_HOOKS": "tests.integration.schemathesis_checks", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=SECONDS + 60,
        check=False,
    )


def test_made_up_requests_are_answered_as_described(tmp_path):
    with served(tmp_path) as running:
        (one,) = running.upload("facture.pdf", paper(1)).body["files"]
        identifier = one["document"]["id"]
        running.wait(lambda: running.get(f"/api/v1/documents/{identifier}").body["ready"], 30, "not read")
        for parameters in ((f'document_id = "{identifier}"',), ()):  # about a document that is there, then about any
            done = attacked(running, tmp_path, *parameters)
            assert done.returncode == 0, done.stdout[-12000:] + done.stderr[-2000:]
