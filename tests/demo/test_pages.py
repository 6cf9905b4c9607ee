"""The pages of the five systems: everything is on them, links lead somewhere, and the noise changes."""

from __future__ import annotations

import pytest
from lxml import etree, html

from monitor.demo.edits import LAST_WEEK
from monitor.demo.server import DemoWorld
from tests.demo.conftest import CLINICS, ask, links, state_of

CROWDED = tuple(clinic for clinic in CLINICS if clinic != "north-orchard")


@pytest.mark.parametrize("clinic", CLINICS)
@pytest.mark.parametrize("week", range(1, LAST_WEEK + 1))
def test_every_public_article_is_served(world: DemoWorld, clinic: str, week: int) -> None:
    """Each article answers 200 with its title, its description and all that it says."""
    world.week = week
    site = world.sites[clinic]
    for article in state_of(site).articles:
        reply = ask(site.url_of(article.slug, week))
        if article.slug in state_of(site).outages:
            continue
        assert (reply.status, reply.headers["content-type"]) == (200, "text/html; charset=utf-8")
        tree = html.fromstring(reply.body)
        assert [" ".join(h.text_content().split()) for h in tree.cssselect("h1")] == [article.title]
        assert article.description in tree.xpath("//meta/@content")
        shown = " ".join(tree.text_content().split())
        for block in article.blocks:
            for row in block.visible:
                assert all(cell in shown for cell in row.split(" | "))
        assert state_of(site).disclaimer in shown


@pytest.mark.parametrize("clinic", CLINICS)
def test_links_lead_somewhere(world: DemoWorld, clinic: str) -> None:
    """Every link of the start page and of one article to the same site is answered."""
    site = world.sites[clinic]
    pages = [ask(world.urls[clinic]), ask(site.url_of(state_of(site).posts[0].slug, 1))]
    found = {link for page in pages for link in links(page, "a[href]") if link.startswith(site.origin)}
    assert len(found) > 6
    assert {link: status for link in sorted(found) if (status := ask(link).status) not in (200, 301)} == {}


@pytest.mark.parametrize("clinic", CLINICS)
def test_style_and_pictures(world: DemoWorld, clinic: str) -> None:
    """A page's style sheet and pictures are there."""
    site = world.sites[clinic]
    page = html.fromstring(ask(site.url_of(state_of(site).posts[0].slug, 1)).body)
    style = ask(str(page.xpath("//link[@rel='stylesheet']/@href")[0]))
    assert (style.status, style.headers["content-type"]) == (200, "text/css; charset=utf-8")
    for address in page.xpath("//img/@src"):
        assert etree.fromstring(ask(str(address)).body).tag == "{http://www.w3.org/2000/svg}svg"


@pytest.mark.parametrize("clinic", CROWDED)
def test_two_looks_differ_outside_the_article(world: DemoWorld, clinic: str) -> None:
    """Counters, tokens and quotations change from look to look, at once; the words of the article stay."""
    site = world.sites[clinic]
    article = state_of(site).posts[0]
    looks = [ask(site.url_of(article.slug, 1)).text for _ in range(3)]
    assert len(set(looks)) == 3
    shown = [html.fromstring(look).text_content() for look in looks]
    assert len(set(shown)) == 3
    assert all(sum(voice in text for voice in site.site.voices) == 1 for text in shown)


def test_ghost_has_no_noise(world: DemoWorld) -> None:
    """Two looks at a page of Ghost give the same bytes, which is what its tag is made of."""
    site = world.sites["north-orchard"]
    url = site.url_of("ketamine-for-ocd", 1)
    assert ask(url).body == ask(url).body


@pytest.mark.parametrize("clinic", CROWDED)
def test_related_articles_change_every_week(world: DemoWorld, clinic: str) -> None:
    """The boxes with other articles, and how old they are, differ between weeks without any edit."""
    site = world.sites[clinic]
    unedited = {
        "harrow-lake": "is-ketamine-fda-approved",
        "saltmarsh": "ketamine-for-ptsd-in-veterans",
        "juniper-row": "ketamine-for-anxiety",
        "quillstone": "is-at-home-ketamine-safe",
    }[clinic]
    article = state_of(site).article(unedited)
    assert article is not None
    boxes = {site.weeks[week].related(article, 2) for week in (1, 2, 3)}
    assert len(boxes) > 1
    assert "months ago" in ask(site.url_of(unedited, 1)).text
