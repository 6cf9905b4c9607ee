"""One page: what it is, its versions and changes, its passages with their ages, and where else they stand."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from sqlite_utils import Database

from monitor.records import Extract
from monitor.store.desk.rows import Row, as_list, first, rows
from monitor.store.lineage import Lineage
from monitor.store.versions import Versions
from monitor.version import Edition

MOST_VERSIONS = 200
"""Versions that a page lists, the newest."""
MOST_TRACED = 60
"""Versions through which passages are followed; of a page with more, ages are those of the exact words."""
MOST_PLACES = 20
"""Pages that one passage is looked for on; what stands on more is boilerplate and tells nothing."""


@dataclass(frozen=True, slots=True)
class Extracted:
    """A version read back for comparing.

    Attributes:
        about: its number, times and counts.
    """

    about: Row
    extract: Extract


def page(connection: sqlite3.Connection, page_id: int) -> Row | None:
    """A page with its clinic and the metadata of its current version; None if there is none."""
    return first(
        connection,
        """SELECT p.id, p.url, p.kind, p.state, p.found_at, p.seen_at, p.visited_at, p.changed_at,
            p.unlisted_at, p.failing_since, p.failing_reason, p.version_id, p.version_count,
            c.slug AS clinic, c.name AS clinic_name, m.title, m.h1, m.description, m.author,
            m.published_at, v.modified_at, v.words, v.passages
        FROM pages p JOIN clinics c ON c.id = p.clinic_id
        LEFT JOIN versions v ON v.id = p.version_id LEFT JOIN metadata m ON m.id = v.metadata_id
        WHERE p.id = :page""",
        {"page": page_id},
    )


def versions(connection: sqlite3.Connection, page_id: int) -> list[Row]:
    """The newest versions of a page, oldest of them first."""
    found = rows(
        connection,
        """SELECT v.id, v.seen_at, v.technical, v.words, v.passages, v.snapshot, v.modified_at,
            m.title, m.author, m.published_at
        FROM versions v JOIN metadata m ON m.id = v.metadata_id
        WHERE v.page_id = :page ORDER BY v.id DESC LIMIT :most""",
        {"page": page_id, "most": MOST_VERSIONS},
    )
    return found[::-1]


def version(connection: sqlite3.Connection, version_id: int) -> Row | None:
    """Number, page, time and snapshot of one version."""
    return first(
        connection,
        """SELECT v.id, v.page_id, v.seen_at, v.technical, v.words, v.passages, v.snapshot
        FROM versions v WHERE v.id = :id""",
        {"id": version_id},
    )


def changes(connection: sqlite3.Connection, page_id: int) -> list[Row]:
    """The newest changes of a page, newest first."""
    return rows(
        connection,
        """SELECT id, page_id, kind, detected_at, version_from, version_to, words_added, words_removed,
            visible_operations
        FROM changes WHERE page_id = :page ORDER BY id DESC LIMIT :most""",
        {"page": page_id, "most": MOST_VERSIONS},
    )


def neighbours(
    connection: sqlite3.Connection, page_id: int, version_id: int
) -> tuple[Row | None, Row | None]:
    """The page's changes before and after the one that leads to a version, as pairs of versions."""
    pairs = rows(
        connection,
        """SELECT DISTINCT version_from, version_to FROM changes
        WHERE page_id = :page AND version_from IS NOT NULL AND version_to > version_from
        ORDER BY version_to, version_from""",
        {"page": page_id},
    )
    earlier = [pair for pair in pairs if pair["version_to"] < version_id]
    later = [pair for pair in pairs if pair["version_to"] > version_id]
    return (earlier[-1] if earlier else None), (later[0] if later else None)


def signals_between(connection: sqlite3.Connection, page_id: int, a: int, b: int) -> list[Row]:
    """Signals of the page's changes that lead from version ``a`` to ``b``."""
    return rows(
        connection,
        """SELECT s.kind, s.theme, s.claim, s.before, s.after, s.rule FROM changes ch
        JOIN signals s ON s.change_id = ch.id
        WHERE ch.page_id = :page AND ch.version_from >= :a AND ch.version_to <= :b ORDER BY s.id""",
        {"page": page_id, "a": min(a, b), "b": max(a, b)},
    )


def passages(connection: sqlite3.Connection, page_id: int, version_id: int) -> list[Row]:
    """The passages of one version in order, with the time since when each stands and its themes."""
    found = rows(
        connection,
        """SELECT s.passage_id, coalesce(f.text, p.text) AS text,
            coalesce(p.normal, p.text) AS normal, coalesce(f.kind, s.kind) AS kind,
            coalesce(f.part, s.part) AS part, coalesce(f.begins, s.begins) AS begins,
            s.first_version_id, s.last_version_id, v.seen_at AS since
        FROM passage_spans s JOIN passages p ON p.id = s.passage_id
        JOIN versions v ON v.id = s.first_version_id
        LEFT JOIN passage_forms f ON f.span_id = s.id AND f.version_id = (
            SELECT max(version_id) FROM passage_forms WHERE span_id = s.id AND version_id <= :version)
        WHERE s.page_id = :page AND s.first_version_id <= :version
            AND (s.last_version_id IS NULL OR s.last_version_id >= :version)
        ORDER BY s.rank""",
        {"page": page_id, "version": version_id},
    )
    about = mentions(connection, [row["passage_id"] for row in found])
    for row in found:
        row["mentions"] = about.get(row["passage_id"], [])
    return found


def editions(connection: sqlite3.Connection, page_id: int, version_id: int) -> tuple[list[Edition], bool]:
    """What the lineage of a version is traced from, and whether the page was there at the first look.

    Empty where the page has more versions than can be traced for a page.
    """
    (count,) = connection.execute(
        "SELECT count(*) FROM versions WHERE page_id = ? AND id <= ?", (page_id, version_id)
    ).fetchone()
    lineage = Lineage(Database(connection))
    if count > MOST_TRACED:
        return [], False
    return lineage.editions(page_id, version_id), lineage.is_baseline(page_id)


def mentions(connection: sqlite3.Connection, passage_ids: list[int]) -> dict[int, list[Row]]:
    """Themes and claims per passage."""
    found: dict[int, list[Row]] = {}
    for row in rows(
        connection,
        """SELECT passage_id, theme, claim, kind FROM mentions
        WHERE passage_id IN (SELECT value FROM json_each(:ids)) ORDER BY passage_id, theme, claim""",
        {"ids": as_list(set(passage_ids))},
    ):
        found.setdefault(row.pop("passage_id"), []).append(row)
    return found


def elsewhere(connection: sqlite3.Connection, page_id: int, passage_ids: list[int]) -> list[Row]:
    """Pages on which passages of this page stand now, most first, with their number."""
    shared: Counter[int] = Counter()
    for passage_id in dict.fromkeys(passage_ids):
        places = connection.execute(
            """SELECT DISTINCT page_id FROM passage_spans
            WHERE passage_id = ? AND last_version_id IS NULL LIMIT ?""",
            (passage_id, MOST_PLACES + 1),
        ).fetchall()
        if len(places) <= MOST_PLACES:
            shared.update(place for (place,) in map(tuple, places) if place != page_id)
    best = dict(shared.most_common(10))
    found = rows(
        connection,
        """SELECT p.id, p.url, c.slug AS clinic, c.name AS clinic_name, m.title
        FROM pages p JOIN clinics c ON c.id = p.clinic_id
        JOIN versions v ON v.id = p.version_id JOIN metadata m ON m.id = v.metadata_id
        WHERE p.id IN (SELECT value FROM json_each(:ids))""",
        {"ids": as_list(best)},
    )
    return sorted(
        (row | {"passages": best[row["id"]]} for row in found), key=lambda row: (-row["passages"], row["id"])
    )


def extracted(connection: sqlite3.Connection, version_id: int) -> Extracted | None:
    """A version with its whole text; None if there is none."""
    about = version(connection, version_id)
    if about is None:
        return None
    return Extracted(about, Versions(Database(connection)).read(version_id).extract)


def uncounted(connection: sqlite3.Connection, page_id: int) -> tuple[list[Row], list[Row]]:
    """What did not count on a page: volatile passages, and how its latest visits ended and why."""
    volatile = rows(
        connection,
        """SELECT text, learnt_at, settled_at FROM volatile_passages WHERE page_id = :page
        ORDER BY learnt_at DESC LIMIT 100""",
        {"page": page_id},
    )
    visits = rows(
        connection,
        """SELECT crawl_id, visited_at, outcome, coalesce(reason, '') AS reason, status, version_id
        FROM visits WHERE page_id = :page ORDER BY id DESC LIMIT 30""",
        {"page": page_id},
    )
    return volatile, visits


@dataclass(frozen=True, slots=True)
class Told:
    """What was told of a page between two of its versions, and why the rest was not.

    Attributes:
        keys, texts: of the passages of its operations; joined passages have a text and no key.
        reasons: why others do not count, by key, where that is known.
    """

    keys: frozenset[bytes]
    texts: frozenset[str]
    reasons: dict[bytes, str]

    def uncounted(self, keys: Iterable[bytes], texts: Iterable[str]) -> str:
        """Why a difference of these passages is no edit; empty if it is one."""
        known = list(keys)
        if not self.keys.isdisjoint(known) or not self.texts.isdisjoint(texts):
            return ""
        return next((self.reasons[key] for key in known if key in self.reasons), "left out when it was found")


def told(connection: sqlite3.Connection, page_id: int, a: int, b: int) -> Told:
    """What was told of the changes that lead from version ``a`` to ``b``, or back."""
    found = connection.execute(
        """SELECT b.hash, a.hash, o.before_text, o.after_text FROM changes ch
        JOIN operations o ON o.change_id = ch.id AND o.field = 'text'
        LEFT JOIN passages b ON b.id = o.before_passage_id LEFT JOIN passages a ON a.id = o.after_passage_id
        WHERE ch.page_id = :page AND ch.version_from < :b AND ch.version_to > :a""",
        {"page": page_id, "a": min(a, b), "b": max(a, b)},
    ).fetchall()
    keys = frozenset(key for row in found for key in (row[0], row[1]) if key is not None)
    texts = frozenset(text for row in found for text in (row[2], row[3]) if text is not None)
    return Told(keys, texts, _suppressed(connection, page_id))


def _suppressed(connection: sqlite3.Connection, page_id: int) -> dict[bytes, str]:
    """Keys of passages that do not count on a page, and why: volatile, or told for the whole site."""
    sitewide = connection.execute(
        """SELECT ps.hash FROM pages p
        JOIN changes ch ON ch.clinic_id = p.clinic_id AND ch.page_id IS NULL AND ch.kind = 'sitewide'
        JOIN operations o ON o.change_id = ch.id
        JOIN passages ps ON ps.id IN (o.before_passage_id, o.after_passage_id) WHERE p.id = ?""",
        (page_id,),
    ).fetchall()
    volatile = connection.execute(
        "SELECT hash FROM volatile_passages WHERE page_id = ? AND settled_at IS NULL", (page_id,)
    ).fetchall()
    return {
        **{key: "told site-wide" for (key,) in sitewide},
        **{key: "worded otherwise at every look" for (key,) in volatile},
    }
