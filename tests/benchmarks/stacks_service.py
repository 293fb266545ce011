"""Stacks through the whole service: workers killed at many pages and between the steps, and how much memory it takes.

A stack is drawn with delivery notes, letters and blank backs, printed and scanned (some pages sloped, turned, lying).
It goes twice through a service of its own with PostgreSQL, a queue and two workers: once in peace, once with workers
and readers killed at pages all over it and at every named point behind them. Parts and invoices must be the same.
"""

from __future__ import annotations

import io
import json
import os
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2

from extractor.output.pdfa.scans import add_picture, picture_of
from fixtures.draw import stacks
from tests.benchmarks.digitise import family, scanned
from tests.integration.durability_service import Running, below, command, end, served
from tests.integration.postgres import Postgres, binaries, server
from tests.stacks_kit import as_stack

PAGES, QUICK, LONG, LONG_QUICK = 40, 12, 200, 30
DPI = 200
KILLED_AT = (0.03, 0.15, 0.3, 0.32, 0.5, 0.7, 0.85, 0.97)
"""Shares of the pages after which a worker is killed; between them readers are, at pages of their own."""
POINTS = ("stack.read", "stack.planned", "stack.shared", "reading.read", "reading.stored")
PATIENCE = 1800.0
READ = {"ready", "to_review"}


def run(*, quick: bool) -> dict[str, Any]:
    """Measure and print."""
    folder = binaries()
    if folder is None:
        print("\nstacks in the service: PostgreSQL is not installed")
        return {}
    with server(folder) as database, tempfile.TemporaryDirectory() as work:
        return {
            "killed": killed(database, Path(work), QUICK if quick else PAGES),
            "memory": memory(database, Path(work), LONG_QUICK if quick else LONG),
        }


def killed(database: Postgres, work: Path, pages: int) -> dict[str, Any]:
    """Whether a stack whose readers and workers are killed gives what one in peace gives."""
    data = scan(drawn(work / "killed", pages, seed=5))
    with running(database, work / "peace") as service:
        sent(service, data)
        all_read(service)
        peace = told(service)
    with running(database, work / "war") as service:
        count = len(peace["pages"])
        for page in range(2, count + 1, 5):
            service.arm(f"stack.page-{page}")  # the reader, in the middle of that page
        for point in POINTS:
            service.arm(point)
        sent(service, data)
        struck = sum(strike(service, round(share * count)) for share in KILLED_AT)
        all_read(service)
        war, left = told(service), service.armed()
    numbers = Counter(page for part in war["parts"] for page in part["pages"])
    found = {
        "pages": count,
        "workers killed": struck,
        "readers killed": len(range(2, count + 1, 5)),
        "points missed": left,
        "pages lost or doubled": sum(numbers[page] != 1 for page in range(1, count + 1)),
        "pages unread": len(war["unread"]),
        "parts": len(peace["parts"]),
        "invoices": len(peace["invoices"]),
        "same parts": war["parts"] == peace["parts"],
        "same invoices": war["invoices"] == peace["invoices"],
    }
    print(
        "\na stack in the service, killed all over\n" + "\n".join(f"  {name:22} {one}" for name, one in found.items())
    )
    return found


def memory(database: Postgres, work: Path, pages: int) -> dict[str, Any]:
    """The most that a worker held with its reader, in MiB of its own and shared memory counted once."""
    found: dict[str, Any] = {}
    for kind, make in (("text", Path.read_bytes), ("scan", scan)):
        data = make(drawn(work / kind, pages, seed=6))
        with running(database, work / f"home-{kind}", workers=1) as service, watched(service) as most:
            began = time.perf_counter()
            sent(service, data)
            all_read(service)
            seconds = time.perf_counter() - began
            count = len(told(service)["pages"])
        found[kind] = {"pages": count, "file": len(data) / 2**20, "seconds": seconds, "rate": count / seconds} | most
        print(
            f"\na stack in the service, {kind}: {count} pages, a file of {len(data) / 2**20:.0f} MiB, "
            f"{seconds:.0f} s with one worker\n"
            f"  worker and its reader {most['worker']:6.0f} MiB\n  whole service         {most['all']:6.0f} MiB"
        )
    return found


def drawn(folder: Path, pages: int, *, seed: int) -> Path:
    """A stack with text, as it was before it was printed."""
    stacks.draw(stacks.Recipe(f"service-{seed}", seed, pages, duplex=True), folder)
    return folder / "stack.pdf"


def scan(path: Path) -> bytes:
    """The same from a scanner."""
    told = io.BytesIO()
    with pikepdf.new() as pdf, pypdfium2.PdfDocument(path) as document:
        for count, page in enumerate(document):
            image = scanned(page.render(scale=DPI / 72, grayscale=True).to_pil().convert("L"), count)
            buffer = io.BytesIO()
            image.save(buffer, "JPEG", quality=80)
            entries = {"Filter": pikepdf.Name.DCTDecode}
            picture = picture_of(pdf, buffer.getvalue(), image.size, channels=1, more=entries)
            add_picture(pdf, picture, image.width * 72 / DPI, image.height * 72 / DPI)
        pdf.save(told)
    return told.getvalue()


@contextmanager
def running(database: Postgres, home: Path, *, workers: int = 2) -> Iterator[Running]:
    """A service on a database of its own."""
    home.mkdir()
    before = os.environ.get("DATABASE_URL")
    os.environ["DATABASE_URL"] = database.new_database()
    try:
        with served(home, PREFACTURE_WORKERS=str(workers)) as service:
            yield service
    finally:
        os.environ.pop("DATABASE_URL")
        if before is not None:
            os.environ["DATABASE_URL"] = before


def sent(service: Running, data: bytes) -> None:
    body, kind = as_stack("pile.pdf", data)
    answer = service.request("POST", "/api/v1/documents", body, kind)
    assert answer.status < 300, answer


def all_read(service: Running) -> None:
    def done() -> bool:
        states = [one["state"] for one in service.documents()]
        assert "failed" not in states, service.log()
        return bool(states) and set(states) <= READ

    service.wait(done, PATIENCE, "the stack is not read")


def strike(service: Running, pages: int) -> int:
    """Kill the worker that reads once so many pages are kept; how many there were."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if len(list(service.home.glob("pages/??/*/read-*.z"))) >= pages:
            return kill(service, lambda number: bool(busy(number)))
        time.sleep(0.05)
    raise AssertionError(service.log())


def kill(service: Running, which: Callable[[int], bool]) -> int:
    struck = [number for number, said in service.processes().items() if "worker.run" in said and which(number)]
    for number in struck:
        end(number)
    return len(struck)


def busy(worker: int) -> list[int]:
    """The readers of a worker."""
    return [one for one in below(worker) if "worker.child" in command(one)]


def told(service: Running) -> dict[str, Any]:
    """How the stack is split, and what its invoices say, without identifiers and times."""
    documents = service.documents()
    view = service.get(f"/api/v1/documents/{documents[0]['id']}/split").body
    parts = [{name: one for name, one in part.items() if name != "document"} for part in view["parts"]]
    whole = [service.get(f"/api/v1/documents/{one['id']}").body["extraction"] for one in documents]
    invoices = sorted(json.dumps([one["pages"], one["fields"], one.get("lines")], sort_keys=True) for one in whole)
    unread = [page["number"] for page in view["pages"] if page.get("unread")]
    return {"pages": view["pages"], "parts": parts, "invoices": invoices, "unread": unread}


@contextmanager
def watched(service: Running) -> Iterator[dict[str, float]]:
    """The most memory held meanwhile: by a worker with its reader, and by all processes."""
    most = {"worker": 0.0, "all": 0.0}
    over = threading.Event()

    def look() -> None:
        while not over.wait(0.1):
            assert service.process is not None
            workers = [number for number, said in service.processes().items() if "worker.run" in said]
            for name, heads in (("worker", workers), ("all", [service.process.pid])):
                held = [sum(map(proportional, family(head))) for head in heads]
                most[name] = max([most[name], *held])

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield most
    finally:
        over.set()
        thread.join()


def proportional(number: int) -> float:
    """MiB of a process, shared pages told once among those that share them."""
    try:
        rows = Path(f"/proc/{number}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(row.split()[1]) / 1024 for row in rows if row.startswith("Pss:")), 0.0)
