"""Every address of the interface, in the order in which they are looked through: what is not offered comes last."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter

from api.chorus import files, lifecycle, login, not_offered, reading, structures, submitting, users

_OFFERED: Final = (login, structures, users, files, reading, submitting, lifecycle)

OFFERED: Final[tuple[APIRouter, ...]] = tuple(module.router for module in _OFFERED)
"""Operations that do something."""

ROUTERS: Final = (*OFFERED, not_offered.rest(OFFERED))
