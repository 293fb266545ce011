"""How often somebody may ask: every caller per minute, and attempts to sign in by address and by e-mail.

Counted in the queue's server where one is named, so that several processes count together; else, and while it does not
answer, in this process.
"""

from __future__ import annotations

import time
from collections import deque
from threading import Lock

from fastapi import Request
from limits import RateLimitItemPerMinute
from limits.errors import StorageError
from limits.storage import RedisStorage
from limits.strategies import MovingWindowRateLimiter

from models.service_errors import TooManyRequests
from worker.settings import ServiceSettings
from worker.tokens import digest


class Limits:
    """The counters of one process, or its hold on those that are shared."""

    def __init__(self, settings: ServiceSettings) -> None:
        self._ordinary = RateLimitItemPerMinute(settings.rate_per_minute)
        self._sign_in = RateLimitItemPerMinute(settings.sign_in_per_minute)
        self._here = Window()
        self._shared = MovingWindowRateLimiter(_storage(settings.redis_url)) if settings.redis_url else None

    def count(self, kind: str, who: str) -> None:
        """One request of a caller's. TooManyRequests says how long to wait."""
        self._count(self._ordinary, kind, who)

    def count_sign_in(self, address: str | None, email: str) -> None:
        """One attempt to sign in: neither one address nor one account may be tried too often."""
        self._count(self._sign_in, "address", address or "")
        self._count(self._sign_in, "email", digest(email.strip().lower()))

    def _count(self, limit: RateLimitItemPerMinute, kind: str, who: str) -> None:
        wait: float | None
        try:
            wait = _wait(self._shared, limit, kind, who) if self._shared else self._here.wait(limit, kind, who)
        except StorageError:
            wait = self._here.wait(limit, kind, who)
        if wait is not None:
            raise TooManyRequests(max(1, round(wait)))


class Window:
    """Everybody's requests of the last minute, in this process.

    The library's own memory starts a thread for nearly each request, to forget: half a millisecond of a processor.
    """

    def __init__(self) -> None:
        self._moments: dict[tuple[str, str], deque[float]] = {}
        self._lock = Lock()
        self._swept = time.monotonic()

    def wait(self, limit: RateLimitItemPerMinute, kind: str, who: str) -> float | None:
        """None where one more request is taken, and counted; else the seconds until one is."""
        now, lasts = time.monotonic(), limit.get_expiry()
        with self._lock:
            if now - self._swept > lasts:
                self._sweep(now - lasts)
            moments = self._moments.setdefault((kind, who), deque())
            while moments and moments[0] <= now - lasts:
                moments.popleft()
            if len(moments) >= limit.amount:
                return moments[0] + lasts - now if moments else lasts
            moments.append(now)
        return None

    def _sweep(self, before: float) -> None:
        """Forget who has not asked for a minute."""
        self._swept = time.monotonic()
        for who in [who for who, moments in self._moments.items() if not moments or moments[-1] <= before]:
            del self._moments[who]


def limits_of(request: Request) -> Limits:
    """The application's counters, made with its first request."""
    state = request.app.state
    if not hasattr(state, "limits"):
        state.limits = Limits(state.service.settings)
    found: Limits = state.limits
    return found


def _wait(limiter: MovingWindowRateLimiter, limit: RateLimitItemPerMinute, kind: str, who: str) -> float | None:
    """As `Window.wait`."""
    if limiter.hit(limit, kind, who):
        return None
    return limiter.get_window_stats(limit, kind, who).reset_time - time.time()


def _storage(url: str) -> RedisStorage:
    named = f"redis+{url}" if url.startswith("unix://") else url
    return RedisStorage(
        named, wrap_exceptions=True, key_prefix="prefacture-limits", socket_connect_timeout=1, socket_timeout=1
    )
