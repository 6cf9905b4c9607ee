"""WordPress behind a page builder and a security plugin: no REST interface, no feed, Yoast's sitemaps."""

from __future__ import annotations

from monitor.demo.source import Article
from monitor.demo.systems import feeds
from monitor.demo.systems.base import Answer, Handler, System, View, text


class Elementor(System):
    """A landing page with a blog below ``/blog/``."""

    templates = "elementor"
    pictures = "/wp-content/uploads/elementor/thumbs/"
    style = "/wp-content/plugins/elementor/assets/css/frontend.min.css"
    slash_at_end = True
    page_size = 3

    def routes(self) -> list[tuple[str, Handler]]:
        """See the base class."""
        return [
            (r"/", self.home),
            (r"/blog/", self.listing),
            (r"/blog/page/(?P<number>\d{1,4})/", self.listing),
            (r"/category/(?P<category>[\w-]+)/", self.listing),
            (r"/blog/(?P<slug>[\w-]+)/", self.article),
            (r"/wp-json/.*", self.forbidden),
            (r"/(blog/)?feed/", self.forbidden),
            (r"/robots\.txt", self.robots),
            (r"/sitemap\.xml", self.sitemap_moved),
            (r"/sitemap_index\.xml", self.sitemap_index),
            (r"/post-sitemap\.xml", self.sitemap_of_posts),
            (r"/page-sitemap\.xml", self.sitemap_of_pages),
            (r"/category-sitemap\.xml", self.sitemap_of_categories),
            (r"/(?P<slug>[\w-]+)/", self.place),
        ]

    def path_of(self, article: Article) -> str:
        """See the base class."""
        return f"/{article.slug}/" if article.is_page else f"/blog/{article.slug}/"

    def home(self, view: View) -> Answer:
        """The landing page."""
        return self.page(view, "home.html", posts=view.state.posts[:3])

    def forbidden(self, view: View, **_: str) -> Answer:
        """What the security plugin says to everybody who is not logged in."""
        body = (
            '{"code":"rest_not_logged_in","message":"You are not currently logged in.","data":{"status":401}}'
        )
        if view.asked.path.startswith("/wp-json/"):
            return Answer(body.encode(), "application/json; charset=UTF-8", 401)
        return Answer(b"<h1>Forbidden</h1>", status=403)

    def robots(self, view: View) -> Answer:
        """The robots.txt that Yoast writes, with one line added by the clinic."""
        sitemap = view.url("/sitemap_index.xml")
        return text(
            "# START YOAST BLOCK\n# ---------------------------\nUser-agent: *\nDisallow: /wp-json/\n"
            f"Disallow: /thank-you/\n\nSitemap: {sitemap}\n# ---------------------------\n# END YOAST BLOCK\n"
        )

    def sitemap_moved(self, view: View) -> Answer:  # noqa: ARG002 - a handler takes the view
        """The usual address of a sitemap leads to Yoast's."""
        return self.redirect("/sitemap_index.xml")

    def sitemap_index(self, view: View) -> Answer:
        """The index of sitemaps."""
        newest = max(post.modified for post in view.state.articles)
        names = ("post", "page", "category")
        places = [(view.url(f"/{name}-sitemap.xml"), newest) for name in names]
        return text(feeds.index(places, view.url("/main-sitemap.xsl")), feeds.XML)

    def sitemap_of_posts(self, view: View) -> Answer:
        """The blog and its articles, with the day of their last change."""
        posts = view.state.posts
        places = [(view.url("/blog/"), max(post.modified for post in posts))]
        places += [(view.link(post), post.modified) for post in posts]
        return text(feeds.urlset(places, view.url("/main-sitemap.xsl")), feeds.XML)

    def sitemap_of_pages(self, view: View) -> Answer:
        """The pages outside the blog."""
        pages = [(view.link(page), page.modified) for page in view.state.articles if page.is_page]
        places = [(view.url(f"/{place.slug}/"), None) for place in view.state.site.places]
        return text(feeds.urlset([(view.url("/"), None), *pages, *places]), feeds.XML)

    def sitemap_of_categories(self, view: View) -> Answer:
        """The archives of the categories."""
        slugs = sorted({post.category_slug for post in view.state.posts})
        return text(feeds.urlset([(view.url(f"/category/{slug}/"), None) for slug in slugs]), feeds.XML)
