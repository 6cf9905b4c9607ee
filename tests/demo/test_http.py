"""How each system speaks HTTP: errors, redirects, validators, odd requests."""

from __future__ import annotations

import pytest

from monitor.demo.edits import LAST_WEEK
from monitor.demo.server import DemoWorld
from tests.demo.conftest import CLINICS, ask, ask_at, state_of


@pytest.mark.parametrize("clinic", CLINICS)
def test_what_is_not_there_is_404(world: DemoWorld, clinic: str) -> None:
    """A wrong address is a 404 with the site's own page around it."""
    site = world.sites[clinic]
    for path in ("/no-such-page/", "/no-such-page", "/blog/no-such-page", "/wp-login.php", "/%E2%80%A6"):
        reply = ask(site.origin + path)
        if reply.status == 301:
            reply = ask(reply.headers["location"])
        assert reply.status == 404
    assert site.site.name in reply.text


@pytest.mark.parametrize("clinic", CLINICS)
def test_one_slash_is_right(world: DemoWorld, clinic: str) -> None:
    """With the wrong slash at the end an article is redirected for good."""
    site = world.sites[clinic]
    right = site.url_of(state_of(site).posts[0].slug, 1)
    wrong = right.removesuffix("/") if right.endswith("/") else right + "/"
    reply = ask(wrong)
    assert (reply.status, reply.headers["location"], reply.body) == (301, right, b"")


def test_renamed_article_is_redirected(world: DemoWorld) -> None:
    """The former address answers 200, and from the third week on 301 to the new one."""
    site = world.sites["quillstone"]
    old = site.url_of("at-home-ketamine-how-it-works", 1)
    assert ask(old).status == 200
    world.week = 3
    reply = ask(old)
    assert reply.status == 301
    assert reply.headers["location"] == site.url_of("at-home-ketamine-how-it-works", 3) != old
    assert ask(reply.headers["location"]).status == 200


def test_removed_article_is_gone_and_comes_back(world: DemoWorld) -> None:
    """A removed article is 404 for two weeks, and 200 again when it is restored."""
    statuses = []
    for week in range(1, LAST_WEEK + 1):
        world.week = week
        statuses.append(ask(world.sites["juniper-row"].url_of("who-should-not-have-ketamine", week)).status)
    assert statuses == [200, 404, 404, 200]


def test_outages_last_a_week(world: DemoWorld) -> None:
    """One article is 404 for a week; another one is a short maintenance page with status 200."""
    lost = world.sites["quillstone"].url_of("bipolar-depression-and-ketamine", 1)
    upkeep = world.sites["saltmarsh"].url_of("ketamine-and-alcohol-use", 1)
    seen = []
    for week in (2, 3, 4):
        world.week = week
        reply = ask(upkeep)
        seen.append((ask(lost).status, reply.status, "undergoing scheduled maintenance" in reply.text))
    assert seen == [(200, 200, False), (404, 200, True), (200, 200, False)]


@pytest.mark.parametrize("clinic", CLINICS)
def test_head_has_no_body(world: DemoWorld, clinic: str) -> None:
    """HEAD answers with the headers of GET and nothing more; other methods are refused."""
    url = world.urls[clinic]
    reply = ask(url, "HEAD")
    assert (reply.status, reply.body) == (200, b"")
    assert int(reply.headers["content-length"]) > 1000
    refused = ask(url, "POST")
    assert (refused.status, refused.headers["allow"]) == (405, "GET, HEAD")


def test_validators_of_ghost(world: DemoWorld) -> None:
    """Ghost answers 304 to its own tag in every week until the article is edited."""
    site = world.sites["north-orchard"]
    for path, edited in (("/ketamine-for-ocd/", 200), ("/rss/", 200), ("/what-the-evidence-says/", 304)):
        world.week = 1
        tag = ask(site.origin + path).headers["etag"]
        known = ask(site.origin + path, If_None_Match=f'"other", {tag}')
        assert (known.status, known.body, known.headers["etag"]) == (304, b"", tag)
        world.week = 2
        assert ask(site.origin + path, If_None_Match=tag).status == edited


def test_validators_of_wix(world: DemoWorld) -> None:
    """Wix keeps a page's tag, noise or not, until anything on the site is published."""
    site = world.sites["quillstone"]
    url = site.url_of("is-at-home-ketamine-safe", 1)
    tag = ask(url).headers["etag"]
    assert ask(url, If_None_Match=tag).status == 304
    world.week = 2
    assert ask(url, If_None_Match=tag).status == 200


def test_validators_of_wordpress(world: DemoWorld) -> None:
    """Posts have none; the feed has two, each good for a 304 until an article is edited."""
    site = world.sites["harrow-lake"]
    assert {"etag", "last-modified"}.isdisjoint(ask(site.url_of("is-ketamine-fda-approved", 1)).headers)
    feed = ask(site.origin + "/feed/")
    tag, day = feed.headers["etag"], feed.headers["last-modified"]
    assert ask(site.origin + "/feed/", If_None_Match=tag).status == 304
    assert ask(site.origin + "/feed/", If_Modified_Since=day).status == 304
    assert ask(site.origin + "/feed/", If_Modified_Since=day, If_None_Match='"other"').status == 200
    world.week = 2
    assert ask(site.origin + "/feed/", If_None_Match=tag).status == 200
    assert ask(site.origin + "/feed/", If_Modified_Since=day).status == 200


def test_404_is_never_304(world: DemoWorld) -> None:
    """A tag does not turn "not found" into "not modified"."""
    url = world.sites["north-orchard"].origin + "/no-such-page/"
    assert ask(url, If_None_Match=ask(url).headers.get("etag", "*")).status == 404


@pytest.mark.parametrize(
    "target",
    [
        "//[",
        "http://[::1",
        "/%00/",
        "/%ff",
        "/" + "a" * 9000,
        "/page/99999999999999999999/",
        "/../../etc/passwd",
        "/blog?offset=-1",
        "/blog?offset=%F0%9F%98%80",
        "/blog?offset=" + "9" * 5000,
        "/wp-json/wp/v2/posts?page=" + "9" * 5000,
        "/?p=",
        "/wp-content/uploads/2025/../../x.svg",
        "*",
    ],
    ids=lambda target: target[:30],
)
@pytest.mark.parametrize("clinic", CLINICS)
def test_odd_requests_are_answered(
    world: DemoWorld, clinic: str, target: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """No request makes the server stumble."""
    place = world.sites[clinic].origin.removeprefix("http://")
    assert ask_at(place, target).status < 500
    assert capfd.readouterr().err == ""
