"""Pages of a clinic that say the same, or have passages in common."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable

from sqlite_utils import Database

from monitor.store.page import PAGE_COLUMNS, Page, page_of

MOST_KEYS = 500
"""Passages of a text that are looked for at other pages; older SQLite takes 999 values at most."""


class Likeness:
    """Reads which pages share what they say; never writes.

    Args:
        database: an open ``monitor.db``.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def same_content(self, clinic_id: int, content_key: bytes, but: int) -> Page | None:
        """Another page of the clinic whose current version has this very content."""
        row = self._database.execute(
            f"""SELECT {PAGE_COLUMNS}
            FROM versions v JOIN pages p ON p.id = v.page_id AND p.version_id = v.id
            WHERE v.content_key = ? AND +p.clinic_id = ? AND p.id != ? ORDER BY p.id""",
            (content_key, clinic_id, but),
        ).fetchone()
        return None if row is None else page_of(row)

    def most_alike(self, clinic_id: int, keys: Iterable[bytes], but: int) -> Page | None:
        """The page of the clinic that shares most passages with some; None if none shares any.

        Args:
            keys: of the passages; the first ``MOST_KEYS`` are looked for.
        """
        wanted = list(keys)[:MOST_KEYS]
        row = self._database.execute(
            f"""SELECT {PAGE_COLUMNS} FROM pages p WHERE p.id = (
                SELECT s.page_id FROM passages a JOIN passage_spans s ON s.passage_id = a.id
                JOIN pages q ON q.id = s.page_id
                WHERE a.hash IN ({", ".join("?" * len(wanted))}) AND s.last_version_id IS NULL
                    AND q.clinic_id = ? AND q.id != ?
                GROUP BY s.page_id ORDER BY count(*) DESC, s.page_id LIMIT 1)""",
            (*wanted, clinic_id, but),
        ).fetchone()
        return None if row is None else page_of(row)

    def is_told_of_twin(self, page_id: int, content_key: bytes) -> bool:
        """Whether another live page of the clinic has gone from this page's text to a new one before.

        Args:
            content_key: of the new text.
        """
        row = self._database.execute(
            """SELECT 1 FROM pages p JOIN versions old ON old.id = p.version_id
            JOIN versions new ON new.content_key = ? AND new.page_id != p.id
            JOIN pages twin ON twin.id = new.page_id AND twin.version_id = new.id
            WHERE p.id = ? AND twin.clinic_id = p.clinic_id AND twin.state = 'live'
                AND old.content_key != new.content_key AND EXISTS (SELECT 1 FROM versions
                    WHERE page_id = twin.id AND content_key = old.content_key)""",
            (content_key, page_id),
        ).fetchone()
        return row is not None

    def bearing(
        self, clinic_id: int, keys: Iterable[bytes] | None, *, but: Collection[int], limit: int
    ) -> list[int]:
        """Live pages of a clinic on which some passages stand, those not looked at for longest first.

        Args:
            keys: of the passages; None for pages that say anything.
            but: pages that are not wanted.
            limit: at most so many.
        """
        wanted = [] if keys is None else list(keys)[:MOST_KEYS]
        stands = f"""p.id IN (SELECT s.page_id FROM passages a JOIN passage_spans s ON s.passage_id = a.id
            WHERE a.hash IN ({", ".join("?" * len(wanted))}) AND s.last_version_id IS NULL)"""
        rows = self._database.execute(
            f"""SELECT p.id FROM pages p WHERE {"1" if keys is None else stands}
                AND p.clinic_id = ? AND p.state = 'live' AND p.kind != 'other' AND p.version_id IS NOT NULL
                AND p.id NOT IN (SELECT value FROM json_each(?))
            ORDER BY p.visited_at, p.id LIMIT ?""",
            (*wanted, clinic_id, json.dumps(sorted(but)), limit),
        )
        return [row[0] for row in rows]
