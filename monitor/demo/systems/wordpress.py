"""WordPress with a block theme: core sitemaps, feeds with validators, an open REST interface.

Posts carry neither ``ETag`` nor ``Last-Modified``; the feed carries both.
"""

from __future__ import annotations

import json
from datetime import date

from monitor.demo.source import Article
from monitor.demo.systems import feeds
from monitor.demo.systems.base import Answer, Asked, Handler, System, View, text, weak_etag
from monitor.demo.weeks import State

JSON = "application/json; charset=UTF-8"


class WordPress(System):
    """A WordPress blog whose articles stand at the root."""

    templates = "wordpress"
    pictures = "/wp-content/uploads/2025/"
    style = "/wp-content/themes/lakeside/style.css"
    slash_at_end = True

    def routes(self) -> list[tuple[str, Handler]]:
        """See the base class."""
        return [
            (r"/", self.listing),
            (r"/page/(?P<number>\d{1,4})/", self.listing),
            (r"/category/(?P<category>[\w-]+)/", self.listing),
            (r"/category/(?P<category>[\w-]+)/page/(?P<number>\d{1,4})/", self.listing),
            (r"/feed/", self.feed),
            (r"/comments/feed/", self.comments_feed),
            (r"/robots\.txt", self.robots),
            (r"/wp-sitemap\.xml", self.sitemap_index),
            (r"/wp-sitemap-posts-post-1\.xml", self.sitemap_of_posts),
            (r"/wp-sitemap-posts-page-1\.xml", self.sitemap_of_pages),
            (r"/wp-sitemap-taxonomies-category-1\.xml", self.sitemap_of_categories),
            (r"/wp-json/?", self.interface),
            (r"/wp-json/wp/v2/posts/?", self.interface_posts),
            (r"/(?P<slug>[\w-]+)/", self.place),
        ]

    def path_of(self, article: Article) -> str:
        """See the base class."""
        return f"/{article.slug}/"

    def answer(self, asked: Asked, state: State) -> Answer:
        """Answer; short links with ``?p=`` and a number lead to articles."""
        if asked.path == "/" and "p" in asked.query:
            post = next((p for p in state.posts if str(number_of(p)) == asked.query["p"]), None)
            return self.redirect(self.path_of(post)) if post else self.not_found(View(self, asked, state))
        return super().answer(asked, state)

    # --- feeds and sitemaps ---

    def feed(self, view: View) -> Answer:
        """The feed of articles, whole texts included."""
        posts = view.state.posts
        bodies = [self.body_html(view, post) for post in posts]
        body = feeds.rss(view, posts, "https://wordpress.org/?v=6.8.2", bodies)
        newest = max(post.modified for post in posts)
        return text(body, feeds.RSS, ETag=weak_etag(body), Last_Modified=feeds.http_date(newest))

    def comments_feed(self, view: View) -> Answer:
        """The feed of comments, of which there are none."""
        return text(feeds.rss(view, (), "https://wordpress.org/?v=6.8.2"), feeds.RSS)

    def body_html(self, view: View, article: Article) -> str:
        """The article's blocks as HTML."""
        return self._environment.get_template("content.html").render(view=view, article=article)

    def robots(self, view: View) -> Answer:
        """The robots.txt of WordPress itself."""
        return text(
            "User-agent: *\nDisallow: /wp-admin/\nAllow: /wp-admin/admin-ajax.php\n\n"
            f"Sitemap: {view.url('/wp-sitemap.xml')}\n"
        )

    def sitemap_index(self, view: View) -> Answer:
        """The index of sitemaps."""
        names = ("posts-post", "posts-page", "taxonomies-category")
        places: list[tuple[str, date | None]] = [
            (view.url(f"/wp-sitemap-{name}-1.xml"), None) for name in names
        ]
        return text(feeds.index(places, view.url("/wp-sitemap-index.xsl")), feeds.XML)

    def sitemap_of_posts(self, view: View) -> Answer:
        """Articles with the day of their last change."""
        places = [(view.link(post), post.modified) for post in view.state.posts]
        return text(feeds.urlset(places, view.url("/wp-sitemap.xsl")), feeds.XML)

    def sitemap_of_pages(self, view: View) -> Answer:
        """The plain pages, the home page first."""
        paths = ["/", *(f"/{place.slug}/" for place in view.state.site.places)]
        return text(feeds.urlset([(view.url(path), None) for path in paths]), feeds.XML)

    def sitemap_of_categories(self, view: View) -> Answer:
        """The archives of the categories."""
        slugs = sorted({post.category_slug for post in view.state.posts})
        return text(feeds.urlset([(view.url(f"/category/{slug}/"), None) for slug in slugs]), feeds.XML)

    # --- the REST interface ---

    def interface(self, view: View) -> Answer:
        """What the interface says about itself."""
        site = view.state.site
        about = {"name": site.name, "description": site.tagline, "url": self.origin, "home": self.origin}
        return _json({**about, "namespaces": ["oembed/1.0", "wp/v2", "wp-site-health/v1"]})

    def interface_posts(self, view: View) -> Answer:
        """One page of the list of articles, with the arguments of WordPress."""
        query = view.asked.query
        try:
            size, number = int(query.get("per_page", 10)), int(query.get("page", 1))
        except ValueError:
            size = 0
        if not 1 <= size <= 100 or number < 1:
            return _json(_refusal("rest_invalid_param", "Invalid parameter(s): per_page"), 400)
        order = query.get("orderby", "date")
        posts = sorted(view.state.posts, key=_ORDERS.get(order, _ORDERS["date"]), reverse=True)
        if query.get("order") == "asc":
            posts.reverse()
        pages = -(-len(posts) // size)
        if number > max(1, pages):
            return _json(_refusal("rest_post_invalid_page_number", "The page number is too large."), 400)
        wanted = [name for name in query.get("_fields", "").split(",") if name]
        rows = [self._row(view, post, wanted) for post in posts[(number - 1) * size : number * size]]
        return _json(rows, X_WP_Total=str(len(posts)), X_WP_TotalPages=str(pages))

    def _row(self, view: View, post: Article, wanted: list[str]) -> dict[str, object]:
        row: dict[str, object] = {
            "id": number_of(post),
            "date": _local(post.published),
            "date_gmt": _local(post.published),
            "modified": _local(post.modified),
            "modified_gmt": _local(post.modified),
            "slug": post.slug,
            "status": "publish",
            "type": "post",
            "link": view.link(post),
            "title": {"rendered": post.title},
            "content": {"rendered": self.body_html(view, post), "protected": False},
            "excerpt": {"rendered": f"<p>{post.excerpt}</p>\n", "protected": False},
            "author": 1,
            "comment_status": "open",
        }
        return {name: value for name, value in row.items() if not wanted or name in wanted}


_ORDERS = {
    "date": lambda post: post.published,
    "modified": lambda post: (post.modified, post.published),
    "id": lambda post: number_of(post),
    "title": lambda post: post.title,
    "slug": lambda post: post.slug,
}


def number_of(article: Article) -> int:
    """The article's number, as WordPress would have given it."""
    return article.published.toordinal() - 738_000


def _local(day: date) -> str:
    return feeds.moment(day).strftime("%Y-%m-%dT%H:%M:%S")


def _refusal(code: str, message: str) -> dict[str, object]:
    return {"code": code, "message": message, "data": {"status": 400}}


def _json(value: object, status: int = 200, **headers: str) -> Answer:
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return Answer(json.dumps(value).encode(), JSON, status, named)
