"""Changes: what is told about a page or a clinic, written with what it is made of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlite_utils import Database

from monitor.errors import StoreError
from monitor.records import Change, Operation
from monitor.store.connect import writing
from monitor.store.crawls import CrawlLog, Visit
from monitor.store.times import iso

TELLING = ("edited", "retitled", "metadata", "reverted", "sitewide")
"""Kinds of change that cannot be stored without a difference a reader can see."""


class Lifecycle:
    """Changes in the life of a page or a clinic that bring no new version.

    Args:
        database: an open ``monitor.db``.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def save_change(self, log: CrawlLog, visit: Visit, change: Change, *, ends: bool = False) -> None:
        """Store a change that brings no new version (``removed``, ``moved``, ``restored``) with its visit.

        Args:
            ends: the page is no more from now on.
        """
        with writing(self._database):
            (current,) = self._database.execute(
                "SELECT version_id FROM pages WHERE id = ?", (visit.page_id,)
            ).fetchone()
            after = None if change.kind == "removed" else current
            write_change(self._database, log.crawl_id, visit, change, current, after)
            self._database.execute(
                "UPDATE pages SET changed_at = ? WHERE id = ?", (iso(visit.visited_at), visit.page_id)
            )
            log.write(visit)
            if ends:
                self._database.execute("UPDATE pages SET state = 'removed' WHERE id = ?", (visit.page_id,))

    def move(self, log: CrawlLog, visit: Visit, change: Change, url: str, addresses: Sequence[str]) -> None:
        """Give a page a new address; it keeps its history, and a page known only by that address goes.

        Args:
            url: the new address.
            addresses: identities under which the page answers from now on.
        """
        with writing(self._database):
            log.drain()
            (clinic_id, current) = self._database.execute(
                "SELECT clinic_id, version_id FROM pages WHERE id = ?", (visit.page_id,)
            ).fetchone()
            for address in addresses:
                self._take_address(clinic_id, address, visit.page_id)
            self._database.execute(
                """UPDATE pages SET url = ?, changed_at = ?, etag = NULL, last_modified = NULL
                WHERE id = ?""",
                (url, iso(visit.visited_at), visit.page_id),
            )
            write_change(self._database, log.crawl_id, visit, change, current, current)
            log.write(visit)

    def save_sitewide(
        self, log: CrawlLog, clinic_id: int, change: Change, *, pages: int, detected_at: datetime
    ) -> None:
        """Record a change of a clinic's boilerplate.

        Args:
            pages: how many pages it touched.
        """
        with writing(self._database):
            visible = _visible(change)
            cursor = self._database.execute(
                """INSERT INTO changes (clinic_id, crawl_id, kind, detected_at, words_added, words_removed,
                similarity, visible_operations, pages) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                (
                    clinic_id,
                    log.crawl_id,
                    change.kind,
                    iso(detected_at),
                    change.words_added,
                    change.words_removed,
                    change.similarity,
                    visible,
                    pages,
                ),
            )
            assert cursor.lastrowid is not None
            _write_parts(self._database, cursor.lastrowid, change)

    def told_sitewide(self, clinic_id: int, since: datetime) -> tuple[Operation, ...]:
        """What was told of a clinic's boilerplate since some time, oldest first."""
        rows = self._database.execute(
            """SELECT o.kind, coalesce(o.before_text, b.text), coalesce(o.after_text, a.text),
                o.field, o.part, b.hash, a.hash
            FROM changes c JOIN operations o ON o.change_id = c.id
            LEFT JOIN passages b ON b.id = o.before_passage_id
            LEFT JOIN passages a ON a.id = o.after_passage_id
            WHERE c.clinic_id = ? AND c.kind = 'sitewide' AND c.detected_at >= ?
            ORDER BY c.id, o.position""",
            (clinic_id, iso(since)),
        )
        return tuple(Operation(*row) for row in rows.fetchall())

    def _take_address(self, clinic_id: int, address: str, page_id: int) -> None:
        row = self._database.execute(
            """SELECT p.id, p.version_id, p.listed_at, p.claimed_modified_at FROM page_addresses a
            JOIN pages p ON p.id = a.page_id WHERE a.clinic_id = ? AND a.address = ?""",
            (clinic_id, address),
        ).fetchone()
        if row is not None and row[0] != page_id and row[1] is None:
            self._database.execute(
                "UPDATE pages SET listed_at = ?, unlisted_at = NULL, claimed_modified_at = ? WHERE id = ?",
                (row[2], row[3], page_id),
            )
            self._database.execute("UPDATE visits SET page_id = ? WHERE page_id = ?", (page_id, row[0]))
            self._database.execute("DELETE FROM page_addresses WHERE page_id = ?", (row[0],))
            self._database.execute("DELETE FROM pages WHERE id = ?", (row[0],))
        self._database.execute(
            "INSERT OR REPLACE INTO page_addresses VALUES (?, ?, ?)", (clinic_id, address, page_id)
        )


def write_change(
    database: Database,
    crawl_id: int,
    visit: Visit,
    change: Change,
    version_from: int | None,
    version_to: int | None,
) -> None:
    """Write a change, its operations and its signals inside the caller's transaction.

    Raises:
        StoreError: the change says that something was edited and shows no difference.
    """
    visible = _visible(change)
    if change.kind in TELLING and not visible:
        raise StoreError(
            f"a change of kind {change.kind} without a visible difference (page {visit.page_id})"
        )
    cursor = database.execute(
        """INSERT INTO changes (clinic_id, page_id, crawl_id, kind, detected_at, version_from, version_to,
        words_added, words_removed, similarity, visible_operations)
        SELECT clinic_id, id, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM pages WHERE id = ?""",
        (
            crawl_id,
            change.kind,
            iso(visit.visited_at),
            version_from,
            version_to,
            change.words_added,
            change.words_removed,
            change.similarity,
            visible,
            visit.page_id,
        ),
    )
    assert cursor.lastrowid is not None
    _write_parts(database, cursor.lastrowid, change)


def _write_parts(database: Database, change_id: int, change: Change) -> None:
    """Write what a change is made of and what it means."""
    for position, operation in enumerate(change.operations):
        _write_operation(database, change_id, position, operation)
    for signal in change.signals:
        database.execute(
            """INSERT INTO signals (change_id, kind, theme, claim, before, after, rule)
            VALUES (?, ?, ?, ?, ?, ?, ?)""",
            (change_id, signal.kind, signal.theme, signal.claim, signal.before, signal.after, signal.rule),
        )


def _visible(change: Change) -> int:
    return sum(
        operation.kind != "moved"
        and operation.before != operation.after
        and (operation.before_key is None or operation.before_key != operation.after_key)
        for operation in change.operations
    )


def _write_operation(database: Database, change_id: int, position: int, operation: Operation) -> None:
    before, before_text = _operand(database, operation.before, operation.before_key)
    after, after_text = _operand(database, operation.after, operation.after_key)
    database.execute(
        "INSERT INTO operations VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            change_id,
            position,
            operation.kind,
            operation.field,
            operation.part,
            before,
            after,
            before_text,
            after_text,
        ),
    )


def _operand(database: Database, text: str | None, key: bytes | None) -> tuple[int | None, str | None]:
    """The passage an operation speaks of, and its wording where the passage's own differs."""
    if text is None or key is None:
        return None, text
    row = database.execute("SELECT id, text FROM passages WHERE hash = ?", (key,)).fetchone()
    if row is None:
        return None, text
    return int(row[0]), None if row[1] == text else text
