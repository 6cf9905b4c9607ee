"""Health matters: what keeps a clinic from being watched, told once when it begins and once when it ends."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import Any, Literal

MatterKind = Literal["unreachable", "blocked", "collapsed", "silent"]
Phase = Literal["began", "ended"]

FEWEST_FAILURES = 2
"""Crawls in a row that must have failed: one bad night is nobody's news."""

LEAST_TIME: dict[MatterKind, timedelta] = {
    "unreachable": timedelta(days=2),
    "blocked": timedelta(days=1),
    "collapsed": timedelta(days=1),
}
"""How long a clinic must have been failing."""

FEWEST_DATES = 5
"""Articles with a date from which a clinic's habit can be told."""

DATES = 20
"""Newest dates that count: habits change."""

USUAL_TIMES = 4
"""How often the usual time between two articles must have passed for a clinic to be silent."""

SHORTEST_SILENCE = timedelta(days=30)

_BLOCKED = re.compile(
    r"refused|left_alone|host_backing_off|robots_forbidden|robots_unreachable|http_(?:401|403|407|429|451)"
    r"|block_page|throttled|login_wall"
)
_COLLAPSED = re.compile(
    r"collapsed|replaced|truncated|garbled|maintenance|needs_javascript|soft_404|consent|redirect_stub"
    r"|server_error|nothing_listed|extractor_\w+|empty|no_text|not_html|too_deep"
)


@dataclass(frozen=True, slots=True)
class Watch:
    """How watching a clinic has gone.

    Attributes:
        failures: crawls that failed since the last good one.
        failing_since: the first of them.
        reason: of the last of them.
        baseline_at: when the clinic had been read for the first time.
        published: when its articles came out, as far as that is known, in any order.
    """

    failures: int = 0
    failing_since: datetime | None = None
    reason: str = ""
    baseline_at: datetime | None = None
    published: Sequence[datetime] = ()


@dataclass(frozen=True, slots=True)
class Ailment:
    """One thing that is wrong.

    Attributes:
        reason: slug for crawls that fail; for silence the usual number of days between two articles.
    """

    kind: MatterKind
    reason: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Matter:
    """The beginning or the end of something that keeps a clinic from being watched.

    Attributes:
        reason: slug of the failure; for silence the usual number of days between two articles.
    """

    clinic: str
    clinic_name: str
    kind: MatterKind
    reason: str
    since: datetime
    phase: Phase


def matter(row: Mapping[str, Any], since: datetime, phase: Phase) -> Matter:
    """A matter from its row, as the store gives it."""
    return Matter(row["clinic"], row["clinic_name"], row["kind"], row["reason"], since, phase)


def ailments(watch: Watch, now: datetime) -> tuple[Ailment, ...]:
    """What is wrong with a clinic now, by the evidence of its crawls and articles."""
    found = (_failing(watch, now), _silence(watch, now))
    return tuple(each for each in found if each is not None)


def _failing(watch: Watch, now: datetime) -> Ailment | None:
    since = watch.failing_since
    if watch.failures < FEWEST_FAILURES or since is None:
        return None
    kind: MatterKind = "unreachable"
    if _BLOCKED.fullmatch(watch.reason):
        kind = "blocked"
    elif _COLLAPSED.fullmatch(watch.reason):
        kind = "collapsed"
    return Ailment(kind, watch.reason, since) if now - since >= LEAST_TIME[kind] else None


def _silence(watch: Watch, now: datetime) -> Ailment | None:
    """Nothing new where there always was; who was silent before we came is nobody's news."""
    dates = sorted({date for date in watch.published if date <= now})[-DATES:]
    if len(dates) < FEWEST_DATES or watch.failures or watch.baseline_at is None:
        return None
    usual = timedelta(seconds=median((later - earlier).total_seconds() for earlier, later in pairwise(dates)))
    limit = max(USUAL_TIMES * usual, SHORTEST_SILENCE)
    last = dates[-1]
    if now - last <= limit or watch.baseline_at - last > limit:
        return None
    return Ailment("silent", str(max(1, round(usual / timedelta(days=1)))), last)
