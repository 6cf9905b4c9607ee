"""The index by which near copies of a passage are found: a few shingles of each passage, and who has them.

Passages are added by their ids and in the order of the shingles, so that a first crawl of thousands of pages
writes each leaf of the index once.  A reworded passage that is found by the shingles of the one it was made
from needs none of its own: operations lead from there to it, so that most edits cost nothing here.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlite_utils import Database

from monitor.classify import borrowing

BATCH = 5_000
"""Passages added at once."""
REWORDINGS = 20
"""Steps that are followed from a passage to its rewordings, and back."""

WITH_REWORDINGS = """WITH RECURSIVE lines (passage_id, steps) AS (
        SELECT value, 0 FROM json_each(:found)
        UNION
        SELECT o.after_passage_id, steps + 1 FROM lines JOIN operations o ON o.before_passage_id = passage_id
        WHERE o.kind = 'reworded' AND o.after_passage_id IS NOT NULL AND steps < :most)
    SELECT DISTINCT p.id, p.text, coalesce(p.normal, p.text) FROM lines JOIN passages p ON p.id = passage_id
    ORDER BY p.id"""
"""Passages, given as ``:found``, with all that they were reworded to: id, text and normal form."""

_NEW = """SELECT p.id, coalesce(p.normal, p.text), (SELECT min(o.before_passage_id) FROM operations o
        WHERE o.after_passage_id = p.id AND o.kind = 'reworded')
    FROM passages p WHERE p.id > :done AND p.id <= :end AND p.words >= :words"""


def fill(database: Database) -> None:
    """Add the passages that are not in the index yet, inside the caller's transaction."""
    (last,) = database.execute("SELECT coalesce(max(id), 0) FROM passages").fetchone()
    (done,) = database.execute("SELECT through FROM passage_index").fetchone()
    while done < last:
        end = min(done + BATCH, last)
        found = _Batch(database).add(done, end)
        # In the order of the index: each of its leaves is written once.
        rows = sorted((shingle, passage_id) for passage_id, known_by in found.items() for shingle in known_by)
        database.conn.executemany("INSERT INTO passage_shingles VALUES (?, ?)", rows)
        done = end
        database.execute("UPDATE passage_index SET through = ?", (done,))


class _Batch:
    """Decides by which shingles some new passages are known."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known_by: dict[int, Sequence[int]] = {}

    def add(self, done: int, end: int) -> dict[int, Sequence[int]]:
        """The shingles of the passages between two ids; of reworded ones only where they are needed."""
        values = {"done": done, "end": end, "words": borrowing.MIN_WORDS}
        for passage_id, normal, parent in self._database.execute(_NEW, values).fetchall():
            hashes = borrowing.shingles(borrowing.words_of(normal))
            if hashes and not (parent and self._is_covered(parent, hashes)):
                self._known_by[passage_id] = borrowing.kept(hashes)
        return self._known_by

    def _is_covered(self, parent: int, hashes: Sequence[int]) -> bool:
        """Whether the nearest forebear in the index leads to a rewording."""
        forebear: int | None = parent
        for _ in range(REWORDINGS):
            if forebear is None:
                return False
            known_by = self._known(forebear)
            if known_by:
                return borrowing.is_covered(known_by, hashes)
            (forebear,) = self._database.execute(
                """SELECT min(before_passage_id) FROM operations
                WHERE after_passage_id = ? AND kind = 'reworded'""",
                (forebear,),
            ).fetchone()
        return False

    def _known(self, passage_id: int) -> Sequence[int]:
        """The shingles by which a passage is in the index; none if it is not."""
        if passage_id in self._known_by:
            return self._known_by[passage_id]
        (normal,) = self._database.execute(
            "SELECT coalesce(normal, text) FROM passages WHERE id = ?", (passage_id,)
        ).fetchone()
        known_by = borrowing.kept(borrowing.shingles(borrowing.words_of(normal)))
        stands = (
            known_by
            and self._database.execute(
                "SELECT 1 FROM passage_shingles WHERE shingle = ? AND passage_id = ?",
                (known_by[0], passage_id),
            ).fetchone()
        )
        return known_by if stands else ()
