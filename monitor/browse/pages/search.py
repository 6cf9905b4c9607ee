"""Search over every passage that ever stood anywhere."""

from __future__ import annotations

import sqlite3
from typing import Any

from markupsafe import Markup

from monitor.browse.indexing import index_of
from monitor.browse.marks import said
from monitor.browse.page import Asked, Shown
from monitor.store.desk import clinics, search
from monitor.store.search_index import excerpts, expression

SHOWN = 25
IN_TABLE = 500
EXAMINED = 2_000
"""Passages that one page of results looks at."""
BATCH = 100
PLACES = 4
"""Places of a passage that are shown."""
EXCERPT = 60
"""Words of a passage that are shown."""
STANDING = {"": None, "now": True, "gone": False}
OPEN, CLOSE = "\x02", "\x03"
"""Around a match; no stored text has them, for both are made harmless before they are shown."""


def search_page(connection: sqlite3.Connection, asked: Asked) -> Shown:
    """The form, and what was found."""
    here = asked.address
    query = here.one("q")
    wanted = expression(query)
    place = search.Place(
        clinic=here.one("clinic"),
        standing=STANDING[here.choice("standing", STANDING)],
        since=here.day("since"),
        until=here.day("until", following=True),
    )
    as_table = bool(asked.path.get("ending"))
    progress = index_of(asked.workspace).progress() if wanted else None
    found, below = _found(connection, asked, wanted, place, IN_TABLE if as_table else SHOWN)
    if as_table:
        return Shown(rows=[row for passage in found for row in _table_rows(passage)])
    context = {
        "title": "Search",
        "q": query,
        "asked": wanted is not None,
        "place": place,
        "standing": here.one("standing"),
        "since": here.one("since"),
        "until": here.one("until"),
        "clinics": clinics.slugs(connection),
        "found": [_entry(passage) for passage in _with_excerpts(found, wanted)],
        "older": here.with_(below=below) if below else None,
        "progress": progress if progress and not progress.complete else None,
    }
    return Shown("search.html", context, rows=[])


def _found(
    connection: sqlite3.Connection, asked: Asked, wanted: str | None, place: search.Place, limit: int
) -> tuple[list[dict[str, Any]], int | None]:
    """Passages, newest first, and from where to look further; None at the end."""
    found: list[dict[str, Any]] = []
    below = asked.address.number("below")
    if wanted is None:
        return found, None
    for _ in range(EXAMINED // BATCH):
        ids = index_of(asked.workspace).matching(wanted, below, BATCH)
        for passage in search.passages(connection, ids, place):
            found.append(passage)
            if len(found) == limit:
                return found, passage["id"]
        if len(ids) < BATCH:
            return found, None
        below = ids[-1]
    return found, below


def _with_excerpts(found: list[dict[str, Any]], wanted: str | None) -> list[dict[str, Any]]:
    if wanted is None:
        return []
    texts = {passage["id"]: passage["text"] for passage in found}
    shown = excerpts(wanted, texts, (OPEN, CLOSE), EXCERPT)
    return [{**passage, "excerpt": _marked(shown.get(passage["id"], ""))} for passage in found]


def _marked(text: str) -> Markup:
    """An excerpt with its matches marked."""
    pieces = text.split(OPEN)
    marked = [said(pieces[0])]
    for piece in pieces[1:]:
        match, _, rest = piece.partition(CLOSE)
        marked += [Markup("<mark>{}</mark>").format(said(match)), said(rest)]
    return Markup().join(marked)


def _entry(passage: dict[str, Any]) -> dict[str, Any]:
    places = passage["places"]
    return {**passage, "shown": places[:PLACES], "more": len(places) - len(places[:PLACES])}


def _table_rows(passage: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "passage_id": passage["id"],
            "text": passage["text"],
            "clinic": place["clinic"],
            "page_id": place["page_id"],
            "title": place["title"],
            "url": place["url"],
            "since": place["since"],
            "gone_at": place["gone_at"],
        }
        for place in passage["places"]
    ]
