"""The clinics that are watched, and one of them."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from typing import Any, NamedTuple

from datasette import NotFound  # type: ignore[import-untyped]  # it ships no types

from monitor.browse import charts, values
from monitor.browse.page import Asked, Shown
from monitor.browse.pages.news import changes_of, feed_of
from monitor.browse.panel import whole
from monitor.browse.values import Statement
from monitor.store import iso
from monitor.store.desk import clinics as desk
from monitor.store.desk import panel
from monitor.store.desk.panel import Spread

SHOWN = 50
"""Clinics on one page."""
IN_TABLE = 5_000
ARTICLES = 15
CLAIMS = 100
"""Passages with claims that are read."""
NUMBERS = 20
"""Numbers that are shown."""


class Share(NamedTuple):
    """How much is said about a theme.

    Attributes:
        pages: of the clinic's articles that speak of it.
        share: of the clinic's articles.
        panel: share of the articles of all clinics.
    """

    theme: str
    pages: int
    share: float
    panel: float


def clinics(connection: sqlite3.Connection, asked: Asked) -> Shown:
    """All clinics, by their slugs."""
    here = asked.address
    limit = IN_TABLE if asked.path.get("ending") else SHOWN
    found = desk.listed(
        connection, week=_week_ago(asked), after=here.one("after"), containing=here.one("q"), limit=limit + 1
    )
    listed = [{**row, "verdict": asked.configured.verdict(row, asked.now)} for row in found[:limit]]
    if asked.path.get("ending"):
        return Shown(rows=[_table_row(row) for row in listed])
    context = {
        "title": "Clinics",
        "clinics": listed,
        "following": here.with_(after=listed[-1]["slug"]) if len(found) > limit else None,
        "beginning": here.without("after") if here.one("after") else None,
        "q": here.one("q"),
    }
    return Shown("clinics.html", context, rows=[])


def clinic(connection: sqlite3.Connection, asked: Asked) -> Shown:
    """One clinic."""
    slug = asked.path["slug"]
    found = desk.clinic(connection, slug, _week_ago(asked))
    if found is None:
        raise NotFound(f"There is no clinic “{slug}”; the list of clinics has them all.")
    told = desk.change_times(connection, found["id"])
    context = {
        "title": found["name"],
        "clinic": found,
        "verdict": asked.configured.verdict(found, asked.now),
        "timeline": charts.timeline([(each["detected_at"], each["kind"]) for each in told], asked.now),
        "told": len(told),
        "news": changes_of(connection, asked.address, slug, 5),
        "articles": desk.newest_articles(connection, found["id"], ARTICLES),
        "failing": desk.failing_pages(connection, found["id"], 20) if found["failing"] else [],
        "sources": desk.sources(connection, found["id"]),
        "themes": _themes(whole(connection, asked.workspace), panel.spread(connection, found["id"])),
        "claims": _claims(desk.claims(connection, found["id"], CLAIMS)),
        "numbers": _standing(connection, asked, slug),
        "feed": feed_of(asked.address.to("changes", clinic=slug)),
    }
    return Shown("clinic.html", context)


def _standing(connection: sqlite3.Connection, asked: Asked, slug: str) -> list[Statement]:
    """The clinic's numbers that stand now."""
    every = values.statements(connection, asked.now, clinic=slug)
    return [each for each in every if each.stands][:NUMBERS]


def _claims(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each claim once, with its passages."""
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault((row["theme"], row["claim"]), []).append(row)
    return [{"theme": theme, "claim": claim, "passages": mine} for (theme, claim), mine in found.items()]


def _themes(all_clinics: Spread, own: Spread) -> dict[str, Any]:
    """The clinic's themes beside the panel's, each as a share of the articles."""
    rows = [
        Share(theme, own.said[theme, ""], own.share(theme), all_clinics.share(theme))
        for theme, claim in sorted(all_clinics.said)
        if not claim
    ]
    rows.sort(key=lambda row: (-row.share, -row.panel))
    return {"rows": rows, "panel": all_clinics, "articles": own.articles}


def _week_ago(asked: Asked) -> str:
    return iso(asked.now - timedelta(days=7))


def _table_row(row: dict[str, Any]) -> dict[str, Any]:
    kept = ("slug", "name", "url", "verdict", "pages", "live", "missing", "removed", "unread", "failing",
            "failing_since", "seen", "last_good", "last_crawl", "changed_at")  # fmt: skip
    return {name: row[name] for name in kept}
