"""A workspace with a history, crawled once and read by all tests; who writes takes a copy."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crawl.site import Site, Workspace, article
from tests.servers import LoopbackServer

HOSTILE_TITLE = '=HYPERLINK("https://evil.example","\x1b[31mred\x1b]0;title\x07 \u202egnp \u009b31m")'
HOSTILE_TEXT = "Our &lt;script&gt;alert(1)&lt;/script&gt; is &lt;b&gt;bold&lt;/b&gt; and loud."
HOSTILE_PASSAGE = (
    "Our <script>alert(1)</script> is \x1b[2J\x1b[31mred\u202e and <b>bold</b> \x07"
    f"\u009b31m, +1-800 and {'w' * 100_000} at the end of it all."
)


@pytest.fixture(scope="session")
def _history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("history") / "watch"
    with LoopbackServer(address="127.0.4.1") as server:
        site = Site(server)
        for subject in ("depression", "anxiety", "migraine", "insomnia"):
            site.put(f"/blog/{subject}/", article(subject))
        workspace = Workspace(folder, {"bluff-creek": server.url("/blog/")})
        workspace.run("crawl")
        edits = {"Up to 70%": "Up to 85%", "within two hours": "within an hour", "$2,700": "$3,100"}
        site.put("/blog/depression/", article("depression", edits=edits))
        site.put("/blog/anxiety/", article("anxiety", title=HOSTILE_TITLE.replace('"', "&quot;")))
        site.put("/blog/migraine/", article("migraine", edits={"Most of them notice": HOSTILE_TEXT}))
        site.put("/blog/chronic-pain/", article("chronic pain"))
        workspace.run("crawl", "--full")
    _spoil(folder)
    return folder


def _spoil(folder: Path) -> None:
    """Put into the database what extraction keeps out of it: nothing may rely on that."""
    database = sqlite3.connect(folder / "monitor.db")
    with database:
        database.execute("UPDATE metadata SET title = ? WHERE title LIKE '=HYPER%'", (HOSTILE_TITLE,))
        database.execute("UPDATE operations SET after_text = ? WHERE field = 'title'", (HOSTILE_TITLE,))
        database.execute("UPDATE passages SET text = ? WHERE text LIKE 'Our <script>%'", (HOSTILE_PASSAGE,))
    database.close()


@pytest.fixture
def history(_history: Path) -> Path:
    """Four articles and four changes, one of them hostile; only to be read."""
    return _history


@pytest.fixture
def copied(_history: Path, tmp_path: Path) -> Path:
    """The same to write in."""
    return Path(shutil.copytree(_history, tmp_path / "copied"))


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A workspace in which nothing has happened yet."""
    folder = tmp_path / "empty"
    Workspace(folder, {"bluff-creek": "http://127.0.4.2:9/blog/"})
    return folder


@pytest.fixture
def site() -> Iterator[Site]:
    """A small site that is up."""
    with LoopbackServer(address="127.0.4.3") as server:
        built = Site(server)
        for subject in ("depression", "anxiety"):
            built.put(f"/blog/{subject}/", article(subject))
        yield built
