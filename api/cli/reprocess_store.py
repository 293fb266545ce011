"""`prefacture reprocess --home`: straight on the store, with or without a service that runs on it.

What waits is done in this process; a document that a worker has is left to it.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

from api.cli.reprocess_source import Chosen
from models.reprocessing import ItemView, NewRun, RunPage, RunView, Selected, Selection
from models.service import Principal
from worker.reprocessing import choosing, jobs, reporting, runs, selecting
from worker.reprocessing.narrowing import Wanted
from worker.service import Service as Opened

_PAUSE = 0.2
_SHARE = 2.0
"""Seconds of work after which it is told how far it is."""


class Store:
    """The store of this machine."""

    def __init__(self, service: Opened, principal: Principal) -> None:
        self._service = service
        self._who = principal

    def count(self, selection: Selection) -> Selected:
        return selecting.count(self._service, self._who, selection)

    def create(self, new: NewRun) -> RunView:
        return runs.create(self._service, self._who, new)

    def get(self, run_id: str) -> RunView:
        return runs.get(self._service, self._who, run_id)

    def listed(self) -> RunPage:
        return runs.page(self._service, self._who)

    def items(self, run_id: str) -> Iterator[ItemView]:
        cursor = None
        while True:
            page = runs.items(self._service, self._who, run_id, cursor=cursor)
            yield from page.items
            cursor = page.next
            if cursor is None:
                return

    def choose(self, run_id: str, version: int, chosen: Chosen) -> RunView:
        wanted = Wanted(chosen.step, chosen.lacking)
        told, _ = choosing.choose_all(
            self._service, self._who, run_id, version=version, wanted=wanted, choice=chosen.choice
        )
        return told

    def apply(self, run_id: str, version: int) -> RunView:
        return runs.apply(self._service, self._who, run_id, version)

    def report(self, run_id: str, kind: str) -> bytes:
        return reporting.file_of(runs.report(self._service, self._who, run_id), kind)

    def work(self, run_id: str) -> None:
        """Some of what waits, then the deposits that were asked for; both are leased: nobody does them twice."""
        until = time.monotonic() + _SHARE
        for one, do in jobs.open_jobs(self._service, self._who, run_id):
            do(self._service, one)
            if time.monotonic() > until:
                return
        time.sleep(_PAUSE)  # what is left, a worker has
