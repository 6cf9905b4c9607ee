"""What is new: changes newest first, narrowed, with their operations and counts per filter.

Changes are ordered by number, which is the order of their crawls.  A page of the list examines so many
changes at most; where that does not fill it, it says from where to look further.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

from monitor.store.desk.rows import Row, as_list, first, rows

EXAMINED = 10_000
"""Changes that one page looks at."""
COUNTED = 2_000
"""Changes that counts per filter are made of, the newest that match."""
TOLD = 12
"""Operations of a change that a list reads."""
CLIPPED = 3_000
"""Characters of a text that a list reads."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which changes are wanted; empty means any.

    Attributes:
        least: words that came and went, together, at least.
        since, until: ISO times; found at or after the one, before the other.
    """

    clinics: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    signals: tuple[str, ...] = ()
    least: int = 0
    since: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of the list.

    Attributes:
        changes: newest first, each with ``operations``, ``signals`` and ``themes``.
        older: the key of the next page, or None at the end.
        exhausted: False where the list ends because enough was examined, not because there is no more.
    """

    changes: list[Row]
    older: int | None
    exhausted: bool


@dataclass(frozen=True, slots=True)
class Counts:
    """How many changes there are per value of each filter, the other filters being as they are.

    Attributes:
        complete: False where only the newest ``COUNTED`` were counted.
    """

    of: dict[str, Counter[str]]
    total: int
    complete: bool


def changes(connection: sqlite3.Connection, wanted: Wanted, *, before: int | None, limit: int) -> Listed:
    """One page of changes.

    Args:
        before: a change's number: only older ones; None: from the newest on.
    """
    query, values = _matching(connection, wanted, before)
    found = [row["id"] for row in rows(connection, f"{query} LIMIT :limit", {**values, "limit": limit + 1})]
    if len(found) > limit:
        return Listed(details(connection, found[:limit]), found[limit - 1], True)
    last = _last_examined(connection, wanted, before)
    return Listed(details(connection, found), last, last is None)


def details(connection: sqlite3.Connection, ids: list[int]) -> list[Row]:
    """Changes with what they are made of, in the order of the numbers given."""
    found = rows(
        connection,
        """SELECT ch.id, ch.kind, ch.detected_at, ch.page_id, ch.version_from, ch.version_to, ch.crawl_id,
            ch.words_added, ch.words_removed, ch.similarity, ch.visible_operations, ch.pages,
            c.slug AS clinic, c.name AS clinic_name, p.url, m.title, m.published_at
        FROM changes ch JOIN clinics c ON c.id = ch.clinic_id
        LEFT JOIN pages p ON p.id = ch.page_id
        LEFT JOIN versions v ON v.id = coalesce(ch.version_to, ch.version_from)
        LEFT JOIN metadata m ON m.id = v.metadata_id
        WHERE ch.id IN (SELECT value FROM json_each(:ids))""",
        {"ids": as_list(ids)},
    )
    by_id: dict[int, Row] = {
        row["id"]: row | {"operations": [], "signals": [], "themes": []} for row in found
    }
    for name, parts in (
        ("operations", _operations(connection, ids)),
        ("signals", _signals(connection, ids)),
        ("themes", _themes(connection, ids)),
    ):
        for part in parts:
            by_id[part.pop("change_id")][name].append(part)
    return [by_id[number] for number in ids if number in by_id]


def every_operation(connection: sqlite3.Connection, change_id: int) -> list[Row]:
    """All operations of one change, with their whole texts."""
    return _operations(connection, [change_id], told=1_000_000, clipped=100_000_000)


def _operations(
    connection: sqlite3.Connection, ids: list[int], told: int = TOLD, clipped: int = CLIPPED
) -> list[Row]:
    return rows(
        connection,
        """SELECT o.change_id, o.kind, o.field, o.part,
            substr(coalesce(o.before_text, b.text), 1, :clipped) AS before,
            substr(coalesce(o.after_text, a.text), 1, :clipped) AS after
        FROM operations o LEFT JOIN passages b ON b.id = o.before_passage_id
        LEFT JOIN passages a ON a.id = o.after_passage_id
        WHERE o.change_id IN (SELECT value FROM json_each(:ids)) AND o.position < :told
        ORDER BY o.change_id, o.kind = 'moved', o.position""",
        {"ids": as_list(ids), "told": told, "clipped": clipped},
    )


def _signals(connection: sqlite3.Connection, ids: list[int]) -> list[Row]:
    return rows(
        connection,
        """SELECT change_id, kind, theme, claim, before, after, rule FROM signals
        WHERE change_id IN (SELECT value FROM json_each(:ids)) ORDER BY id""",
        {"ids": as_list(ids)},
    )


def _themes(connection: sqlite3.Connection, ids: list[int]) -> list[Row]:
    return rows(
        connection,
        """SELECT DISTINCT o.change_id, n.theme FROM operations o
        JOIN mentions n ON n.passage_id IN (o.before_passage_id, o.after_passage_id)
        WHERE o.change_id IN (SELECT value FROM json_each(:ids)) AND o.kind != 'moved' ORDER BY 1, 2""",
        {"ids": as_list(ids)},
    )


# --- counts --------------------------------------------------------------------------------------


def counts(connection: sqlite3.Connection, wanted: Wanted) -> Counts:
    """How many changes each value of each filter would show."""
    newest = _newest(connection, wanted)
    of: dict[str, Counter[str]] = {}
    for name, without in (
        ("clinics", replace(wanted, clinics=())),
        ("kinds", replace(wanted, kinds=())),
        ("themes", replace(wanted, themes=())),
        ("signals", replace(wanted, signals=())),
    ):
        # What is chosen in one filter does not narrow the counts of that filter.
        ids = newest if without == wanted else _newest(connection, without)
        found = rows(connection, COUNTING[name], {"ids": as_list(ids)})
        of[name] = Counter({row["value"]: row["n"] for row in found})
    return Counts(of, len(newest), len(newest) < COUNTED)


def _newest(connection: sqlite3.Connection, wanted: Wanted) -> list[int]:
    query, values = _matching(connection, wanted, None)
    found = rows(connection, f"{query} LIMIT :limit", {**values, "limit": COUNTED})
    return [row["id"] for row in found]


COUNTING: dict[str, str] = {
    "clinics": """SELECT c.slug AS value, count(*) AS n FROM changes ch JOIN clinics c ON c.id = ch.clinic_id
        WHERE ch.id IN (SELECT value FROM json_each(:ids)) GROUP BY 1""",
    "kinds": """SELECT kind AS value, count(*) AS n FROM changes
        WHERE id IN (SELECT value FROM json_each(:ids)) GROUP BY 1""",
    "signals": """SELECT kind AS value, count(DISTINCT change_id) AS n FROM signals
        WHERE change_id IN (SELECT value FROM json_each(:ids)) GROUP BY 1""",
    "themes": """SELECT n.theme AS value, count(DISTINCT o.change_id) AS n FROM operations o
        JOIN mentions n ON n.passage_id IN (o.before_passage_id, o.after_passage_id)
        WHERE o.change_id IN (SELECT value FROM json_each(:ids)) AND o.kind != 'moved' GROUP BY 1""",
}


# --- which -----------------------------------------------------------------------------------------


def _matching(connection: sqlite3.Connection, wanted: Wanted, before: int | None) -> tuple[str, Row]:
    """A query for the numbers of matching changes, newest first, out of a bounded number examined."""
    query, values = _examined(connection, wanted, before)
    conditions = ["1"]
    if wanted.kinds:
        conditions.append("ch.kind IN (SELECT value FROM json_each(:kinds))")
        values["kinds"] = as_list(wanted.kinds)
    if wanted.least:
        conditions.append("ch.words_added + ch.words_removed >= :least")
        values["least"] = wanted.least
    for bound, condition in (("since", "ch.detected_at >= :since"), ("until", "ch.detected_at < :until")):
        if getattr(wanted, bound):
            conditions.append(condition)
            values[bound] = getattr(wanted, bound)
    if wanted.signals:
        conditions.append(
            """EXISTS (SELECT 1 FROM signals s WHERE s.change_id = ch.id
            AND s.kind IN (SELECT value FROM json_each(:signals)))"""
        )
        values["signals"] = as_list(wanted.signals)
    if wanted.themes:
        conditions.append(
            """EXISTS (SELECT 1 FROM operations o
            JOIN mentions n ON n.passage_id IN (o.before_passage_id, o.after_passage_id)
            WHERE o.change_id = ch.id AND o.kind != 'moved'
            AND n.theme IN (SELECT value FROM json_each(:themes)))"""
        )
        values["themes"] = as_list(wanted.themes)
    where = " AND ".join(conditions)
    return f"SELECT ch.id FROM ({query}) ch WHERE {where} ORDER BY ch.id DESC", values


def _examined(connection: sqlite3.Connection, wanted: Wanted, before: int | None) -> tuple[str, Row]:
    """The changes that are looked at: those that an index leads to, newest first, so many at most."""
    low, high = _numbers(connection, wanted)
    values: dict[str, Any] = {
        "low": low,
        "high": high if before is None else min(high, before - 1),
        "examined": EXAMINED,
    }
    # One clinic or kind, and SQLite walks its index in the order of the numbers; several, and it would sort.
    conditions = ["id BETWEEN :low AND :high"]
    if wanted.clinics:
        values["clinics"] = as_list(wanted.clinics)
        conditions.append(
            "clinic_id IN (SELECT id FROM clinics WHERE slug IN (SELECT value FROM json_each(:clinics)))"
            if len(wanted.clinics) > 1
            else "clinic_id = (SELECT id FROM clinics WHERE slug = json_extract(:clinics, '$[0]'))"
        )
    elif len(wanted.kinds) == 1:
        values["kind"] = wanted.kinds[0]
        conditions.append("kind = :kind")
    where = " AND ".join(conditions)
    return f"SELECT * FROM changes WHERE {where} ORDER BY id DESC LIMIT :examined", values


def _last_examined(connection: sqlite3.Connection, wanted: Wanted, before: int | None) -> int | None:
    """The key to look further from, if not all was examined."""
    query, values = _examined(connection, wanted, before)
    row = first(connection, f"SELECT count(*) AS n, min(id) AS last FROM ({query})", values)
    assert row is not None
    return row["last"] if row["n"] == EXAMINED else None


def _numbers(connection: sqlite3.Connection, wanted: Wanted) -> tuple[int, int]:
    """Bounds of the numbers of changes within the dates: crawls follow each other, and so do changes."""
    low, high = 0, (1 << 62)
    if wanted.since:
        crawl = first(
            connection,
            """SELECT ch.id FROM changes ch WHERE ch.crawl_id >= coalesce((SELECT id FROM crawls
            WHERE started_at <= :since ORDER BY id DESC LIMIT 1), 0) ORDER BY ch.crawl_id, ch.id LIMIT 1""",
            {"since": wanted.since},
        )
        low = crawl["id"] if crawl else high
    if wanted.until:
        crawl = first(
            connection,
            """SELECT ch.id FROM changes ch WHERE ch.crawl_id <= coalesce((SELECT id FROM crawls
            WHERE started_at < :until ORDER BY id DESC LIMIT 1), 0)
            ORDER BY ch.crawl_id DESC, ch.id DESC LIMIT 1""",
            {"until": wanted.until},
        )
        high = crawl["id"] if crawl else 0
    return low, high
