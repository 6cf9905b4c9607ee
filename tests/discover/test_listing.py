"""Pages of listings: their articles and the way onward."""

from __future__ import annotations

import pytest

from monitor.discover import listing, markup

START = "https://larkmoor.example/notes/"


def read(html: str, url: str = START, start: str = START, include: tuple[str, ...] = ()) -> listing.Listing:
    """Read a page of a listing."""
    return listing.read(markup.read(html.encode(), "text/html"), url, start, include)


def test_links_below_the_listing_are_articles() -> None:
    """What lies below the listing is an article; archives, files, further pages and the listing are not."""
    html = (
        '<a href="/notes/">All</a><a href="/notes/one/">1</a><a href="/notes/one/?utm_id=x#top">1</a>'
        '<a href="/notes/tag/sleep/">Sleep</a><a href="/notes/page/2/">2</a><a href="/notes/plan.pdf">P</a>'
        '<a href="https://elsewhere.example/notes/two">2</a><a href="/about/">About</a>'
        '<h2><a href="/visit-us/">Visit</a></h2><a href="/post/three">3</a><a href="javascript:x">x</a>'
    )
    assert read(html).articles == (
        "https://larkmoor.example/notes/one/",
        "https://larkmoor.example/post/three",
    )


def test_without_links_below_the_announced_ones_are_articles() -> None:
    """Where articles lie in the root, those in articles and headings are taken, plain pages not."""
    html = (
        '<nav><a href="/blog/">Blog</a><a href="/ketamine-infusions/">Infusions</a></nav>'
        '<article><h2><a href="/a-quiet-room/">A quiet room</a></h2><a href="/contact/">Call</a></article>'
        '<p><a href="/somewhere/">x</a></p>'
    )
    assert read(html).articles == ("https://larkmoor.example/a-quiet-room/",)


def test_patterns_of_the_clinic_decide_alone() -> None:
    """With patterns, every link that matches is an article, wherever it stands."""
    html = '<nav><a href="/care/one">1</a></nav><article><a href="/notes/two">2</a></article>'
    assert read(html, include=("/care/*",)).articles == ("https://larkmoor.example/care/one",)


@pytest.mark.parametrize(
    ("html", "onward"),
    [
        ('<link rel="next" href="/notes/2/">', "notes/2/"),
        ('<a rel="next" href="?page=2">…</a>', "notes/?page=2"),
        ('<a href="/notes/page/2/">Older posts</a>', "notes/page/2/"),
        ('<a href="?offset=1714564800000">Older →</a>', "notes/?offset=1714564800000"),
        ('<a href="?ab12_page=2" aria-label="Next Page"></a>', "notes/?ab12_page=2"),
        ('<a href="/notes/page/2">»</a>', "notes/page/2"),
        (
            '<a href="/notes/page/1">1</a><a href="/notes/page/2">2</a><a href="/notes/page/3">3</a>',
            "notes/page/2",
        ),
        ('<a href="?page=2">2</a>', "notes/?page=2"),
    ],
)
def test_next_page_is_found(html: str, onward: str) -> None:
    """By relation, by text, or by the number that follows."""
    assert read(html).next == f"https://larkmoor.example/{onward}"


@pytest.mark.parametrize(
    "html",
    [
        "",
        '<a href="#">Next</a>',
        '<a href="/notes/one/">Next</a>',
        '<a href="/news/page/2/">Older posts</a>',
        '<a rel="next" href="https://elsewhere.example/notes/page/2/">Next</a>',
        '<a rel="next" href="/notes/">Next</a>',
        '<a href="/notes/category/sleep/">View more</a>',
        '<a href="?page=7">7</a>',
        '<a href="?offset=99&reversePaginate=true">Newer posts</a>',
        '<a rel="next" href="javascript:more()">Load more</a>',
    ],
)
def test_other_links_are_not_the_next_page(html: str) -> None:
    """Slide shows, articles, other listings and sites, and the way back do not lead onward."""
    assert read(html).next is None


def test_numbers_count_from_the_page_itself() -> None:
    """On page 3 the link to page 4 leads onward."""
    html = '<a href="/notes/page/2/">2</a><a href="/notes/page/4/">4</a>'
    assert read(html, url=START + "page/3/").next == START + "page/4/"
