"""Rows as dictionaries, from a plain connection."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any

Row = dict[str, Any]


def rows(connection: sqlite3.Connection, query: str, values: Mapping[str, Any] | None = None) -> list[Row]:
    """All rows of a query."""
    cursor = connection.execute(query, values or {})
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, found, strict=True)) for found in cursor.fetchall()]


def first(connection: sqlite3.Connection, query: str, values: Mapping[str, Any] | None = None) -> Row | None:
    """The first row of a query, or None."""
    found = rows(connection, query, values)
    return found[0] if found else None


def as_list(values: Iterable[int | str]) -> str:
    """Values to be bound at once: ``IN (SELECT value FROM json_each(:name))``."""
    return json.dumps(list(values))
