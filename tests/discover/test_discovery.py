"""Whole discoveries on fictional sites: what is found, what is asked, and what is kept for the next time."""

from __future__ import annotations

import gzip
from dataclasses import replace

import pytest

from monitor.discover import Ask, Discovery
from monitor.discover.discovery import MOST_ASKS, MOST_LISTED, MOST_LISTING_PAGES, MOST_SITEMAPS
from monitor.records import Source, Validators
from tests.discover import sites
from tests.discover.sites import (
    ORIGIN,
    SLUGS,
    Answer,
    Site,
    clinic,
    explore,
    found,
    page,
    rss,
    sitemap_index,
    urlset,
)

API = "/wp-json/wp/v2/posts"


def kept(discovery: Discovery) -> list[tuple[str, str]]:
    """Kind and path of the sources."""
    return [(source.kind, source.url.removeprefix(ORIGIN)) for source in discovery.sources]


# --- content systems -----------------------------------------------------------------------------


def test_wordpress_is_read_by_its_api() -> None:
    """The API tells all posts with their dates; nothing has to be guessed."""
    site = sites.wordpress()
    discovery = explore(site)
    assert found(discovery) == sorted(SLUGS)
    assert all(entry.modified_at and entry.published_at for entry in discovery.entries)
    assert kept(discovery) == [("wordpress", API), ("feed", "/feed/")]
    assert [path.partition("?")[0] for path in site.paths()] == ["/", "/feed/", API]
    assert discovery.complete
    assert discovery.home is not None
    assert (discovery.home.system, discovery.home.site_name) == ("wordpress", "Larkmoor Clinic")


def test_wordpress_with_a_closed_api_is_read_by_its_sitemaps() -> None:
    """The index leads to the posts only; the closed API is told and does not spoil completeness."""
    site = sites.yoast()
    discovery = explore(site)
    assert found(discovery) == sorted(SLUGS)
    assert [entry.modified_at is not None for entry in discovery.entries] == [True] * 3
    assert not {"/page-sitemap.xml", "/category-sitemap.xml", "/author-sitemap.xml"} & set(site.paths())
    assert discovery.complete
    assert [(url.partition("?")[0], reason) for url, reason in discovery.failures] == [
        (ORIGIN + API, "status_401")
    ]


def test_wordpress_core_sitemaps_named_by_robots_are_enough() -> None:
    """A sitemap that robots.txt names makes guesses needless."""
    site = sites.wordpress()
    site.answers[API] = Answer(b"{}", 404)
    discovery = explore(site, robots=[ORIGIN + "/wp-sitemap.xml"])
    assert found(discovery) == sorted(SLUGS)
    assert "/sitemap_index.xml" not in site.paths()
    assert "/sitemap.xml" not in site.paths()
    assert discovery.complete


def test_squarespace_is_read_by_its_sitemap_and_the_feed_of_its_blog() -> None:
    """The feed of the blog page says below which path the articles of the one sitemap lie."""
    discovery = explore(sites.squarespace())
    assert found(discovery) == [
        f"/lark-journal/{name}" for name in ("first-light", "second-wind", "third-way")
    ]
    assert kept(discovery) == [("sitemap", "/sitemap.xml"), ("feed", "/lark-journal?format=rss")]
    assert discovery.complete


def test_wix_is_read_by_its_sitemap_of_posts() -> None:
    """Articles below /post/ are found, the pages of the blog are not."""
    discovery = explore(sites.wix())
    assert found(discovery) == ["/post/a-quiet-room", "/post/evening-visits"]
    assert discovery.complete


def test_ghost_is_read_by_its_sitemap_of_posts() -> None:
    """Posts in the root are told from pages by the sitemap that lists them."""
    discovery = explore(sites.ghost())
    assert found(discovery) == ["/a-slow-drip/", "/the-waiting-room/"]
    assert discovery.complete


def test_site_without_sources_is_walked_along_its_listing() -> None:
    """Without feed, sitemap and API the pages of the blog are walked to the last."""
    site = sites.listing_only(pages=3)
    discovery = explore(site)
    assert found(discovery) == sorted(
        f"/notes/visit-{number}-{item}/" for number in (1, 2, 3) for item in range(4)
    )
    assert kept(discovery) == [("listing", "/notes/")]
    assert discovery.complete
    assert discovery.failures == ()
    assert len(site.asked) == 2 + 7 + 3


def test_feed_without_sitemap_is_completed_by_the_listing() -> None:
    """A feed is short: the older articles come from the listing."""
    site = sites.listing_only(pages=2)
    site.answers["/feed/"] = rss(["/notes/visit-1-0/", "/notes/brand-new/"])
    discovery = explore(site)
    assert len(discovery.entries) == 9
    assert kept(discovery) == [("feed", "/feed/"), ("listing", "/notes/")]
    assert discovery.entries[0].published_at is not None


def test_feed_alone_is_never_complete() -> None:
    """A feed shows what is new and cannot show that a page is gone."""
    discovery = explore(Site({"/": page("", sites.WORDPRESS_HEAD), "/feed/": rss(SLUGS)}))
    assert found(discovery) == sorted(SLUGS)
    assert not discovery.complete


def test_listing_of_one_page_is_never_complete() -> None:
    """A page that loads older articles by script looks like a list of few."""
    discovery = explore(sites.listing_only(pages=1))
    assert len(discovery.entries) == 4
    assert not discovery.complete


@pytest.mark.parametrize(
    ("start", "answer"),
    [
        ("/letters.xml", rss(["/letters/a", "/letters/b"])),
        ("/map", urlset(["/letters/a", "/letters/b"])),
        ("/map.xml.gz", Answer(gzip.compress(urlset(["/letters/a", "/letters/b"]).body, mtime=0))),
        ("/maps", sitemap_index(["/post-sitemap.xml"])),
        (
            "/letters.json",
            Answer(
                b'{"version":"https://jsonfeed.org/version/1","items":[{"url":"/letters/a"},{"url":"/letters/b"}]}'
            ),
        ),
    ],
    ids=["feed", "sitemap", "gzip", "index", "json"],
)
def test_start_address_may_be_a_source_itself(start: str, answer: Answer) -> None:
    """A feed or sitemap is recognised by its content, whatever it is called and labelled."""
    site = Site({start: answer, "/post-sitemap.xml": urlset(["/letters/a", "/letters/b"])})
    discovery = explore(site, clinic(ORIGIN + start))
    assert found(discovery) == ["/letters/a", "/letters/b"]
    again = explore(site, clinic(ORIGIN + start), known=discovery.sources)
    assert found(again) == ["/letters/a", "/letters/b"]


def test_index_of_pages_only_is_read_as_a_last_resort() -> None:
    """Where a sitemap of pages is all there is, articles are looked for among the pages."""
    site = Site(
        {
            "/": page(),
            "/sitemap.xml": sitemap_index(["/pages-sitemap.xml", "/tags-sitemap.xml"]),
            "/pages-sitemap.xml": urlset(["/about", "/a-quiet-room"]),
        }
    )
    assert found(explore(site)) == ["/a-quiet-room"]
    assert "/tags-sitemap.xml" not in site.paths()


def test_patterns_of_the_clinic_open_the_sitemaps_of_pages() -> None:
    """An operator who says what an article is may mean pages."""
    site = sites.yoast()
    site.answers["/page-sitemap.xml"] = urlset(["/about/", "/guides/sleep/"])
    assert found(explore(site, clinic(include=("/guides/*",)))) == ["/guides/sleep/"]


def test_blog_on_a_subdomain_is_its_own_site() -> None:
    """Only addresses of the blog's host are taken; sources elsewhere are not asked."""
    origin = "https://blog.larkmoor.example"
    site = Site({"/": page(), "/sitemap.xml": urlset(["/a-quiet-room"], origin=origin)}, origin=origin)
    site.answers["/sitemap.xml"] = urlset(["/a-quiet-room"], origin=origin)
    discovery = explore(site, clinic(origin + "/"), robots=[ORIGIN + "/sitemap.xml", origin + "/sitemap.xml"])
    assert [entry.url for entry in discovery.entries] == [origin + "/a-quiet-room"]
    assert all(url.startswith(origin) for url in site.asked)


# --- paging --------------------------------------------------------------------------------------


def only_posts(number: int) -> Site:
    """A WordPress site whose feed is empty and whose API has so many posts."""
    site = sites.wordpress()
    site.answers["/feed/"] = rss([])
    site.answers[API] = sites.posts([f"/visit-{item:04}/" for item in range(number)])
    return site


@pytest.mark.parametrize("number", [99, 100, 101, 200])
def test_api_is_followed_to_its_last_post(number: int) -> None:
    """Also where the last page is exactly full, which only the refusal of the next one shows."""
    discovery = explore(only_posts(number))
    assert len(discovery.entries) == number
    assert discovery.complete


def test_api_that_repeats_itself_is_left() -> None:
    """An API that ignores the page number is asked twice, not for ever, and is not complete."""
    site = only_posts(100)
    hundred = site.answers[API]
    assert callable(hundred)
    site.answers[API] = lambda path: hundred(path.replace("page=2&", "page=1&"))
    discovery = explore(site)
    assert len(discovery.entries) == 100
    assert len(site.asked) == 4
    assert not discovery.complete


def test_api_that_breaks_off_is_not_complete() -> None:
    """What was read before counts, but nothing is gone."""
    site = only_posts(150)
    many = site.answers[API]
    assert callable(many)
    site.answers[API] = lambda path: Answer(b"", 503) if "page=2&" in path else many(path)
    discovery = explore(site)
    assert len(discovery.entries) == 100
    assert not discovery.complete
    assert discovery.failures[0][1] == "status_503"


def test_bound_of_the_clinic_ends_paging() -> None:
    """No more pages of the API are asked than the clinic may have, and the rest is not called gone."""
    site = only_posts(1_000)
    discovery = explore(site, clinic(max_pages=150))
    assert len(discovery.entries) == 150
    assert sum(API in path for path in site.paths()) == 2
    assert not discovery.complete


def test_api_that_refuses_its_first_page_is_no_source() -> None:
    """The refusal that ends a list does not make one."""
    site = sites.wordpress()
    site.answers[API] = Answer(b'{"code":"rest_invalid_param"}', 400)
    discovery = explore(site)
    assert ("wordpress", API) not in kept(discovery)
    assert discovery.failures[0][1] == "status_400"


def test_articles_beyond_the_bound_of_the_clinic_are_not_gone() -> None:
    """A sitemap that was read whole but not taken whole is not complete."""
    assert explore(sites.ghost(), clinic(max_pages=2)).complete
    assert not explore(sites.ghost(), clinic(max_pages=1)).complete


def test_listing_in_a_circle_ends() -> None:
    """A listing whose last page leads back to the first, or to new numbers for ever, is left in time."""
    site = sites.listing_only(pages=2)
    site.answers["/notes/page/2/"] = page(
        '<a href="/notes/visit-2-0/">x</a><a rel="next" href="/notes/page/3/">n</a>'
    )
    site.answers["/notes/page/3/"] = page(
        '<a href="/notes/visit-2-0/">x</a><a rel="next" href="/notes/page/4/">n</a>'
    )
    discovery = explore(site)
    assert len(discovery.entries) == 5
    assert "/notes/page/4/" not in site.paths()
    assert not discovery.complete


def test_endless_listing_is_bounded() -> None:
    """A listing that always has new pages is walked so far and no further."""

    def more(path: str) -> Answer:
        number = int(path.strip("/").rpartition("/")[2]) if "page" in path else 1
        return page(
            f'<a href="/notes/visit-{number}/">x</a><a rel="next" href="/notes/page/{number + 1}/">n</a>'
        )

    answers: sites.Answers = {"/": page('<a href="/notes/">Blog</a>'), "/notes/": more}
    answers |= {f"/notes/page/{number}/": more for number in range(2, 200)}
    discovery = explore(Site(answers))
    assert len(discovery.entries) == MOST_LISTING_PAGES
    assert not discovery.complete


def test_sitemaps_without_end_are_bounded() -> None:
    """Indexes of indexes end, and what was left out is not called gone."""
    children = [f"/maps/{number}.xml" for number in range(MOST_SITEMAPS + 100)]
    site = Site({"/": page(), "/sitemap.xml": sitemap_index(children)})
    for child in children:
        site.answers[child] = sitemap_index([child.replace(".xml", f"-{deeper}.xml") for deeper in range(5)])
    discovery = explore(site)
    assert len(site.asked) <= MOST_ASKS
    assert not discovery.complete


def test_addresses_without_end_are_bounded() -> None:
    """Of millions of listed addresses so many are looked at, and the rest is not called gone."""
    children = [f"/maps/{number}.xml" for number in range(3)]
    site = Site({"/": page(), "/sitemap.xml": sitemap_index(children)})
    for number, child in enumerate(children):
        site.answers[child] = urlset([f"/blog/{number}-{item}" for item in range(MOST_LISTED // 2)])
    discovery = explore(site, clinic(max_pages=10 * MOST_LISTED))
    assert len(discovery.entries) == MOST_LISTED
    assert not discovery.complete


def test_index_that_names_itself_ends() -> None:
    """A sitemap is read once, however often it is named."""
    site = Site(
        {
            "/": page(),
            "/sitemap.xml": sitemap_index(["/sitemap.xml", "/a.xml"]),
            "/a.xml": sitemap_index(["/sitemap.xml"]),
        }
    )
    explore(site)
    assert site.paths().count("/sitemap.xml") == 1


# --- the next time -------------------------------------------------------------------------------

ALL = {
    "wordpress": sites.wordpress,
    "yoast": sites.yoast,
    "squarespace": sites.squarespace,
    "wix": sites.wix,
    "ghost": sites.ghost,
    "listing": sites.listing_only,
}


@pytest.mark.parametrize("name", ALL)
def test_known_sources_give_the_same_articles_with_fewer_requests(name: str) -> None:
    """What was found is asked again and nothing else, and an unchanged site has unchanged articles."""
    site = ALL[name]()
    first = explore(site)
    needed = len(site.asked)
    second = explore(site, known=first.sources)
    assert found(second) == found(first)
    assert second.sources == first.sources
    assert second.home is None
    assert len(site.asked) < needed


@pytest.mark.parametrize("name", ALL)
def test_order_of_the_answers_does_not_matter(name: str) -> None:
    """Answers come as the network likes; the outcome is the same."""
    first, second = explore(ALL[name]()), explore(ALL[name](), last_first=True)
    assert first.entries == second.entries
    assert first.sources == second.sources
    assert first.complete == second.complete


def etagged() -> Site:
    """A squarespace-like site whose sitemap has a validator too."""
    site = sites.squarespace()
    whole = site.answers["/sitemap.xml"]
    assert isinstance(whole, Answer)
    site.answers["/sitemap.xml"] = replace(whole, validators=Validators('"map-1"'))
    return site


def test_unchanged_sources_say_nothing_and_nothing_is_gone() -> None:
    """After nothing but 304 there are no entries, the sources stay as they are, and nothing is complete."""
    site = etagged()
    first = explore(site)
    second = explore(site, known=first.sources)
    assert second.entries == ()
    assert not second.complete
    assert second.sources == first.sources
    assert second.failures == ()
    assert len(site.asked) == 2


def test_unchanged_feed_is_read_again_where_the_sitemap_needs_it() -> None:
    """When only the sitemap changed, the feed still has to tell its articles from pages."""
    site = etagged()
    first = explore(site)
    site.answers["/sitemap.xml"] = urlset(
        ["/rates", "/our-story", "/lark-journal", "/lark-journal/fourth-wall"], etag='"map-2"'
    )
    second = explore(site, known=first.sources)
    assert found(second) == [f"/lark-journal/{name}" for name in ("fourth-wall", "second-wind", "third-way")]
    assert second.complete


def test_silent_feed_does_not_turn_pages_into_articles() -> None:
    """With the feed out of order, pages of the sitemap are not published as articles; the feed is kept."""
    site = etagged()
    first = explore(site)
    site.answers["/lark-journal?format=rss"] = None
    site.answers["/sitemap.xml"] = urlset(
        ["/rates", "/our-story", "/lark-journal/first-light"], etag='"map-2"'
    )
    second = explore(site, known=first.sources)
    assert set(found(second)) <= {"/lark-journal/first-light"}
    assert not second.complete
    assert [(source.kind, source.validators) for source in second.sources if source.kind == "feed"] == [
        ("feed", Validators('"rss-1"'))
    ]
    assert second.failures == ((ORIGIN + "/lark-journal?format=rss", "no_answer"),)


def test_articles_that_nobody_tells_today_are_not_gone() -> None:
    """With one of two feeds silent, the rest of a sitemap of everything is neither listed nor gone."""
    known = [Source("feed", ORIGIN + path) for path in ("/news.xml", "/blog.xml")]
    known.append(Source("sitemap", ORIGIN + "/sitemap.xml"))
    site = Site(
        {
            "/news.xml": rss(["/new-one/"]),
            "/blog.xml": None,
            "/sitemap.xml": urlset(["/new-one/", "/old-one/"]),
        }
    )
    discovery = explore(site, known=known)
    assert found(discovery) == ["/new-one/"]
    assert not discovery.complete


def test_maintenance_page_does_not_cost_a_source() -> None:
    """A known feed that is a web page today is asked again next time."""
    site = sites.ghost()
    first = explore(site)
    site.answers["/rss/"] = page("<h1>Back soon</h1>")
    second = explore(site, known=first.sources)
    assert kept(second) == kept(first)
    assert second.failures[0][1].startswith("not_a_feed")


def test_source_that_is_gone_is_dropped() -> None:
    """A 404 ends a source; the others go on."""
    site = sites.ghost()
    first = explore(site)
    del site.answers["/rss/"]
    assert kept(explore(site, known=first.sources)) == [
        ("sitemap", "/sitemap-posts.xml"),
        ("sitemap", "/sitemap.xml"),
    ]


def test_site_that_lost_all_its_sources_is_probed_anew() -> None:
    """When every known source answers 404 the site has been rebuilt."""
    known = [Source("feed", ORIGIN + "/old-feed"), Source("sitemap", ORIGIN + "/old-map.xml")]
    discovery = explore(sites.ghost(), known=known)
    assert found(discovery) == ["/a-slow-drip/", "/the-waiting-room/"]
    assert discovery.home is not None


def test_site_that_is_down_is_left_alone() -> None:
    """Without an answer from anything known nothing else is tried, and everything is kept."""
    known = [Source("feed", ORIGIN + "/feed/", Validators('"1"')), Source("wordpress", ORIGIN + API)]
    site = Site({"/feed/": None, API: Answer(b"", 503)})
    discovery = explore(site, known=known)
    assert len(site.asked) == 2
    assert discovery.entries == ()
    assert set(discovery.sources) == set(known)
    assert not discovery.complete


@pytest.mark.parametrize("answer", [None, Answer(b"", 403), Answer(b"", 503), Answer(b"", 429)])
def test_site_that_says_no_is_not_guessed_at(answer: Answer | None) -> None:
    """A home page that refuses or fails is the only request."""
    site = Site({"/": answer})
    discovery = explore(site)
    assert site.paths() == ["/"]
    assert discovery.sources == ()
    assert len(discovery.failures) == 1


def test_sitemap_newly_named_by_robots_is_read() -> None:
    """Known sources do not keep a new sitemap out, and it is not asked twice."""
    site = sites.listing_only()
    first = explore(site)
    site.answers["/sitemap.xml"] = urlset({"/notes/visit-1-0/": "2024-05-05", "/notes/hidden/": ""})
    second = explore(
        site, known=first.sources, robots=[ORIGIN + "/sitemap.xml", ORIGIN + "/sitemap.xml#again"]
    )
    assert "/notes/hidden/" in found(second)
    assert ("sitemap", "/sitemap.xml") in kept(second)
    assert site.paths().count("/sitemap.xml") == 1


def test_sources_of_another_site_are_not_asked() -> None:
    """After the clinic's address was changed, what was known of the old one is passed over."""
    site = sites.ghost()
    discovery = explore(site, known=[Source("feed", "https://elsewhere.example/feed")])
    assert all(url.startswith(ORIGIN) for url in site.asked)
    assert len(discovery.entries) == 2


# --- broken and hostile answers ------------------------------------------------------------------


def test_web_page_in_place_of_a_sitemap_is_no_sitemap() -> None:
    """Sites that answer everything with their home page have no feeds and no sitemaps."""
    home = page('<a href="/blog/">Blog</a>')
    feeds, maps = ("feed/", "rss.xml", "feed.xml", "blog-feed.xml"), ("sitemap.xml", "sitemap_index.xml")
    site = Site({f"/{path}": home for path in ("", "blog/", "wp-sitemap.xml", *feeds, *maps)})
    discovery = explore(site)
    assert discovery.entries == ()
    assert discovery.sources == ()
    assert not discovery.complete
    assert len(site.asked) <= 12


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x00\xff\xfe",
        b"[1,2,3]",
        b'{"a":1}',
        b"\x1f\x8bbroken",
        gzip.compress(bytes(30_000_000), mtime=0),
    ],
    ids=["empty", "bytes", "list", "object", "gzip", "bomb"],
)
def test_any_answer_to_any_ask_is_survived(body: bytes) -> None:
    """A site that answers everything with nonsense costs its own articles, nothing else."""
    sites_answers: sites.Answers = dict.fromkeys(("/", "/sitemap.xml", "/feed/", "/blog/", API), Answer(body))
    for known in (
        [],
        [
            Source("feed", ORIGIN + "/feed/"),
            Source("wordpress", ORIGIN + API),
            Source("listing", ORIGIN + "/blog/"),
        ],
    ):
        discovery = explore(Site(sites_answers), known=known)
        assert discovery.entries == ()
        assert not discovery.complete


def test_broken_child_makes_the_index_incomplete() -> None:
    """A sitemap that one of its parts is missing from does not show that pages are gone."""
    for answer in (Answer(b"", 404), Answer(b"", 503), page("sorry"), None):
        site = sites.ghost()
        site.answers["/sitemap.xml"] = sitemap_index(["/sitemap-posts.xml", "/sitemap-posts2.xml"])
        site.answers["/sitemap-posts2.xml"] = answer
        discovery = explore(site)
        assert len(discovery.entries) == 2
        assert not discovery.complete


def test_cut_sitemap_is_not_complete_and_keeps_no_validators() -> None:
    """Half a sitemap is asked again in full next time."""
    site = etagged()
    whole = site.answers["/sitemap.xml"]
    assert isinstance(whole, Answer)
    site.answers["/sitemap.xml"] = replace(whole, body=whole.body[:-60])
    discovery = explore(site)
    assert not discovery.complete
    assert Source("sitemap", ORIGIN + "/sitemap.xml") in discovery.sources


def test_empty_lists_do_not_mean_that_all_is_gone() -> None:
    """A site that suddenly lists nothing is broken sooner than emptied."""
    site = sites.ghost()
    known = explore(site).sources
    site.answers |= {"/sitemap-posts.xml": urlset([]), "/sitemap.xml": sitemap_index([]), "/rss/": rss([])}
    assert not explore(site, known=known).complete


def test_redirect_to_another_site_is_refused() -> None:
    """A feed or home page that answers from elsewhere is not this clinic's."""
    site = sites.ghost()
    site.answers["/rss/"] = replace(rss(["/x"]), moved_to="https://elsewhere.example/rss")
    discovery = explore(site)
    assert (ORIGIN + "/rss/", "other_site") in discovery.failures
    site.answers["/"] = replace(page(), moved_to="https://elsewhere.example/")
    assert explore(site).failures[0] == (ORIGIN + "/", "other_site")


def test_redirect_within_the_site_is_followed() -> None:
    """The address that was asked stays the source; relative links count from the one that answered."""
    site = Site({"/": page()})
    moved = Answer(
        b"<urlset><url><loc>blog/a</loc></url></urlset>", moved_to="http://larkmoor.example/maps/all.xml"
    )
    site.answers["/sitemap.xml"] = moved
    discovery = explore(site)
    assert [entry.url for entry in discovery.entries] == ["http://larkmoor.example/maps/blog/a"]
    assert kept(discovery) == [("sitemap", "/sitemap.xml")]


def test_answers_that_were_not_asked_for_are_ignored() -> None:
    """A stray or second answer changes nothing."""
    site = sites.ghost()
    discovery = Discovery(clinic(), ())
    assert not discovery.done
    [ask] = discovery.start()
    stray = Ask("feed", ORIGIN + "/stray")
    assert discovery.answer(stray, site.fetch(stray)) == []
    assert discovery.answer(ask, site.fetch(ask)) != []
    assert discovery.answer(ask, site.fetch(ask)) == []
    assert not discovery.done


def test_unasked_304_is_no_answer() -> None:
    """A server that says "unchanged" to a request without validators has said nothing."""
    discovery = explore(Site({"/": Answer(b"", 304)}))
    assert discovery.failures == ((ORIGIN + "/", "status_304"),)
    assert discovery.entries == ()
