"""Ghost: clean markup in cards, an entity tag over the whole body, and no noise from look to look."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from monitor.demo.source import Article
from monitor.demo.systems import feeds
from monitor.demo.systems.base import Answer, Handler, System, View, text, weak_etag


class Ghost(System):
    """A publication with articles at the root."""

    templates = "ghost"
    pictures = "/content/images/2025/"
    style = "/assets/built/screen.css"
    slash_at_end = True
    page_size = 12

    def routes(self) -> list[tuple[str, Handler]]:
        """See the base class."""
        return [
            (r"/", self.listing),
            (r"/page/(?P<number>\d{1,4})/", self.listing),
            (r"/tag/(?P<category>[\w-]+)/", self.listing),
            (r"/rss/", self.feed),
            (r"/robots\.txt", self.robots),
            (r"/sitemap\.xml", self.sitemap_index),
            (r"/sitemap-posts\.xml", self.sitemap_of_posts),
            (r"/sitemap-pages\.xml", self.sitemap_of_pages),
            (r"/sitemap-tags\.xml", self.sitemap_of_tags),
            (r"/(?P<slug>[\w-]+)/", self.place),
        ]

    def path_of(self, article: Article) -> str:
        """See the base class."""
        return f"/{article.slug}/"

    def page_headers(self, view: View, text: str) -> Mapping[str, str]:  # noqa: ARG002 - the body says all
        """A tag over the body."""
        return {"ETag": weak_etag(text), "Cache-Control": "public, max-age=0"}

    def feed(self, view: View) -> Answer:
        """The feed."""
        body = feeds.rss(view, view.state.posts, "Ghost 5.130")
        return text(body, feeds.RSS, ETag=weak_etag(body))

    def robots(self, view: View) -> Answer:
        """The robots.txt of Ghost."""
        closed = ("/ghost/", "/email/", "/members/api/comments/counts/", "/r/", "/webmentions/receive/")
        rows = "".join(f"Disallow: {path}\n" for path in closed)
        return text(f"User-agent: *\nSitemap: {view.url('/sitemap.xml')}\n{rows}")

    def sitemap_index(self, view: View) -> Answer:
        """The index of sitemaps."""
        newest = max(post.modified for post in view.state.posts)
        paths = ("/sitemap-pages.xml", "/sitemap-posts.xml", "/sitemap-tags.xml")
        return self._sitemap(
            feeds.index([(view.url(path), newest) for path in paths], view.url("/sitemap.xsl"))
        )

    def sitemap_of_posts(self, view: View) -> Answer:
        """The articles with the day of their last change."""
        return self._sitemap(feeds.urlset([(view.link(post), post.modified) for post in view.state.posts]))

    def sitemap_of_pages(self, view: View) -> Answer:
        """The pages outside the blog."""
        paths = ["/", *(f"/{place.slug}/" for place in view.state.site.places)]
        places: list[tuple[str, date | None]] = [(view.url(path), None) for path in paths]
        return self._sitemap(feeds.urlset(places))

    def sitemap_of_tags(self, view: View) -> Answer:
        """The archives of the tags."""
        slugs = sorted({post.category_slug for post in view.state.posts})
        return self._sitemap(feeds.urlset([(view.url(f"/tag/{slug}/"), None) for slug in slugs]))

    def _sitemap(self, body: str) -> Answer:
        return text(body, feeds.XML, ETag=weak_etag(body))
