"""Wix: everything in one document with much inline JSON; entity tags by the site's revision.

Its sitemap tells the day of publication as the last change, so an edit cannot be seen in it.
"""

from __future__ import annotations

from collections.abc import Mapping

from monitor.demo.source import Article
from monitor.demo.systems import feeds
from monitor.demo.systems.base import Answer, Handler, System, View, text, weak_etag


class Wix(System):
    """A blog with articles below ``/post/``."""

    templates = "wix"
    pictures = "/media/"
    style = "/_serverless/styles.css"
    page_size = 20

    def routes(self) -> list[tuple[str, Handler]]:
        """See the base class."""
        return [
            (r"/", self.home),
            (r"/blog", self.listing),
            (r"/blog/page/(?P<number>\d{1,4})", self.listing),
            (r"/blog/categories/(?P<category>[\w-]+)", self.listing),
            (r"/post/(?P<slug>[\w-]+)", self.article),
            (r"/blog-feed\.xml", self.feed),
            (r"/robots\.txt", self.robots),
            (r"/sitemap\.xml", self.sitemap_index),
            (r"/blog-posts-sitemap\.xml", self.sitemap_of_posts),
            (r"/pages-sitemap\.xml", self.sitemap_of_pages),
            (r"/(?P<slug>[\w-]+)", self.place),
        ]

    def path_of(self, article: Article) -> str:
        """See the base class."""
        return f"/post/{article.slug}"

    def page_headers(self, view: View, text: str) -> Mapping[str, str]:  # noqa: ARG002 - the tag ignores the noise in it
        """The same tag for a page until the site is published anew, whatever noise its body has."""
        return {
            "ETag": weak_etag(f"{view.asked.path} {view.state.revision}"),
            "Cache-Control": "public,max-age=0",
        }

    def home(self, view: View) -> Answer:
        """The landing page."""
        return self.page(view, "home.html", posts=view.state.posts[:3])

    def feed(self, view: View) -> Answer:
        """The feed, with excerpts only."""
        return text(feeds.rss(view, view.state.posts, "RSS for Node"), feeds.RSS)

    def robots(self, view: View) -> Answer:
        """The robots.txt of Wix."""
        return text(
            "User-agent: *\nAllow: /\n\n# Optimization for Google Ads Bot\nUser-agent: AdsBot-Google\n"
            "Disallow: /_partials*\nDisallow: /pro-gallery-webapp/v1/galleries/*\n\n"
            f"Sitemap: {view.url('/sitemap.xml')}\n"
        )

    def sitemap_index(self, view: View) -> Answer:
        """The index of sitemaps."""
        paths = ("/blog-posts-sitemap.xml", "/pages-sitemap.xml")
        return text(feeds.index([(view.url(path), None) for path in paths]), feeds.XML)

    def sitemap_of_posts(self, view: View) -> Answer:
        """The articles with the day of their publication."""
        return text(feeds.urlset([(view.link(post), post.published) for post in view.state.posts]), feeds.XML)

    def sitemap_of_pages(self, view: View) -> Answer:
        """The pages outside the blog."""
        paths = ["/", "/blog", *(f"/{place.slug}" for place in view.state.site.places)]
        return text(feeds.urlset([(view.url(path), None) for path in paths]), feeds.XML)
