"""Geometry of the charts; the templates draw them as SVG, and everything in them can be read as text too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

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


TREND_WIDTH, TREND_HEIGHT = 720, 220


@dataclass(frozen=True, slots=True)
class Point:
    """One week of a line.

    Attributes:
        share: of the articles that were seen; what it is made of stands beside it.
    """

    week: date
    share: float
    mentioning: int
    articles: int
    clinics: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Line:
    """One clinic, or the panel.

    Attributes:
        stretches: of weeks that follow each other; between two of them nothing was seen.
    """

    name: str
    stretches: tuple[tuple[Point, ...], ...]

    @property
    def last(self) -> Point | None:
        """The newest point."""
        return self.stretches[-1][-1] if self.stretches else None


@dataclass(frozen=True, slots=True)
class Trend:
    """Shares by week.

    Attributes:
        top: the share at the upper edge.
        ticks: shares that are marked, with their places.
        months: label and place of the first week of some months.
        weeks: every week with the point of each line in it, newest first, for reading.
    """

    lines: tuple[Line, ...]
    top: float
    ticks: tuple[tuple[float, float], ...]
    months: tuple[tuple[str, float], ...]
    weeks: tuple[tuple[date, tuple[Point | None, ...]], ...]
    width: int = TREND_WIDTH
    height: int = TREND_HEIGHT


def trend(
    rows: Sequence[Mapping[str, Any]],
    slugs: Sequence[str],
    name_of: Mapping[str, str],
    first: date,
    last: date,
) -> Trend:
    """Lines of weekly counts; a week that was not counted is a gap.

    Args:
        rows: with ``clinic, week, articles, mentioning, clinics``.
        slugs: of the lines, in their order.
        first, last: Mondays of the first and the last week.
    """
    shares = [row["mentioning"] / row["articles"] for row in rows if row["articles"]]
    top = next((each for each in (0.1, 0.25, 0.5, 1.0) if each >= max(shares, default=0.0)), 1.0)
    weeks = (last - first).days // 7 or 1
    points: dict[str, dict[date, Point]] = {slug: {} for slug in slugs}
    for row in rows:
        if row["articles"] and row["clinic"] in points:
            point = _point(row, first, weeks, top)
            points[row["clinic"]][point.week] = point
    mondays = [first + timedelta(weeks=place) for place in range(weeks + 1)]
    shown = [
        (monday, tuple(points[slug].get(monday) for slug in slugs))
        for monday in reversed(mondays)
        if any(monday in points[slug] for slug in slugs)
    ]
    return Trend(
        lines=tuple(Line(name_of.get(slug, slug), _stretches(points[slug])) for slug in slugs),
        top=top,
        ticks=tuple((top * part, TREND_HEIGHT * (1 - part)) for part in (0.0, 0.5, 1.0)),
        months=tuple(
            (monday.strftime("%b %Y" if monday.month == 1 else "%b"), round(place / weeks * TREND_WIDTH, 1))
            for place, monday in enumerate(mondays[:-2])
            if monday.day <= 7 and monday.month % 2
        ),
        weeks=tuple(shown),
    )


def _point(row: Mapping[str, Any], first: date, weeks: int, top: float) -> Point:
    monday = date.fromisoformat(row["week"])
    share = row["mentioning"] / row["articles"]
    x = round((monday - first).days / 7 / weeks * TREND_WIDTH, 1)
    y = round(TREND_HEIGHT * (1 - share / top), 1)
    return Point(monday, share, row["mentioning"], row["articles"], row["clinics"], x, y)


def _stretches(points: Mapping[date, Point]) -> tuple[tuple[Point, ...], ...]:
    found: list[list[Point]] = []
    for monday in sorted(points):
        if not found or monday - found[-1][-1].week > timedelta(days=7):
            found.append([])
        found[-1].append(points[monday])
    return tuple(map(tuple, found))
