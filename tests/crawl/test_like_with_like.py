"""Only like is compared with like: another extractor, or other settings of it, is never an edit."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from types import SimpleNamespace

import pytest

from monitor.crawl.look import Looker
from monitor.crawl.walk import Look
from monitor.errors import ExtractionError
from tests.crawl.site import Workspace, article
from tests.crawl.test_changes import kinds

PAGES = 1000


def ignore(workspace, selector):
    """Change what extraction depends on."""
    with (workspace.folder / "clinics.toml").open("a") as file:
        file.write(f'ignore = ["{selector}"]\n')


def ask(workspace, query):
    """One row from the database."""
    database = sqlite3.connect(workspace.folder / "monitor.db", timeout=30)
    row = database.execute(query).fetchone()
    database.close()
    return row


@pytest.mark.parametrize("what", ["settings", "release"])
def test_another_extractor_changes_nothing_and_hides_nothing(site, workspace, what):
    """All pages have to be read again, for their bytes are others; one of them was edited."""
    workspace.run("crawl")
    if what == "settings":
        ignore(workspace, "h2")
    else:
        database = sqlite3.connect(workspace.folder / "monitor.db")
        with database:
            database.execute(
                "UPDATE extractors SET stamp = replace(stamp, 'trafilatura', 'trafilatura 0.1 and')"
            )
        database.close()
    for path, subject in zip(
        list(site.articles), ("depression", "anxiety", "migraine", "insomnia"), strict=True
    ):
        edits = {"Up to 70%": "Up to 85%"} if subject == "anxiety" else {}
        page = article(subject, edits=edits)
        site.put(path, page.replace("<footer>", "<footer><p>Open on Sundays, too.</p>"))
    workspace.run("crawl", "--full")
    (row,) = workspace.changes()
    assert kinds([row]) == [("edited", "anxiety")]
    assert [(each["before"][:9], each["after"][:9]) for each in row["operations"]] == [
        ("Up to 70%", "Up to 85%")
    ]


def test_a_thousand_pages_are_extracted_again_in_two_goes_and_nobody_is_told(tmp_path, site):
    """Killed half-way it goes on from there, does nothing twice, and makes no change."""
    for number in range(PAGES - len(site.articles)):
        site.put(f"/blog/more-{number}/", article(f"subject {number}"))
    workspace = Workspace(tmp_path / "many", {"bluff-creek": site.server.url("/blog/")})
    workspace.run("crawl")
    ignore(workspace, "h2")
    process = workspace.start("reextract")
    done = "SELECT count(*) FROM versions WHERE technical"
    while ask(workspace, done) < (PAGES // 4,):
        assert process.poll() is None, "it was to be killed half-way"
        time.sleep(0.05)
    process.kill()
    process.communicate()
    (first,) = ask(workspace, done)
    assert first < PAGES
    assert workspace.run("reextract").startswith(f"{PAGES - first} of {PAGES - first} versions")
    assert ask(workspace, done) == (PAGES,)
    assert ask(workspace, "SELECT count(DISTINCT page_id) FROM versions WHERE technical") == (PAGES,)
    workspace.run("crawl", "--full")
    assert workspace.changes() == []


def test_a_page_whose_snapshot_is_lost_starts_anew(site, workspace):
    """It cannot be extracted as today's pages are; so nothing is told, and the next edit is."""
    workspace.run("crawl")
    archive = sqlite3.connect(workspace.folder / "archive.db")
    with archive:
        archive.execute("DELETE FROM snapshots WHERE url LIKE '%anxiety%'")
    archive.close()
    ignore(workspace, "h2")
    for edits in ({"$2,700": "$2,900"}, {"$2,700": "$3,100"}):
        site.put("/blog/anxiety/", article("anxiety", edits=edits))
        workspace.run("crawl", "--full")
    (row,) = workspace.changes()
    assert "$2,900" in row["operations"][0]["before"]


@pytest.mark.parametrize("reason", ["extractor_closed", "extractor_timeout", "extractor_crash"])
def test_an_old_page_that_cannot_be_read_for_now_is_not_given_up(monkeypatch, reason):
    """A crawl that is stopped, or a worker that dies, must not make an edit pass for the page's beginning."""

    async def fail(*_arguments):
        raise ExtractionError(reason)

    page = SimpleNamespace(id=1)
    looker = object.__new__(Looker)
    looker._pages = SimpleNamespace(page=lambda _number: page)
    monkeypatch.setattr(Looker, "_state", fail)
    monkeypatch.setattr(Looker, "_begin_anew", lambda *_arguments: pytest.fail("given up"))
    with pytest.raises(ExtractionError, match=reason):
        asyncio.run(looker._judge(Look(None, page, None, None), None))
