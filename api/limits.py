"""How often somebody may ask: every caller per minute, and attempts to sign in by address and by e-mail.

Counted in the queue's server where one is named, so that several processes count together; else, and while it does not
answer, in this process.
"""

from __future__ import annotations

import time

from fastapi import Request
from limits import RateLimitItemPerMinute
from limits.errors import StorageError
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import MovingWindowRateLimiter

from models.service_errors import TooManyRequests
from worker.settings import ServiceSettings
from worker.tokens import digest


class Limits:
    """The counters of one process, or its hold on those that are shared."""

    def __init__(self, settings: ServiceSettings) -> None:
        self._ordinary = RateLimitItemPerMinute(settings.rate_per_minute)
        self._sign_in = RateLimitItemPerMinute(settings.sign_in_per_minute)
        self._here = MovingWindowRateLimiter(MemoryStorage())
        self._shared = MovingWindowRateLimiter(_storage(settings.redis_url)) if settings.redis_url else None

    def count(self, kind: str, who: str) -> None:
        """One request of a caller's. TooManyRequests says how long to wait."""
        self._count(self._ordinary, kind, who)

    def count_sign_in(self, address: str | None, email: str) -> None:
        """One attempt to sign in: neither one address nor one account may be tried too often."""
        self._count(self._sign_in, "address", address or "")
        self._count(self._sign_in, "email", digest(email.strip().lower()))

    def _count(self, limit: RateLimitItemPerMinute, kind: str, who: str) -> None:
        try:
            _hit(self._shared or self._here, limit, kind, who)
        except StorageError:
            _hit(self._here, limit, kind, who)


def limits_of(request: Request) -> Limits:
    """The application's counters, made with its first request."""
    state = request.app.state
    if not hasattr(state, "limits"):
        state.limits = Limits(state.service.settings)
    found: Limits = state.limits
    return found


def _hit(limiter: MovingWindowRateLimiter, limit: RateLimitItemPerMinute, kind: str, who: str) -> None:
    if not limiter.hit(limit, kind, who):
        wait = limiter.get_window_stats(limit, kind, who).reset_time - time.time()
        raise TooManyRequests(max(1, round(wait)))


def _storage(url: str) -> RedisStorage:
    named = f"redis+{url}" if url.startswith("unix://") else url
    return RedisStorage(
        named, wrap_exceptions=True, key_prefix="prefacture-limits", socket_connect_timeout=1, socket_timeout=1
    )
