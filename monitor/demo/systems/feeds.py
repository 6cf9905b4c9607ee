"""Feeds and sitemaps, which differ less between systems than pages do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from email.utils import format_datetime
from html import escape

from monitor.demo.source import Article
from monitor.demo.systems.base import View

RSS = "application/rss+xml; charset=UTF-8"
XML = "application/xml; charset=UTF-8"

_SITEMAP = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def moment(day: date, hour: int = 14) -> datetime:
    """A time of day in UTC."""
    return datetime.combine(day, time(hour, 5), UTC)


def http_date(day: date) -> str:
    """A day as HTTP and RSS write it."""
    return format_datetime(moment(day), usegmt=True)


def rss(view: View, posts: Sequence[Article], generator: str, content: Iterable[str] | None = None) -> str:
    """An RSS 2.0 feed.

    Args:
        content: whole articles as HTML, one per post; without it the feed has excerpts only.
    """
    site = view.state.site
    wholes = list(content) if content is not None else [""] * len(posts)
    items = "\n".join(_item(view, post, whole) for post, whole in zip(posts, wholes, strict=True))
    newest = max((post.modified for post in posts), default=view.state.day)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" \
xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom">
<channel>
<title>{escape(site.name)}</title>
<atom:link href="{escape(view.url(view.asked.path))}" rel="self" type="application/rss+xml" />
<link>{escape(view.url("/"))}</link>
<description>{escape(site.tagline)}</description>
<lastBuildDate>{http_date(newest)}</lastBuildDate>
<language>en-US</language>
<generator>{escape(generator)}</generator>
{items}
</channel>
</rss>
"""


def _item(view: View, post: Article, whole: str) -> str:
    link = escape(view.link(post))
    encoded = f"<content:encoded><![CDATA[{whole.replace(']]>', ']]]]><![CDATA[>')}]]></content:encoded>\n"
    return f"""<item>
<title>{escape(post.title)}</title>
<link>{link}</link>
<dc:creator>{escape(post.author)}</dc:creator>
<pubDate>{http_date(post.published)}</pubDate>
<category>{escape(post.category)}</category>
<guid isPermaLink="false">{link}</guid>
<description>{escape(post.excerpt)}</description>
{encoded if whole else ""}</item>"""


def urlset(places: Iterable[tuple[str, date | None]], stylesheet: str = "") -> str:
    """A sitemap of absolute addresses with the day of their last change, where one is told."""
    rows = "\n".join(f"<url><loc>{escape(url)}</loc>{_lastmod(day)}</url>" for url, day in places)
    return f"{_head(stylesheet)}<urlset {_SITEMAP}>\n{rows}\n</urlset>\n"


def index(places: Iterable[tuple[str, date | None]], stylesheet: str = "") -> str:
    """A sitemap of sitemaps."""
    rows = "\n".join(f"<sitemap><loc>{escape(url)}</loc>{_lastmod(day)}</sitemap>" for url, day in places)
    return f"{_head(stylesheet)}<sitemapindex {_SITEMAP}>\n{rows}\n</sitemapindex>\n"


def _head(stylesheet: str) -> str:
    style = f'<?xml-stylesheet type="text/xsl" href="{escape(stylesheet)}"?>\n' if stylesheet else ""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{style}'


def _lastmod(day: date | None) -> str:
    return f"<lastmod>{moment(day).isoformat()}</lastmod>" if day else ""
