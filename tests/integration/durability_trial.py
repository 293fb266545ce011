"""Everything that can happen to a service between an upload and a deposit, and what must be true afterwards.

Each step cuts processes off at a named point (`worker.faults`) or at any moment; a client goes on as clients do: it
asks again what was not answered.
"""

from __future__ import annotations

import hashlib
import random
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from queue import Empty, Queue
from typing import Any

from sqlalchemy import select

from tests.integration.durability_papers import paper
from tests.integration.durability_service import Answer, Running
from worker.settings import ServiceSettings
from worker.store import Store
from worker.store.tables import PortalInvoiceRow

IN_API = ("upload.stored", "upload.recorded", "correction.made", "correction.stored", "deposit.requested")
IN_WORKER = ("reading.leased", "reading.read", "reading.stored")
IN_DEPOSIT = ("deposit.noted", "deposit.written", "deposit.sent", "deposit.settled")
READ = {"ready", "to_review", "deposited"}
API, WORKER, VALKEY = "api.process", "worker.run", "valkey-server"


@dataclass(slots=True)
class Trial:
    """A service under trial, and what it acknowledged: the identifier of each document by its content."""

    running: Running
    acknowledged: dict[str, str] = field(default_factory=dict)
    deposited: set[str] = field(default_factory=set)
    refused: list[Answer] = field(default_factory=list)

    def upload(self, index: int) -> str:
        """Send invoice `index` until it is acknowledged; its identifier."""
        data = paper(index)
        answer = self.running.surely(self.running.upload, f"facture-{index}.pdf", data)
        if answer.status >= 300:
            self.refused.append(answer)
            raise AssertionError(answer)
        (one,) = answer.body["files"]
        identifier = str(one["document"]["id"])
        digest = hashlib.sha256(data).hexdigest()
        assert self.acknowledged.setdefault(digest, identifier) == identifier, "one file became two documents"
        return identifier

    def upload_all(self, indices: Iterable[int], clients: int = 4) -> None:
        """The same by several clients at once."""
        waiting: Queue[int] = Queue()
        for index in indices:
            waiting.put(index)
        errors: list[BaseException] = []

        def client() -> None:
            while True:
                try:
                    self.upload(waiting.get_nowait())
                except Empty:
                    return
                except (AssertionError, OSError, HTTPException) as error:
                    errors.append(error)

        together(client, clients)
        assert not errors, errors

    def correct(self, identifier: str, value: str) -> None:
        """Change a field until the change is there."""
        for _ in range(20):
            document = self.running.surely(self.running.get, f"/api/v1/documents/{identifier}").body
            if document["extraction"]["fields"].get("contract_reference", {}).get("value") == value:
                return
            asked = {"version": document["version"], "fields": {"contract_reference": value}}
            answer = self.running.surely(self.running.send, "PATCH", f"/api/v1/documents/{identifier}", asked)
        raise AssertionError(f"{identifier} can't be corrected: {answer}")

    def deposit(self, identifier: str) -> None:
        """Ask for a deposit until it is under way."""
        for _ in range(20):
            document = self.running.surely(self.running.get, f"/api/v1/documents/{identifier}").body
            if document["state"] in {"depositing", "deposited"}:
                self.deposited.add(identifier)
                return
            asked: dict[str, Any] = {"version": document["version"]}
            step = "approve" if document["state"] == "to_review" else "deposit"
            if step == "deposit":
                asked["supplements"] = {"billing_mode": "S1"}
            answer = self.running.surely(self.running.send, "POST", f"/api/v1/documents/{identifier}/{step}", asked)
            assert answer.status < 500, answer
        raise AssertionError(f"{identifier} can't be deposited: {answer}")

    def states(self) -> Counter[str]:
        return Counter(one["state"] for one in self.running.documents())

    def all_read(self, seconds: float) -> None:
        """Wait until nothing waits for a reader."""
        self.running.wait(lambda: set(self.states()) <= READ | {"failed", "depositing"}, seconds, "not all is read")

    def all_deposited(self, seconds: float) -> None:
        """Wait until what was to be deposited is."""
        self.running.wait(lambda: "depositing" not in self.states(), seconds, "not all is deposited")


def together(work: Callable[[], None], count: int) -> None:
    threads = [threading.Thread(target=work) for _ in range(count)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()


def points(trial: Trial, indices: Sequence[int], seconds: float) -> list[str]:
    """Strike every point once while these invoices go all the way; the points that nothing came by."""
    running = trial.running
    for point in ("upload.stored", "upload.recorded", *IN_WORKER):
        running.arm(point)
    identifiers = [trial.upload(index) for index in indices]
    trial.all_read(seconds)
    running.arm("correction.made")
    trial.correct(identifiers[0], "MP-1")
    running.arm("correction.stored")
    trial.correct(identifiers[1], "MP-2")
    for point in ("deposit.requested", *IN_DEPOSIT):
        running.arm(point)
    for identifier in identifiers:
        trial.deposit(identifier)
    trial.all_deposited(seconds)
    return running.armed()


def any_moment(trial: Trial, indices: Sequence[int], rounds: int, seconds: float) -> int:
    """Kill the API, workers and the queue at random while invoices come in; how many processes were killed."""
    running, chance, killed, done = trial.running, random.Random(4), 0, threading.Event()

    def strike() -> None:
        nonlocal killed
        for turn in range(rounds):
            killed += running.kill((WORKER, API, VALKEY)[turn % 3])
            if done.wait(chance.uniform(0.4, 1.2)):
                return

    striker = threading.Thread(target=strike)
    striker.start()
    try:
        trial.upload_all(indices)
    finally:
        striker.join()
        done.set()
    trial.all_read(seconds)
    return killed


def judged(trial: Trial) -> dict[str, int]:
    """What must hold, counted: all zeros but the first."""
    there = trial.running.documents()
    by_digest = Counter(one["id"] for one in there)
    known = set(trial.acknowledged.values())
    numbers = Counter(one["number"] for one in there)
    parcels = parcels_of(trial.running)
    states = {one["id"]: one["state"] for one in there}
    return nothing_wrong(len(known)) | {
        "lost": len(known - set(by_digest)),
        "twice": sum(count - 1 for count in numbers.values()) + len(set(by_digest) - known),
        "not read": sum(state not in READ for state in states.values()),
        "deposited twice": sum(count - 1 for count in parcels.values()),
        "not deposited": sum(states.get(one) != "deposited" for one in trial.deposited)
        + max(0, len(trial.deposited) - len(parcels)),
    }


def nothing_wrong(documents: int) -> dict[str, int]:
    """What `judged` says when all is well."""
    wrong = ("lost", "twice", "not read", "deposited twice", "not deposited")
    return {"acknowledged": documents} | dict.fromkeys(wrong, 0)


def parcels_of(running: Running) -> Counter[str]:
    """How many times each invoice went out: to the folder, or to the portal in the service's store."""
    if running.settings["PREFACTURE_GATEWAY"] == "folder":
        return parcels_in(running.home / "deposited")
    store = Store(ServiceSettings(home=running.home).database)
    try:
        with store.reading() as session:
            return Counter(session.scalars(select(PortalInvoiceRow.number)))
    finally:
        store.close()


def parcels_in(folder: Path) -> Counter[str]:
    """How many files went out for each invoice, by its number as it stands in what was sent."""
    import pikepdf

    found: Counter[str] = Counter()
    for path in sorted(folder.rglob("*.pdf")):
        with pikepdf.open(path) as pdf:
            xml = next(iter(pdf.attachments.values())).get_file().read_bytes()
        found[str(xml).split("AH-2026-")[1][:5]] += 1
    return found
