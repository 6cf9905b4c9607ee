"""Where passages stood and stand."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from monitor.store.desk.rows import Row, as_list, rows

MOST_PLACES = 200
"""Places of one passage that are read."""


@dataclass(frozen=True, slots=True)
class Place:
    """What search is narrowed to.

    Attributes:
        standing: True: stands now; False: stands nowhere any more; None: either.
        since, until: ISO times; stood at some time between them.
    """

    clinic: str = ""
    standing: bool | None = None
    since: str = ""
    until: str = ""


def passages(connection: sqlite3.Connection, ids: list[int], place: Place) -> list[Row]:
    """Those of some passages that stood in a place, in the order of the numbers, each with ``places``."""
    texts = {
        row["id"]: row
        for row in rows(
            connection,
            "SELECT id, text, words FROM passages WHERE id IN (SELECT value FROM json_each(:ids))",
            {"ids": as_list(ids)},
        )
    }
    found = []
    for number in ids:
        places = _places(connection, number)
        fitting = [each for each in places if _fits(each, place)]
        standing = any(each["gone_at"] is None for each in places)
        if number in texts and fitting and place.standing in (None, standing):
            found.append({**texts[number], "places": fitting, "standing": standing})
    return found


def _places(connection: sqlite3.Connection, passage_id: int) -> list[Row]:
    """Spans of a passage, those that are open first; ``gone_at`` is when it was first seen to be gone."""
    return rows(
        connection,
        """SELECT s.page_id, c.slug AS clinic, c.name AS clinic_name, m.title, p.url, p.state,
            f.seen_at AS since, s.first_version_id, s.last_version_id,
            CASE WHEN s.last_version_id IS NOT NULL THEN (SELECT seen_at FROM versions n
                    WHERE n.page_id = s.page_id AND n.id > s.last_version_id ORDER BY n.id LIMIT 1)
                WHEN p.state = 'removed' THEN p.changed_at END AS gone_at
        FROM passage_spans s JOIN pages p ON p.id = s.page_id JOIN clinics c ON c.id = p.clinic_id
        JOIN versions f ON f.id = s.first_version_id
        JOIN versions v ON v.id = coalesce(s.last_version_id, p.version_id)
        JOIN metadata m ON m.id = v.metadata_id
        WHERE s.passage_id = :passage ORDER BY s.last_version_id IS NOT NULL, s.id LIMIT :most""",
        {"passage": passage_id, "most": MOST_PLACES},
    )


def _fits(found: Row, place: Place) -> bool:
    return (
        (not place.clinic or found["clinic"] == place.clinic)
        and (not place.until or found["since"] < place.until)
        and (not place.since or found["gone_at"] is None or found["gone_at"] >= place.since)
    )
