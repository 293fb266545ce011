"""The database that everything is kept in; rows do not leave the worker."""

from worker.store.store import Store

__all__ = ["Store"]
