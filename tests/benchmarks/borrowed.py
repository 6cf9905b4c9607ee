"""Time: is a new passage one that is stored already, in the same words or nearly?  Asked of a million."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import accumulate, chain, islice
from pathlib import Path
from random import Random
from statistics import median, quantiles

from sqlite_utils import Database

from monitor.classify import NearCopy, borrowing, copied
from monitor.records import Passage
from monitor.store import PassageIndex, open_database, writing
from tests.benchmarks.figure import Figure, Sizes
from tests.benchmarks.pages import sentence

VOCABULARY = 30_000
COMMON = "Ketamine was developed in the 1960s as an anesthetic and is used in hospitals to this day."
CLINICS = 40
NOW = datetime(2026, 6, 1, tzinfo=UTC)
BATCH = 50_000
REWORDED = 0.15
"""Share of the words of a rewording that are others, more or fewer than in what it was made from."""


class _Writer:
    """Writes sentences, without end.

    Args:
        name: another name writes otherwise.
    """

    def __init__(self, name: str) -> None:
        self.chance = Random(name)
        letters = Random("vocabulary")
        self._words = [
            "".join(letters.choices("abcdefghilmnoprstu", k=letters.randint(2, 10)))
            for _ in range(VOCABULARY)
        ]
        self._often = list(accumulate(1 / (place + 10) for place in range(VOCABULARY)))

    def free(self) -> Iterator[str]:
        """Sentences of words that are as frequent as words of a language."""
        while True:
            yield " ".join(self.words(self.chance.randint(9, 28))).capitalize() + "."

    def stock(self) -> Iterator[str]:
        """Sentences made of phrases that thousands share."""
        while True:
            yield sentence(self.chance, "depression")

    def words(self, number: int) -> list[str]:
        """So many words."""
        return self.chance.choices(self._words, cum_weights=self._often, k=number)

    def reworded(self, text: str) -> str:
        """The sentence with some of its words exchanged, left out or put in."""
        words = text.split()
        for _ in range(max(round(len(words) * REWORDED), 1)):
            place = self.chance.randrange(len(words))
            words[place : place + self.chance.choice((0, 1, 1, 1))] = self.words(
                self.chance.choice((1, 1, 1, 0))
            )
        return " ".join(words)


def borrowed_lookup(sizes: Sizes, folder: Path) -> Figure:
    """Look up new, copied, reworded, stock and common passages; the slowest of a hundred counts.

    Each is looked up three times and the fastest counts: what else the machine does is not ours.
    """
    folder.mkdir(exist_ok=True)
    database = open_database(folder)
    seconds = _fill(database, sizes.stored)
    writer = _Writer("asked")
    stored = list(islice(_Writer("stored").free(), sizes.asked))
    asked = {
        "new": list(islice(writer.free(), sizes.asked)),
        "copied": stored,
        "reworded": list(map(writer.reworded, stored)),
        "stock": list(islice(writer.stock(), sizes.asked)),
        "common": [COMMON, writer.reworded(COMMON)] * 5,
    }
    index = PassageIndex(database)
    found = {kind: [_look_up(index, text) for text in texts] for kind, texts in asked.items()}
    times = [taken for those in found.values() for taken, _ in those]
    detail = {
        "stored": sizes.stored,
        "asked": len(times),
        "median_ms": round(median(times), 2),
        **{
            f"median_ms_{kind}": round(median(taken for taken, _ in those), 2)
            for kind, those in found.items()
        },
        "slowest_ms": round(max(times), 2),
        "copies_found": _share_found(stored, stored, found["copied"]),
        "rewordings_found": _share_found(stored, asked["reworded"], found["reworded"]),
        **{f"{kind}_told_as_copied": _share_told(found[kind]) for kind in ("new", "stock", "common")},
        "index_bytes_per_passage": round(_bytes_of_index(database) / sizes.stored, 1),
        "index_us_per_passage": round(seconds / sizes.stored * 1e6, 1),
    }
    database.close()
    return Figure("borrowed_lookup", round(quantiles(times, n=100)[-1], 2), "ms", "< 10", detail)


Found = tuple[float, list[NearCopy]]
"""Milliseconds, and the passages found."""


def _share_found(sources: list[str], texts: list[str], found: list[Found]) -> float:
    """Share of the texts that are near their source for which it was found."""
    hits = [
        any(copy.text == source for copy in copies)
        for source, text, (_, copies) in zip(sources, texts, found, strict=True)
        if borrowing.is_near(borrowing.words_of(text), borrowing.words_of(source))
    ]
    return round(sum(hits) / len(hits), 4)


def _share_told(found: list[Found]) -> float:
    """Share of the lookups that would be told as copied from somebody."""
    told = [copied("clinic-new", None, "", copies, NOW) is not None for _, copies in found]
    return round(sum(told) / len(told), 4)


def _look_up(index: PassageIndex, text: str) -> Found:
    passage = Passage(text, text)
    fastest = float("inf")
    for _ in range(3):
        begin = time.perf_counter()
        copies = index.copies(passage)
        fastest = min(fastest, time.perf_counter() - begin)
    return fastest * 1000, copies


def _fill(database: Database, stored: int) -> float:
    """Store passages and where they stand; the seconds that the index took."""
    writer = _Writer("stored")
    free = list(islice(writer.free(), stored // 2))
    texts = chain(free, islice(writer.stock(), stored - len(free)))
    _write_pages(database)
    for clinic in range(CLINICS):
        _write_passages(database, clinic, [COMMON])
    seconds = 0.0
    for done in range(0, stored, BATCH):
        with writing(database):
            _write_passages(database, done, list(islice(texts, BATCH)))
        begin = time.perf_counter()
        PassageIndex(database).catch_up()
        seconds += time.perf_counter() - begin
    return seconds


def _write_pages(database: Database) -> None:
    """A page of each clinic, with one version."""
    with writing(database):
        database.execute("INSERT INTO extractors VALUES (1, 'bench')")
        database.execute("INSERT INTO metadata VALUES (1, x'00', '', '', '', '', '', '', '', '')")
        for clinic in range(1, CLINICS + 1):
            slug = f"clinic-{clinic}"
            database.execute(
                "INSERT INTO clinics (id, slug, name, url, added_at) VALUES (?, ?, ?, '', '')",
                (clinic, slug, slug),
            )
            database.execute(
                """INSERT INTO pages (id, clinic_id, kind, url, baseline, found_at)
                VALUES (?, ?, 'article', ?, 1, '')""",
                (clinic, clinic, f"https://{slug}.example/"),
            )
            database.execute(
                """INSERT INTO versions (id, page_id, seen_at, metadata_id, modified_at, words, passages,
                extractor_id, snapshot, content_key, text_hash)
                VALUES (?, ?, '2026-03-01T04:30:00Z', 1, '', 0, 0, 1, '', x'00', x'00')""",
                (clinic, clinic),
            )


def _write_passages(database: Database, done: int, texts: list[str]) -> None:
    for number, text in enumerate(texts, start=done):
        passage = Passage(text, text)
        database.execute(
            "INSERT OR IGNORE INTO passages (hash, text, words) VALUES (?, ?, ?)",
            (passage.key, text, passage.words),
        )
        clinic = number % CLINICS + 1
        database.execute(
            """INSERT INTO passage_spans (page_id, passage_id, first_version_id, rank, kind, part, begins)
            SELECT ?, id, ?, ?, 'sentence', 'text', 1 FROM passages WHERE hash = ?""",
            (clinic, clinic, number, passage.key),
        )


def _bytes_of_index(database: Database) -> int:
    before = (
        database.execute("PRAGMA page_count").fetchone()[0]
        - database.execute("PRAGMA freelist_count").fetchone()[0]
    )
    with writing(database):
        database.execute("DROP TABLE passage_shingles")
    after = (
        database.execute("PRAGMA page_count").fetchone()[0]
        - database.execute("PRAGMA freelist_count").fetchone()[0]
    )
    return int(before - after) * int(database.execute("PRAGMA page_size").fetchone()[0])
