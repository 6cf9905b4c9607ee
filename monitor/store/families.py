"""The passages that stand at several clinics, near ones together: who shares texts with whom."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from sqlite_utils import Database

from monitor.classify import Family, Sighting, borrowing, groups
from monitor.store.shingles import REWORDINGS, WITH_REWORDINGS

TOGETHER = 40
"""Passages known by one shingle that are compared with each other; more have it where it tells nothing."""
CACHED = 100_000
"""Passages kept in memory while they are compared."""

_SHARED = """SELECT s.passage_id FROM passage_spans s
    JOIN pages g ON g.id = s.page_id AND g.state = 'live' AND g.kind != 'other'
    JOIN passages p ON p.id = s.passage_id AND p.words >= :words
    WHERE s.last_version_id IS NULL
    GROUP BY s.passage_id HAVING count(DISTINCT g.clinic_id) > 1"""

_ON_ONE_SHINGLE = """SELECT json_group_array(passage_id) FROM passage_shingles
    GROUP BY shingle HAVING count(*) BETWEEN 2 AND :most"""

_STANDING_SIGHTINGS = """SELECT p.text, c.slug, g.id, g.url, f.seen_at,
        f.technical OR (g.baseline AND f.id = (SELECT min(id) FROM versions WHERE page_id = g.id))
    FROM passages p JOIN passage_spans s ON s.passage_id = p.id AND s.last_version_id IS NULL
    JOIN versions f ON f.id = s.first_version_id
    JOIN pages g ON g.id = s.page_id AND g.state = 'live' AND g.kind != 'other'
    JOIN clinics c ON c.id = g.clinic_id
    WHERE p.id = ?"""

_STANDS_AT = """SELECT DISTINCT g.clinic_id FROM passage_spans s
    JOIN pages g ON g.id = s.page_id AND g.state = 'live' AND g.kind != 'other'
    WHERE s.passage_id = ? AND s.last_version_id IS NULL"""


@dataclass(frozen=True, slots=True)
class _Standing:
    """A passage that stands somewhere now.

    Attributes:
        words: by which it is compared.
        clinics: where.
    """

    passage_id: int
    words: borrowing.Words
    clinics: frozenset[int]


class Families:
    """Reads the passages that stand at several clinics.

    Args:
        database: an open ``monitor.db``.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def read(self) -> list[Family]:
        """The passages that stand at more than one clinic now, near ones together."""
        least = {"words": borrowing.MIN_WORDS}
        exact = [
            (passage_id, passage_id) for (passage_id,) in self._database.execute(_SHARED, least).fetchall()
        ]
        family_of = groups([*exact, *self._near_pairs()])
        members: dict[int, list[int]] = defaultdict(list)
        for passage_id, family in family_of.items():
            members[family].append(passage_id)
        return [self._family(those) for those in members.values()]

    def _near_pairs(self) -> Iterator[tuple[int, int]]:
        """Pairs of passages near each other that stand at different clinics."""
        rows = self._database.execute(_ON_ONE_SHINGLE, {"most": TOGETHER})
        compared: set[tuple[int, int]] = set()
        standing_of = lru_cache(maxsize=CACHED)(self._standing)
        for (holders,) in rows:
            standing = {
                each.passage_id: each for holder in json.loads(holders) for each in standing_of(holder)
            }
            for one, other in combinations(sorted(standing), 2):
                if (one, other) in compared or len(standing[one].clinics | standing[other].clinics) < 2:
                    continue
                compared.add((one, other))
                if borrowing.is_near(standing[one].words, standing[other].words):
                    yield one, other

    def _standing(self, passage_id: int) -> list[_Standing]:
        """A passage and its rewordings, those that stand somewhere now."""
        rows = self._database.execute(
            WITH_REWORDINGS, {"found": json.dumps([passage_id]), "most": REWORDINGS}
        ).fetchall()
        found: list[_Standing] = []
        for each, _text, normal in rows:
            clinics = self._database.execute(_STANDS_AT, (each,)).fetchall()
            if clinics:
                at = frozenset(clinic for (clinic,) in clinics)
                found.append(_Standing(each, borrowing.words_of(normal), at))
        return found

    def _family(self, passages: Sequence[int]) -> Family:
        sightings: list[Sighting] = []
        texts: dict[str, str] = {}
        for passage_id in passages:
            rows = self._database.execute(_STANDING_SIGHTINGS, (passage_id,)).fetchall()
            for text, clinic, page_id, url, seen_at, older in rows:
                sightings.append(Sighting(clinic, page_id, url, seen_at, bool(older)))
                texts.setdefault(seen_at, text)
        sightings.sort(key=lambda each: (each.seen_at, each.page_id))
        return Family(texts[sightings[0].seen_at], tuple(sightings))
