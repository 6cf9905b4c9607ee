"""Sites that say no are left alone for longer each time."""

from __future__ import annotations

from datetime import timedelta

from monitor.fetch import leave_alone


def test_the_wait_doubles_up_to_two_weeks() -> None:
    """A daily crawl asks again the next day, then every second day, and so on."""
    waits = [leave_alone(refusals) for refusals in range(1, 8)]
    assert waits[:4] == [timedelta(hours=hours) for hours in (20, 40, 80, 160)]
    assert waits[-1] == leave_alone(10_000) == timedelta(days=14)
