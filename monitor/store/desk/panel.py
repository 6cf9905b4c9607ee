"""The whole panel: on how many of each clinic's articles each theme and claim stands.

Counting a clinic is a matter of milliseconds, counting them all is not: whoever wants the panel counts the
clinics one by one and remembers them by ``mark``.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from dataclasses import dataclass, field

from monitor.store.desk.rows import rows


@dataclass(frozen=True, slots=True)
class Spread:
    """On how many articles of one clinic each theme and each claim stands.

    Attributes:
        articles: live articles that were read: what shares are of.
        themes: by slug.
        claims: by theme and slug.
    """

    articles: int = 0
    themes: Counter[str] = field(default_factory=Counter)
    claims: Counter[tuple[str, str]] = field(default_factory=Counter)


def marks(connection: sqlite3.Connection) -> dict[str, tuple[int, int]]:
    """Number of each enabled clinic by its slug, and its last crawl, until which its counts are good."""
    found = rows(
        connection,
        """SELECT c.slug, c.id, coalesce(max(x.crawl_id), 0) AS mark FROM clinics c
        LEFT JOIN crawl_clinics x ON x.clinic_id = c.id WHERE c.enabled GROUP BY c.id ORDER BY c.slug""",
    )
    return {row["slug"]: (row["id"], row["mark"]) for row in found}


def spread(connection: sqlite3.Connection, clinic_id: int) -> Spread:
    """Count one clinic."""
    (articles,) = connection.execute(
        """SELECT count(*) FROM pages WHERE clinic_id = ? AND state = 'live' AND kind != 'other'
        AND version_id IS NOT NULL""",
        (clinic_id,),
    ).fetchone()
    counted = rows(
        connection,
        """SELECT n.theme, n.claim, count(DISTINCT s.page_id) AS pages
        FROM pages p JOIN passage_spans s ON s.page_id = p.id AND s.last_version_id IS NULL
        JOIN mentions n ON n.passage_id = s.passage_id
        WHERE p.clinic_id = :clinic AND p.state = 'live' AND p.kind != 'other'
        GROUP BY n.theme, n.claim""",
        {"clinic": clinic_id},
    )
    found = Spread(articles)
    for row in counted:
        if row["claim"]:
            found.claims[row["theme"], row["claim"]] = row["pages"]
        else:
            found.themes[row["theme"]] = row["pages"]
    return found
