"""Borrowed passages: who has whose, who had it first as far as we saw, and how it spread."""

from __future__ import annotations

import sqlite3
from typing import Any

from monitor.browse.borrowing import borrowing_of
from monitor.browse.page import Asked, Shown
from monitor.classify import Cluster
from monitor.store.desk import clinics

SHOWN = 20
"""Clusters on one page."""
PASSAGES = 4
"""Passages of a cluster that are shown at once."""
MOST_PASSAGES = 100


def borrowed(connection: sqlite3.Connection, asked: Asked) -> Shown:
    """Clusters, the largest first; of one clinic if the address says so."""
    here = asked.address
    found = borrowing_of(asked.workspace).found(connection)
    chosen = here.one("clinic")
    common = here.choice("common", ("", "shown")) == "shown"
    every = found.clusters or []
    wanted = [
        each
        for each in every
        if (common or not each.common) and (not chosen or chosen in {one.clinic for one in each.clinics})
    ]
    if asked.path.get("ending"):
        return Shown(rows=[row for each in wanted for row in _table_rows(each)])
    names = clinics.slugs(connection)
    start = here.number("from") or 0
    context = {
        "title": "Borrowed passages",
        "found": found,
        "clusters": [_entry(each) for each in wanted[start : start + SHOWN]],
        "total": len(wanted),
        "hidden": sum(each.common for each in every) if not common else 0,
        "common": common,
        "clinics": names,
        "name_of": {row["slug"]: row["name"] for row in names},
        "clinic": chosen,
        "further": here.with_(**{"from": start + SHOWN}) if len(wanted) > start + SHOWN else None,
        "beginning": here.without("from") if start else None,
    }
    return Shown("borrowed.html", context, rows=[])


def _entry(cluster: Cluster) -> dict[str, Any]:
    texts = [
        {"text": family.text, "sightings": family.clinics, "pages": len(family.sightings)}
        for family in cluster.families[:MOST_PASSAGES]
    ]
    return {
        "common": cluster.common,
        "passages": len(cluster.families),
        "spread": cluster.clinics,
        "texts": texts[:PASSAGES],
        "more": texts[PASSAGES:],
    }


def _table_rows(cluster: Cluster) -> list[dict[str, Any]]:
    return [
        {
            "text": family.text,
            "clinic": each.clinic,
            "since": each.seen_at,
            "may_be_older": each.may_be_older,
            "page_id": each.page_id,
            "url": each.url,
            "common": cluster.common,
        }
        for family in cluster.families
        for each in family.clinics
    ]
