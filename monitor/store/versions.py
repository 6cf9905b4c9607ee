"""Versions: what a page said at one time, kept as spans of content-addressed passages.

A version, its passages, its changes and its visit are committed in one transaction.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b

from sqlite_utils import Database

from monitor.records import Alignment, Change, Extract, Metadata, Passage
from monitor.store.changes import write_change
from monitor.store.clinics import note_claim
from monitor.store.connect import writing
from monitor.store.crawls import CrawlLog, Visit
from monitor.store.mentions import Classified
from monitor.store.spans import Span, SpanWriter, read_spans
from monitor.store.times import iso

DATED = ("edited", "retitled")
"""Kinds of change that an honest site dates."""

RECENT = 50
"""Versions that a new one may be a return to."""


@dataclass(frozen=True, slots=True)
class StoredVersion:
    """A version read back.

    Attributes:
        snapshot: address of its raw body in the archive, hexadecimal SHA-256.
        technical: made by extracting again, not by an edit.
    """

    id: int
    page_id: int
    seen_at: str
    technical: bool
    snapshot: str
    extract: Extract


class Versions:
    """Reads and writes of versions and of the changes that lead to them.

    Args:
        database: an open ``monitor.db``.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    # --- reading ---------------------------------------------------------------------------------

    def read(self, version_id: int) -> StoredVersion:
        """One version, its text exactly as it was extracted; raises KeyError if there is none."""
        row = self._database.execute(
            """SELECT v.page_id, v.seen_at, v.technical, v.snapshot, v.modified_at, e.stamp, m.title, m.h1,
            m.description, m.author, m.published_at, m.categories, m.canonical, m.language
            FROM versions v JOIN metadata m ON m.id = v.metadata_id JOIN extractors e ON e.id = v.extractor_id
            WHERE v.id = ?""",
            (version_id,),
        ).fetchone()
        if row is None:
            raise KeyError(version_id)
        page_id, seen_at, technical, snapshot, modified_at, stamp, *said = row
        metadata = Metadata(
            title=said[0],
            h1=said[1],
            description=said[2],
            author=said[3],
            published_at=said[4],
            modified_at=modified_at,
            categories=tuple(json.loads(said[5])),
            canonical=said[6],
            language=said[7],
        )
        passages = tuple(span.passage for span in read_spans(self._database, page_id, version_id))
        extract = Extract(metadata, passages, stamp, fingerprint=b"")
        return StoredVersion(version_id, page_id, seen_at, bool(technical), snapshot, extract)

    def standing(self, page_id: int) -> tuple[Passage, ...] | None:
        """The passages of a page's current version; None before the first."""
        (current,) = self._database.execute(
            "SELECT version_id FROM pages WHERE id = ?", (page_id,)
        ).fetchone()
        if current is None:
            return None
        return tuple(span.passage for span in read_spans(self._database, page_id, current))

    def recent(self, page_id: int) -> tuple[int, ...]:
        """The page's latest versions, newest first; at most ``RECENT``."""
        rows = self._database.execute(
            "SELECT id FROM versions WHERE page_id = ? ORDER BY id DESC LIMIT ?", (page_id, RECENT)
        )
        return tuple(row[0] for row in rows.fetchall())

    def lately(self, page_id: int, since: datetime) -> tuple[Extract, ...]:
        """What the page said since some time, oldest first, with the version that stood then."""
        extracts: list[Extract] = []
        for version_id in self.recent(page_id):
            version = self.read(version_id)
            extracts.insert(0, version.extract)
            if version.seen_at < iso(since):
                break
        return tuple(extracts)

    def titles(self, clinic_id: int) -> dict[int, tuple[str, ...]]:
        """What each of the clinic's pages is and was called: titles and h1s of all its versions."""
        rows = self._database.execute(
            """SELECT DISTINCT v.page_id, m.title, m.h1 FROM pages p JOIN versions v ON v.page_id = p.id
            JOIN metadata m ON m.id = v.metadata_id WHERE p.clinic_id = ?""",
            (clinic_id,),
        )
        called: dict[int, tuple[str, ...]] = {}
        for page_id, *said in rows.fetchall():
            called[page_id] = (*called.get(page_id, ()), *said)
        return called

    def volatile(self, page_id: int) -> tuple[Passage, ...]:
        """The passages that this page was seen to word otherwise at every look, and that have not settled."""
        rows = self._database.execute(
            """SELECT text, coalesce(normal, text) FROM volatile_passages
            WHERE page_id = ? AND settled_at IS NULL""",
            (page_id,),
        )
        return tuple(Passage(text, normal) for text, normal in rows.fetchall())

    # --- writing ---------------------------------------------------------------------------------

    def save(
        self,
        log: CrawlLog,
        visit: Visit,
        extract: Extract,
        snapshot: str,
        *,
        alignment: Alignment | None,
        changes: Sequence[Change],
        classified: Classified,
        volatile: Sequence[Passage] = (),
    ) -> int:
        """Store a version, its passages, its changes and its visit: all in one transaction, or nothing.

        Args:
            log: the crawl under way.
            visit: the look that found it; its ``version_id`` is filled in here.
            extract: what was found.
            snapshot: the archive's address of the body it was taken from.
            alignment: to the page's current version; None for the first.
            changes: what to record.
            classified: what its passages are about; only what is said of new ones is used.
            volatile: what was seen to be volatile at this look.

        Returns:
            The id of the version.
        """
        with writing(self._database):
            version_id = self._write(
                visit.page_id, log.crawl_id, visit.visited_at, extract, snapshot, alignment, classified
            )
            if any(change.kind in DATED for change in changes):
                note_claim(self._database, visit.page_id, visit.visited_at)
            previous = self._advance(visit.page_id, version_id, visit.visited_at)
            for change in changes:
                write_change(self._database, log.crawl_id, visit, change, previous, version_id)
            self._write_volatile(log, visit, volatile)
            log.write(replace(visit, version_id=version_id))
        return version_id

    def save_volatile(self, log: CrawlLog, visit: Visit, passages: Sequence[Passage]) -> None:
        """Remember passages as volatile, together with the visit that showed it."""
        with writing(self._database):
            self._write_volatile(log, visit, passages)
            log.write(visit)

    def settle(self, page_id: int, at: datetime) -> None:
        """The volatile passages of a page are ordinary from now on."""
        with writing(self._database):
            self._database.execute(
                "UPDATE volatile_passages SET settled_at = ? WHERE page_id = ? AND settled_at IS NULL",
                (iso(at), page_id),
            )
            self._database.execute(
                "UPDATE pages SET settlings = settlings + 1, quiet_key = NULL, quiet_looks = 0 WHERE id = ?",
                (page_id,),
            )

    def _write_volatile(self, log: CrawlLog, visit: Visit, passages: Sequence[Passage]) -> None:
        for passage in passages:
            normal = None if passage.normal == passage.text else passage.normal
            self._database.execute(
                """INSERT INTO volatile_passages (page_id, hash, text, normal, learnt_at, crawl_id)
                VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (page_id, hash) DO UPDATE SET settled_at = NULL,
                learnt_at = excluded.learnt_at, crawl_id = excluded.crawl_id""",
                (visit.page_id, passage.key, passage.text, normal, iso(visit.visited_at), log.crawl_id),
            )

    def save_technical(
        self,
        page_id: int,
        at: datetime,
        extract: Extract,
        snapshot: str,
        alignment: Alignment,
        classified: Classified,
    ) -> int:
        """Store the current version of a page as extracted again: no change, nobody is told."""
        with writing(self._database):
            version_id = self._write(page_id, None, at, extract, snapshot, alignment, classified)
            self._database.execute("UPDATE pages SET version_id = ? WHERE id = ?", (version_id, page_id))
        return version_id

    def _advance(self, page_id: int, version_id: int, at: datetime) -> int | None:
        (previous,) = self._database.execute(
            "SELECT version_id FROM pages WHERE id = ?", (page_id,)
        ).fetchone()
        self._database.execute(
            """UPDATE pages SET version_id = ?, version_count = version_count + 1, changed_at = ?
            WHERE id = ?""",
            (version_id, iso(at), page_id),
        )
        return None if previous is None else int(previous)

    def _write(
        self,
        page_id: int,
        crawl_id: int | None,
        at: datetime,
        extract: Extract,
        snapshot: str,
        alignment: Alignment | None,
        classified: Classified,
    ) -> int:
        cursor = self._database.execute(
            """INSERT INTO versions (page_id, crawl_id, seen_at, technical, metadata_id, modified_at, words,
            passages, extractor_id, snapshot, content_key, text_hash)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
            (
                page_id,
                crawl_id,
                iso(at),
                int(crawl_id is None),
                self._metadata_id(extract.metadata),
                extract.metadata.modified_at,
                sum(passage.words for passage in extract.passages),
                len(extract.passages),
                self._extractor_id(extract.stamp),
                snapshot,
                extract.content_key,
                text_hash(extract.text),
            ),
        )
        version_id = cursor.lastrowid
        assert version_id is not None
        SpanWriter(self._database, page_id, version_id, classified).write(
            self._open_spans(page_id), extract.passages, alignment
        )
        return version_id

    def _open_spans(self, page_id: int) -> list[Span]:
        (current,) = self._database.execute(
            "SELECT version_id FROM pages WHERE id = ?", (page_id,)
        ).fetchone()
        return [] if current is None else read_spans(self._database, page_id, current)

    def _metadata_id(self, metadata: Metadata) -> int:
        said = (
            metadata.title,
            metadata.h1,
            metadata.description,
            metadata.author,
            metadata.published_at,
            json.dumps(metadata.categories, ensure_ascii=False),
            metadata.canonical,
            metadata.language,
        )
        key = blake2b(json.dumps(said).encode(), digest_size=16).digest()
        self._database.execute(
            """INSERT OR IGNORE INTO metadata (hash, title, h1, description, author, published_at, categories,
            canonical, language) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""",
            (key, *said),
        )
        row = self._database.execute("SELECT id FROM metadata WHERE hash = ?", (key,)).fetchone()
        return int(row[0])

    def _extractor_id(self, stamp: str) -> int:
        self._database.execute("INSERT OR IGNORE INTO extractors (stamp) VALUES (?)", (stamp,))
        return int(
            self._database.execute("SELECT id FROM extractors WHERE stamp = ?", (stamp,)).fetchone()[0]
        )


def text_hash(text: str) -> bytes:
    """Proof of a version's exact text: 16 bytes of BLAKE2b over its UTF-8."""
    return blake2b(text.encode(), digest_size=16).digest()
