"""Mentions and numbers: what each distinct passage is about, by which lexicon, written with the passage."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from monitor.records import Mention, Number, Passage
from monitor.store.connect import writing


@dataclass(frozen=True, slots=True)
class Classified:
    """What some passages came to by one lexicon.

    Attributes:
        lexicon: its version.
        about: mentions and numbers per passage key; also of passages that came to nothing.
    """

    lexicon: str
    about: Mapping[bytes, tuple[Sequence[Mention], Sequence[Number]]]


STALE = "(lexicon_id IS NULL OR lexicon_id IS NOT (SELECT id FROM lexicons WHERE version = :version))"

UNCLASSIFIED = Classified("", {})
"""Nobody has looked; a later ``Mentions.save`` will."""


class MentionWriter:
    """Writes what passages are about, inside the caller's transaction.

    Args:
        database: an open ``monitor.db``.
        classified: what to write.
    """

    def __init__(self, database: Database, classified: Classified) -> None:
        self._database = database
        self._classified = classified
        self._mentions: list[tuple[int, str, str, str, str]] = []
        self._numbers: list[tuple[int, int, str, float | None, float | None, str, str]] = []

    @property
    def lexicon_id(self) -> int | None:
        """The lexicon's row; None if nobody has looked."""
        version = self._classified.lexicon
        if not version:
            return None
        self._database.execute("INSERT OR IGNORE INTO lexicons (version) VALUES (?)", (version,))
        row = self._database.execute("SELECT id FROM lexicons WHERE version = ?", (version,)).fetchone()
        return int(row[0])

    def knows(self, key: bytes) -> bool:
        """Whether a passage was looked at."""
        return key in self._classified.about

    def add(self, passage_id: int, key: bytes) -> None:
        """Take what a passage is about into the next ``write``."""
        mentions, numbers = self._classified.about.get(key, ((), ()))
        self._mentions += (
            (passage_id, mention.theme, mention.claim, mention.lexicon, mention.kind) for mention in mentions
        )
        self._numbers += (
            (passage_id, place, each.kind, each.low, each.high, each.unit, each.role)
            for place, each in enumerate(numbers)
        )

    def write(self) -> None:
        """Write everything that was added, many rows at once."""
        connection = self._database.conn
        assert connection is not None
        connection.executemany(
            "INSERT INTO mentions (passage_id, theme, claim, lexicon, kind) VALUES (?, ?, ?, ?, ?)",
            self._mentions,
        )
        connection.executemany("INSERT INTO numbers VALUES (?, ?, ?, ?, ?, ?, ?)", self._numbers)
        self._mentions.clear()
        self._numbers.clear()


class Mentions:
    """Classifying what is stored by another lexicon.

    Args:
        database: an open ``monitor.db``.
        version: of the lexicon in use.
    """

    def __init__(self, database: Database, version: str) -> None:
        self._database = database
        self._version = version

    def stale(self) -> int:
        """How many passages were not classified by this lexicon."""
        (count,) = self._database.execute(
            f"SELECT count(*) FROM passages WHERE {STALE}", self._values()
        ).fetchone()
        return int(count)

    def batches(self, size: int) -> Iterator[list[tuple[int, Passage]]]:
        """The passages that were not, with their ids, some at a time in the order of these."""
        last = 0
        while True:
            rows = self._database.execute(
                f"""SELECT id, text, coalesce(normal, text) FROM passages
                WHERE id > :last AND {STALE} ORDER BY id LIMIT :size""",
                {**self._values(), "last": last, "size": size},
            ).fetchall()
            if not rows:
                return
            last = rows[-1][0]
            yield [(passage_id, Passage(text, normal)) for passage_id, text, normal in rows]

    def save(self, passages: Sequence[tuple[int, Passage]], classified: Classified) -> None:
        """Put what some stored passages are about in the place of what was said of them before."""
        with writing(self._database):
            writer = MentionWriter(self._database, classified)
            lexicon_id = writer.lexicon_id
            for passage_id, passage in passages:
                self._database.execute("DELETE FROM mentions WHERE passage_id = ?", (passage_id,))
                self._database.execute("DELETE FROM numbers WHERE passage_id = ?", (passage_id,))
                self._database.execute(
                    "UPDATE passages SET lexicon_id = ? WHERE id = ?", (lexicon_id, passage_id)
                )
                writer.add(passage_id, passage.key)
            writer.write()

    def _values(self) -> dict[str, object]:
        return {"version": self._version}
