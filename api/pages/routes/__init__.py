"""Routes of the pages, each with its `router`."""

from __future__ import annotations

from types import ModuleType

from api.pages.routes import (
    account,
    dashboard,
    deposit,
    drop,
    preferences,
    queue,
    reprocess,
    review,
    sign_in,
    split,
    structure,
)

ROUTES: tuple[ModuleType, ...] = (
    account, dashboard, deposit, drop, preferences, queue, reprocess, review, sign_in, split, structure,
)  # fmt: skip
