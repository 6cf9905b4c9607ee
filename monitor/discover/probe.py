"""What a clinic's home or blog page tells about its site: name, content system, feeds, API, blog."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urljoin

from monitor.discover import addresses, articles, wordpress
from monitor.discover.markup import Anchor, Page

System = Literal["wordpress", "squarespace", "wix", "ghost", "webflow", "hubspot", "unknown"]

MOST_FEEDS = 3
"""Feeds that are asked of those that a page announces."""

_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json")
_API = "https://api.w.org/"
_BLOG_NAMES = frozenset(
    ("blog", "our blog", "the blog", "articles", "news", "insights", "journal", "learn", "stories")
)
# In this order: a page may carry a form or a picture of a second system, but not its skeleton.
_MARKS: tuple[tuple[System, tuple[str, ...]], ...] = (
    ("wordpress", ("/wp-content/", "/wp-includes/", _API)),
    ("squarespace", ("Static.SQUARESPACE_CONTEXT", "static1.squarespace.com")),
    ("wix", ("static.parastorage.com", "wixBiSession", "static.wixstatic.com")),
    ("webflow", ("data-wf-site=", "data-wf-page=")),
    ("ghost", ("ghost-portal", "/ghost/api/", "content=\"Ghost")),
    ("hubspot", ("/hs/hsstatic/", "hs-blog-post", "/_hcms/")),
)  # fmt: skip
_GENERATOR = re.compile(r"wordpress|squarespace|wix|ghost|webflow|hubspot")


@dataclass(frozen=True, slots=True)
class Home:
    """What the first page said.

    Attributes:
        url: that answered.
        title: of the page.
        site_name: as the page states it; empty if it does not.
        system: the content system, guessed.
        feeds: announced on the page, on this site, comment feeds left out.
        posts: where the WordPress API lists the posts, if the page announces it; else None.
        blog: the blog's index as far as a link on the page tells; else None.
    """

    url: str
    title: str
    site_name: str
    system: System
    feeds: tuple[str, ...]
    posts: str | None
    blog: str | None


def read(page: Page, url: str) -> Home:
    """Judge a home or blog page.

    Args:
        page: as ``markup`` read it.
        url: its cleaned address.
    """
    base = urljoin(url, page.base) if page.base and addresses.clean(page.base, url) else url
    return Home(
        url=url,
        title=page.title,
        site_name=page.metas.get("og:site_name", ""),
        system=_system(page),
        feeds=_feeds(page, base, url),
        posts=_posts(page, base, url),
        blog=_blog(page, base, url),
    )


def _system(page: Page) -> System:
    named = _GENERATOR.search(page.metas.get("generator", "").lower())
    for system, _ in _MARKS:
        if named and named[0] == system:
            return system
    for system, marks in _MARKS:
        if any(mark in page.text for mark in marks):
            return system
    return "unknown"


def _feeds(page: Page, base: str, url: str) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for link in page.links:
        if "alternate" not in link.rel or link.type.split(";")[0].strip() not in _FEED_TYPES:
            continue
        address = addresses.clean(link.href, base)
        about_comments = "comment" in link.href.lower() or "comment" in link.title.lower()
        if address and addresses.same_site(address, url) and not about_comments:
            found.setdefault(addresses.key(address), address)
    return tuple(found.values())[:MOST_FEEDS]


def _posts(page: Page, base: str, url: str) -> str | None:
    for link in page.links:
        api = addresses.clean(link.href, base) if _API in link.rel else None
        if api and addresses.same_site(api, url):
            return wordpress.endpoint(api)
    return None


def _blog(page: Page, base: str, url: str) -> str | None:
    """The best link to a blog index: an address called blog, then another usual name, then a text."""
    best: tuple[int, str] | None = None
    for anchor in page.anchors:
        address = addresses.clean(anchor.href, base)
        if not address or not addresses.same_site(address, url) or articles.never(address):
            continue
        rank = _blog_rank(address, anchor)
        if rank is not None and (best is None or rank < best[0]):
            best = rank, address
    return best[1] if best else None


def _blog_rank(address: str, anchor: Anchor) -> int | None:
    last = addresses.segments(address)[-1:]
    if last in (("blog",), ("blogs",)):
        return 0
    if articles.blog_index(address):
        return 1
    return 2 if anchor.text.lower() in _BLOG_NAMES else None
