"""Who has a passage, in the same words or nearly: reads by way of the index of shingles."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from itertools import chain

from sqlite_utils import Database

from monitor.classify import NearCopy, Sighting, borrowing
from monitor.records import Passage
from monitor.store.connect import writing
from monitor.store.shingles import REWORDINGS, WITH_REWORDINGS, fill

PROBED = 64
"""Shingles of a passage that are looked up; those with the smallest hashes."""
SAMPLES, SAMPLE = 4, 25
"""Where many passages are known by a shingle, so many times so many are read, from the oldest on."""
COMPARED = 40
"""Passages that share most shingles with a new one are compared with it."""
SPANS = 200
"""Spans of a passage that are read, the oldest; boilerplate has thousands."""

_HOLDERS = """SELECT passage_id FROM passage_shingles
    WHERE shingle = ? AND passage_id >= ? ORDER BY passage_id LIMIT ?"""

_CLINICS = """SELECT DISTINCT g.clinic_id FROM json_each(:passages)
    JOIN passage_spans s ON s.id = (SELECT min(id) FROM passage_spans WHERE passage_id = value)
    JOIN pages g ON g.id = s.page_id"""

_SIGHTINGS = """SELECT c.slug, g.id, g.url, f.seen_at,
        f.technical OR (g.baseline AND f.id = (SELECT min(id) FROM versions WHERE page_id = g.id))
    FROM (SELECT page_id, first_version_id FROM passage_spans WHERE passage_id = ? ORDER BY id LIMIT ?) s
    JOIN versions f ON f.id = s.first_version_id JOIN pages g ON g.id = s.page_id
    JOIN clinics c ON c.id = g.clinic_id"""


class PassageIndex:
    """Finds the stored passages that are near a new one.

    Args:
        database: an open ``monitor.db``.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def catch_up(self) -> None:
        """Add the passages that were stored since the last time."""
        with writing(self._database):
            fill(self._database)

    def copies(self, passage: Passage) -> list[NearCopy]:
        """The stored passages near one, the very same among them, each with who had it when.

        There are none where so many clinics say nearly the same that not all of them could be looked at:
        of stock phrases nobody could be called the first.
        """
        words = borrowing.words_of(passage.normal)
        holders = self._holders(borrowing.shingles(words)[:PROBED])
        found: list[NearCopy] = []
        for passage_id, text, normal in self._candidates(passage, holders):
            others = borrowing.words_of(normal)
            if borrowing.is_near(words, others):
                found.append(NearCopy(text, others, self._sightings(passage_id)))
        clinics = {each.clinic for copy in found for each in copy.sightings}
        return [] if len(clinics) < borrowing.MANY and self._is_stock(holders) else found

    def _holders(self, hashes: Sequence[int]) -> list[set[int]]:
        """The passages that are known by each shingle; of many, samples spread over all that are stored."""
        (last,) = self._database.execute("SELECT through FROM passage_index").fetchone()
        starts = [last * number // SAMPLES for number in range(SAMPLES)]
        found: list[set[int]] = []
        for shingle in hashes:
            holders: set[int] = set()
            for start in starts:
                rows = self._database.execute(_HOLDERS, (shingle, start, SAMPLE)).fetchall()
                holders.update(passage_id for (passage_id,) in rows)
                if len(rows) < SAMPLE:
                    break
            found.append(holders)
        return found

    def _candidates(self, passage: Passage, holders: Sequence[set[int]]) -> list[tuple[int, str, str]]:
        """What is worth comparing: the very passage, and those that share most shingles with it."""
        shared = Counter(chain.from_iterable(holders))
        ranked = sorted(shared.items(), key=lambda item: (-item[1], item[0]))
        chosen = [passage_id for passage_id, _ in ranked[:COMPARED]]
        same = self._database.execute("SELECT id FROM passages WHERE hash = ?", (passage.key,)).fetchone()
        if same is not None and holders:
            chosen.append(same[0])
        rows = self._database.execute(WITH_REWORDINGS, {"found": json.dumps(chosen), "most": REWORDINGS})
        return list(rows.fetchall())

    def _is_stock(self, holders: Sequence[set[int]]) -> bool:
        """Whether a passage is made of phrases that many clinics use again and again."""
        crowded = [those for those in holders if len(those) > SAMPLE]
        if len(crowded) * 2 <= sum(map(bool, holders)):
            return False
        some = {each for those in crowded for each in sorted(those)[:: SAMPLE // 3]}
        passages = json.dumps(sorted(some))
        return len(self._database.execute(_CLINICS, {"passages": passages}).fetchall()) >= borrowing.MANY

    def _sightings(self, passage_id: int) -> tuple[Sighting, ...]:
        rows = self._database.execute(_SIGHTINGS, (passage_id, SPANS)).fetchall()
        return borrowing.first_at_each(
            Sighting(clinic, page_id, url, seen_at, bool(older))
            for clinic, page_id, url, seen_at, older in rows
        )
