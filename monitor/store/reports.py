"""What commands print: changes with their operations, health, and everything for export."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlite_utils import Database
from zstandard import ZstdError

from monitor.errors import StoreError
from monitor.store.connect import open_database

Row = dict[str, Any]

THEMES_OF_CHANGES = """SELECT o.change_id, n.theme FROM operations o
    JOIN mentions n ON n.passage_id IN (o.before_passage_id, o.after_passage_id) WHERE o.kind != 'moved'
    UNION ALL SELECT change_id, theme FROM signals"""
"""What the passages of a change are about, and what it means: (change, theme), perhaps more than once."""


@dataclass(frozen=True, slots=True)
class ChangeFilter:
    """Which changes are wanted; None or empty means any.

    Attributes:
        since: ISO time; changes detected then or later.
        limit: the newest so many.
    """

    since: str | None = None
    clinics: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    signals: tuple[str, ...] = ()
    crawl_id: int | None = None
    limit: int | None = None


@contextmanager
def reading(workspace: Path) -> Iterator[Database]:
    """``monitor.db`` of a workspace for reading, closed at the end whatever happens.

    Raises:
        StoreError: the database cannot be opened, or one is found damaged while it is read.
    """
    try:
        with closing(open_database(workspace)) as database:
            yield database
    except StoreError as error:
        if os.access(workspace, os.W_OK):
            raise
        raise StoreError(
            f"{workspace}: you may not write to this folder, and SQLite keeps files beside a database even "
            "to read it; copy the workspace and name the copy"
        ) from error
    except (sqlite3.Error, UnicodeDecodeError, ZstdError) as error:
        raise StoreError(
            f"{workspace}: a database cannot be read: {error}; put a backup in its place"
        ) from error


class Reports:
    """Reads for people and programs; never writes.

    Args:
        database: an open ``monitor.db``.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def changes(self, wanted: ChangeFilter) -> list[Row]:
        """Changes with operations, signals and themes, oldest first, in the shape of ``changes --json``."""
        where, values = _conditions(wanted)
        found = self._rows(
            f"""SELECT * FROM (SELECT ch.id, c.slug AS clinic, ch.page_id, p.url, m.title, ch.kind,
                ch.detected_at, m.published_at, ch.version_from, ch.version_to, ch.words_added,
                ch.words_removed, ch.similarity, ch.pages, ch.crawl_id
            FROM changes ch JOIN clinics c ON c.id = ch.clinic_id
            LEFT JOIN pages p ON p.id = ch.page_id
            LEFT JOIN versions v ON v.id = coalesce(ch.version_to, ch.version_from)
            LEFT JOIN metadata m ON m.id = v.metadata_id
            WHERE {where} ORDER BY ch.id DESC LIMIT :limit) ORDER BY id""",
            values,
        )
        return [with_parts(self._database, row) for row in found]

    def clinics(self) -> list[str]:
        """Slugs of all clinics that were ever crawled, in alphabetical order."""
        return [row["slug"] for row in self._rows("SELECT slug FROM clinics ORDER BY slug", {})]

    def health(self) -> list[Row]:
        """One row per enabled clinic, as in the view ``clinic_health``."""
        return self._rows("SELECT * FROM clinic_health WHERE enabled ORDER BY clinic", {})

    def last_crawl(self) -> Row | None:
        """The newest crawl, or None before the first."""
        rows = self._rows("SELECT * FROM crawls ORDER BY id DESC LIMIT 1", {})
        return rows[0] if rows else None

    def reasons(self, crawl_id: int) -> list[Row]:
        """How often each outcome and reason came up in one crawl."""
        return self._rows(
            """SELECT outcome, coalesce(reason, '') AS reason, count(*) AS visits FROM visits
            WHERE id > (SELECT visits_after FROM crawls WHERE id = :crawl) AND crawl_id = :crawl
            GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2""",
            {"crawl": crawl_id},
        )

    def damage(self) -> str | None:
        """What SQLite's quick check and foreign key check find wrong, or None."""
        try:
            (verdict,) = self._database.execute("PRAGMA quick_check(1)").fetchone()
            orphans = self._database.execute("PRAGMA foreign_key_check").fetchall()
        except sqlite3.DatabaseError as error:  # too badly damaged to be checked
            return str(error)
        if verdict != "ok":
            return " ".join(str(verdict).split())
        return f"{len(orphans)} rows refer to rows that are not there" if orphans else None

    def sqlite_version(self) -> tuple[int, ...]:
        """The release of the SQLite library in use, such as ``(3, 51, 3)``."""
        (text,) = self._database.execute("SELECT sqlite_version()").fetchone()
        return tuple(map(int, text.split(".")))

    def page_by_id(self, page_id: int) -> Row | None:
        """Address, state and current version of a page."""
        rows = self._rows("SELECT id, url, state, version_id FROM pages WHERE id = :id", {"id": page_id})
        return rows[0] if rows else None

    def page_by_address(self, address: str) -> Row | None:
        """The page that has or had an address (its identity), at whichever clinic."""
        rows = self._rows(
            """SELECT p.id, p.url, p.state, p.version_id
            FROM page_addresses a JOIN pages p ON p.id = a.page_id
            WHERE a.address = :address AND a.clinic_id IN (SELECT id FROM clinics)
            ORDER BY p.id LIMIT 1""",
            {"address": address},
        )
        return rows[0] if rows else None

    def versions(self, page_id: int) -> list[Row]:
        """The versions of a page, oldest first."""
        return self._rows(
            """SELECT id, seen_at, technical, words, passages FROM versions
            WHERE page_id = :page ORDER BY id""",
            {"page": page_id},
        )

    def every_version(self) -> Iterator[Row]:
        """All versions for export, without their text, one in memory at a time."""
        cursor = self._database.execute(
            """SELECT v.id, c.slug AS clinic, v.page_id, p.url, v.seen_at, v.technical, m.title, m.h1,
                m.description, m.author, m.published_at, v.modified_at, m.categories, v.words, v.passages,
                e.stamp AS extractor, v.snapshot
            FROM versions v JOIN pages p ON p.id = v.page_id JOIN clinics c ON c.id = p.clinic_id
            JOIN metadata m ON m.id = v.metadata_id JOIN extractors e ON e.id = v.extractor_id
            ORDER BY v.id"""
        )
        names = [column[0] for column in cursor.description]
        for values in cursor:
            row = dict(zip(names, values, strict=True))
            row["categories"] = json.loads(row["categories"])
            yield row

    def stale_extracts(self, stamps: dict[str, str]) -> Iterator[tuple[int, int, str]]:
        """Pages whose current version was made by another extractor: (page, version, clinic's slug).

        Args:
            stamps: the stamp of today for each clinic's slug.
        """
        rows = self._database.execute(
            """SELECT p.id, p.version_id, c.slug, e.stamp FROM pages p JOIN clinics c ON c.id = p.clinic_id
            JOIN versions v ON v.id = p.version_id JOIN extractors e ON e.id = v.extractor_id ORDER BY p.id"""
        ).fetchall()
        for page_id, version_id, slug, stamp in rows:
            if slug in stamps and stamps[slug] != stamp:
                yield page_id, version_id, slug

    def _rows(self, query: str, values: Row) -> list[Row]:
        return rows(self._database, query, values)


def with_parts(database: Database, change: Row) -> Row:
    """A change with what hangs on it: its operations, what it means, and what it is about."""
    of_change = {"id": change["id"]}
    change["operations"] = rows(
        database,
        """SELECT o.kind, coalesce(o.before_text, b.text) AS before,
            coalesce(o.after_text, a.text) AS after, o.field, o.part
        FROM operations o LEFT JOIN passages b ON b.id = o.before_passage_id
        LEFT JOIN passages a ON a.id = o.after_passage_id
        WHERE o.change_id = :id ORDER BY o.position""",
        of_change,
    )
    change["signals"] = rows(
        database,
        "SELECT kind, theme, claim, before, after, rule FROM signals WHERE change_id = :id ORDER BY id",
        of_change,
    )
    themes = rows(
        database,
        f"""SELECT DISTINCT theme FROM ({THEMES_OF_CHANGES})
        WHERE change_id = :id AND theme != '' ORDER BY theme""",
        of_change,
    )
    change["themes"] = [theme["theme"] for theme in themes]
    return change


def rows(database: Database, query: str, values: Row) -> list[Row]:
    """The rows of a query as dictionaries."""
    cursor = database.execute(query, values)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _conditions(wanted: ChangeFilter) -> tuple[str, Row]:
    conditions = ["1"]
    values: Row = {"limit": -1 if wanted.limit is None else wanted.limit}
    if wanted.since is not None:
        conditions.append("ch.detected_at >= :since")
        values["since"] = wanted.since
    if wanted.crawl_id is not None:
        conditions.append("ch.crawl_id = :crawl")
        values["crawl"] = wanted.crawl_id
    for column, name, chosen in (
        ("c.slug", "clinic", wanted.clinics),
        ("ch.kind", "kind", wanted.kinds),
    ):
        if chosen:
            conditions.append(f"{column} IN (SELECT value FROM json_each(:{name}))")
            values[name] = json.dumps(chosen)
    if wanted.signals:
        conditions.append(
            """EXISTS (SELECT 1 FROM signals s WHERE s.change_id = ch.id
            AND s.kind IN (SELECT value FROM json_each(:signal)))"""
        )
        values["signal"] = json.dumps(wanted.signals)
    if wanted.themes:
        conditions.append(
            f"""EXISTS (SELECT 1 FROM ({THEMES_OF_CHANGES})
            WHERE change_id = ch.id AND theme IN (SELECT value FROM json_each(:theme)))"""
        )
        values["theme"] = json.dumps(wanted.themes)
    return " AND ".join(conditions), values
