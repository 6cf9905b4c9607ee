"""What keeps a clinic from being watched: told by evidence, and not by one bad night."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from monitor.alert import Watch, ailments

NOW = datetime(2026, 3, 20, 5, tzinfo=UTC)
WEEK = timedelta(days=7)


def failing(reason: str, failures: int = 3, days: float = 3) -> Watch:
    """A clinic whose crawls fail."""
    return Watch(failures, NOW - timedelta(days=days), reason, NOW - 20 * WEEK)


def publishing(*weeks_ago: float, baseline: float = 4) -> Watch:
    """A clinic with articles of certain ages."""
    return Watch(baseline_at=NOW - baseline * WEEK, published=[NOW - each * WEEK for each in weeks_ago])


@pytest.mark.parametrize(
    ("reason", "kind"),
    [
        ("dns", "unreachable"), ("timeout", "unreachable"), ("http_503", "unreachable"),
        ("http_403", "blocked"), ("http_429", "blocked"), ("block_page", "blocked"),
        ("robots_forbidden", "blocked"), ("robots_unreachable", "blocked"), ("login_wall", "blocked"),
        ("collapsed", "collapsed"), ("needs_javascript", "collapsed"), ("no_text", "collapsed"),
        ("extractor_timeout", "collapsed"), ("maintenance", "collapsed"), ("soft_404", "collapsed"),
    ],
)  # fmt: skip
def test_the_reason_says_what_it_is(reason: str, kind: str) -> None:
    """Each reason of a failed crawl belongs to one kind of matter."""
    (found,) = ailments(failing(reason), NOW)
    assert (found.kind, found.reason, found.since) == (kind, reason, NOW - timedelta(days=3))


@pytest.mark.parametrize(
    ("reason", "failures", "days", "told"),
    [
        ("timeout", 1, 9, False),
        ("timeout", 2, 1.9, False),
        ("timeout", 2, 2, True),
        ("block_page", 2, 0.9, False),
        ("block_page", 2, 1, True),
        ("timeout", 0, 9, False),
    ],
)
def test_one_bad_night_is_no_news(reason: str, failures: int, days: float, told: bool) -> None:
    """It takes several failed crawls and some time."""
    assert bool(ailments(failing(reason, failures, days), NOW)) == told


def test_silence_where_there_always_was_something() -> None:
    """Weekly articles and then none for five weeks is a matter; the usual distance is told."""
    (found,) = ailments(publishing(5, 6, 7, 8, 9, 10, 11), NOW)
    assert (found.kind, found.reason, found.since) == ("silent", "7", NOW - 5 * WEEK)


@pytest.mark.parametrize(
    "watch",
    [
        publishing(3, 4, 5, 6, 7, 8),  # not long enough
        publishing(5, 13, 21, 29, 37, 45),  # seldom anyway
        publishing(5, 6, 7),  # too few to know a habit
        publishing(60, 61, 62, 63, 64, 65),  # silent long before we came
        publishing(),
    ],
)
def test_no_silence_without_a_habit_that_was_broken(watch: Watch) -> None:
    """A slow blog, a young one and one that was given up before are not news."""
    assert ailments(watch, NOW) == ()
