"""What alerts tell is read here: changes with all that is said of them, and how watching a clinic went."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from monitor.records import Passage
from monitor.store.reports import ChangeFilter, Reports, with_parts
from monitor.store.times import parse_iso
from monitor.store.versions import Versions

Row = dict[str, Any]

WHOLE = ("published", "removed", "restored")
"""Kinds of change that are about an article as a whole."""

OPENING = 500
"""Characters of the beginning of an article that are read at least, if it has them."""

FEWEST_LETTERS = 12
"""Characters from which a joined text is taken to begin with a passage."""


class Evidence:
    """Reads for alerts; never writes.

    Args:
        database: an open ``monitor.db``.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._versions = Versions(database)

    def since(self, change_id: int) -> list[Row]:
        """Changes with higher numbers, in order, without the text around their operations."""
        return self._changes("ch.id > ?", change_id)

    def one(self, change_id: int) -> Row | None:
        """One change, without the text around its operations; None if there is none."""
        rows = self._changes("ch.id = ?", change_id)
        return rows[0] if rows else None

    def told(self, ids: Iterable[int]) -> list[Row]:
        """Some changes in order, each operation with the heading it stands under and a line of context."""
        rows = self._changes("ch.id IN (SELECT value FROM json_each(?))", json.dumps(sorted(set(ids))))
        for row in rows:
            self._add_context(row)
        return rows

    def _changes(self, condition: str, value: object) -> list[Row]:
        found = self._rows(
            f"""SELECT ch.id, c.slug AS clinic, c.name AS clinic_name, ch.page_id, p.url, m.title, ch.kind,
                ch.detected_at, ch.version_from, ch.version_to, ch.words_added, ch.words_removed, ch.pages
            FROM changes ch JOIN clinics c ON c.id = ch.clinic_id
            LEFT JOIN pages p ON p.id = ch.page_id
            LEFT JOIN versions v ON v.id = coalesce(ch.version_to, ch.version_from)
            LEFT JOIN metadata m ON m.id = v.metadata_id
            WHERE {condition} ORDER BY ch.id""",
            value,
        )
        return [with_parts(self._database, row) for row in found]

    def _add_context(self, row: Row) -> None:
        if row["page_id"] is None:
            return
        version = row["version_to"] or row["version_from"]
        if row["kind"] in WHOLE and version is not None:
            row["opening"] = _opening(self._passages(row, version))
        for operation in row["operations"]:
            if operation["field"] != "text":
                continue
            came = operation["after"] is not None
            version = row["version_to"] if came else row["version_from"]
            text = operation["after"] if came else operation["before"]
            if version is not None and text:
                heading, context = _around(self._passages(row, version), text)
                operation.update(heading=heading, context=context)

    def _passages(self, row: Row, version: int) -> tuple[Passage, ...]:
        """The passages of a version, kept with the row's change while its operations are gone through."""
        read: dict[int, tuple[Passage, ...]] = row.setdefault("passages", {})
        if version not in read:
            read[version] = self._versions.read(version).extract.passages
        return read[version]

    # --- what became of it -----------------------------------------------------------------------

    def standing(self) -> list[Row]:
        """Per recipient: how much waits, was sent and was set aside, and what went wrong last."""
        return self._rows(
            """SELECT r.subscription, r.address AS recipient,
                (SELECT count(*) FROM deliveries d WHERE d.recipient_id = r.id
                    AND d.digest_id IS NULL AND d.dropped IS NULL) AS waiting,
                (SELECT count(*) FROM digests g WHERE g.recipient_id = r.id AND g.state = 'sent') AS sent,
                (SELECT count(*) FROM digests g WHERE g.recipient_id = r.id AND g.state = 'failed')
                    AS set_aside,
                r.attempts, r.next_try_at, r.last_error
            FROM recipients r WHERE r.removed_at IS NULL ORDER BY r.subscription, r.address""",
        )

    def fate(self, change_id: int) -> list[Row]:
        """What became of one change at each recipient to whom it was to be told."""
        return self._rows(
            """SELECT r.subscription, r.address AS recipient, d.decided_at, d.urgent, d.dropped,
                g.state, g.ended_at, g.error, g.message_id, r.next_try_at, r.last_error
            FROM deliveries d JOIN recipients r ON r.id = d.recipient_id
            LEFT JOIN digests g ON g.id = d.digest_id
            WHERE d.change_id = ? ORDER BY r.subscription, r.address""",
            change_id,
        )

    def matters(self, ids: Sequence[int]) -> dict[int, Row]:
        """Health matters by number."""
        rows = self._rows(
            """SELECT m.id, c.slug AS clinic, c.name AS clinic_name, m.kind, m.reason, m.since, m.ended_at
            FROM health_matters m JOIN clinics c ON c.id = m.clinic_id
            WHERE m.id IN (SELECT value FROM json_each(?))""",
            json.dumps(list(ids)),
        )
        return {row["id"]: row for row in rows}

    def watch(self, clinic_id: int) -> Row:
        """How watching a clinic has gone, in the shape of ``alert.health.Watch``."""
        failures, since, reason = self._database.execute(
            """SELECT count(*), min(ended_at), (SELECT reason FROM crawl_clinics
                WHERE clinic_id = :clinic AND outcome = 'failed' ORDER BY crawl_id DESC LIMIT 1)
            FROM crawl_clinics WHERE clinic_id = :clinic AND outcome = 'failed' AND crawl_id >
                (SELECT coalesce(max(crawl_id), 0) FROM crawl_clinics
                WHERE clinic_id = :clinic AND outcome = 'ok')""",
            {"clinic": clinic_id},
        ).fetchone()
        (baseline,) = self._database.execute(
            "SELECT baseline_at FROM clinics WHERE id = ?", (clinic_id,)
        ).fetchone()
        return {
            "failures": failures,
            "failing_since": None if since is None else parse_iso(since),
            "reason": reason or "",
            "baseline_at": None if baseline is None else parse_iso(baseline),
            "published": self._published(clinic_id),
        }

    def _published(self, clinic_id: int) -> Sequence[datetime]:
        """When the clinic's articles came out: as their source says, else when we found them."""
        rows = self._database.execute(
            """SELECT coalesce(claimed_published_at, CASE baseline WHEN 0 THEN found_at END) AS at
            FROM pages WHERE clinic_id = ? AND kind = 'article' AND at IS NOT NULL""",
            (clinic_id,),
        )
        return [parse_iso(row[0]) for row in rows.fetchall()]

    def _rows(self, query: str, *values: object) -> list[Row]:
        cursor = self._database.execute(query, values)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def recent_changes(connection: sqlite3.Connection, wanted: ChangeFilter) -> list[Row]:
    """The newest changes that are wanted, newest first, each as ``Evidence.told`` gives it."""
    database = Database(connection)
    ids = [row["id"] for row in Reports(database).changes(wanted)]
    return Evidence(database).told(ids)[::-1]


def _opening(passages: Sequence[Passage]) -> str:
    """How an article begins, headings left out."""
    sentences: list[str] = []
    length = 0
    for passage in passages:
        if passage.kind == "heading" or passage.part != "text":
            continue
        sentences.append(passage.text)
        length += len(passage.text)
        if length > OPENING:
            break
    return " ".join(sentences)


def _around(passages: Sequence[Passage], text: str) -> tuple[str, str]:
    """The heading over a passage, and a neighbour of it that is none."""
    place = next((index for index, each in enumerate(passages) if _is_at(each, text)), None)
    if place is None:
        return "", ""
    part = passages[place].part
    above = [each for each in passages[:place] if each.part == part]
    headings = [each.text for each in above if each.kind == "heading"]
    if above and above[-1].kind != "heading":
        context = above[-1].text
    else:
        below = [each.text for each in passages[place + 1 :] if each.part == part and each.kind != "heading"]
        context = below[0] if below else ""
    return headings[-1] if headings else "", "" if context in text else context


def _is_at(passage: Passage, text: str) -> bool:
    """Whether a text is the passage, or several sentences joined that begin with it."""
    return passage.text == text or (
        len(passage.text) >= FEWEST_LETTERS and text.startswith(passage.text + " ")
    )
