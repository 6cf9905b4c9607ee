"""A crawl that is killed at any moment leaves a sound database and loses or doubles nothing."""

from __future__ import annotations

import random
import sqlite3
import time

import pytest

from tests.crawl.site import article
from tests.crawl.test_running import wait_for

KILLS = 20
ARTICLES = 30


@pytest.mark.slow
def test_twenty_kills_lose_and_double_nothing(site, workspace):
    """Killed at random moments while edits go on, the crawls in the end tell each edit exactly once."""
    chance = random.Random(7)
    for number in range(ARTICLES):
        site.put(f"/blog/{number}/", article(f"subject {number}"))
    workspace.run("crawl")
    expected = 0
    for round_number in range(KILLS):
        for number in chance.sample(range(ARTICLES), 5):
            price = f"${1000 + round_number * ARTICLES + number:,}"
            site.put(f"/blog/{number}/", article(f"subject {number}", edits={"$2,700": price}))
            expected += 1
        asked = len(site.server.requests)
        crawl = workspace.start("crawl", "--full")
        wait_for(lambda before=asked: len(site.server.requests) > before)
        time.sleep(chance.uniform(0.0, 1.2))
        crawl.kill()
        crawl.communicate()
        check_sound(workspace)
        if round_number % 5 == 4:
            workspace.run("crawl", "--full")
    workspace.run("crawl", "--full")
    workspace.run("crawl", "--full")
    rows = workspace.changes()
    standing = {row["url"]: row["operations"][-1]["after"] for row in rows}
    for number in range(ARTICLES):
        page = site.articles[f"/blog/{number}/"]
        told = standing.get(site.server.url(f"/blog/{number}/"))
        assert (told is not None) == (page != article(f"subject {number}"))
        assert told is None or told in page
    versions = [(row["version_from"], row["version_to"]) for row in rows]
    assert len(set(versions)) == len(versions)
    assert {row["kind"] for row in rows} == {"edited"}
    assert 0 < len(rows) <= expected
    check_chain(workspace)


def check_sound(workspace):
    """The files pass SQLite's own checks."""
    for name in ("monitor.db", "archive.db"):
        database = sqlite3.connect(workspace.folder / name)
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        database.close()


def check_chain(workspace):
    """Each version but the first of a page is the end of exactly one change, and its snapshot is there."""
    database = sqlite3.connect(workspace.folder / "monitor.db")
    database.execute(f"ATTACH '{workspace.folder / 'archive.db'}' AS archive")
    untold = database.execute(
        """SELECT count(*) FROM versions v
        WHERE id != (SELECT min(id) FROM versions w WHERE w.page_id = v.page_id)
        AND (SELECT count(*) FROM changes c WHERE c.version_to = v.id) != 1"""
    ).fetchone()
    unproved = database.execute(
        "SELECT count(*) FROM versions WHERE snapshot NOT IN (SELECT hash FROM archive.snapshots)"
    ).fetchone()
    doubled = database.execute(
        """SELECT count(*) FROM versions v JOIN versions w ON w.page_id = v.page_id AND w.id = (
            SELECT min(id) FROM versions x WHERE x.page_id = v.page_id AND x.id > v.id)
        WHERE v.content_key = w.content_key"""
    ).fetchone()
    database.close()
    assert (untold, unproved, doubled) == ((0,), (0,), (0,))
