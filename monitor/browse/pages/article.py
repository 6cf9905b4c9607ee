"""One article as it stands, or as it stood: its text with the age of each passage, and its history."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import Any

from datasette import NotFound  # type: ignore[import-untyped]  # it ships no types

from monitor.browse import charts, marks
from monitor.browse.page import Asked, Shown
from monitor.browse.pages.news import link_of
from monitor.classify import places
from monitor.records import PARTS
from monitor.store import parse_iso
from monitor.store.desk import article
from monitor.version import trace

FRESH_DAYS = 30
"""A passage is shown as new for so long."""


def article_of(connection: sqlite3.Connection, page_id: int) -> dict[str, Any]:
    """The page of a number.

    Raises:
        NotFound: there is none.
    """
    found = article.page(connection, page_id)
    if found is None:
        raise NotFound(f"There is no page {page_id}.")
    return found


def article_page(connection: sqlite3.Connection, asked: Asked) -> Shown:
    """The article at one of its versions."""
    page_id = int(asked.path["page"])
    page = article_of(connection, page_id)
    versions = article.versions(connection, page_id)
    number = asked.address.number("version") or page["version_id"]
    version = article.version(connection, number) if number else None
    if number and (version is None or version["page_id"] != page_id):
        raise NotFound(f"This page has no version {number}.")
    passages = article.passages(connection, page_id, number) if number else []
    _trace(connection, page_id, number, passages)
    _mark(asked, passages)
    for passage in passages:
        passage["fresh"] = _is_fresh(passage["since"], versions, asked.now)
    changes = article.changes(connection, page_id)
    context = {
        "title": page["title"] or page["url"],
        "page": page,
        "version": version,
        "versions": versions,
        "is_current": number == page["version_id"],
        "parts": _parts(passages),
        "ages": _ages(passages),
        "themes": _themes(passages),
        "changes": [{**each, "link": link_of(asked.address, each)} for each in changes],
        "timeline": charts.timeline([(each["detected_at"], each["kind"]) for each in changes], asked.now),
        "elsewhere": article.elsewhere(connection, page_id, [row["passage_id"] for row in passages]),
    }
    return Shown("article.html", context)


def _mark(asked: Asked, passages: list[dict[str, Any]]) -> None:
    """Put in each passage's text with the words marked by which it mentions something."""
    lexicon = asked.configured.lexicon
    for passage in passages:
        known = {(each["theme"], each["claim"]) for each in passage["mentions"]}
        found = places(passage["text"], passage["normal"], lexicon) if known and lexicon else ()
        shown = [place for place in found if (place.theme, place.claim) in known]
        passage["html"] = marks.mentioned(passage["text"], shown, asked.configured.titles.called)


def _trace(
    connection: sqlite3.Connection, page_id: int, number: int | None, passages: list[dict[str, Any]]
) -> None:
    """Put in since when each passage has stood, wherever it moved, and what it was before."""
    editions, baseline = article.editions(connection, page_id, number) if number else ([], False)
    lines = trace(editions, baseline=baseline) if editions else ()
    for passage in passages:
        passage |= {"older": False, "was": ""}
    for passage, line in zip(passages, lines, strict=False):
        passage["since"] = line.now.seen_at
        passage["older"] = line.now.may_be_older
        passage["was"] = line.earlier[0].text if line.earlier else ""


def _is_fresh(since: str, versions: list[dict[str, Any]], now: datetime) -> bool:
    """Came with an edit in the last month; what stood from the beginning is not new."""
    first = versions[0]["seen_at"] if versions else since
    return since > first and (now - parse_iso(since)).days < FRESH_DAYS


def _parts(passages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The blocks by part of the page."""
    found = []
    for part in PARTS:
        mine = [each for each in passages if each["part"] == part]
        if mine:
            found.append({"part": part, "blocks": _blocks(mine)})
    return found


def _blocks(passages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Blocks of passages: paragraphs, headings, list items …; an age is said where it is not that above."""
    blocks: list[dict[str, Any]] = []
    for passage in passages:
        if passage["begins"] or not blocks:
            blocks.append({"kind": passage["kind"], "passages": []})
        blocks[-1]["passages"].append(passage)
    said = ""
    for block in blocks:
        since = min(each["since"] for each in block["passages"])
        block["mentions"] = _mentions(block["passages"])
        block["since"] = since
        block["older"] = any(each["older"] for each in block["passages"] if each["since"] == since)
        block["was"] = " ".join(each["was"] for each in block["passages"] if each["since"] == since)
        block["fresh"] = any(each["fresh"] and each["since"] == since for each in block["passages"])
        block["says_age"] = since != said
        said = since
    return blocks


def _mentions(passages: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    """Kind, theme and claim of what some passages mention, each once: what matters most first."""
    found = {(each["kind"], each["theme"], each["claim"]) for one in passages for each in one["mentions"]}
    order = list(marks.NAMES)
    return sorted(found, key=lambda each: (order.index(each[0]), *each[1:]))


def _ages(passages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """How many words stand since when, oldest first."""
    words: dict[tuple[str, bool], int] = {}
    for passage in passages:
        key = (passage["since"], passage["older"])
        words[key] = words.get(key, 0) + len(passage["text"].split())
    return [{"since": since, "older": older, "words": words[since, older]} for since, older in sorted(words)]


def _themes(passages: list[dict[str, Any]]) -> list[tuple[str, int]]:
    """How many passages speak of each theme, most first."""
    counts: dict[str, int] = {}
    for passage in passages:
        for theme in {each["theme"] for each in passage["mentions"]}:
            counts[theme] = counts.get(theme, 0) + 1
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
