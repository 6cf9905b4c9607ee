"""The archived body that a version was taken from: as text, or as HTML that can run and load nothing."""

from __future__ import annotations

import sqlite3
from typing import Any

from datasette import NotFound  # type: ignore[import-untyped]  # it ships no types
from lxml import html  # type: ignore[import-untyped]  # it ships no types
from lxml.etree import ParserError  # type: ignore[import-untyped]  # the same
from lxml_html_clean import Cleaner
from markupsafe import Markup

from monitor.browse.marks import said
from monitor.browse.page import Asked, Shown
from monitor.errors import ExtractionError
from monitor.extract.decode import decode
from monitor.store import Snapshot, find_snapshot
from monitor.store.desk import article

MOST = 1_000_000
"""Characters of a body that are shown."""

CLEANER = Cleaner(
    scripts=True, javascript=True, comments=True, style=True, inline_style=True, links=True, meta=True,
    page_structure=False, processing_instructions=True, embedded=True, frames=True, forms=True,
    annoying_tags=True,
    kill_tags=["img", "picture", "source", "svg", "math", "template", "base", "noscript"],
    remove_unknown_tags=False, safe_attrs_only=True,
    safe_attrs=frozenset({"alt", "colspan", "rowspan", "title"}),
)  # fmt: skip
"""Leaves headings, paragraphs, lists and tables: nothing that runs, loads or leads on."""


def snapshot(connection: sqlite3.Connection, asked: Asked) -> Shown:
    """The snapshot of one version, as its source or in a frame."""
    version, found = _find(connection, asked)
    text = _text(found)
    context = {
        "title": f"Snapshot of version {version['id']}",
        "version": version,
        "page": article.page(connection, version["page_id"]),
        "snapshot": found,
        "source": Markup("\n").join(said(line) for line in text[:MOST].splitlines()),
        "cut": MOST if len(text) > MOST else 0,
        "as_page": asked.address.choice("view", ("text", "page")) == "page",
    }
    return Shown("snapshot.html", context)


def body(connection: sqlite3.Connection, asked: Asked) -> Shown:
    """What stands in the frame: the text of the snapshot with its headings, lists and tables."""
    _, found = _find(connection, asked)
    if found is None:
        raise NotFound("The snapshot is not in the archive.")
    try:
        document = html.document_fromstring(_text(found)[:MOST])
    except ParserError:  # there is not one element in it
        return Shown(frame="<!DOCTYPE html><title>Empty</title>")
    CLEANER(document)
    return Shown(frame="<!DOCTYPE html>" + html.tostring(document, encoding="unicode"))


def _find(connection: sqlite3.Connection, asked: Asked) -> tuple[dict[str, Any], Snapshot | None]:
    number = int(asked.path["version"])
    version = article.version(connection, number)
    if version is None:
        raise NotFound(f"There is no version {number}.")
    return version, find_snapshot(asked.workspace, version["snapshot"])


def _text(found: Snapshot | None) -> str:
    """The body as text; what is no text has its bytes shown."""
    if found is None:
        return ""
    try:
        return decode(found.body, found.content_type)
    except ExtractionError:
        return found.body.decode("latin-1")
