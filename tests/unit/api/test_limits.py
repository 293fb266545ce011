"""How often somebody may ask is counted over the last minute, each caller's requests alone."""

from __future__ import annotations

import pytest
from limits import RateLimitItemPerMinute

from api import limits
from api.limits import Window

TWO = RateLimitItemPerMinute(2)


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands still until its hand is moved."""

    class Clock:
        now = 1000.0

        def monotonic(self):
            return self.now

    clock = Clock()
    monkeypatch.setattr(limits, "time", clock)
    return clock


def test_one_request_too_many_is_told_how_long_to_wait(clock):
    window = Window()
    assert window.wait(TWO, "key", "a") is None
    clock.now += 20
    assert window.wait(TWO, "key", "a") is None
    clock.now += 15
    assert window.wait(TWO, "key", "a") == 25
    assert window.wait(TWO, "key", "b") is None
    assert window.wait(TWO, "user", "a") is None


def test_the_minute_moves_with_every_request(clock):
    window = Window()
    window.wait(TWO, "key", "a")
    clock.now += 40
    window.wait(TWO, "key", "a")
    clock.now += 20
    assert window.wait(TWO, "key", "a") is None
    assert window.wait(TWO, "key", "a") == 40


def test_who_asks_no_more_is_forgotten(clock):
    window = Window()
    for who in range(50):
        window.wait(TWO, "email", str(who))
    clock.now += 61
    window.wait(TWO, "email", "last")
    assert set(window._moments) == {("email", "last")}


def test_where_nothing_is_allowed_everybody_waits():
    assert Window().wait(RateLimitItemPerMinute(0), "key", "a") == 60
