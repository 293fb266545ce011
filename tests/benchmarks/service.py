"""The service under load and under fire: uploads at once, beside the command line; processes cut off, nothing lost.

Load: clients send small PDFs with text to the whole service on this machine (their own work included), several in a
request or one. Time runs from the first request until the last document is read. Meanwhile a reviewer asks
for lists. The command line reads the same files with as many processes.
"""

from __future__ import annotations

import http.client
import statistics
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from tests.benchmarks import command
from tests.integration.durability_papers import paper
from tests.integration.durability_service import SECRET, Running, multipart, served
from tests.integration.durability_trial import Trial, any_moment, judged, points

FILES, CLIENTS, WORKERS = 1000, 8, 2
TOGETHER = (10, 1)
"""Files in one request: a person's or a program's bundle, and each on its own."""
DOCUMENTS = 200
READ = {"ready", "to_review"}


def run(*, quick: bool) -> dict[str, Any]:
    """Measure and print."""
    report: dict[str, Any] = {}
    for together in TOGETHER:
        report[f"load, {together} a request"] = figures = load(FILES // 10 if quick else FILES, together)
        tell(figures, together)
    report["faults"] = faults(DOCUMENTS // 5 if quick else DOCUMENTS)
    print("\nprocesses cut off\n" + "\n".join(f"  {name:16} {count}" for name, count in report["faults"].items()))
    return report


def tell(figures: dict[str, Any], together: int) -> None:
    print(
        f"\nload: {figures['files']} PDFs, {together} a request, by {CLIENTS} clients, {WORKERS} workers\n"
        f"  taken in  {figures['taken_in']:8.2f} s, all read after {figures['read']:.2f} s\n"
        f"  service   {figures['rate']:8.2f} files/s\n"
        f"  command   {figures['command_rate']:8.2f} files/s, {WORKERS} processes\n"
        f"  ratio     {figures['ratio']:8.2f}\n"
        f"  answers   {1000 * figures['median']:8.0f} ms median, {1000 * figures['p95']:.0f} ms p95, "
        f"{1000 * figures['most']:.0f} ms at most, of {figures['answers']}\n"
        f"  lost      {figures['lost']:8d}"
    )


def load(count: int, together: int) -> dict[str, Any]:
    """Upload `count` files at once and wait until they are read."""
    papers = [paper(index) for index in range(count)]
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"facture-{index:04d}.pdf" for index in range(count)]
        for path, data in zip(paths, papers, strict=True):
            path.write_bytes(data)
        _, before = command.extract(paths, jobs=WORKERS)
        home = Path(folder) / "home"
        home.mkdir()
        with served(
            home, PREFACTURE_WORKERS=str(WORKERS), PREFACTURE_LEASE_SECONDS="300", PREFACTURE_SWEEP_SECONDS="5"
        ) as running:
            warm(running)
            figures = measured(running, papers, together)
        _, after = command.extract(paths, jobs=WORKERS)
    command_seconds = (before + after) / 2  # machines that others use change their pace meanwhile
    rate = count / figures["read"]
    command_rate = count / command_seconds
    return {"files": count, "rate": rate, "command_rate": command_rate, "ratio": rate / command_rate} | figures


def warm(running: Running) -> None:
    """One file for each worker: engines are loaded when the measure begins, as in a service that runs."""
    for index in range(WORKERS):
        running.upload("warm.pdf", paper(90_000 + index))
    running.wait(lambda: all(one["state"] in READ for one in running.documents()), 60, "the engines do not start")


def measured(running: Running, papers: list[bytes], together: int) -> dict[str, Any]:
    """Send them; what was answered, how fast, and when all was read."""
    named = [(f"facture-{index:04d}.pdf", data) for index, data in enumerate(papers)]
    waiting = [multipart(*named[start : start + together]) for start in range(0, len(named), together)]
    accepted: list[str] = []
    times: list[float] = []
    done = threading.Event()
    clients = [threading.Thread(target=client, args=(running, waiting, accepted, times)) for _ in range(CLIENTS)]
    reviewer = threading.Thread(target=looking, args=(running, times, done))
    started = time.perf_counter()
    for one in (*clients, reviewer):
        one.start()
    for one in clients:
        one.join()
    taken_in = time.perf_counter() - started
    until = time.perf_counter() + 10 + len(papers)
    while time.perf_counter() < until and (unread(running) if len(accepted) == len(papers) else 0):
        time.sleep(0.2)
    read = time.perf_counter() - started
    done.set()
    reviewer.join()
    states = {one["id"]: one["state"] for one in running.documents()}
    ordered = sorted(times)
    return {
        "taken_in": taken_in,
        "read": read,
        "answers": len(times),
        "median": statistics.median(ordered),
        "p95": ordered[int(len(ordered) * 0.95)],
        "most": ordered[-1],
        "lost": len(papers) - sum(states.get(one) in READ for one in accepted),
    }


def unread(running: Running) -> int:
    answer = running.get("/api/v1/documents?state=received&state=reading&limit=1")
    return int(answer.body["total"])


def client(running: Running, waiting: list[tuple[bytes, str]], accepted: list[str], times: list[float]) -> None:
    """Send requests one by one on one connection, until none is left."""
    connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=60)
    try:
        while waiting:
            try:
                body, kind = waiting.pop()
            except IndexError:
                break
            headers = {"Authorization": f"Bearer {SECRET}", "Content-Type": kind}
            started = time.perf_counter()
            connection.request("POST", "/api/v1/documents", body, headers)
            answer = connection.getresponse()
            said = answer.read()
            times.append(time.perf_counter() - started)
            accepted += identifiers(answer.status, said)
    finally:
        connection.close()


def identifiers(status: int, said: bytes) -> list[str]:
    import json

    if status >= 300:
        print(f"  refused with {status}: {said[:300]!r}")
        return []
    return [one["document"]["id"] for one in json.loads(said)["files"]]


def looking(running: Running, times: list[float], done: threading.Event) -> None:
    """A reviewer who looks at the list, and at a document, every half second."""
    while not done.wait(0.5):
        page = running.get("/api/v1/documents?limit=50")
        times.append(page.seconds)
        if page.body["items"]:
            times.append(running.get(f"/api/v1/documents/{page.body['items'][-1]['id']}").seconds)


def faults(count: int) -> dict[str, Any]:
    """Cut processes off at every point and at any moment; what was lost or done twice."""
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as running:
        trial = Trial(running)
        missed = points(trial, range(count // 4), 120)
        killed = any_moment(trial, range(count // 4, count), 12, 180)
        for identifier in trial.acknowledged.values():
            trial.deposit(identifier)
        trial.all_deposited(180)
        return judged(trial) | {"points missed": len(missed), "processes killed": killed}
