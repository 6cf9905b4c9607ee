"""Numbers over time: of a claim over the panel, of a clinic, or of a claim at a clinic."""

from __future__ import annotations

import sqlite3

from monitor.browse import values
from monitor.browse.page import Asked, Shown
from monitor.browse.pages.claims import known_theme
from monitor.classify import THEMES_OF_ROLES
from monitor.store.desk import clinics, panel

SHOWN = 300
"""Statements or flags on one page."""


def numbers_page(connection: sqlite3.Connection, asked: Asked) -> Shown:
    """All values that the address asks for, or what can be asked for."""
    here = asked.address
    theme, claim, clinic = known_theme(here), here.one("claim"), here.one("clinic")
    chosen = bool(theme or clinic)
    found = (
        values.statements(connection, asked.now, theme=theme, claim=claim, clinic=clinic) if chosen else []
    )
    if asked.path.get("ending"):
        return Shown(rows=values.table_rows(found))
    context = {
        "title": "Numbers over time",
        "theme": theme,
        "claim": claim,
        "clinic": clinic,
        "clinics": clinics.slugs(connection),
        "themes": sorted(set(THEMES_OF_ROLES.values())),
        "chosen": chosen,
        "statements": found[:SHOWN],
        "more": len(found) - len(found[:SHOWN]),
    }
    return Shown("numbers.html", context, rows=[] if chosen else None)


def red_flags(connection: sqlite3.Connection, asked: Asked) -> Shown:
    """Passages that raise a red flag on a live page today."""
    rules = asked.configured.rules
    here = asked.address
    wanted = here.one("clinic")
    found = panel.red_flags(connection, list(rules), panel.MOST_FLAGGED)
    found = [{**each, "rule": rules[each["claim"]]} for each in found if wanted in ("", each["clinic"])]
    if asked.path.get("ending"):
        return Shown(rows=found)
    context = {
        "title": "Red flags that stand today",
        "flags": found[:SHOWN],
        "more": len(found) - len(found[:SHOWN]),
        "clinic": wanted,
        "clinics": clinics.slugs(connection),
    }
    return Shown("flags.html", context, rows=[])
