"""How the articles of each system can be found: sitemaps, feeds, lists in pages, the WordPress interface."""

from __future__ import annotations

import json
from typing import Any

import feedparser
import pytest

from monitor.demo.edits import LAST_WEEK
from monitor.demo.server import DemoWorld
from tests.demo.conftest import Reply, ask, links, locations, posts_of, state_of


@pytest.mark.parametrize(
    ("clinic", "index"),
    [
        ("harrow-lake", "/wp-sitemap.xml"),
        ("saltmarsh", "/sitemap_index.xml"),
        ("quillstone", "/sitemap.xml"),
        ("north-orchard", "/sitemap.xml"),
    ],
)
@pytest.mark.parametrize("week", [1, LAST_WEEK])
def test_sitemaps_hold_the_public_articles(world: DemoWorld, clinic: str, index: str, week: int) -> None:
    """robots.txt names the index; the sitemaps behind it hold every public article, and answer."""
    world.week = week
    site = world.sites[clinic]
    robots = ask(site.origin + "/robots.txt").text
    assert f"Sitemap: {site.origin}{index}\n" in robots
    assert "Disallow: /" in robots
    assert "Crawl-delay" not in robots
    listed = [url for part in locations(ask(site.origin + index)) for url in locations(ask(part))]
    assert posts_of(site) <= set(listed)
    assert len(listed) == len(set(listed))
    unavailable = {site.url_of(slug, week) for slug in state_of(site).outages}
    assert all(ask(url).status == 200 for url in set(listed) - unavailable)


@pytest.mark.parametrize(
    ("clinic", "path", "count"),
    [
        ("harrow-lake", "/feed/", 6),
        ("juniper-row", "/blog?format=rss", 3),
        ("quillstone", "/blog-feed.xml", 5),
        ("north-orchard", "/rss/", 5),
    ],
)
def test_feeds(world: DemoWorld, clinic: str, path: str, count: int) -> None:
    """A feed is well formed and holds the newest articles, named as the page's head says."""
    world.week = LAST_WEEK
    site = world.sites[clinic]
    feed = feedparser.parse(ask(site.origin + path).body)
    assert not feed.bozo
    assert [entry.link for entry in feed.entries] == [
        site.url_of(post.slug, LAST_WEEK) for post in state_of(site).posts[:count]
    ]
    page = ask(site.url_of(state_of(site).posts[0].slug, LAST_WEEK))
    assert site.origin + path in links(page, "link[type='application/rss+xml']")


def test_feed_of_comments_is_empty(world: DemoWorld) -> None:
    """WordPress offers a second feed on every page, which holds no article."""
    feed = feedparser.parse(ask(world.sites["harrow-lake"].origin + "/comments/feed/").body)
    assert not feed.bozo
    assert feed.entries == []


def test_juniper_row_has_no_sitemap_but_a_list_in_pages(world: DemoWorld) -> None:
    """All articles can be reached by "Older Posts", and in no other way."""
    site = world.sites["juniper-row"]
    assert ask(site.origin + "/sitemap.xml").status == 404
    assert "Sitemap" not in ask(site.origin + "/robots.txt").text
    found: list[str] = []
    pages = [world.urls["juniper-row"]]
    for address in pages:
        page = ask(address)
        found += links(page, ".blog-title a")
        pages += links(page, ".older a")
    assert len(pages) == 3
    assert set(found) == posts_of(site)
    assert len(found) == len(posts_of(site))


@pytest.mark.parametrize(("clinic", "path"), [("harrow-lake", "/"), ("saltmarsh", "/blog/")])
def test_lists_in_numbered_pages(world: DemoWorld, clinic: str, path: str) -> None:
    """WordPress lists its articles over numbered pages and answers 404 beyond the last one."""
    site = world.sites[clinic]
    second = ask(f"{site.origin}{path}page/2/")
    both = links(ask(site.origin + path), "h2 a, h3 a") + links(second, "h2 a, h3 a")
    assert set(both) == posts_of(site)
    assert ask(f"{site.origin}{path}page/3/").status == 404
    assert ask(f"{site.origin}{path}page/0/").status == 404


def posts_from_interface(world: DemoWorld, query: str) -> tuple[Reply, Any]:
    """Ask the WordPress interface for articles."""
    reply = ask(f"{world.sites['harrow-lake'].origin}/wp-json/wp/v2/posts{query}")
    return reply, json.loads(reply.body)


def test_wordpress_interface_is_announced(world: DemoWorld) -> None:
    """Every page of the open WordPress names its interface, which says what it offers."""
    page = ask(world.urls["harrow-lake"])
    (address,) = links(page, "link[rel='https://api.w.org/']")
    assert "wp/v2" in json.loads(ask(address).body)["namespaces"]


def test_wordpress_interface_lists_by_day_of_change(world: DemoWorld) -> None:
    """``orderby=modified`` puts the edited article first, with its new day; ``_fields`` is honoured."""
    world.week = 2
    reply, rows = posts_from_interface(world, "?orderby=modified&_fields=link,modified_gmt&per_page=2")
    assert rows[0] == {
        "link": world.sites["harrow-lake"].url_of("ketamine-infusion-response-rates", 2),
        "modified_gmt": "2025-09-15T14:05:00",
    }
    assert (reply.headers["x-wp-total"], reply.headers["x-wp-totalpages"], len(rows)) == ("5", "3", 2)


def test_wordpress_interface_pages(world: DemoWorld) -> None:
    """Pages do not overlap, hold whole articles, and end with WordPress's own refusal."""
    slugs = [
        row["slug"] for n in (1, 2, 3) for row in posts_from_interface(world, f"?per_page=2&page={n}")[1]
    ]
    assert slugs == [post.slug for post in world.sites["harrow-lake"].weeks[1].posts]
    assert "wp-block-heading" in posts_from_interface(world, "")[1][0]["content"]["rendered"]
    reply, refusal = posts_from_interface(world, "?per_page=2&page=4")
    assert (reply.status, refusal["code"]) == (400, "rest_post_invalid_page_number")
    ascending = posts_from_interface(world, "?order=asc&per_page=100")[1]
    assert [row["slug"] for row in ascending] == slugs[::-1]


@pytest.mark.parametrize("query", ["?per_page=0", "?per_page=101", "?per_page=many", "?page=0"])
def test_wordpress_interface_refuses_nonsense(world: DemoWorld, query: str) -> None:
    """Arguments out of range are answered with 400."""
    assert posts_from_interface(world, query)[0].status == 400


def test_short_links_of_wordpress(world: DemoWorld) -> None:
    """``?p=`` and a number leads to the article; an unknown number is 404."""
    rows = posts_from_interface(world, "?_fields=id,link")[1]
    site = world.sites["harrow-lake"]
    reply = ask(f"{site.origin}/?p={rows[0]['id']}")
    assert (reply.status, reply.headers["location"]) == (301, rows[0]["link"])
    assert ask(f"{site.origin}/?p=1").status == 404


def test_saltmarsh_keeps_its_interface_and_feed_closed(world: DemoWorld) -> None:
    """A security plugin answers 401 and 403 where an open WordPress would list its articles."""
    origin = world.sites["saltmarsh"].origin
    assert ask(origin + "/wp-json/").status == 401
    assert ask(origin + "/wp-json/wp/v2/posts?per_page=5").status == 401
    assert ask(origin + "/feed/").status == 403
    moved = ask(origin + "/sitemap.xml")
    assert (moved.status, moved.headers["location"]) == (301, origin + "/sitemap_index.xml")
