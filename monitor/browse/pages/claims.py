"""Claims and themes: what the panel talks about, since when, who says it, and with which numbers."""

from __future__ import annotations

import sqlite3
from datetime import date, timedelta
from typing import Any

from monitor.browse import charts
from monitor.browse.page import Asked, Shown
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
COMPARED = 4
"""Clinics that are compared with each other and with the panel."""


def claims(connection: sqlite3.Connection, asked: Asked) -> Shown:
    """All themes with their claims; or one of them."""
    theme = asked.address.one("theme")
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
        "flags": panel.red_flags(connection, list(asked.configured.rules), FLAGS),
        "rules": asked.configured.rules,
    }
    return Shown("claims.html", context, rows=[])


def _one(connection: sqlite3.Connection, asked: Asked, theme: str, claim: str) -> Shown:
    if theme not in THEMES:
        raise UsageError(f"“theme={theme}” is not known; choose of {', '.join(THEMES)}")
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
    }
    return Shown("theme.html", context, rows=[])
