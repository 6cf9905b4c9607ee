"""Is everything watched well? Clinics that are not, the last crawls, the database and the disk."""

from __future__ import annotations

import shutil
import sqlite3

from monitor.browse.page import Asked, Shown
from monitor.browse.panel import memory_of
from monitor.store.desk import clinics, health
from monitor.store.health import HEALTHY

CRAWLS = 10
MOST = 200
"""Clinics that are listed as not well."""
FILES = ("monitor.db", "archive.db", "search.db")


def health_page(connection: sqlite3.Connection, asked: Asked) -> Shown:
    """The health of the whole workspace."""
    memory = memory_of(asked.workspace)
    pages, states = memory.get(connection, "pages", lambda: health.pages(connection))
    known = [{**row, **pages.get(row["id"], health.NONE)} for row in clinics.latest(connection)]
    rows = [{**row, "verdict": asked.configured.verdict(row, asked.now)} for row in known]
    unwell = [row for row in rows if row["verdict"] != HEALTHY]
    crawls = clinics.crawls(connection, CRAWLS)
    files = [(name, asked.workspace / name) for name in FILES]
    context = {
        "title": "Health",
        "clinics": len(rows),
        "unwell": unwell[:MOST],
        "more": max(0, len(unwell) - MOST),
        "well": len(rows) - len(unwell),
        "crawls": crawls,
        "visits": health.reasons(connection, crawls[0]["id"]) if crawls else [],
        "most_visits": health.MOST_VISITS,
        "failing": health.failing(connection, MOST),
        "states": states,
        "files": [(name, path.stat().st_size) for name, path in files if path.is_file()],
        "free": shutil.disk_usage(asked.workspace).free,
        "alerts": health.alerts(connection),
        "set_aside": health.set_aside(connection, MOST),
        "matters": health.matters(connection, MOST),
    }
    return Shown("health.html", context)
