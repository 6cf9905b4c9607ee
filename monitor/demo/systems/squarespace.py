"""Squarespace: a blog that lists its articles page by page, and a short feed; this one has no sitemap."""

from __future__ import annotations

import re

from monitor.demo.source import Article
from monitor.demo.systems import feeds
from monitor.demo.systems.base import Answer, Handler, System, View, text

_FEED_LENGTH = 3
_OFFSET = re.compile(r"[0-9]{1,16}")


class Squarespace(System):
    """A blog below ``/blog``, paged with ``?offset=`` and the time of the last article shown."""

    templates = "squarespace"
    pictures = "/s/images/"
    style = "/universal/styles-compressed/site.css"
    page_size = 2

    def routes(self) -> list[tuple[str, Handler]]:
        """See the base class."""
        return [
            (r"/", self.home),
            (r"/blog", self.blog),
            (r"/blog/category/(?P<category>[\w-]+)", self.listing),
            (r"/blog/(?P<slug>[\w-]+)", self.article),
            (r"/robots\.txt", self.robots),
            (r"/(?P<slug>[\w-]+)", self.place),
        ]

    def path_of(self, article: Article) -> str:
        """See the base class."""
        return f"/blog/{article.slug}"

    def home(self, view: View) -> Answer:
        """The landing page."""
        return self.page(view, "home.html", posts=view.state.posts[:2])

    def blog(self, view: View) -> Answer:
        """The list of articles from some time on, or the feed."""
        query = view.asked.query
        if query.get("format") == "rss":
            return text(feeds.rss(view, view.state.posts[:_FEED_LENGTH], "Site-Server v6.0.0"), feeds.RSS)
        offset = query.get("offset", "")
        start = int(offset) if _OFFSET.fullmatch(offset) else None
        posts = [post for post in view.state.posts if start is None or milliseconds(post) < start]
        shown = posts[: self.page_size]
        following = milliseconds(shown[-1]) if len(posts) > len(shown) else None
        return self.page(view, "listing.html", posts=shown, following=following, offset=offset, category="")

    def listing(self, view: View, number: str = "1", category: str = "") -> Answer:  # noqa: ARG002 - one page only
        """All articles of a category."""
        posts = [post for post in view.state.posts if post.category_slug == category]
        if not posts:
            return self.not_found(view)
        return self.page(view, "listing.html", posts=posts, following=None, offset="", category=category)

    def robots(self, view: View) -> Answer:  # noqa: ARG002 - a handler takes the view
        """The robots.txt of Squarespace, shortened."""
        closed = (
            "/config",
            "/search",
            "/account",
            "/api/",
            "/static/",
            "/*?author=*",
            "/*?tag=*",
            "/*?month=*",
        )
        rows = "".join(f"Disallow: {path}\n" for path in (*closed, "/*?format=json", "/*?format=ical"))
        return text(f"# Squarespace Robots Txt\n\nUser-agent: *\n{rows}")


def milliseconds(article: Article) -> int:
    """When an article was published, in milliseconds since 1970."""
    return int(feeds.moment(article.published).timestamp()) * 1000
