"""Files that crash the reader, hang it or eat memory cost their own job only: each ends failed, with its reason."""

from pathlib import Path

import pytest

from tests.integration.durability_papers import paper
from tests.integration.durability_service import served

FOLDER = Path(__file__).parents[3] / "shared" / "corpus" / "malformed"
LIMITS = {
    "PREFACTURE_JOB_SECONDS": "8",
    "PREFACTURE_JOB_BYTES": str(3 << 28),
    "PREFACTURE_TRIES": "2",
    "PREFACTURE_LEASE_SECONDS": "100",
}
REASONS = {"crash": "crashed", "kill": "crashed", "hang": "too_slow", "eat": "too_big"}
WAITING = {"received", "reading"}


def uploaded(running, name, data):
    """The document's identifier; None where the file is refused at the door, with a reason."""
    answer = running.surely(running.upload, name, data)
    if answer.status < 400:
        return answer.body["files"][0]["document"]["id"]
    assert answer.status < 500
    assert answer.body["code"]
    assert answer.body["detail"]
    return None


def settled(running, seconds=50):
    """Every document by its identifier, when nothing waits any more."""
    running.wait(lambda: not WAITING & {one["state"] for one in running.documents()}, seconds, "some wait for ever")
    return {one["id"]: one for one in running.documents()}


def test_a_file_that_breaks_its_reader_fails_with_its_reason_and_the_others_are_read(tmp_path):
    with served(tmp_path, **LIMITS) as running:
        named = {}
        for index, what in enumerate(REASONS):
            running.arm(f"reader.{what}.pdf", f"always {what}")
            named[uploaded(running, f"{what}.pdf", paper(100 + index))] = what
        others = {uploaded(running, f"facture-{index}.pdf", paper(index)) for index in range(6)}
        documents = settled(running)
        assert {(documents[one]["state"], documents[one]["ready"]) for one in others} == {("to_review", True)}
        for identifier, what in named.items():
            whole = running.get(f"/api/v1/documents/{identifier}").body
            assert (whole["state"], whole["error"]["code"], whole["tries"]) == ("failed", REASONS[what], 2)
            assert whole["error"]["message"]["fr"]


def test_malformed_files_are_refused_read_or_failed_with_a_reason(tmp_path):
    files = sorted(path for path in FOLDER.glob("*") if path.suffix != ".csv") if FOLDER.is_dir() else []
    if not files:
        pytest.skip(f"no malformed files at {FOLDER}")
    with served(tmp_path, **LIMITS | {"PREFACTURE_JOB_SECONDS": "20"}) as running:
        taken = [one for path in files[::4] if (one := uploaded(running, path.name, path.read_bytes()))]
        documents = settled(running, 120)
        assert set(taken) <= set(documents)
        for one in documents.values():
            assert one["state"] != "failed" or (one["error"]["code"] and one["error"]["message"]["fr"])
