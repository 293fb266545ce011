"""`prefacture reprocess --home`: straight on the store, with or without a service that runs on it.

What waits is done in this process; a document that a worker has is left to it.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

from api.cli.reprocess_source import Chosen
from models.reprocessing import ItemView, NewRun, RunPage, RunPlace, RunView, Selected, Selection
from models.service import Principal
from worker import deposits
from worker.reprocessing import choosing, reporting, runs, selecting, work
from worker.reprocessing.narrowing import Wanted
from worker.service import Service as Opened

_WAITS = frozenset({RunPlace.WAITING, RunPlace.TO_APPLY})
_HELD = frozenset({RunPlace.READING, RunPlace.APPLYING})
_PAUSE = 0.5


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
        """All that waits, then the deposits that were asked for; both are leased, so that nobody does them twice."""
        for item in list(self.items(run_id)):
            if item.place in _WAITS | _HELD:
                work.run(self._service, item.id)
        for item in list(self.items(run_id)):
            if item.deposit_id is not None and item.deposit_state in {"noted", "sent"}:
                deposits.run(self._service, item.deposit_id)
        if any(item.place in _HELD for item in self.items(run_id)):
            time.sleep(_PAUSE)  # a worker has it
