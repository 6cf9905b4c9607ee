"""Geometry of the charts; the templates draw them as SVG, and everything in them can be read as text too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from monitor.store import parse_iso

WEEKS = 26
WIDTH = 20
"""Of the bar of one week, with its gap."""
HEIGHT = 64


@dataclass(frozen=True, slots=True)
class Bar:
    """One week.

    Attributes:
        begins: its Monday.
        new, other: numbers of articles published and of other changes.
        x, y_new, y_other: where its parts begin; heights follow from them.
    """

    begins: date
    new: int
    other: int
    x: int
    height_new: float
    height_other: float


@dataclass(frozen=True, slots=True)
class Timeline:
    """Changes by week.

    Attributes:
        months: label and place of the first week of each month.
        most: changes in the fullest week.
        total: all that are drawn.
        earlier: changes before the first week.
    """

    bars: tuple[Bar, ...]
    months: tuple[tuple[str, int], ...]
    most: int
    total: int
    earlier: int
    width: int = WEEKS * WIDTH
    height: int = HEIGHT


def timeline(events: Sequence[tuple[str, str]], now: datetime) -> Timeline:
    """Changes of the last half year by week.

    Args:
        events: time and kind of each change.
    """
    this_week = now.date() - timedelta(days=now.weekday())
    mondays = [this_week - timedelta(weeks=WEEKS - 1 - place) for place in range(WEEKS)]
    new, other = dict.fromkeys(mondays, 0), dict.fromkeys(mondays, 0)
    earlier = 0
    for at, kind in events:
        day = parse_iso(at).date()
        monday = day - timedelta(days=day.weekday())
        if monday in new:
            (new if kind == "published" else other)[monday] += 1
        else:
            earlier += 1
    most = max(new[monday] + other[monday] for monday in mondays)
    scale = HEIGHT / max(most, 1)
    bars = tuple(
        Bar(monday, new[monday], other[monday], place * WIDTH, new[monday] * scale, other[monday] * scale)
        for place, monday in enumerate(mondays)
    )
    months = tuple(
        (bar.begins.strftime("%b"), bar.x)
        for bar in bars
        if bar.begins.day <= 7 and bar.x < (WEEKS - 1) * WIDTH
    )
    return Timeline(bars, months, most, sum(new.values()) + sum(other.values()), earlier)
