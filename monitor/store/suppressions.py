"""What was met and not told: visits by their reasons, and the passages that do not count."""

from __future__ import annotations

import json
from collections.abc import Collection

from sqlite_utils import Database

from monitor.store.reports import ChangeFilter, Row, rows


class Suppressions:
    """Reads what judgement left out; never writes.

    Args:
        database: an open ``monitor.db``.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def visits(self, wanted: ChangeFilter, reasons: Collection[str]) -> list[Row]:
        """Looks that met something else than before and told nothing, oldest first.

        Args:
            wanted: ``since``, ``clinics`` and ``limit`` count.
            reasons: those that are wanted.

        Returns:
            A row each, with ``version_from`` and ``version_to`` where a version was kept, and with the
            ``passages`` that were found to be volatile at that look.
        """
        found = rows(
            self._database,
            """SELECT * FROM (SELECT v.id AS visit_id, c.slug AS clinic, v.page_id, p.url, m.title,
                v.visited_at, v.outcome, v.reason, v.status,
                CASE WHEN v.version_id IS NULL THEN NULL ELSE (SELECT max(w.id) FROM versions w
                    WHERE w.page_id = v.page_id AND w.id < v.version_id) END AS version_from,
                v.version_id AS version_to, v.crawl_id
            FROM visits v JOIN pages p ON p.id = v.page_id JOIN clinics c ON c.id = p.clinic_id
            LEFT JOIN versions t ON t.id = p.version_id LEFT JOIN metadata m ON m.id = t.metadata_id
            WHERE v.reason IN (SELECT value FROM json_each(:reasons))
                AND v.id > coalesce((SELECT min(visits_after) FROM crawls
                    WHERE coalesce(ended_at, started_at) >= :since), 0) AND v.visited_at >= :since
                AND (:any_clinic OR c.slug IN (SELECT value FROM json_each(:clinics)))
            ORDER BY v.id DESC LIMIT :limit) ORDER BY visit_id""",
            {
                "reasons": json.dumps(sorted(reasons)),
                "since": wanted.since or "",
                "any_clinic": not wanted.clinics,
                "clinics": json.dumps(wanted.clinics),
                "limit": -1 if wanted.limit is None else wanted.limit,
            },
        )
        for row in found:
            row["passages"] = self._learnt(row["page_id"], row["crawl_id"])
        return found

    def volatile(self) -> Row:
        """How many passages are left out as volatile, on how many pages, and how many have settled."""
        (row,) = rows(
            self._database,
            """SELECT coalesce(sum(settled_at IS NULL), 0) AS passages,
                count(DISTINCT CASE WHEN settled_at IS NULL THEN page_id END) AS pages,
                coalesce(sum(settled_at IS NOT NULL), 0) AS settled FROM volatile_passages""",
            {},
        )
        return row

    def _learnt(self, page_id: int, crawl_id: int) -> list[str]:
        found = rows(
            self._database,
            "SELECT text FROM volatile_passages WHERE page_id = :page AND crawl_id = :crawl ORDER BY text",
            {"page": page_id, "crawl": crawl_id},
        )
        return [row["text"] for row in found]
