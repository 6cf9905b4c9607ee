"""Fictional sites in the styles of the usual content systems, and a driver that answers asks from them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from monitor.config import Clinic
from monitor.discover import Ask, Discovery
from monitor.records import Fetched, Source, Validators

NOW = datetime(2024, 6, 1, 12, tzinfo=UTC)
ORIGIN = "https://www.larkmoor.example"


@dataclass
class Answer:
    """What a site gives for one path."""

    body: bytes = b""
    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    validators: Validators = field(default_factory=Validators)
    moved_to: str = ""


Answers = dict[str, "Answer | Callable[[str], Answer | None] | None"]


@dataclass
class Site:
    """Answers by address without origin; ``None`` is a server that does not answer."""

    answers: Answers = field(default_factory=dict)
    origin: str = ORIGIN
    asked: list[str] = field(default_factory=list)

    def fetch(self, ask: Ask) -> Fetched | None:
        """Answer one ask the way the fetch stage would hand it over."""
        self.asked.append(ask.url)
        path = ask.url.removeprefix(self.origin)
        found = self.answers.get(path, self.answers.get(path.partition("?")[0], Answer(b"<h1>No</h1>", 404)))
        answer = found(path) if callable(found) else found
        if answer is None:
            return None
        status, body = answer.status, answer.body
        if ask.validators != Validators() and ask.validators == answer.validators:
            status, body = 304, b""
        final = answer.moved_to or ask.url
        redirects = (301,) if answer.moved_to else ()
        return Fetched(ask.url, final, status, body, NOW, answer.content_type, redirects, answer.validators)

    def paths(self) -> list[str]:
        """What was asked, without the origin."""
        return [url.removeprefix(self.origin) for url in self.asked]


def clinic(url: str = ORIGIN + "/", **settings: Any) -> Clinic:
    """A clinic with the defaults of the configuration."""
    return Clinic(slug="larkmoor", name="Larkmoor", url=url, **settings)


def explore(
    site: Site,
    watched: Clinic | None = None,
    known: Sequence[Source] = (),
    robots: Sequence[str] = (),
    last_first: bool = False,
) -> Discovery:
    """Run a discovery against a site until it asks no more."""
    site.asked.clear()
    discovery = Discovery(watched or clinic(), known, robots)
    waiting = discovery.start()
    while waiting:
        ask = waiting.pop(-1 if last_first else 0)
        assert not discovery.done
        waiting += discovery.answer(ask, site.fetch(ask))
        assert len(site.asked) < 1_000
    assert discovery.done
    return discovery


def found(discovery: Discovery) -> list[str]:
    """The paths of the entries in alphabetical order."""
    return sorted(urlsplit(entry.url).path for entry in discovery.entries)


# --- documents -----------------------------------------------------------------------------------


def page(body: str = "", head: str = "") -> Answer:
    """A web page."""
    return Answer(f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode())


def xml(text: str, etag: str | None = None) -> Answer:
    """An XML document."""
    return Answer(text.encode(), content_type="text/xml; charset=UTF-8", validators=Validators(etag))


def urlset(
    entries: Mapping[str, str] | Iterable[str], etag: str | None = None, origin: str = ORIGIN
) -> Answer:
    """A sitemap of paths, with their claimed dates where a mapping is given."""
    dated = entries if isinstance(entries, Mapping) else dict.fromkeys(entries, "")
    rows = "".join(
        f"<url><loc>{origin}{path}</loc>{f'<lastmod>{date}</lastmod>' if date else ''}</url>"
        for path, date in dated.items()
    )
    return xml(
        '<?xml version="1.0" encoding="UTF-8"?>\n<?xml-stylesheet type="text/xsl" href="/main.xsl"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>\n<!-- made by hand -->',
        etag,
    )


def sitemap_index(children: Iterable[str], etag: str | None = None) -> Answer:
    """A sitemap index of paths."""
    rows = "".join(f"<sitemap><loc>{ORIGIN}{path}</loc></sitemap>" for path in children)
    return xml(
        f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</sitemapindex>', etag
    )


def rss(paths: Iterable[str], etag: str | None = None) -> Answer:
    """An RSS feed; every item was published on 6 May 2024."""
    items = "".join(
        f"<item><title>On {path}</title><link>{ORIGIN}{path}</link>"
        "<pubDate>Mon, 06 May 2024 08:30:00 +0000</pubDate></item>"
        for path in paths
    )
    return xml(f'<rss version="2.0"><channel><title>Larkmoor</title>{items}</channel></rss>', etag)


def posts(paths: Sequence[str]) -> Callable[[str], Answer]:
    """A WordPress API that lists posts, 100 to a page, and refuses pages beyond the last."""

    def answer(path: str) -> Answer:
        number = int(parse_qs(urlsplit(path).query)["page"][0])
        rows = [
            {
                "link": ORIGIN + post,
                "slug": post.strip("/"),
                "status": "publish",
                "date_gmt": "2024-01-02T03:04:05",
                "modified_gmt": "2024-05-20T10:00:00",
            }
            for post in paths[100 * (number - 1) : 100 * number]
        ]
        if not rows and number > 1:
            refusal = {"code": "rest_post_invalid_page_number", "data": {"status": 400}}
            return Answer(json.dumps(refusal).encode(), 400, "application/json")
        return Answer(json.dumps(rows).encode(), content_type="application/json; charset=UTF-8")

    return answer


# --- whole sites ---------------------------------------------------------------------------------

SLUGS = ("/calm-after-the-first-visit/", "/what-a-lozenge-costs-you/", "/sleep-and-the-long-night/")
WORDPRESS_HEAD = (
    '<meta name="generator" content="WordPress 6.5"><meta property="og:site_name" content="Larkmoor Clinic">'
    '<title>Home &#8211; Larkmoor</title><link rel="https://api.w.org/" href="/wp-json/">'
    '<link rel="alternate" type="application/rss+xml" title="Larkmoor &raquo; Feed" href="/feed/">'
    '<link rel="alternate" type="application/rss+xml" title="Comments Feed" href="/comments/feed/">'
)


def wordpress() -> Site:
    """Posts in the root, core sitemaps, feed and an open API."""
    return Site(
        {
            "/": page('<nav><a href="/blog/">Blog</a></nav>', WORDPRESS_HEAD),
            "/feed/": rss(SLUGS[:2], etag='"feed-1"'),
            "/wp-json/wp/v2/posts": posts(SLUGS),
            "/wp-sitemap.xml": sitemap_index(
                [
                    "/wp-sitemap-posts-post-1.xml",
                    "/wp-sitemap-posts-page-1.xml",
                    "/wp-sitemap-taxonomies-category-1.xml",
                    "/wp-sitemap-users-1.xml",
                ]
            ),
            "/wp-sitemap-posts-post-1.xml": urlset(SLUGS),
            "/wp-sitemap-posts-page-1.xml": urlset(["/", "/about/", "/ketamine-infusions/"]),
        }
    )


def yoast() -> Site:
    """The same blog with its API closed and the sitemaps of a plugin."""
    site = wordpress()
    closed = {"code": "rest_login_required", "message": "Only for members", "data": {"status": 401}}
    site.answers |= {
        "/wp-json/wp/v2/posts": Answer(json.dumps(closed).encode(), 401, "application/json"),
        "/sitemap_index.xml": sitemap_index(
            ["/page-sitemap.xml", "/post-sitemap.xml", "/category-sitemap.xml", "/author-sitemap.xml"]
        ),
        "/post-sitemap.xml": urlset({"/blog/": "", **dict.fromkeys(SLUGS, "2024-05-19T09:00:00+02:00")}),
        "/page-sitemap.xml": urlset(["/", "/about/"]),
    }
    return site


def squarespace() -> Site:
    """A blog below an unusual path, one sitemap of everything, a feed only of the blog's page."""
    articles = [f"/lark-journal/{name}" for name in ("first-light", "second-wind", "third-way")]
    return Site(
        {
            "/": page(
                '<a href="/lark-journal">Journal</a> <a href="/rates">Rates</a>',
                "<!-- Static.SQUARESPACE_CONTEXT -->",
            ),
            "/lark-journal": page("<article><h1><a href='/lark-journal/third-way'>Third</a></h1></article>"),
            "/lark-journal?format=rss": rss(articles[1:], etag='"rss-1"'),
            "/sitemap.xml": urlset(
                ["/", "/rates", "/our-story", "/lark-journal", "/lark-journal/category/News", *articles]
            ),
        }
    )


def wix() -> Site:
    """Posts below /post/, an index of sitemaps by kind."""
    return Site(
        {
            "/": page(
                '<a href="/blog">Blog</a>', '<meta name="generator" content="Wix.com Website Builder">'
            ),
            "/blog": page(),
            "/blog-feed.xml": rss(["/post/evening-visits"]),
            "/sitemap.xml": sitemap_index(
                ["/blog-categories-sitemap.xml", "/blog-posts-sitemap.xml", "/pages-sitemap.xml"]
            ),
            "/blog-posts-sitemap.xml": urlset(
                {"/post/evening-visits": "2024-04-01", "/post/a-quiet-room": "2024-03-01"}
            ),
            "/pages-sitemap.xml": urlset(["/blog", "/team"]),
        }
    )


def ghost() -> Site:
    """Posts in the root, Atom-like dates in the sitemaps."""
    return Site(
        {
            "/": page(
                "<article><a href='/the-waiting-room/'><h2>The waiting room</h2></a></article>",
                '<meta name="generator" content="Ghost 5.80">'
                '<link rel="alternate" type="application/rss+xml" href="/rss/">',
            ),
            "/rss/": rss(["/the-waiting-room/"]),
            "/sitemap.xml": sitemap_index(
                ["/sitemap-pages.xml", "/sitemap-posts.xml", "/sitemap-authors.xml", "/sitemap-tags.xml"]
            ),
            "/sitemap-posts.xml": urlset(
                {"/the-waiting-room/": "2024-05-01T00:00:00.000Z", "/a-slow-drip/": ""}
            ),
            "/sitemap-pages.xml": urlset(["/", "/about/"]),
        }
    )


def listing_only(pages: int = 3) -> Site:
    """A blog of plain pages with numbers, and nothing else."""
    site = Site({"/": page('<nav><a href="/notes/">Our blog</a></nav>')})
    for number in range(1, pages + 1):
        path = "/notes/" if number == 1 else f"/notes/page/{number}/"
        items = "".join(
            f'<article><h2><a href="/notes/visit-{number}-{item}/">Visit {item}</a></h2>'
            '<footer><a href="/notes/author/rivera/">Rivera</a></footer></article>'
            for item in range(4)
        )
        onward = f'<a class="next" href="/notes/page/{number + 1}/">Older posts</a>' if number < pages else ""
        site.answers[path] = page(
            f'<header><nav><a href="/about/">About</a></nav></header>{items}{onward}'
            '<footer><a href="/privacy/">Privacy</a></footer>'
        )
    return site
