"""Thousands of stopped invoices read again by the whole service on PostgreSQL, undisturbed and with processes killed.

Undisturbed: invoices per second from the request until the run can be looked at, beside `prefacture extract` of the
same files with as many processes before and after; the same until all is applied and deposited; memory; how long a
person waits for lists, pages and reports. Disturbed: a part of the same documents in a store of their own, while
the API, workers, readers and the queue are killed at random; each must end as it did undisturbed, with one deposit.
"""

from __future__ import annotations

import os
import random
import re
import statistics
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from models.extraction import Extraction
from tests.benchmarks import command, rejected
from tests.benchmarks.service import unread
from tests.integration.durability_papers import paper
from tests.integration.durability_service import Answer, Running, served
from tests.integration.durability_trial import API, VALKEY, WORKER
from tests.integration.postgres import Postgres, binaries, server
from worker.files import Files
from worker.queue import Queue
from worker.reader import resident
from worker.service import Service
from worker.settings import ServiceSettings
from worker.store import Store
from worker.store.tables import DepositRow, EventRow

DOCUMENTS, DISTURBED, WORKERS = 2000, 400, 2
KILLS = 6
"""Processes killed in each of the two stages, at least."""
WORDS = (WORKER, "worker.child", API, VALKEY)
LONGEST = 3600.0
RUNS = "/api/v1/reprocessings"
UNHURRIED = {"PREFACTURE_LEASE_SECONDS": "300", "PREFACTURE_SWEEP_SECONDS": "5"}
NEW = {
    "mode": "replace",
    "selection": {"outdated": True},
    "deposit_as": {"kind": "cii", "supplements": {"billing_mode": "S1"}},
}
_NUMBER = re.compile(rb"AH-2026-\d{5}(?:-R\d+)?")


def run(*, quick: bool) -> dict[str, Any]:
    """Measure and print."""
    folder = binaries()
    if folder is None:
        print("\nreprocess: PostgreSQL is not installed: apt-get install postgresql")
        return {}
    count, fewer = (DOCUMENTS // 10, DISTURBED // 5) if quick else (DOCUMENTS, DISTURBED)
    with tempfile.TemporaryDirectory() as home, server(folder) as postgres:
        place = Path(home)
        papers, read, before = material(place / "papers", count)
        with planted(postgres, place / "calm", papers, read, **UNHURRIED) as running:
            report, calm = undisturbed(running, count)
        after = command.extract(sorted((place / "papers").iterdir()))[1]
        report["command"] = count / ((before + after) / 2)  # machines that others use change their pace meanwhile
        report["ratio"] = report["read"] / report["command"]
        with planted(postgres, place / "storm", papers[:fewer], read[:fewer]) as running:
            report["disturbed"] = disturbed(running, calm)
    tell(report)
    return report


def material(folder: Path, count: int) -> tuple[list[bytes], list[Extraction], float]:
    """The papers, what is read in them, and the seconds that the command took."""
    folder.mkdir()
    papers = [paper(index) for index in range(count)]
    for index, data in enumerate(papers):
        (folder / f"facture-{index:05d}.pdf").write_bytes(data)
    paths = sorted(folder.iterdir())
    text, seconds = command.extract(paths)
    told = {name: Extraction.model_validate(line) for name, line in command.by_file(text).items()}
    return papers, [told[path.name] for path in paths], seconds


@contextmanager
def planted(
    postgres: Postgres, home: Path, papers: Sequence[bytes], read: Sequence[Extraction], **settings: str
) -> Iterator[Running]:
    """The service on a database of its own that is full of stopped invoices."""
    home.mkdir()
    os.environ["DATABASE_URL"] = postgres.new_database()
    try:
        with served(home, **{"PREFACTURE_WORKERS": str(WORKERS)} | settings) as running:
            service = opened(home)
            try:
                rejected.plant(service, papers, read)
            finally:
                service.close()
            warm(running)
            yield running
    finally:
        del os.environ["DATABASE_URL"]


def warm(running: Running) -> None:
    """One file for each worker: engines are loaded when the measure begins, as in a service that runs."""
    for index in range(WORKERS):
        running.upload("warm.pdf", paper(90_000 + index))
    running.wait(lambda: not unread(running), 120, "the engines do not start")


def opened(home: Path) -> Service:
    settings = ServiceSettings(home=home, gateway="folder")
    return Service(settings, Store(settings.database), Files.open(settings), Queue(settings.redis))


def undisturbed(running: Running, count: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """The figures, and what became of each document."""
    memory: list[float] = []
    over = threading.Event()
    watcher = threading.Thread(target=watched, args=(running, memory, over))
    watcher.start()
    try:
        began = time.perf_counter()
        made = running.send("POST", RUNS, NEW)
        assert made.status == 201, made
        run_id = str(made.body["id"])
        asked = {"create": made.seconds}
        awaited(running, run_id, "reading")
        read = time.perf_counter() - began
        asked |= looked_at(running, run_id)
        began = time.perf_counter()
        asked["apply"] = applied(running, run_id)
        done = awaited(running, run_id, "applying")
        applying = time.perf_counter() - began
        asked |= {f"{name}, applied": seconds for name, seconds in looked_at(running, run_id).items()}
    finally:
        over.set()
        watcher.join()
    sizes = {kind: len(running.get(f"{RUNS}/{run_id}/report.{kind}").body) for kind in ("html", "xlsx")}
    figures = {"documents": count, "read": count / read, "applied": count / applying, "memory": max(memory)}
    told = results(running, run_id)
    return figures | {"answers": asked, "sizes": sizes, "places": done["places"]} | judged(running), told


def looked_at(running: Running, run_id: str) -> dict[str, float]:
    """Seconds that a person waits: the median of three."""
    asked = {
        "runs": RUNS,
        "run": f"{RUNS}/{run_id}",
        "first items": f"{RUNS}/{run_id}/items?limit=20",
        "last of a step": f"{RUNS}/{run_id}/items?limit=20&step=leave",
        "report.html": f"{RUNS}/{run_id}/report.html",
        "report.xlsx": f"{RUNS}/{run_id}/report.xlsx",
    }
    return {name: statistics.median(running.get(path).seconds for _ in range(3)) for name, path in asked.items()}


def surely(running: Running, ask: Callable[..., Answer], *given: object) -> Answer:
    """As a patient client asks: a busy machine takes its time to start what was killed."""
    return running.surely(ask, *given, seconds=300)


def applied(running: Running, run_id: str) -> float:
    """Asked for until it is so, whatever is killed meanwhile; the seconds of the answer."""
    version = surely(running, running.get, f"{RUNS}/{run_id}").body["version"]
    answer = surely(running, running.send, "POST", f"{RUNS}/{run_id}/apply", {"version": version})
    assert answer.status in {202, 409}, answer  # an answer may have been lost
    return answer.seconds


def awaited(running: Running, run_id: str, stage: str) -> dict[str, Any]:
    """The run once that stage is over and its deposits are settled."""
    until = time.monotonic() + LONGEST
    while time.monotonic() < until:
        told: dict[str, Any] = surely(running, running.get, f"{RUNS}/{run_id}").body
        if told["stage"] != stage and not {"noted", "sent"} & set(told["deposits"]):
            return told
        time.sleep(0.5)
    raise AssertionError(f"{stage} does not end\n{running.log()}")


def disturbed(running: Running, calm: dict[str, Any]) -> dict[str, Any]:
    """Processes are killed at random in both stages; what is otherwise than undisturbed, counted."""
    chance, killed = random.Random(7), Counter[str]()
    run_id = str(surely(running, running.send, "POST", RUNS, NEW).body["id"])
    for stage in ("reading", "applying"):
        if stage == "applying":
            applied(running, run_id)
        for turn in range(KILLS):
            time.sleep(chance.uniform(0.2, 1.2))
            word = WORDS[turn % len(WORDS)]
            if surely(running, running.get, f"{RUNS}/{run_id}").body["stage"] == stage:
                killed[word] += running.kill(word)
        awaited(running, run_id, stage)
    told = results(running, run_id)
    otherwise = {name: (one, calm[name]) for name, one in told.items() if one != calm[name]}
    for name, pair in list(otherwise.items())[:3]:
        print(f"  {name}: {pair}")
    return {"documents": len(told), "killed": dict(killed), "otherwise": len(otherwise)} | judged(running)


def results(running: Running, run_id: str) -> dict[str, Any]:
    """What became of each document, by its file; without what differs from run to run."""
    found: dict[str, Any] = {}
    path = first = f"{RUNS}/{run_id}/items?limit=100"
    while True:
        page = surely(running, running.get, path).body
        for one in page["items"]:
            told = {name: one.get(name) for name in ("place", "outcome", "number", "state", "deposit_state", "reason")}
            reading = one.get("reading") or {}
            told |= {"changes": reading.get("changes"), "choice": one.get("choice"), "made": bool(one.get("made_id"))}
            found[one["name"]] = told
        if not page.get("next"):
            return found
        path = f"{first}&cursor={page['next']}"


def judged(running: Running) -> dict[str, int]:
    """Deposits beyond one for an invoice, in the store and in what went out; values taken twice."""
    service = opened(running.home)
    try:
        with service.store.reading() as session:
            live = select(func.count()).where(DepositRow.state != "refused").group_by(DepositRow.document_id)
            twice = sum(number - 1 for number in session.scalars(live))
            taken = select(func.count()).where(EventRow.code == "reprocessed").group_by(EventRow.document_id)
            again = sum(number - 1 for number in session.scalars(taken))
    finally:
        service.close()
    sent = Counter[bytes]()
    for path in (running.home / "deposited").rglob("*.xml"):
        found = _NUMBER.search(path.read_bytes())
        sent[found.group() if found else b""] += 1
    return {
        "deposited": len(sent),
        "deposited twice": twice + sum(number - 1 for number in sent.values()),
        "values taken twice": again,
    }


def watched(running: Running, memory: list[float], over: threading.Event) -> None:
    """MiB of the whole service, twice a second."""
    while not over.wait(0.5):
        process = running.process
        memory.append(resident(process.pid) / 2**20 if process is not None else 0.0)


def tell(report: dict[str, Any]) -> None:
    print(
        f"\nreprocess: {report['documents']} stopped invoices on PostgreSQL, {WORKERS} workers\n"
        f"  read again  {report['read']:8.2f} invoices/s\n"
        f"  command     {report['command']:8.2f} invoices/s, {WORKERS} processes\n"
        f"  ratio       {report['ratio']:8.2f}\n"
        f"  applied     {report['applied']:8.2f} invoices/s, {report['deposited']} deposited, "
        f"{report['deposited twice']} twice\n"
        f"  memory      {report['memory']:8.0f} MiB, all processes, shared pages counted in each\n"
        f"  places      {report['places']}\n"
        f"  sizes       {report['sizes']}"
    )
    for name, seconds in report["answers"].items():
        print(f"  {name:24} {1000 * seconds:8.0f} ms")
    print(f"  processes killed: {report['disturbed']}")
