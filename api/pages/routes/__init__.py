"""Routes of the pages, each with its `router`."""

from __future__ import annotations

from types import ModuleType

from api.pages.routes import preferences, review, sign_in

ROUTES: tuple[ModuleType, ...] = (preferences, review, sign_in)
