"""When mails are due: hours, weekdays, time zones, changes of the clock, quiet hours."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from monitor.alert.cadence import is_due, is_quiet, last_slot, next_slot
from monitor.config import QuietHours
from tests.alert.making import subscription

DENVER = ZoneInfo("America/Denver")


def at(text: str) -> datetime:
    """A time in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("values", "now", "slot"),
    [
        ({"hour": 7}, "2026-03-04 06:59", "2026-03-03 07:00"),
        ({"hour": 7}, "2026-03-04 07:00", "2026-03-04 07:00"),
        ({"hour": 7, "timezone": DENVER}, "2026-03-04 13:59", "2026-03-03 14:00"),
        ({"hour": 7, "timezone": DENVER}, "2026-03-04 14:00", "2026-03-04 14:00"),
        # The clocks of Denver are put forward on 8 March and back on 1 November.
        ({"hour": 7, "timezone": DENVER}, "2026-03-08 13:00", "2026-03-08 13:00"),
        ({"hour": 7, "timezone": DENVER}, "2026-11-01 13:30", "2026-10-31 13:00"),
        ({"hour": 23, "timezone": ZoneInfo("Asia/Tokyo")}, "2026-03-04 14:30", "2026-03-04 14:00"),
        ({"cadence": "weekly", "weekday": 0}, "2026-03-04 12:00", "2026-03-02 07:00"),  # a Wednesday
        ({"cadence": "weekly", "weekday": 2}, "2026-03-04 06:00", "2026-02-25 07:00"),
        ({"cadence": "weekly", "weekday": 2}, "2026-03-04 07:00", "2026-03-04 07:00"),
        ({"cadence": "weekly", "weekday": 6}, "2026-03-04 07:00", "2026-03-01 07:00"),
    ],
)
def test_last_slot(values: dict[str, object], now: str, slot: str) -> None:
    """The slot is the reader's hour on the reader's clock."""
    assert last_slot(subscription(**values), at(now)) == at(slot)


@pytest.mark.parametrize("cadence", ["daily", "weekly"])
@pytest.mark.parametrize("zone", ["UTC", "America/Denver", "Australia/Lord_Howe"])
def test_slots_follow_each_other_through_the_year(cadence: str, zone: str) -> None:
    """The next slot is always the last one of a moment later; none is left out when clocks change."""
    wanted = subscription(cadence=cadence, hour=2, timezone=ZoneInfo(zone))
    slot = last_slot(wanted, at("2026-01-01 12:00"))
    for _ in range(370 if cadence == "daily" else 54):
        after = next_slot(wanted, slot)
        assert after > slot
        assert last_slot(wanted, after) == after
        assert last_slot(wanted, after - timedelta(seconds=1)) == slot
        slot = after


def test_what_is_found_after_the_hour_waits_for_the_next() -> None:
    """A weekly mail on Monday does not become one on Tuesday because something was found on Tuesday."""
    weekly = subscription(cadence="weekly")
    tuesday, next_monday = at("2026-03-03 05:00"), at("2026-03-09 07:00")
    assert not is_due(weekly, tuesday, at("2026-03-08 23:00"), urgent=False)
    assert is_due(weekly, tuesday, next_monday, urgent=False)
    assert is_due(weekly, tuesday, tuesday, urgent=True)
    assert is_due(subscription(cadence="immediate"), tuesday, tuesday, urgent=False)


@pytest.mark.parametrize(
    ("start", "end", "moment", "quiet"),
    [
        (time(22), time(7), "2026-03-04 23:00", True),
        (time(22), time(7), "2026-03-04 06:59", True),
        (time(22), time(7), "2026-03-04 07:00", False),
        (time(22), time(7), "2026-03-04 21:59", False),
        (time(12), time(13), "2026-03-04 12:00", True),
        (time(12), time(13), "2026-03-04 13:00", False),
    ],
)
def test_quiet_hours(start: time, end: time, moment: str, quiet: bool) -> None:
    """The first minute is quiet, the last is not; midnight may lie between."""
    assert is_quiet(subscription(quiet_hours=QuietHours(start, end)), at(moment)) == quiet


def test_quiet_hours_are_the_readers() -> None:
    """They are in the subscription's time zone; without any, no hour is quiet."""
    wanted = subscription(quiet_hours=QuietHours(time(22), time(7)), timezone=DENVER)
    assert is_quiet(wanted, at("2026-03-04 06:00"))
    assert not is_quiet(wanted, at("2026-03-04 22:30"))
    assert not is_quiet(subscription(), at("2026-03-04 03:00"))
