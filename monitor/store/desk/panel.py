"""What the panel talks about: shares of articles now and week by week, claims, numbers, red flags.

Shares come from the weekly counts, and only from weeks that were counted: what was not seen is a gap.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from monitor.config import THEMES
from monitor.store.desk.rows import Row, as_list, first, rows

RECENT = timedelta(days=35)
"""A clinic whose last counted week is older than that is left out of what stands now."""
MOST_FLAGGED = 1_000
"""Passages with red flags that are looked through, the newest."""
MOST_SIGNALS = 500
"""Signals of one kind that are looked through, the newest."""


@dataclass(frozen=True, slots=True)
class Spread:
    """On how many articles each theme and each claim stands.

    Attributes:
        articles: what shares are of.
        clinics: whose articles those are.
        said: articles per theme (with an empty claim) and claim.
        by: clinics that say it.
    """

    articles: int = 0
    clinics: int = 0
    said: Counter[tuple[str, str]] = field(default_factory=Counter)
    by: Counter[tuple[str, str]] = field(default_factory=Counter)

    def share(self, theme: str, claim: str = "") -> float:
        """Of the articles, those that speak of it."""
        return self.said[theme, claim] / self.articles if self.articles else 0.0


def mark(connection: sqlite3.Connection) -> tuple[int, int]:
    """What a spread is good until: the last crawl, and how many clinics it has ended."""
    row = first(
        connection,
        """SELECT coalesce(max(crawl_id), 0) AS crawl, count(*) AS ended FROM crawl_clinics
        WHERE crawl_id = (SELECT max(crawl_id) FROM crawl_clinics)""",
    )
    assert row is not None
    return row["crawl"], row["ended"]


def spread(connection: sqlite3.Connection, clinic_id: int | None = None) -> Spread:
    """What stands now, at one clinic or over the panel: each clinic as of its last counted week."""
    last = rows(
        connection,
        """SELECT c.id, w.week, w.articles FROM clinics c JOIN clinic_weeks w ON w.clinic_id = c.id
            AND w.week = (SELECT max(week) FROM clinic_weeks WHERE clinic_id = c.id)
        WHERE c.id = coalesce(:clinic, c.id)""",
        {"clinic": clinic_id},
    )
    newest = date.fromisoformat(max((row["week"] for row in last), default="2000-01-03"))
    recent = [row for row in last if row["week"] >= (newest - RECENT).isoformat()]
    found = Spread(sum(row["articles"] for row in recent), len(recent))
    for row in rows(
        connection,
        """SELECT n.theme, n.claim, sum(n.articles) AS articles, count(*) AS clinics FROM json_each(:last) l
        CROSS JOIN mention_weeks n ON n.clinic_id = json_extract(l.value, '$.id')
            AND n.week = json_extract(l.value, '$.week')
        GROUP BY 1, 2""",
        {"last": json.dumps(recent)},
    ):
        found.said[row["theme"], row["claim"]] = row["articles"]
        found.by[row["theme"], row["claim"]] = row["clinics"]
    return found


def trend(connection: sqlite3.Connection, theme: str, claim: str, since: str) -> list[Row]:
    """The panel week by week: articles and clinics seen, and articles that mention it; ``clinic`` is empty.

    Weeks in which nothing was counted have no row.
    """
    return rows(
        connection,
        """SELECT '' AS clinic, w.week, w.articles, coalesce(n.articles, 0) AS mentioning, w.clinics
        FROM (SELECT week, sum(articles) AS articles, count(*) AS clinics FROM clinic_weeks
            WHERE week >= :since GROUP BY week) w
        LEFT JOIN (SELECT week, sum(articles) AS articles FROM mention_weeks
            WHERE theme = :theme AND claim = :claim AND week >= :since GROUP BY week) n USING (week)
        ORDER BY w.week""",
        {"theme": theme, "claim": claim, "since": since},
    )


def trends(
    connection: sqlite3.Connection, theme: str, claim: str, since: str, clinics: Sequence[str]
) -> list[Row]:
    """The same for each of some clinics."""
    return rows(
        connection,
        """SELECT c.slug AS clinic, w.week, w.articles, coalesce(n.articles, 0) AS mentioning, 1 AS clinics
        FROM clinics c JOIN clinic_weeks w ON w.clinic_id = c.id AND w.week >= :since
        LEFT JOIN mention_weeks n ON n.theme = :theme AND n.claim = :claim AND n.clinic_id = c.id
            AND n.week = w.week
        WHERE c.slug IN (SELECT value FROM json_each(:slugs)) ORDER BY 1, 2""",
        {"theme": theme, "claim": claim, "since": since, "slugs": as_list(clinics)},
    )


def statements(
    connection: sqlite3.Connection, theme: str, claim: str, *, below: int | None, limit: int
) -> list[Row]:
    """Passages that make a claim or speak of a theme, the newest first, each with where it stood first."""
    return rows(
        connection,
        """SELECT n.passage_id, substr(p.text, 1, 400) AS text,
            (SELECT count(*) FROM (SELECT 1 FROM passage_spans s WHERE s.passage_id = n.passage_id
                AND s.last_version_id IS NULL LIMIT 100)) AS standing,
            f.page_id, f.first_version_id, v.seen_at AS since, c.slug AS clinic, c.name AS clinic_name,
            m.title, g.url, CASE WHEN f.last_version_id IS NOT NULL THEN (SELECT seen_at FROM versions x
                WHERE x.page_id = f.page_id AND x.id > f.last_version_id ORDER BY x.id LIMIT 1) END AS gone_at
        FROM mentions n JOIN passages p ON p.id = n.passage_id
        JOIN passage_spans f ON f.id = (SELECT min(id) FROM passage_spans WHERE passage_id = n.passage_id)
        JOIN versions v ON v.id = f.first_version_id JOIN metadata m ON m.id = v.metadata_id
        JOIN pages g ON g.id = f.page_id JOIN clinics c ON c.id = g.clinic_id
        WHERE n.theme = :theme AND n.claim = :claim AND n.passage_id < :below
        ORDER BY n.passage_id DESC LIMIT :limit""",
        {"theme": theme, "claim": claim, "below": (1 << 62) if below is None else below, "limit": limit},
    )


def makers(connection: sqlite3.Connection, theme: str, claim: str, limit: int) -> list[Row]:
    """Clinics that make or made a claim, with the first and last week of it; the newest first."""
    return rows(
        connection,
        """SELECT c.slug, c.name, min(n.week) AS first, max(n.week) AS last,
            (SELECT min(week) FROM clinic_weeks w
                WHERE w.clinic_id = c.id AND w.week > max(n.week)) AS dropped,
            (SELECT min(week) FROM clinic_weeks w WHERE w.clinic_id = c.id) = min(n.week) AS from_the_start
        FROM mention_weeks n JOIN clinics c ON c.id = n.clinic_id
        WHERE n.theme = :theme AND n.claim = :claim
        GROUP BY c.id ORDER BY first DESC, c.slug LIMIT :limit""",
        {"theme": theme, "claim": claim, "limit": limit},
    )


def numbers(connection: sqlite3.Connection, theme: str, claim: str, limit: int) -> list[Row]:
    """Changes of a number in a claim or theme, the newest first."""
    return _signals(connection, "number_changed", limit, theme=theme, claim=claim)


def red_flags(connection: sqlite3.Connection, slugs: Sequence[str], limit: int) -> list[Row]:
    """Passages that raise a red flag on a live page now, the newest first.

    Args:
        slugs: of the lexicon's red flags.
    """
    return rows(
        connection,
        """SELECT n.theme, n.claim, substr(p.text, 1, 400) AS text, v.seen_at AS since, g.id AS page_id,
            g.url,
            c.slug AS clinic, c.name AS clinic_name, m.title
        FROM (SELECT passage_id, theme, claim FROM mentions
            WHERE theme IN (SELECT value FROM json_each(:themes))
            AND claim IN (SELECT value FROM json_each(:slugs)) ORDER BY +passage_id DESC LIMIT :most) n
        JOIN passages p ON p.id = n.passage_id
        JOIN passage_spans s ON s.passage_id = n.passage_id AND s.last_version_id IS NULL
        JOIN versions v ON v.id = s.first_version_id
        JOIN pages g ON g.id = s.page_id AND g.state = 'live'
        JOIN versions w ON w.id = g.version_id JOIN metadata m ON m.id = w.metadata_id
        JOIN clinics c ON c.id = g.clinic_id
        ORDER BY n.passage_id DESC, s.id LIMIT :limit""",
        {"themes": as_list(THEMES), "slugs": as_list(slugs), "most": MOST_FLAGGED, "limit": limit},
    )


def _signals(
    connection: sqlite3.Connection, kind: str, limit: int, *, theme: str = "", claim: str = ""
) -> list[Row]:
    return rows(
        connection,
        """SELECT s.change_id, s.theme, s.claim, s.before, s.after, s.rule, ch.detected_at, ch.page_id,
            c.slug AS clinic, c.name AS clinic_name, m.title
        FROM (SELECT * FROM signals WHERE kind = :kind ORDER BY id DESC LIMIT :most) s
        JOIN changes ch ON ch.id = s.change_id JOIN clinics c ON c.id = ch.clinic_id
        LEFT JOIN versions v ON v.id = coalesce(ch.version_to, ch.version_from)
        LEFT JOIN metadata m ON m.id = v.metadata_id
        WHERE (:theme = '' OR s.theme = :theme) AND (:claim = '' OR s.claim = :claim)
        ORDER BY s.id DESC LIMIT :limit""",
        {"kind": kind, "most": MOST_SIGNALS, "theme": theme, "claim": claim, "limit": limit},
    )
