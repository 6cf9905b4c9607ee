"""Numbers that passages say, and where and how long each stood."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from monitor.store.desk.rows import Row, as_list, rows

MOST_PASSAGES = 2_000
"""Passages of a theme or claim that are looked through, the newest."""
MOST_STAYS = 2_000
"""Stays of passages on pages that are read, the newest."""

OF_THE_PANEL = """SELECT passage_id FROM mentions WHERE theme = :theme AND claim = :claim
    ORDER BY passage_id DESC LIMIT :passages"""

OF_A_CLINIC = """SELECT DISTINCT s.passage_id FROM clinics c JOIN pages g ON g.clinic_id = c.id
    JOIN passage_spans s ON s.page_id = g.id
    WHERE c.slug = :clinic AND (:theme = '' OR EXISTS (SELECT 1 FROM mentions m
        WHERE m.passage_id = s.passage_id AND m.theme = :theme AND m.claim = :claim))"""


def stays(
    connection: sqlite3.Connection, roles: Sequence[str], *, theme: str, claim: str, clinic: str
) -> list[Row]:
    """Each number with one stay of its passage on a page, newest first; ``gone_at`` is None while it stands.

    Args:
        roles: what the numbers are to say.
        theme, claim: of the passages; empty: any, if a clinic is given.
        clinic: its slug; empty: any.
    """
    return rows(
        connection,
        f"""WITH chosen (passage_id) AS MATERIALIZED ({OF_A_CLINIC if clinic else OF_THE_PANEL})
        SELECT n.kind, n.low, n.high, n.unit, n.role, n.position, substr(p.text, 1, 400) AS text,
            c.slug AS clinic, c.name AS clinic_name, g.id AS page_id, g.url, s.last_version_id,
            v.seen_at AS since,
            CASE WHEN s.last_version_id IS NOT NULL THEN (SELECT seen_at FROM versions x
                    WHERE x.page_id = s.page_id AND x.id > s.last_version_id ORDER BY x.id LIMIT 1)
                WHEN g.state = 'removed' THEN g.changed_at END AS gone_at
        FROM chosen CROSS JOIN numbers n ON n.passage_id = chosen.passage_id
            AND n.role IN (SELECT value FROM json_each(:roles))
        JOIN passages p ON p.id = n.passage_id JOIN passage_spans s ON s.passage_id = n.passage_id
        JOIN versions v ON v.id = s.first_version_id
        JOIN pages g ON g.id = s.page_id JOIN clinics c ON c.id = g.clinic_id
        WHERE :clinic = '' OR c.slug = :clinic
        ORDER BY s.id DESC, n.position LIMIT :stays""",
        {
            "roles": as_list(roles),
            "theme": theme,
            "claim": claim,
            "clinic": clinic,
            "passages": MOST_PASSAGES,
            "stays": MOST_STAYS,
        },
    )
