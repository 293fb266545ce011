"""Deposits with a portal of Chorus Pro's interface on a line that fails: none lost, none twice, and what that takes.

The portal is ours, behind its real server; a proxy spoils one answer in three (tests.integration.chorus_trial).
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from tests.integration.chorus_trial import judged, parcels, people, trial
from tests.integration.test_api_live import served
from tests.worker_kit import make_service
from worker import logs
from worker.reader import reader_of
from worker.settings import ServiceSettings

DEPOSITS, SEED = 500, 7


def run(*, quick: bool) -> dict[str, Any]:
    """Measure and print."""
    count = DEPOSITS // 10 if quick else DEPOSITS
    logs.configure(ServiceSettings(log_level="ERROR"))
    with tempfile.TemporaryDirectory() as folder:
        service = make_service(Path(folder), rate_per_minute=1_000_000)
        try:
            person = people(service)
            wanted = parcels(count)
            with served(service) as address:
                outcome, proxy = trial(service, address, person, wanted, seed=SEED)
            figures = judged(service, wanted, outcome)
        finally:
            reader_of(service.settings).close()
            service.close()
    calls = sum(proxy.done.values())
    spoilt = {name: number for name, number in proxy.done.most_common() if name != "none"}
    report = {
        **figures,
        "calls": calls,
        "spoilt": sum(spoilt.values()),
        "seconds": round(outcome.seconds, 1),
        "tried again": dict(outcome.again),
        "faults": spoilt,
    }
    print(f"\ngateway: {count} deposits, half as PDFs, half as flows, on a failing line")
    for name, value in report.items():
        told = ", ".join(f"{one} {number}" for one, number in value.items()) if isinstance(value, dict) else value
        print(f"  {name:14} {told}")
    return report
