"""Routes of the pages, each with its `router`."""

from __future__ import annotations

from types import ModuleType

ROUTES: tuple[ModuleType, ...] = ()
