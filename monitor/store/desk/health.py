"""Health: what fails, since when and why."""

from __future__ import annotations

import sqlite3
from collections import Counter

from monitor.store.desk.rows import Row, first, rows

MOST_VISITS = 50_000
"""Visits of a crawl that are looked through, the newest."""

NONE = {"live": 0, "failing": 0, "failing_since": None}


def pages(connection: sqlite3.Connection) -> tuple[dict[int, Row], Counter[str]]:
    """Live and failing pages of each clinic by its number, and all pages by state; from indexes alone."""
    by_clinic: dict[int, Row] = {}
    states: Counter[str] = Counter()
    for row in rows(connection, "SELECT clinic_id, state, count(*) AS n FROM pages GROUP BY 1, 2"):
        found = by_clinic.setdefault(row["clinic_id"], dict(NONE))
        states[row["state"]] += row["n"]
        if row["state"] == "live":
            found["live"] = row["n"]
    for row in rows(
        connection,
        """SELECT clinic_id, count(*) AS failing, min(failing_since) AS failing_since FROM pages
        WHERE failing_since IS NOT NULL GROUP BY clinic_id""",
    ):
        by_clinic[row.pop("clinic_id")].update(row)
    return by_clinic, states


def failing(connection: sqlite3.Connection, limit: int) -> list[Row]:
    """Why pages fail, most first."""
    return rows(
        connection,
        """SELECT coalesce(failing_reason, '') AS reason, count(*) AS pages, min(failing_since) AS since,
            count(DISTINCT clinic_id) AS clinics
        FROM pages WHERE failing_since IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT :limit""",
        {"limit": limit},
    )


def reasons(connection: sqlite3.Connection, crawl_id: int) -> list[Row]:
    """How often each outcome and reason came up among the newest visits of a crawl."""
    return rows(
        connection,
        """SELECT outcome, coalesce(reason, '') AS reason, count(*) AS visits FROM (
            SELECT outcome, reason, crawl_id FROM visits
            WHERE id > (SELECT visits_after FROM crawls WHERE id = :crawl) ORDER BY id DESC LIMIT :most)
        WHERE crawl_id = :crawl GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2""",
        {"crawl": crawl_id, "most": MOST_VISITS},
    )


def alerts(connection: sqlite3.Connection) -> Row:
    """What waits to be told, what was put off, set aside or cut off, and when a mail was last sent."""
    found = first(
        connection,
        """SELECT (SELECT count(*) FROM deliveries WHERE digest_id IS NULL AND dropped IS NULL) AS waiting,
            (SELECT count(*) FROM recipients WHERE removed_at IS NULL AND attempts > 0) AS put_off,
            (SELECT min(next_try_at) FROM recipients WHERE removed_at IS NULL AND attempts > 0) AS next_try,
            (SELECT count(*) FROM digests WHERE state = 'failed') AS set_aside,
            (SELECT count(*) FROM digests WHERE state = 'sending') AS unsure,
            (SELECT max(ended_at) FROM digests WHERE state = 'sent') AS sent_at""",
    )
    assert found is not None
    return found


def set_aside(connection: sqlite3.Connection, limit: int) -> list[Row]:
    """Mails that will not be sent unless somebody says so, the newest first.

    The reason of a refusal may name the address, which is the reader's own business: it goes.
    """
    found = rows(
        connection,
        """SELECT r.subscription, r.address, g.subject, g.changes, g.ended_at, coalesce(g.error, '') AS error
        FROM digests g JOIN recipients r ON r.id = g.recipient_id
        WHERE g.state = 'failed' ORDER BY g.id DESC LIMIT :limit""",
        {"limit": limit},
    )
    return [{**row, "error": row["error"].replace(row.pop("address"), "the address")} for row in found]


def matters(connection: sqlite3.Connection, limit: int) -> list[Row]:
    """What keeps clinics from being watched now, the newest first."""
    return rows(
        connection,
        """SELECT h.kind, h.reason, h.since, h.noticed_at, c.slug AS clinic, c.name AS clinic_name
        FROM health_matters h JOIN clinics c ON c.id = h.clinic_id
        WHERE h.ended_at IS NULL AND c.enabled ORDER BY h.id DESC LIMIT :limit""",
        {"limit": limit},
    )
