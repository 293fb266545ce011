"""Every address of the interface, in the order in which they are looked through: what is not offered comes last."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter

from api.chorus import (
    codes,
    consulting,
    downloads,
    files,
    flows,
    lifecycle,
    lists,
    login,
    not_offered,
    reading,
    searching,
    structures,
    submitting,
    tracing,
    users,
)

_OFFERED: Final = (
    login,
    structures,
    users,
    lists,
    codes,
    files,
    reading,
    submitting,
    flows,
    lifecycle,
    searching,
    consulting,
    tracing,
    downloads,
)

OFFERED: Final[tuple[APIRouter, ...]] = tuple(module.router for module in _OFFERED)
"""Operations that do something."""

ROUTERS: Final = (*OFFERED, not_offered.rest(OFFERED))
