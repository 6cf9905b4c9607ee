"""Feeds: RSS, Atom and JSON Feed into entries. A feed holds the newest articles only, never all."""

from __future__ import annotations

import io
from datetime import datetime

import feedparser  # type: ignore[import-untyped]  # the library ships no types

from monitor.discover import addresses, dates
from monitor.discover.formats import load_json
from monitor.errors import SourceError
from monitor.records import Entry

MOST_ENTRIES = 2_000
"""Entries taken from one feed."""

LARGEST = 5_000_000
"""Bytes of one feed."""

# feedparser's time grows with the number of tags, about 25 microseconds each, and the caller waits.
_MOST_TAGS = 100_000
# What it lets through when a document is built to break it.
_PARSER_ERRORS = (ValueError, LookupError, AttributeError, TypeError, AssertionError, RecursionError)


def read(body: bytes, url: str) -> tuple[Entry, ...]:
    """Read an RSS or Atom feed.

    Args:
        body: unpacked.
        url: of the feed; relative links are relative to it.

    Raises:
        SourceError: ``too_large`` or ``not_a_feed``.
    """
    if len(body) > LARGEST or body.count(b"<") > _MOST_TAGS:
        raise SourceError("too_large", f"{len(body)} bytes, {body.count(b'<')} tags")
    if not body.strip():
        raise SourceError("not_a_feed", "empty")
    try:
        # A stream, never the bytes themselves: those may name a file or an address, which it would open.
        parsed = feedparser.parse(
            io.BytesIO(body),
            response_headers={"content-location": url},
            resolve_relative_uris=False,
            sanitize_html=False,
        )
    except _PARSER_ERRORS as error:
        raise SourceError("not_a_feed", type(error).__name__) from error
    if not parsed.version:
        raise SourceError("not_a_feed", "no rss or feed element")
    return tuple(entry for item in parsed.entries[:MOST_ENTRIES] if (entry := _entry(item, url)) is not None)


def read_json(body: bytes, url: str) -> tuple[Entry, ...]:
    """Read a JSON Feed.

    Raises:
        SourceError: ``not_json`` or ``not_a_feed``.
    """
    document = load_json(body)
    items = document.get("items") if isinstance(document, dict) else None
    if not isinstance(document, dict) or not isinstance(items, list):
        raise SourceError("not_a_feed", "no list of items")
    if "jsonfeed.org" not in str(document.get("version"))[:100]:
        raise SourceError("not_a_feed", "no JSON Feed version")
    entries = (
        _made(item.get("url"), url, item.get("date_modified"), item.get("date_published"))
        for item in items[:MOST_ENTRIES]
        if isinstance(item, dict)
    )
    return tuple(entry for entry in entries if entry is not None)


def _entry(item: feedparser.FeedParserDict, base: str) -> Entry | None:
    # Plain dict look-ups: its own answer "published" for a missing "updated", which would be a false claim.
    def said(name: str) -> object:
        return dict.get(item, name)

    # Feed services put their counting address into the link and the true one beside it.
    link = said("feedburner_origlink") or said("link")
    return _made(link, base, said("updated"), said("published"))


def _made(link: object, base: str, modified: object, published: object) -> Entry | None:
    url = addresses.clean(link, base) if isinstance(link, str) else None
    if url is None:
        return None
    modified_at: datetime | None = dates.parse(modified)
    return Entry(url, modified_at, dates.parse(published))
