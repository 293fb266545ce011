"""Every address of the interface, in the order in which they are looked through: what is not offered comes last."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter

from api.chorus import files, lifecycle, login, not_offered, reading, structures, submitting, users

OFFERED: Final[tuple[APIRouter, ...]] = (
    login.router,
    structures.router,
    users.router,
    reading.router,
    submitting.router,
    lifecycle.router,
    files.router,
)
"""Operations that do something."""

ROUTERS: Final = (*OFFERED, not_offered.rest(OFFERED))
