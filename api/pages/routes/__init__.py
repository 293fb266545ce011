"""Routes of the pages, each with its `router`."""

from __future__ import annotations

from types import ModuleType

from api.pages.routes import preferences, sign_in

ROUTES: tuple[ModuleType, ...] = (preferences, sign_in)
