"""Bytes: what one more visit and one more edit add to ``monitor.db``."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

from tests.benchmarks.figure import Figure, Sizes
from tests.benchmarks.measured import measure
from tests.benchmarks.world import Serving, World


def bytes_per_visit(sizes: Sizes, folder: Path) -> Figure:
    """Visits that found nothing new; the dearer of the two ways to find that out."""
    found = {
        "not_modified": _per_visit(sizes, folder / "304", validators=True),
        "same_body": _per_visit(sizes, folder / "200", validators=False),
    }
    detail = {"pages": sizes.visited, "crawls": sizes.crawls, **found}
    return Figure("bytes_per_visit", max(found.values()), "bytes", "< 100", detail)


def _per_visit(sizes: Sizes, folder: Path, *, validators: bool) -> float:
    world = World(sizes.clinics, sizes.visited // sizes.clinics, slim=True, words=300, validators=validators)
    workspace = world.workspace(folder)
    with Serving(world):
        # The first recrawl fills the pages that the first crawl began.
        for _ in range(2):
            measure("product", workspace)
        before = size(workspace)
        visits = sum(measure("product", workspace).pages for _ in range(sizes.crawls))
    assert visits == world.size * sizes.crawls
    return round((size(workspace) - before) / visits, 1)


def bytes_per_edit(sizes: Sizes, folder: Path) -> Figure:
    """A word of a 1,000-word article is another one: its visit, version, passage, change and operation."""
    world = World(sizes.clinics, sizes.edited // sizes.clinics, slim=True, words=1_000)
    workspace = world.workspace(folder / "edits")
    with Serving(world):
        measure("product", workspace)
    before = size(workspace)
    for edition in range(1, sizes.crawls + 1):
        with Serving(replace(world, edition=edition)):
            measure("product", workspace)
    edits = count(workspace, "changes WHERE kind = 'edited'")
    expected = world.size * sizes.crawls
    assert edits == expected, f"{edits} edits were found, {expected} were made"
    words = count(workspace, "versions", "avg(words)")
    value = round((size(workspace) - before) / edits, 1)
    return Figure("bytes_per_edit", value, "bytes", "< 1000", {"edits": edits, "mean_words": words})


def size(workspace: Path) -> int:
    """Bytes of ``monitor.db`` with all that was written in it; nothing is compacted."""
    database = sqlite3.connect(workspace / "monitor.db")
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    pages, each = (database.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
    database.close()
    return int(pages * each)


def count(workspace: Path, what: str, how: str = "count(*)") -> int:
    """A number from ``monitor.db``."""
    database = sqlite3.connect(workspace / "monitor.db")
    number: float
    (number,) = database.execute(f"SELECT {how} FROM {what}").fetchone()
    database.close()
    return int(number)
