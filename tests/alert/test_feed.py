"""The Atom feed: read by a feed reader, with the difference in it, and nothing scraped that is markup."""

from __future__ import annotations

import feedparser
from lxml import etree
from lxml import html as lxml_html

from monitor.alert import atom
from monitor.config import Titles
from tests.alert.letters import FLAG, LETTERS, NUMBER

SITE = "https://monitor.example.com"
ADDRESS = f"{SITE}/-/monitor/feed.atom?theme=price"


def test_a_reader_finds_each_change_with_its_difference() -> None:
    """Title, link, time, author, categories and content of each entry."""
    found = feedparser.parse(
        atom([FLAG, NUMBER], site=SITE, address=ADDRESS, title="Changes, theme price", titles=Titles())
    )
    assert not found.bozo
    assert found.feed.title == "Changes, theme price"
    assert found.feed.id == ADDRESS
    flag, number = found.entries
    assert number.title == "Bluff Creek: “up to 70%” → “up to 85%”"
    assert number.id == number.link == f"{SITE}/-/monitor/changes/1"
    assert number.updated == "2026-03-02T04:40:00Z"
    assert number.author == "Bluff Creek"
    assert {tag.term for tag in number.tags} == {"bluff-creek", "edited", "number_changed"}
    assert "<del" in number.content[0].value
    assert "85%</ins>" in number.content[0].value
    assert flag.title.startswith("Red flag")


def test_hostile_text_stays_text() -> None:
    """The XML is well formed whatever was scraped, and the HTML in it has no script."""
    (hostile,) = LETTERS["hostile"].changes
    tree = etree.fromstring(atom([hostile], site=SITE, address=ADDRESS, title="<x>&", titles=Titles()))
    content = tree.findtext(".//{*}content")
    assert content is not None
    elements = list(lxml_html.fragment_fromstring(content).iter())
    assert "script" not in {element.tag for element in elements}
    assert not [key for element in elements for key in element.attrib if key.startswith("on")]
    assert not [link for link in tree.iter("{*}link") if link.get("href", "").startswith("javascript")]


def test_an_empty_feed_is_a_feed() -> None:
    """Nothing was found yet."""
    found = feedparser.parse(atom([], site=SITE, address=ADDRESS, title="Changes", titles=Titles()))
    assert (found.bozo, found.entries) == (False, [])
