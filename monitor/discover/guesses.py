"""Usual addresses of feeds and sitemaps, for sites that announce none."""

from __future__ import annotations

from monitor.discover import addresses
from monitor.discover.probe import System
from monitor.records import SourceKind

# One each where the content system is known: it has no others.
_FEEDS: dict[System, tuple[str, ...]] = {
    "wordpress": ("/feed/",),
    "squarespace": ("{blog}?format=rss",),
    "wix": ("/blog-feed.xml",),
    "ghost": ("/rss/",),
    "webflow": ("{blog}/rss.xml",),
    "hubspot": ("{blog}/rss.xml",),
    "unknown": ("/feed/", "/rss.xml", "/feed.xml", "/blog-feed.xml"),
}
# WordPress forwards /sitemap.xml to whichever of its sitemaps is in use, its plugins do not always.
_SITEMAPS: dict[System, tuple[str, ...]] = {
    "wordpress": ("/sitemap_index.xml", "/wp-sitemap.xml", "/sitemap.xml"),
    "unknown": ("/sitemap.xml", "/sitemap_index.xml", "/wp-sitemap.xml"),
}


def usual(start: str, system: System, blog: str | None) -> dict[SourceKind, list[str]]:
    """Give the addresses to try, best first, for feeds and for sitemaps.

    Args:
        start: an address of the site.
        blog: the index of its blog, if that is known; without it no guess goes there.
    """
    feeds = [
        path.format(blog=(blog or "").rstrip("/")) for path in _FEEDS[system] if blog or "{blog}" not in path
    ]
    maps = _SITEMAPS.get(system, ("/sitemap.xml",))
    return {
        "feed": [url for path in feeds if (url := addresses.clean(path, start))],
        "sitemap": [url for path in maps if (url := addresses.clean(path, start))],
    }
