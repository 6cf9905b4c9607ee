"""What lineage is traced from: all versions of a page at once, and where else its passages stand."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import cast

from sqlite_utils import Database

from monitor.records import Part, Passage, PassageKind
from monitor.version import Edition

Words = tuple[str, str, str, int]
"""Text, kind, part and ``begins`` of a passage from some version of a page on."""


@dataclass(frozen=True, slots=True)
class _Stay:
    """A span with all its forms, the latest last."""

    first: int
    last: int | None
    normal: str
    words: list[tuple[int, Words]]

    def passage(self, version_id: int) -> Passage:
        text, kind, part, begins = next(words for since, words in reversed(self.words) if since <= version_id)
        return Passage(text, self.normal, cast(PassageKind, kind), cast(Part, part), bool(begins))


class Lineage:
    """Reads whole histories of pages.

    Args:
        database: an open ``monitor.db``.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def editions(self, page_id: int, until: int) -> list[Edition]:
        """The versions of a page up to one of them, oldest first, read together."""
        stays = self._stays(page_id)
        rows = self._database.execute(
            "SELECT id, seen_at, technical FROM versions WHERE page_id = ? AND id <= ? ORDER BY id",
            (page_id, until),
        )
        return [
            Edition(
                version_id,
                seen_at,
                bool(technical),
                tuple(
                    stay.passage(version_id)
                    for stay in stays
                    if stay.first <= version_id and (stay.last is None or stay.last >= version_id)
                ),
            )
            for version_id, seen_at, technical in rows.fetchall()
        ]

    def is_baseline(self, page_id: int) -> bool:
        """Whether the page was there when its clinic was first looked at."""
        (baseline,) = self._database.execute("SELECT baseline FROM pages WHERE id = ?", (page_id,)).fetchone()
        return bool(baseline)

    def elsewhere(self, page_id: int, version_id: int) -> dict[bytes, list[dict[str, object]]]:
        """Where else the passages of a version stand now, word for word: live pages by passage key.

        A page is a dictionary of ``clinic``, ``page_id``, ``url`` and ``since``, the oldest first.
        """
        rows = self._database.execute(
            """SELECT a.hash, c.slug, p.id, p.url, min(f.seen_at) FROM passages a
            JOIN passage_spans s ON s.passage_id = a.id AND s.last_version_id IS NULL
            JOIN pages p ON p.id = s.page_id AND p.id != :page AND p.state = 'live'
            JOIN clinics c ON c.id = p.clinic_id
            JOIN versions f ON f.id = s.first_version_id
            WHERE a.id IN (SELECT passage_id FROM passage_spans WHERE page_id = :page
                AND first_version_id <= :version
                AND (last_version_id IS NULL OR last_version_id >= :version))
            GROUP BY a.id, p.id ORDER BY min(f.seen_at), p.id""",
            {"page": page_id, "version": version_id},
        )
        found: dict[bytes, list[dict[str, object]]] = defaultdict(list)
        for key, clinic, other, url, since in rows.fetchall():
            found[key].append({"clinic": clinic, "page_id": other, "url": url, "since": since})
        return found

    def _stays(self, page_id: int) -> list[_Stay]:
        """All spans of a page in the order of their ranks."""
        rows = self._database.execute(
            """SELECT s.id, s.first_version_id, s.last_version_id, coalesce(p.normal, p.text), p.text, s.kind,
                s.part, s.begins
            FROM passage_spans s JOIN passages p ON p.id = s.passage_id
            WHERE s.page_id = ? ORDER BY s.rank""",
            (page_id,),
        )
        stays = {
            span_id: _Stay(first, last, normal, [(first, cast(Words, tuple(words)))])
            for span_id, first, last, normal, *words in rows.fetchall()
        }
        forms = self._database.execute(
            """SELECT f.span_id, f.version_id, f.text, f.kind, f.part, f.begins
            FROM passage_spans s JOIN passage_forms f ON f.span_id = s.id
            WHERE s.page_id = ? ORDER BY f.version_id""",
            (page_id,),
        )
        for span_id, since, *words in forms.fetchall():
            stays[span_id].words.append((since, cast(Words, tuple(words))))
        return list(stays.values())
