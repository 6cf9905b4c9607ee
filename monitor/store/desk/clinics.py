"""Clinics: the list of them with their health, and all that one page about one of them shows."""

from __future__ import annotations

import sqlite3

from monitor.store.desk.rows import Row, as_list, rows

MOST_TOLD = 5_000
"""Changes of one clinic that its timeline is drawn from, the newest."""

LAST = """
    SELECT c.id, c.slug, c.name, c.url, c.enabled, c.added_at, c.baseline_at,
        c.left_alone_until, x.outcome, x.reason,
        x.ended_at AS last_crawl, x.crawl_id,
        (SELECT ended_at FROM crawl_clinics g WHERE g.clinic_id = c.id AND g.outcome = 'ok'
            ORDER BY g.crawl_id DESC LIMIT 1) AS last_good
    FROM clinics c LEFT JOIN crawl_clinics x ON x.clinic_id = c.id AND x.crawl_id =
        (SELECT max(crawl_id) FROM crawl_clinics y WHERE y.clinic_id = c.id)
"""

PAGES = """
    SELECT clinic_id, sum(kind != 'other') AS pages, sum(state = 'live') AS live,
        sum(state = 'missing') AS missing, sum(state = 'removed') AS removed, sum(state = 'known') AS unread,
        sum(failing_since IS NOT NULL) AS failing, min(failing_since) AS failing_since,
        sum(state = 'live' AND seen_at >= :week) AS seen, max(changed_at) AS changed_at
    FROM pages WHERE kind != 'other' AND clinic_id IN (SELECT value FROM json_each(:ids)) GROUP BY clinic_id
"""

NO_PAGES = dict.fromkeys(("pages", "live", "missing", "removed", "unread", "failing", "seen"), 0) | {
    "failing_since": None,
    "changed_at": None,
}


def latest(connection: sqlite3.Connection) -> list[Row]:
    """Every enabled clinic with what its last crawl came to."""
    return rows(connection, f"{LAST} WHERE c.enabled ORDER BY c.slug")


def listed(
    connection: sqlite3.Connection, *, week: str, after: str, containing: str, limit: int
) -> list[Row]:
    """Clinics in the order of their slugs, with their pages counted.

    Args:
        week: the time a week ago.
        after: a slug: those behind it.
        containing: text that slug or name must have in them.
    """
    found = rows(
        connection,
        f"""{LAST} WHERE c.slug > :after AND (:containing = '' OR instr(lower(c.slug), :containing)
            OR instr(lower(c.name), :containing)) ORDER BY c.slug LIMIT :limit""",
        {"after": after, "containing": containing.lower(), "limit": limit},
    )
    return _with_pages(connection, found, week)


def clinic(connection: sqlite3.Connection, slug: str, week: str) -> Row | None:
    """One clinic, the same way; None if there is none."""
    found = rows(connection, f"{LAST} WHERE c.slug = :slug", {"slug": slug})
    return _with_pages(connection, found, week)[0] if found else None


def _with_pages(connection: sqlite3.Connection, clinics: list[Row], week: str) -> list[Row]:
    ids = as_list(row["id"] for row in clinics)
    counted = {row["clinic_id"]: row for row in rows(connection, PAGES, {"ids": ids, "week": week})}
    return [{**row, **NO_PAGES, **counted.get(row["id"], {})} for row in clinics]


def slugs(connection: sqlite3.Connection) -> list[Row]:
    """Slug and name of every clinic, by name."""
    return rows(connection, "SELECT slug, name FROM clinics ORDER BY lower(name), slug")


def change_times(connection: sqlite3.Connection, clinic_id: int) -> list[Row]:
    """Time, kind and size of the newest changes of a clinic."""
    return rows(
        connection,
        """SELECT detected_at, kind, words_added + words_removed AS words FROM changes
        WHERE clinic_id = :clinic ORDER BY id DESC LIMIT :most""",
        {"clinic": clinic_id, "most": MOST_TOLD},
    )


def newest_articles(connection: sqlite3.Connection, clinic_id: int, limit: int) -> list[Row]:
    """Articles of a clinic as they stand, found last first."""
    return rows(
        connection,
        """SELECT p.id, p.url, p.state, p.found_at, p.changed_at, p.version_count, v.words, m.title,
            m.published_at
        FROM pages p JOIN versions v ON v.id = p.version_id JOIN metadata m ON m.id = v.metadata_id
        WHERE p.clinic_id = :clinic AND p.kind != 'other' ORDER BY p.found_at DESC, p.id DESC LIMIT :limit""",
        {"clinic": clinic_id, "limit": limit},
    )


def failing_pages(connection: sqlite3.Connection, clinic_id: int, limit: int) -> list[Row]:
    """Pages of a clinic whose last visit failed, longest first."""
    return rows(
        connection,
        """SELECT id, url, failing_since, failing_reason FROM pages
        WHERE clinic_id = :clinic AND failing_since IS NOT NULL ORDER BY failing_since, id LIMIT :limit""",
        {"clinic": clinic_id, "limit": limit},
    )


def sources(connection: sqlite3.Connection, clinic_id: int) -> list[Row]:
    """Where a clinic lists its articles."""
    return rows(
        connection,
        "SELECT kind, url, read_at FROM sources WHERE clinic_id = :clinic ORDER BY kind, url",
        {"clinic": clinic_id},
    )


def claims(connection: sqlite3.Connection, clinic_id: int, limit: int) -> list[Row]:
    """Passages that make claims on a clinic's live pages, with the time since when they stand."""
    return rows(
        connection,
        """SELECT n.theme, n.claim, ps.id AS passage_id, substr(ps.text, 1, 400) AS text, s.page_id,
            min(v.seen_at) AS since, count(DISTINCT s.page_id) AS pages
        FROM pages p JOIN passage_spans s ON s.page_id = p.id AND s.last_version_id IS NULL
        JOIN mentions n ON n.passage_id = s.passage_id AND n.claim != ''
        JOIN passages ps ON ps.id = n.passage_id JOIN versions v ON v.id = s.first_version_id
        WHERE p.clinic_id = :clinic AND p.state = 'live'
        GROUP BY n.theme, n.claim, ps.id ORDER BY n.theme, n.claim, since DESC LIMIT :limit""",
        {"clinic": clinic_id, "limit": limit},
    )


def crawls(connection: sqlite3.Connection, limit: int) -> list[Row]:
    """The newest crawls, with what they came to."""
    return rows(
        connection,
        """SELECT k.id, k.started_at, k.ended_at, k.state, k.everything,
            (SELECT count(*) FROM crawl_clinics x WHERE x.crawl_id = k.id) AS clinics,
            (SELECT count(*) FROM crawl_clinics x WHERE x.crawl_id = k.id AND outcome != 'ok') AS failed,
            (SELECT coalesce(sum(visited), 0) FROM crawl_clinics x WHERE x.crawl_id = k.id) AS visited,
            (SELECT coalesce(sum(changes), 0) FROM crawl_clinics x WHERE x.crawl_id = k.id) AS changes
        FROM crawls k ORDER BY k.id DESC LIMIT :limit""",
        {"limit": limit},
    )
