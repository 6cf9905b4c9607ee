"""The feed's route in Datasette: filters, links to where it was asked for, who may read it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import feedparser
import pytest

from monitor.browse import application
from tests.alert.office import Office


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Three edits of two articles, one of them a red flag."""
    office = Office(tmp_path / "watch", 9)
    office.edit(0, 1)
    office.edit(0, signal="red_flag")
    office.close()
    return office.folder


def ask(workspace: Path, path: str) -> Any:
    """The answer to one request."""

    async def get() -> Any:
        datasette = application(workspace)
        try:
            return await datasette.client.get(path)
        finally:
            datasette.close()

    return asyncio.run(get())


def test_the_newest_stand_first_with_links_to_this_site(workspace: Path) -> None:
    """Entries are known by the address of their page, under the address that was asked."""
    answer = ask(workspace, "/-/monitor/feed.atom")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    found = feedparser.parse(answer.content)
    assert [entry.link for entry in found.entries] == [
        f"http://localhost/-/monitor/changes/{n}" for n in (3, 2, 1)
    ]
    assert found.entries[0].title.startswith("Red flag at Bluff Creek")


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ("clinic=bluff-creek", 3), ("clinic=other", 0), ("kind=edited", 3), ("kind=published", 0),
        ("signal=red_flag", 1), ("signal=copied&signal=red_flag", 1), ("theme=price", 0),
        ("clinic=bluff-creek&signal=red_flag", 1), ("theme=%3Cscript%3E", 0),
        ("clinic=%00%1B%0A%ED%A0%80", 0),
    ],
)  # fmt: skip
def test_filters(workspace: Path, asked: str, count: int) -> None:
    """Each filter by itself and together; what is not known finds nothing."""
    answer = ask(workspace, f"/-/monitor/feed.atom?{asked}")
    found = feedparser.parse(answer.content)
    assert (answer.status_code, found.bozo, len(found.entries)) == (200, False, count)
