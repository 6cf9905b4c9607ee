"""Sitemaps, indexes, their names, and what pretends to be one."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.discover import sitemaps
from monitor.errors import SourceError
from monitor.records import Entry

URL = "https://larkmoor.example/sitemap.xml"
NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def urlset(inside: str) -> bytes:
    """A sitemap around some rows."""
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset {NAMESPACE}>{inside}</urlset>'.encode()


def test_addresses_and_dates_are_read() -> None:
    """Each row gives its address and its claimed change."""
    body = urlset(
        "<url>\n<loc>\n https://larkmoor.example/a/ \n</loc>"
        "<lastmod>2024-05-19T09:00:00+02:00</lastmod></url>"
        "<url><loc>/b?x=1&amp;y=2</loc><lastmod>yesterday</lastmod><priority>0.5</priority></url>"
    )
    found = sitemaps.read(body, URL)
    assert found.entries == (
        Entry("https://larkmoor.example/a/", datetime(2024, 5, 19, 7, tzinfo=UTC)),
        Entry("https://larkmoor.example/b?x=1&y=2"),
    )
    assert found.whole
    assert found.children == ()


def test_addresses_of_images_are_not_pages() -> None:
    """The image of a page has a loc of its own, which is not taken; nor does it replace the page's."""
    body = (
        f'<urlset {NAMESPACE} xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"><url>'
        "<loc>https://larkmoor.example/a</loc><image:image><image:loc>https://larkmoor.example/a.jpg</image:loc>"
        "</image:image></url></urlset>"
    ).encode()
    assert [entry.url for entry in sitemaps.read(body, URL).entries] == ["https://larkmoor.example/a"]


@pytest.mark.parametrize(
    "start", ["<sitemapindex>", f"<sitemapindex {NAMESPACE}>", '<s:sitemapindex xmlns:s="x">']
)
def test_index_gives_its_children_once(start: str) -> None:
    """An index lists further sitemaps; namespace and prefix do not matter."""
    prefix = "s:" if "s:" in start else ""
    rows = f"<{prefix}sitemap><{prefix}loc>/a.xml</{prefix}loc></{prefix}sitemap>" * 2
    found = sitemaps.read(f"{start}{rows}</{prefix}sitemapindex>".encode(), URL)
    assert found.children == ("https://larkmoor.example/a.xml",)
    assert found.entries == ()
    assert found.whole


def test_damaged_sitemap_is_read_but_a_cut_one_is_not_whole() -> None:
    """A bare ampersand loses nothing; a document that ends in the middle is not taken for all there is."""
    damaged = urlset("<url><loc>/a?x=1&y=2</loc></url><url><loc>/b</loc></url>")
    found = sitemaps.read(damaged, URL)
    assert [entry.url for entry in found.entries][-1] == "https://larkmoor.example/b"
    assert found.whole
    cut = sitemaps.read(damaged[:-30], URL)
    assert len(cut.entries) >= 1
    assert not cut.whole


def test_entities_are_neither_multiplied_nor_loaded() -> None:
    """A document that would grow to gigabytes by its entities is read in no time, files stay closed."""
    levels = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    body = (
        f'<!DOCTYPE urlset [<!ENTITY a0 "ha"><!ENTITY f SYSTEM "file:///etc/hostname">{levels}]><urlset>'
        "<url><loc>/x&a11;</loc></url><url><loc>/y&f;</loc></url><url><loc>/z</loc></url></urlset>"
    ).encode()
    began = time.process_time()
    found = sitemaps.read(body, URL)
    assert time.process_time() - began < 10
    assert all(len(entry.url) < 100 for entry in found.entries)


@pytest.mark.parametrize(
    "body",
    [
        b"<urlset>" + b"<a>" * 500_000,
        b"<urlset>" + b"<url>" * 500_000,
        b"<urlset>" + b"<" * 500_000,
        b"<urlset>" + b"&" * 500_000,
        b"<urlset " + b"a='' " * 50_000 + b">",
        b"<urlset><!--" + b"<!--" * 200_000,
    ],
    ids=["deep", "deep-rows", "angles", "ampersands", "attributes", "comments"],
)
def test_documents_built_to_be_slow_end_soon(body: bytes) -> None:
    """Deep nesting and endless tokens give few entries or a refusal, quickly."""
    began = time.process_time()
    with suppress(SourceError):
        assert not sitemaps.read(body, URL).whole
    assert time.process_time() - began < 10


def test_the_number_of_addresses_is_bounded() -> None:
    """Beyond the protocol's own bound the rest is left out, and that is known."""
    rows = "".join(f"<url><loc>/{number}</loc></url>" for number in range(sitemaps.MOST_ENTRIES + 1))
    found = sitemaps.read(urlset(rows), URL)
    assert len(found.entries) == sitemaps.MOST_ENTRIES
    assert not found.whole


@pytest.mark.parametrize(
    ("name", "holds"),
    [
        ("post-sitemap.xml", "posts"),
        ("post-sitemap2.xml", "posts"),
        ("page-sitemap.xml", "pages"),
        ("category-sitemap.xml", "archives"),
        ("post_tag-sitemap.xml", "archives"),
        ("author-sitemap.xml", "archives"),
        ("product-sitemap.xml", "pages"),
        ("wp-sitemap-posts-post-1.xml", "posts"),
        ("wp-sitemap-posts-page-1.xml", "pages"),
        ("wp-sitemap-posts-remedy-1.xml", "mixed"),
        ("wp-sitemap-taxonomies-category-1.xml", "archives"),
        ("wp-sitemap-users-1.xml", "archives"),
        ("sitemap-pt-post-2024-05.xml", "posts"),
        ("sitemap-pt-page-2024-05.xml", "pages"),
        ("sitemap-posts.xml", "posts"),
        ("sitemap-tags.xml", "archives"),
        ("blog-posts-sitemap.xml", "posts"),
        ("blog-categories-sitemap.xml", "archives"),
        ("store-products-sitemap.xml", "pages"),
        ("sitemap_blogs_1.xml?from=1&to=9", "posts"),
        ("sitemap.xml", "mixed"),
        ("sitemap-1.xml.gz", "mixed"),
        ("", "mixed"),
    ],
)
def test_names_say_what_sitemaps_hold(name: str, holds: str) -> None:
    """The names of the usual content systems are understood."""
    assert sitemaps.holds("https://larkmoor.example/" + name) == holds


_TAGS = st.sampled_from(
    [
        "<url>",
        "</url>",
        "<loc>",
        "</loc>",
        "/a",
        "<lastmod>",
        "&",
        "<!--",
        "]]>",
        "<?x?>",
        "<sitemap>",
        "\x00",
        "é",
        "<x:y>",
        "<",
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(_TAGS, max_size=30).map(lambda parts: "".join(parts).encode()))
def test_any_bytes_give_entries_or_a_refusal(body: bytes) -> None:
    """Whatever the bytes, there is a sitemap or a SourceError, never another error."""
    for whole in (body, b"<urlset>" + body, b"<sitemapindex>" + body + b"</sitemapindex>"):
        try:
            found = sitemaps.read(whole, URL)
        except SourceError:
            continue
        assert all(url.startswith("http") for url in found.children)
