"""Which addresses are articles, and what is known of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.discover import articles
from monitor.discover.selection import Listed, Origin, Selection, select
from monitor.records import Entry
from tests.discover.sites import ORIGIN, clinic

MAY = datetime(2024, 5, 1, tzinfo=UTC)
JUNE = datetime(2024, 6, 1, tzinfo=UTC)


def listed(origin: Origin, *paths: str) -> list[Listed]:
    """Entries of one kind of source."""
    return [Listed(Entry(ORIGIN + path), origin) for path in paths]


def chosen(
    items: Iterable[Listed], url: str = ORIGIN + "/", silent: bool = False, **settings: object
) -> list[str]:
    """The chosen paths in alphabetical order."""
    selection = select(clinic(url, **settings), list(items), silent)
    return sorted(entry.url.removeprefix(ORIGIN) for entry in selection.entries)


@pytest.mark.parametrize(
    "path",
    [
        "/", "/plan.pdf", "/a/b.JPG", "/feed/", "/a/feed", "/a/print/", "/tag/sleep/",
        "/blog/author/rivera", "/blog/category/sleep/x", "/blog/page/2/", "/page/3", "/2024/",
        "/2024/05/", "/blog/2024/05/12", "/?s=sleep", "/blog?offset=17", "/blog?format=rss",
        "/blog?page=2", "/blog?ab_page=3", "/?author=1", "/wp-json/oembed/1.0",
        "/wp-content/uploads/x", "/category/", "/search/x", "/wp-login.php",
    ],
)  # fmt: skip
def test_archives_files_and_forms_are_never_articles(path: str) -> None:
    """Some addresses cannot be articles, whoever lists them and whatever patterns say."""
    assert articles.never(ORIGIN + path)
    for origin in ("feed", "wordpress", "posts", "sitemap", "listing"):
        assert chosen(listed(origin, path), include=("*",)) == []


@pytest.mark.parametrize(
    "path",
    [
        "/a-quiet-room/", "/blog/search-for-sleep", "/2024/05/a-quiet-room/", "/?p=12",
        "/blog/page-turner", "/tag-team/", "/a.html", "/blog/2024-in-review",
        "/author-of-her-own-story/", "/amp-up-your-day",
    ],
)  # fmt: skip
def test_articles_with_unlucky_names_stay_articles(path: str) -> None:
    """Words of archives inside a name do not matter."""
    assert not articles.never(ORIGIN + path)


def test_feed_and_api_tell_articles_anywhere() -> None:
    """What a feed, the API or a sitemap of posts lists is an article."""
    items = listed("feed", "/one/") + listed("wordpress", "/x/two/") + listed("posts", "/three")
    assert chosen(items) == ["/one/", "/three", "/x/two/"]


def test_sitemap_tells_articles_by_the_path_of_the_start_address() -> None:
    """Below the blog's path everything is an article, elsewhere nothing."""
    items = listed("sitemap", "/lark-letters", "/lark-letters/one", "/rates", "/our-way/")
    assert chosen(items, ORIGIN + "/lark-letters/") == ["/lark-letters/one"]
    assert chosen(items, ORIGIN + "/lark-letters/rss.xml") == ["/lark-letters/one"]


def test_start_below_a_place_does_not_make_plain_pages_articles() -> None:
    """A start address such as the home page of a language is not a blog's path."""
    items = listed("sitemap", "/en/about", "/en/contact", "/en/a-quiet-room")
    assert chosen(items, ORIGIN + "/en/") == ["/en/a-quiet-room"]


def test_sitemap_learns_the_path_from_the_feed() -> None:
    """Where the newest articles lie, the older ones do too; dates in the path do not matter."""
    items = listed("feed", "/letters/2024/05/new", "/letters/2024/4/newer")
    items += listed("sitemap", "/letters/2019/01/old", "/letters", "/rates", "/therapy/depression")
    assert chosen(items) == ["/letters/2019/01/old", "/letters/2024/05/new", "/letters/2024/4/newer"]


def test_usual_paths_are_blogs() -> None:
    """Usual names and dated paths need no feed; the index of a blog is no article."""
    items = listed(
        "sitemap",
        "/blog/a",
        "/post/b",
        "/2023/11/c/",
        "/lark-blog/d",
        "/blog/",
        "/blog",
        "/therapy/depression",
    )
    assert chosen(items) == ["/2023/11/c/", "/blog/a", "/lark-blog/d", "/post/b"]


def test_where_nothing_tells_plain_pages_are_left_out() -> None:
    """A sitemap of names in the root gives all of them but the plainly other pages."""
    items = listed(
        "sitemap",
        "/",
        "/about/",
        "/pricing",
        "/services/infusions",
        "/a-quiet-room/",
        "/privacy-policy",
        "/blog",
    )
    assert chosen(items) == ["/a-quiet-room/"]


def test_a_source_that_keeps_silent_does_not_turn_pages_into_articles() -> None:
    """What an absent feed would have told is not guessed."""
    items = listed("sitemap", "/ketamine-infusions/", "/a-quiet-room/")
    assert chosen(items, silent=True) == []
    assert chosen(items) == ["/a-quiet-room/", "/ketamine-infusions/"]


def test_articles_in_the_root_are_looked_for_in_the_root() -> None:
    """Where the feed's articles lie in the root, older ones are taken from the root of the sitemap."""
    items = listed("feed", "/new-one/") + listed(
        "sitemap", "/new-one/", "/old-one/", "/therapy/depression", "/about/"
    )
    assert chosen(items) == ["/new-one/", "/old-one/"]


def test_a_press_corner_does_not_hide_articles_in_the_root() -> None:
    """A few addresses with the name of a blog do not tell the articles of a feed that lie in the root."""
    items = listed("feed", "/new-one/") + listed("sitemap", "/new-one/", "/old-one/", "/news/award")
    assert chosen(items) == ["/new-one/", "/news/award", "/old-one/"]


def test_the_index_above_the_articles_is_none_of_them() -> None:
    """Some sitemaps of posts begin with the blog's own index."""
    assert chosen(listed("posts", "/letters/", "/letters/a/", "/letters/b/")) == [
        "/letters/a/",
        "/letters/b/",
    ]


def test_feed_below_a_path_leaves_other_pages_alone() -> None:
    """A sitemap without the blog's articles does not lend its pages to it."""
    assert chosen(listed("feed", "/blog/a") + listed("sitemap", "/therapy", "/our-way")) == ["/blog/a"]


def test_the_listing_keeps_pages_of_the_sitemap_out() -> None:
    """Once a listing tells the articles, the sitemap's pages are not guessed at."""
    assert chosen(listed("listing", "/a-quiet-room/") + listed("sitemap", "/therapy/", "/a-quiet-room/")) == [
        "/a-quiet-room/"
    ]


def test_patterns_of_the_clinic_rule() -> None:
    """With patterns only they decide, and exclude wins over include."""
    items = listed("sitemap", "/learn/about", "/learn/drafts/x", "/blog/a") + listed("feed", "/blog/b")
    assert chosen(items, include=("/learn/*",), exclude=("/learn/drafts/*",)) == ["/learn/about"]
    assert chosen(items, exclude=("/blog/*",)) == ["/learn/about", "/learn/drafts/x"]


def test_watched_pages_and_other_sites_are_no_articles() -> None:
    """Pages watched by hand are not articles too; other hosts never are, the own one without www. is."""
    items = listed("feed", "/prices-explained/", "/b/")
    items.append(Listed(Entry("https://elsewhere.example/c/"), "feed"))
    items.append(Listed(Entry("http://larkmoor.example/d/"), "feed"))
    watched = ("https://larkmoor.example/prices-explained",)
    assert chosen(items, pages=watched) == ["/b/", "http://larkmoor.example/d/"]


def test_one_page_is_one_entry_with_the_best_claims() -> None:
    """The API is believed before the sitemap, the sitemap before the feed; gaps are filled by the next."""
    items = [
        Listed(Entry("http://larkmoor.example/a", None, MAY), "feed"),
        Listed(Entry(ORIGIN + "/a/", JUNE), "sitemap"),
        Listed(Entry(ORIGIN + "/a", MAY), "wordpress"),
    ]
    assert select(clinic(), items, False).entries == (Entry(ORIGIN + "/a", MAY, MAY),)
    assert select(clinic(), items[:2], False).entries == (Entry(ORIGIN + "/a/", JUNE, MAY),)


def test_the_newest_are_kept_when_there_are_too_many() -> None:
    """The bound of the clinic cuts the oldest claims, and says so."""
    items = [
        Listed(Entry(ORIGIN + "/may/", None, MAY), "feed"),
        Listed(Entry(ORIGIN + "/undated/"), "feed"),
        Listed(Entry(ORIGIN + "/june/", JUNE), "feed"),
    ]
    selection = select(clinic(max_pages=2), items, False)
    assert [entry.url.removeprefix(ORIGIN) for entry in selection.entries] == ["/june/", "/may/"]
    assert selection.cut
    assert not select(clinic(max_pages=3), items, False).cut


def test_nothing_gives_nothing() -> None:
    """Without sources there are no articles."""
    assert select(clinic(), [], False) == Selection((), told=False, cut=False)


_LISTED = st.builds(
    Listed,
    st.builds(
        Entry,
        st.sampled_from(
            [
                prefix + path
                for prefix in (ORIGIN, "http://larkmoor.example")
                for path in ("/a", "/a/", "/b/c", "/blog/d")
            ]
        ),
        st.sampled_from([None, MAY, JUNE]),
        st.sampled_from([None, MAY, JUNE]),
    ),
    st.sampled_from(["feed", "sitemap", "wordpress", "posts", "listing"]),
)


@given(st.lists(_LISTED, max_size=8).flatmap(lambda items: st.tuples(st.just(items), st.permutations(items))))
def test_the_order_of_the_sources_does_not_matter(orders: tuple[list[Listed], list[Listed]]) -> None:
    """The same lists give the same articles, whichever came first."""
    first, second = orders
    assert select(clinic(), first, False) == select(clinic(), second, False)
