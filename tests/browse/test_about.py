"""What Datasette's pages say about the tables."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from monitor.browse import serve
from monitor.browse.pages import READERS
from monitor.store import open_database

TABLES: dict[str, Any] = tomllib.loads(Path(serve.__globals__["ABOUT"]).read_text(encoding="utf-8"))[
    "databases"
]["monitor"]["tables"]


@pytest.fixture
def database(tmp_path) -> Iterator[Database]:
    """A new database."""
    opened = open_database(tmp_path)
    yield opened
    opened.close()


def test_every_table_and_view_is_described(database):
    """Whoever meets one for the first time reads what it is; none is described that is not there."""
    names = {*database.table_names(), *database.view_names()} - {"sqlite_sequence"}
    assert set(TABLES) == names
    assert all(TABLES[name]["description"].endswith((".", "?")) for name in names)


def test_every_page_of_the_desk_is_documented():
    """Under its address, in docs/browse.md."""
    page = (Path(__file__).parents[2] / "docs" / "browse.md").read_text(encoding="utf-8")
    names = {re.split(r"[^a-z]", path)[0] for path in READERS} - {""}
    assert len(names) >= 8
    assert [name for name in sorted(names) if f"/{name}" not in page] == []


def test_columns_that_are_explained_exist(database):
    """So do those that are sorted by and chosen from."""
    for name, about in TABLES.items():
        columns = {row[1] for row in database.execute(f"PRAGMA table_info({name})")}
        said = {*about.get("columns", {}), *about.get("facets", []), about.get("sort_desc")} - {None}
        assert said <= columns, name
