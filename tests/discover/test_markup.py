"""What is read from web pages, and what a home page tells."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.discover import markup, probe

URL = "https://larkmoor.example/"


def marked(html: str) -> list[bool]:
    """Whether each anchor of a page stands where articles are announced."""
    return [anchor.marked for anchor in markup.read(html.encode(), "").anchors]


def test_head_and_anchors_are_read() -> None:
    """Title, metas, link elements, base and anchors are taken, entities resolved, white space collapsed."""
    page = markup.read(
        b"<html><head><base href='/sub/'><title>\n Larkmoor &amp;\n Co </title>"
        b"<meta name=Generator content='X 1'>"
        b"<meta property='og:site_name' content='Larkmoor'>"
        b"<link rel='ALTERNATE nofollow' type='Text/XML' href=f title=t>"
        b"</head><body><svg><title>Icon</title></svg>"
        b"<a href='?a=1&amp;b=2' rel='Next x'> older <b>posts</b> </a>"
        b"<a name=here>no address</a><a href=z aria-label='Next page'><img></a></body>",
        "text/html",
    )
    assert page.title == "Larkmoor & Co"
    assert page.base == "/sub/"
    assert page.metas == {"generator": "X 1", "og:site_name": "Larkmoor"}
    assert page.links == [markup.LinkElement(frozenset({"alternate", "nofollow"}), "text/xml", "f", "t")]
    assert [(anchor.href, anchor.text, sorted(anchor.rel)) for anchor in page.anchors] == [
        ("?a=1&b=2", "older posts", ["next", "x"]),
        ("z", "Next page", []),
    ]


def test_links_in_scripts_and_comments_do_not_count() -> None:
    """Only what a browser would show as a link is one."""
    html = "<script>'<a href=1>'</script><style><a href=2></style><!-- <a href=3> --><a href=4>x"
    assert [anchor.href for anchor in markup.read(html.encode(), "").anchors] == ["4"]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<article><header><h2><a href=a>x</a></h2></header></article>", True),
        ("<article><a href=a>Read on</a></article>", True),
        ("<h3><a href=a>x</a></h3>", True),
        ("<a href=a><div><h3>x</h3></div></a>", True),
        ("<p><a href=a>x</a></p>", False),
        ("<nav><h3><a href=a>x</a></h3></nav>", False),
        ("<header><h1><a href=a>x</a></h1></header>", False),
        ("<aside><a href=a><h3>x</h3></a></aside>", False),
        ("<article>x<footer><a href=a>x</a></footer></article>", False),
        ("<nav></nav></nav></nav><h3><a href=a>x</a></h3>", True),
    ],
)
def test_anchors_are_marked_where_articles_are_announced(html: str, expected: bool) -> None:
    """Articles and headings announce articles; navigation, page header, footers and asides do not."""
    assert marked(html) == [expected]


def test_encodings_are_respected() -> None:
    """The charset of the header counts, and bad bytes do not matter."""
    assert (
        markup.read("<title>Café</title>".encode("latin-1"), "text/html; charset=iso-8859-1").title == "Café"
    )
    assert markup.read("<title>Café</title>".encode(), "text/html; charset=utf-8").title == "Café"
    assert markup.read(b"<title>Caf\xff\xfe</title>", "text/html; charset=utf-8").title.startswith("Caf")
    assert markup.read(b"<title>x</title>", "text/html; charset=no-such-thing").title == "x"


def test_texts_are_bounded_and_printable() -> None:
    """A title without end is cut, and what would harm a terminal is gone."""
    assert len(markup.read(b"<title>" + b"long " * 100_000, "").title) <= 300
    assert markup.read("<title>a\x1b[31m\u202eb</title>".encode(), "").title == "a[31mb"


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 600_000,
        "<div><a href=x>" * 200_000,
        "<a href=x>y</a>" * 200_000,
        "<a " + " ".join(f"a{number}" for number in range(300_000)) + " href=x>",
        '<a "' * 500_000,
        "<" * 1_000_000,
        "<!--" * 500_000,
        "<![" * 500_000,
        "<script>" + "</scrip" * 300_000,
        "<meta name=x content=y>" * 100_000,
        "<title>" + "x" * 3_000_000,
        "&#" * 1_000_000,
    ],
    ids=[
        "deep", "deep-links", "links", "attributes", "quotes", "angles", "comments", "sections",
        "script", "metas", "title", "references",
    ],
)  # fmt: skip
def test_pages_built_to_be_slow_are_read_in_time(html: str) -> None:
    """Reading takes time in proportion to the length, whatever the page is made of."""
    began = time.process_time()
    page = markup.read(html.encode(), "text/html")
    assert len(page.anchors) <= markup.MOST_ANCHORS
    assert time.process_time() - began < 10


_TOKENS = st.sampled_from(
    [
        "<", ">", "</", "<a ", "href=", "'", '"', "x", "<![", "<!", "<!--", "-->", "<?", "&", "&#x",
        ";", "<title>", "<h2>", "<article>", "</article>", "\x00", "é", "=", "/", "<base ", "<link ",
        "<![CDATA[", "]]>", "<![if]>", "<!doctype",
    ]
)  # fmt: skip


@settings(deadline=None)
@given(st.lists(_TOKENS, max_size=25).map("".join), st.text(max_size=20))
def test_any_page_can_be_read(html: str, content_type: str) -> None:
    """Whatever the page and its header, there is an answer."""
    probe.read(markup.read(html.encode(), content_type), URL)


# --- probe ---------------------------------------------------------------------------------------


def home(html: str, url: str = URL) -> probe.Home:
    """What a page tells of its site."""
    return probe.read(markup.read(html.encode(), "text/html"), url)


@pytest.mark.parametrize(
    ("html", "system"),
    [
        ('<meta name="generator" content="WordPress 6.5.3">', "wordpress"),
        ('<img src="/wp-content/uploads/a.jpg">', "wordpress"),
        (
            '<script>Static.SQUARESPACE_CONTEXT = {}</script><script src="//js.hs-scripts.com/1.js">',
            "squarespace",
        ),
        ('<meta name="generator" content="Wix.com Website Builder">', "wix"),
        ('<meta name="generator" content="Ghost 5.80">', "ghost"),
        ('<html data-wf-site="1" data-wf-page="2">', "webflow"),
        ('<meta name="generator" content="HubSpot">', "hubspot"),
        ('<meta name="generator" content="Ghost 5"><img src="/wp-content/a.jpg">', "ghost"),
        ('<meta name="generator" content="By hand"><p>We moved away from WordPress.</p>', "unknown"),
        ("", "unknown"),
    ],
)
def test_content_system_is_guessed(html: str, system: str) -> None:
    """What the page calls itself counts first, then the marks of its skeleton."""
    assert home(html).system == system


def test_feeds_of_comments_and_other_sites_are_left_out() -> None:
    """Feeds of articles on this site are taken, once each, a few at most."""
    link = '<link rel="alternate" type="application/rss+xml" title="{}" href="{}">'
    html = "".join(
        link.format(title, href)
        for title, href in (
            ("Posts", "/feed/"),
            ("Posts again", "https://www.larkmoor.example/feed"),
            ("Larkmoor » Comments", "/answers/"),
            ("", "/comments/feed/"),
            ("", "https://elsewhere.example/feed"),
            ("", "javascript:x"),
            *[("", f"/feed-{number}") for number in range(9)],
        )
    )
    html += (
        '<link rel="alternate" type="text/html" hreflang="fr" href="/fr/"><link rel="alternate" href="/x">'
    )
    feeds = home(html).feeds
    assert feeds[0] == "https://larkmoor.example/feed/"
    assert len(feeds) == probe.MOST_FEEDS
    assert all("comment" not in feed and "elsewhere" not in feed for feed in feeds)


def test_api_is_taken_from_this_site_only() -> None:
    """The announced WordPress API leads to the posts; one on another site does not."""
    assert home('<link rel="https://api.w.org/" href="/wp-json/">').posts == URL + "wp-json/wp/v2/posts"
    assert home('<link rel="https://api.w.org/" href="https://elsewhere.example/wp-json/">').posts is None
    assert home("").posts is None


@pytest.mark.parametrize(
    ("html", "blog"),
    [
        ('<a href="/news">News</a><a href="/our/blog/">Read</a>', "our/blog/"),
        ('<a href="/blog/category/sleep">Sleep</a><a href="/insights?utm_source=x">I</a>', "insights"),
        ('<a href="/lark-notes">  Our\n Blog </a>', "lark-notes"),
        ('<a href="https://elsewhere.example/blog">Blog</a><a href="/blog/one-article">x</a>', None),
        ("", None),
    ],
)
def test_blog_is_found_by_its_links(html: str, blog: str | None) -> None:
    """An address called blog is best, then another usual name, then what the link says."""
    assert home(html).blog == (blog if blog is None else URL + blog)


def test_title_and_name_are_told() -> None:
    """The operator sees what the page calls itself."""
    told = home('<title>Care</title><meta property="og:site_name" content="Larkmoor">')
    assert (told.title, told.site_name, told.url) == ("Care", "Larkmoor", URL)
