"""Trends: in each week, how many articles of a clinic were alive, and how many of them mention what.

Counted at the end of each good crawl of a clinic, as of then, and kept: a week by week count over the spans
of all articles takes seconds for one theme of a large database, and what was not seen in some week cannot be
told from the spans at all.  A week without a good crawl has no row: it is a gap and not zero.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlite_utils import Database

_WEEK = "date(:at, 'weekday 0', '-6 days')"  # the Monday

_LOOKS = """FROM visits WHERE page_id = g.id AND visited_at <= :at AND outcome != 'skipped'"""
_CONCLUSIVE = f"{_LOOKS} AND outcome NOT IN ('blocked', 'error') ORDER BY id DESC LIMIT 1"

# An article counts if it was there at our last look at it.  If it could not be read at that, an earlier
# look in the same week will do; otherwise nobody knows, and it counts neither as alive nor as silent.
_ALIVE = f"""WITH alive (page_id, version_id) AS MATERIALIZED (
        SELECT g.id, (SELECT max(v.id) FROM versions v WHERE v.page_id = g.id AND v.seen_at <= :at)
        FROM pages g WHERE g.clinic_id = :clinic AND g.kind = 'article'
            AND (SELECT outcome != 'gone' AND reason IS NOT 'moved_to_known_page' {_CONCLUSIVE})
            AND ((SELECT outcome NOT IN ('blocked', 'error') {_LOOKS} ORDER BY id DESC LIMIT 1)
                OR (SELECT visited_at >= {_WEEK} {_CONCLUSIVE})))"""

_COUNT_ARTICLES = f"""INSERT INTO clinic_weeks (clinic_id, week, articles)
    {_ALIVE} SELECT :clinic, {_WEEK}, count(version_id) FROM alive"""

_COUNT_MENTIONS = f"""INSERT INTO mention_weeks (theme, claim, clinic_id, week, articles)
    {_ALIVE} SELECT n.theme, n.claim, :clinic, {_WEEK}, count(DISTINCT alive.page_id)
    FROM alive
    JOIN passage_spans s ON s.page_id = alive.page_id AND s.first_version_id <= alive.version_id
        AND (s.last_version_id IS NULL OR s.last_version_id >= alive.version_id)
    JOIN mentions n ON n.passage_id = s.passage_id
    GROUP BY n.theme, n.claim"""

_WEEKS = """SELECT clinic_id, max(ended_at) FROM crawl_clinics WHERE outcome = 'ok'
    GROUP BY clinic_id, date(ended_at, 'weekday 0', '-6 days') ORDER BY 2"""


def count_week(database: Database, clinic_id: int, at: str) -> None:
    """Count a clinic's week as it stood at some time in it, inside the caller's transaction.

    Args:
        at: ISO 8601, the end of a good crawl.
    """
    values = {"clinic": clinic_id, "at": at}
    for table in ("clinic_weeks", "mention_weeks"):
        database.execute(f"DELETE FROM {table} WHERE clinic_id = :clinic AND week = {_WEEK}", values)
    database.execute(_COUNT_ARTICLES, values)
    database.execute(_COUNT_MENTIONS, values)


def recount(database: Database) -> Iterator[tuple[int, int]]:
    """Count all weeks again, as after the mentions have changed, inside the caller's transaction.

    Yields:
        How many weeks are done, and how many there are.
    """
    weeks = database.execute(_WEEKS).fetchall()
    for done, (clinic_id, at) in enumerate(weeks, start=1):
        count_week(database, clinic_id, at)
        yield done, len(weeks)


class Trends:
    """Reads the counts, gaps included.

    Args:
        database: an open ``monitor.db``.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def themes(self) -> list[str]:
        """All themes that were ever mentioned."""
        rows = self._database.execute("SELECT DISTINCT theme FROM mention_weeks ORDER BY theme")
        return [theme for (theme,) in rows.fetchall()]

    def claims(self, theme: str) -> list[str]:
        """The claims under a theme that were ever made."""
        rows = self._database.execute(
            "SELECT DISTINCT claim FROM mention_weeks WHERE theme = ? AND claim != '' ORDER BY claim",
            (theme,),
        )
        return [claim for (claim,) in rows.fetchall()]

    def weeks(self, theme: str, claim: str, weeks: int) -> list[dict[str, Any]]:
        """A row per clinic and week, by clinic, the newest weeks last; numbers are None where there is a gap.

        Args:
            claim: empty for the theme itself.
            weeks: the newest so many.
        """
        view = "claim_history" if claim else "theme_trend"
        chosen = "AND claim = :claim" if claim else ""
        cursor = self._database.execute(
            f"""SELECT week, clinic, articles, mentioning, share FROM {view}
            WHERE theme = :theme {chosen} AND week > (
                SELECT date(max(week), :back) FROM clinic_weeks)
            ORDER BY clinic, week""",
            {"theme": theme, "claim": claim, "back": f"-{weeks * 7} days"},
        )
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
