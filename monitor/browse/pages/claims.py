"""Claims and themes: what the panel talks about, since when, who says it, and with which numbers."""

from __future__ import annotations

import sqlite3
from datetime import date, timedelta
from typing import Any

from monitor.browse import charts, values
from monitor.browse.address import Address
from monitor.browse.page import Asked, Shown
from monitor.browse.pages.news import feed_of
from monitor.browse.panel import memory_of, whole
from monitor.config import THEMES
from monitor.errors import UsageError
from monitor.store.desk import clinics, panel

WEEKS = 52
"""That a chart shows at most."""
LEAST_WEEKS = 12
STATEMENTS = 20
MAKERS = 200
FLAGS = 100
VALUES = 40
"""Numbers over time that the page of a claim shows."""
COMPARED = 4
"""Clinics that are compared with each other and with the panel."""


def claims(connection: sqlite3.Connection, asked: Asked) -> Shown:
    """All themes with their claims; or one of them."""
    theme = known_theme(asked.address)
    if theme:
        return _one(connection, asked, theme, asked.address.one("claim"))
    now = whole(connection, asked.workspace)
    found = [
        {
            "theme": theme,
            "claim": claim,
            "articles": now.said[theme, claim],
            "share": now.share(theme, claim),
            "clinics": now.by[theme, claim],
        }
        for theme, claim in sorted(
            now.said, key=lambda key: (-now.said[key[0], ""], key[0], key[1] != "", key[1])
        )
    ]
    if asked.path.get("ending"):
        return Shown(rows=[{**row, "of_articles": now.articles, "of_clinics": now.clinics} for row in found])
    context = {
        "title": "Claims and themes",
        "now": now,
        "rows": found,
        "flags": len(panel.red_flags(connection, list(asked.configured.rules), FLAGS)),
        "most_flags": FLAGS,
    }
    return Shown("claims.html", context, rows=[])


def known_theme(here: Address) -> str:
    """The theme that an address asks for; empty if for none.

    Raises:
        UsageError: there is no such theme.
    """
    theme = here.one("theme")
    if theme and theme not in THEMES:
        raise UsageError(f"“theme={theme}” is not known; choose of {', '.join(THEMES)}")
    return theme


def _one(connection: sqlite3.Connection, asked: Asked, theme: str, claim: str) -> Shown:
    here = asked.address
    chosen = here.all("clinic")[:COMPARED]
    monday = asked.now.date() - timedelta(days=asked.now.weekday())
    since = monday - timedelta(weeks=WEEKS - 1)
    memory = memory_of(asked.workspace)
    weekly = memory.get(
        connection,
        ("trend", theme, claim, since),
        lambda: panel.trend(connection, theme, claim, since.isoformat()),
    )
    rows = weekly + panel.trends(connection, theme, claim, since.isoformat(), chosen)
    first = min((row["week"] for row in rows), default=monday.isoformat())
    since = min(date.fromisoformat(first), monday - timedelta(weeks=LEAST_WEEKS - 1))
    if asked.path.get("ending"):
        return Shown(rows=[{**row, "theme": theme, "claim": claim} for row in rows])
    names = clinics.slugs(connection)
    name_of = {row["slug"]: row["name"] for row in names} | {"": "The panel"}
    found = panel.statements(connection, theme, claim, below=here.number("below"), limit=STATEMENTS + 1)
    now = whole(connection, asked.workspace)
    every = memory.get(
        connection,
        ("values", theme, claim),
        lambda: values.statements(connection, asked.now, theme=theme, claim=claim),
    )
    numbers = [each for each in every if not chosen or each.clinic in chosen]
    context: dict[str, Any] = {
        "title": asked.configured.titles.called(theme, claim),
        "theme": theme,
        "claim": claim,
        "under": sorted(key[1] for key in now.said if key[0] == theme and key[1]),
        "now": now,
        "chart": charts.trend(rows, ["", *chosen], name_of, since, monday),
        "clinics": names,
        "chosen": chosen,
        "most": COMPARED,
        "statements": found[:STATEMENTS],
        "older": here.with_(below=found[STATEMENTS - 1]["passage_id"]) if len(found) > STATEMENTS else None,
        "makers": memory.get(
            connection, ("makers", theme, claim), lambda: panel.makers(connection, theme, claim, MAKERS)
        ),
        "numbers": panel.numbers(connection, theme, claim, 30),
        "feed": feed_of(here.to("changes", theme=theme)),
        "numbers_over_time": numbers[:VALUES],
        "numbers_in_all": len(every),
    }
    return Shown("theme.html", context, rows=[])
