"""What every part of the service is handed: its settings, store, files and queue, opened once per process."""

from __future__ import annotations

from dataclasses import dataclass

from worker.files import Files
from worker.queue import Queue
from worker.settings import ServiceSettings
from worker.store import Store


@dataclass(frozen=True, slots=True)
class Service:
    """One process's hold on the service."""

    settings: ServiceSettings
    store: Store
    files: Files
    queue: Queue

    @classmethod
    def open(cls, settings: ServiceSettings) -> Service:
        """Connect to what the settings name. Nothing is migrated, no server is started; see `worker.supervisor`."""
        return cls(settings, Store(settings.database), Files.open(settings), Queue(settings.redis))

    def close(self) -> None:
        self.queue.close()
        self.store.close()
