"""Feeds in their dialects, and what pretends to be one."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.discover import feeds
from monitor.errors import SourceError
from monitor.records import Entry

URL = "https://larkmoor.example/feed/"
ITEM = "<item><title>x</title><link>/p/{}</link></item>"


def rss(inside: str) -> bytes:
    """An RSS document around some items."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>{inside}</channel></rss>'.encode()
    )


def test_rss_claims_publication_only() -> None:
    """The date of an RSS item is its publication; that it was changed is not claimed."""
    body = rss(
        "<item><link>https://larkmoor.example/a/?utm_source=rss&amp;utm_medium=rss</link>"
        "<pubDate>Mon, 06 May 2024 08:30:00 +0000</pubDate></item>"
    )
    published = datetime(2024, 5, 6, 8, 30, tzinfo=UTC)
    assert feeds.read(body, URL) == (Entry("https://larkmoor.example/a/", None, published),)


def test_atom_claims_both_dates() -> None:
    """An Atom entry says when it was published and when it was changed; its own link is taken."""
    body = (
        b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>x</title>'
        b'<link rel="replies" href="/comments"/><link rel="alternate" href="../b"/>'
        b"<published>2024-05-01T00:00:00Z</published><updated>2024-05-02T01:00:00+01:00</updated></entry></feed>"
    )
    expected = Entry(
        "https://larkmoor.example/b", datetime(2024, 5, 2, tzinfo=UTC), datetime(2024, 5, 1, tzinfo=UTC)
    )
    assert feeds.read(body, URL) == (expected,)


def test_json_feed_is_read() -> None:
    """A JSON Feed gives the same; items of another shape are left out."""
    items = [
        {"url": "/c", "date_published": "2024-05-01", "date_modified": "2024-05-03T00:00:00Z"},
        {"url": 7},
        {"id": "no address"},
        "text",
    ]
    body = json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items}).encode()
    expected = Entry(
        "https://larkmoor.example/c", datetime(2024, 5, 3, tzinfo=UTC), datetime(2024, 5, 1, tzinfo=UTC)
    )
    assert feeds.read_json(body, URL) == (expected,)


@pytest.mark.parametrize(
    "document", [{}, [], "x", None, {"items": []}, {"items": {}, "version": "jsonfeed.org"}]
)
def test_other_json_is_no_feed(document: object) -> None:
    """JSON of another shape is refused."""
    with pytest.raises(SourceError, match="not_a_feed"):
        feeds.read_json(json.dumps(document).encode(), URL)


def test_counting_addresses_of_feed_services_are_passed_over() -> None:
    """Where a feed service names the true address, that one is taken."""
    body = (
        b'<rss version="2.0" xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"><channel><item>'
        b"<link>https://feeds.example/~r/1</link>"
        b"<feedburner:origLink>https://larkmoor.example/true</feedburner:origLink></item></channel></rss>"
    )
    assert [entry.url for entry in feeds.read(body, URL)] == ["https://larkmoor.example/true"]


def test_hostile_links_are_left_out() -> None:
    """Scripts and data are no articles; the rest of the feed is read."""
    links = ("javascript:alert(1)", "data:text/html,x", "https://u:p@larkmoor.example/", "/good")
    body = rss("".join(f"<item><link>{link}</link></item>" for link in links))
    assert [entry.url for entry in feeds.read(body, URL)] == ["https://larkmoor.example/good"]


def test_damaged_feed_is_read_as_far_as_it_goes() -> None:
    """Undeclared entities, bare ampersands, bad bytes and a missing end do not lose the items before."""
    body = rss(ITEM.format(1) + "<item><title>Q&nbsp;&A & more</title><link>/p/2?a=1&b=2</link></item>")
    body = body[:-20].replace(b"<title>x", b"<title>\xff\xfe")
    assert [entry.url for entry in feeds.read(body, URL)] == [
        "https://larkmoor.example/p/1",
        "https://larkmoor.example/p/2?a=1&b=2",
    ]


def test_a_body_is_never_taken_for_a_file_or_address(tmp_path: Path) -> None:
    """A body that names a file or an address does not make the parser open it."""
    file = tmp_path / "feed.xml"
    file.write_bytes(rss(ITEM.format(1)))
    for body in (str(file).encode(), file.as_uri().encode(), b"http://127.0.0.1:9/feed"):
        with pytest.raises(SourceError, match="not_a_feed"):
            feeds.read(body, URL)


def test_external_entities_are_not_loaded(tmp_path: Path) -> None:
    """An entity that names a file stays empty."""
    secret = tmp_path / "secret"
    secret.write_text("https://larkmoor.example/secret")
    body = (
        f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{secret.as_uri()}">]><rss version="2.0"><channel>'
        "<item><link>&x;</link></item></channel></rss>"
    ).encode()
    assert all("secret" not in entry.url for entry in feeds.read(body, URL))


def test_entities_are_not_multiplied() -> None:
    """A document that would grow to gigabytes by its entities is read in no time."""
    levels = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    body = f'<!DOCTYPE rss [<!ENTITY a0 "ha">{levels}]>'.encode() + rss(
        "<item><title>&a11;</title><link>/p/1</link></item>"
    )
    began = time.process_time()
    entries = feeds.read(body[body.index(b"<!DOCTYPE") :], URL)
    assert time.process_time() - began < 10
    assert len(entries) <= 1


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" \n",
        b"<html><body>Not found</body></html>",
        b"<urlset></urlset>",
        b"\x00\x01\x02",
        b"<rss>" + b"<a>" * 200_000,
        b"<rss>" + b"<item>" * 200_000,
        b"<rss version='2.0'>" + b" " * feeds.LARGEST,
    ],
    ids=["empty", "blank", "html", "sitemap", "bytes", "deep", "items", "long"],
)
def test_what_is_no_feed_is_refused_quickly(body: bytes) -> None:
    """Other documents, and feeds built to keep the parser busy, are refused by name."""
    began = time.process_time()
    with pytest.raises(SourceError):
        feeds.read(body, URL)
    assert time.process_time() - began < 10


def test_the_number_of_entries_is_bounded() -> None:
    """Of an endless feed the first entries are taken."""
    body = rss("".join(ITEM.format(number) for number in range(feeds.MOST_ENTRIES + 50)))
    assert len(feeds.read(body, URL)) == feeds.MOST_ENTRIES


_TAGS = st.sampled_from(
    [
        "<rss version='2.0'>", "<channel>", "<item>", "</item>", "<link>", "</link>",
        "<link href='/x'/>", "/p/1", "<feed xmlns='http://www.w3.org/2005/Atom'>", "<entry>",
        "</entry>", "<updated>", "2024-01-01", "&", "&amp;", "<![CDATA[", "]]>", "<!--", "-->",
        "<!DOCTYPE rss [", "]>", "<?xml version='1.0' encoding='utf-7'?>", "<",
        "<content type='xhtml'>", "<div>", "</div>", "<guid>", "\x00", "é", "<a:b>",
        "<content type='base64'>", "%%",
    ]
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(_TAGS, max_size=30).map(lambda parts: "".join(parts).encode()))
def test_any_bytes_give_entries_or_a_refusal(body: bytes) -> None:
    """Whatever the bytes, there are entries or a SourceError, never another error."""
    try:
        entries = feeds.read(b"<rss version='2.0'>" + body, URL)
    except SourceError:
        return
    assert all(entry.url.startswith("http") for entry in entries)
