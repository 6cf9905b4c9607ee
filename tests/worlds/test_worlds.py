"""The scripted worlds themselves: the same on every run, and true to what they say."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random
from urllib.request import urlopen

import pytest

from monitor.errors import ExtractionError
from monitor.extract import read
from monitor.records import Extract
from tests.servers import Reply
from tests.worlds.events import EDITS, LIFE
from tests.worlds.noises import INSIDE, INSTEAD
from tests.worlds.scoring import score
from tests.worlds.serving import ServedWorld, Told, crawl_weeks, told
from tests.worlds.styles import HELD_OUT, STYLES, Page, Style
from tests.worlds.texts import Article, Writer
from tests.worlds.world import World

ALL_STYLES = {**STYLES, **HELD_OUT}


def article(seed: int = 1) -> Article:
    """Some article."""
    return Writer(Random(seed)).article(1)


def shown(style: Style, text: Article, inside: str = "") -> str:
    """An article as a page."""
    noise = {2: inside} if inside else {}
    others = [
        ("Sleep and mood", "/blog/sleep/"),
        ("Paying for care", "/blog/care/"),
        ("Our rooms", "/blog/rooms/"),
    ]
    return style(Page(text, "Bluff Creek", "http://127.0.0.1", "No advice.", noise, others, "4711", 12))


def extracted(page: str) -> Extract:
    """What the product takes from it."""
    return read(page.encode(), "text/html; charset=utf-8", "http://127.0.0.1/blog/a/", ())


def test_a_seed_decides_everything() -> None:
    """Two worlds of one seed are equal, two seeds are not."""
    one, again, other = World(7, weeks=4), World(7, weeks=4), World(8, weeks=4)
    assert one.states == again.states
    assert one.truths == again.truths
    assert one.truths != other.truths


def test_every_event_and_every_noise_comes_up() -> None:
    """In two worlds of ten weeks."""
    worlds = [World(seed) for seed in (1, 2)]
    events = Counter(truth.event for world in worlds for truth in world.truths)
    assert set(events) == {*EDITS, *LIFE, "restored"}
    pages = [
        page
        for world in worlds
        for week in world.states.values()
        for clinic in week.values()
        for page in clinic.pages.values()
    ]
    assert {page.inside for page in pages} == {"", *INSIDE}
    assert {page.instead for page in pages} == {"", *INSTEAD}


def test_noises_can_be_switched_off() -> None:
    """All of them, or all but one."""
    for noises in ((), ("counter",), ("soft_404",)):
        states = World(3, weeks=4, noises=noises).states.values()
        pages = [page for week in states for clinic in week.values() for page in clinic.pages.values()]
        assert {page.inside for page in pages} | {page.instead for page in pages} == {"", *noises}
        assert not any(clinic.troubles for week in states for clinic in week.values())


@pytest.mark.parametrize("event", EDITS)
def test_every_edit_can_be_seen(event: str) -> None:
    """It changes the article, and by little."""
    done = 0
    for seed in range(12):
        before = article(seed)
        after = EDITS[event](before, Random(seed))
        if after is not None:
            done += 1
            assert (after.title, after.blocks) != (before.title, before.blocks)
            assert len(after.blocks) - len(before.blocks) in (-1, 0, 1)
    assert done >= 3


@pytest.mark.parametrize("style", ALL_STYLES)
def test_every_line_of_an_article_is_extracted(style: str) -> None:
    """Whatever the template; or no edit to it could be found."""
    text = article(5)
    found = extracted(shown(ALL_STYLES[style], text))
    said = " ".join(passage.text for passage in found.passages).replace(" | ", " ")
    for block in text.blocks:
        for line in block.lines:
            assert line.replace("\t", " ") in said, line


@pytest.mark.parametrize("kind", sorted({*INSTEAD} - {"wrong_charset"}))
def test_nothing_that_is_served_instead_is_the_article(kind: str) -> None:
    """Its text is not there, or not whole."""
    text = article(2)
    page = shown(STYLES["spirit"], text)
    reply = INSTEAD[kind](page, "Bluff Creek")
    assert isinstance(reply, Reply)
    try:
        found = read(reply.payload, reply.content_type, "http://127.0.0.1/blog/a/", ())
    except ExtractionError:
        return
    assert found.content_key != extracted(page).content_key


def test_a_wrong_charset_does_not_hide_the_article() -> None:
    """Declared as latin-1 everywhere, the bytes are read as what they are."""
    page = shown(STYLES["spirit"], article(2))
    assert not page.isascii()
    reply = INSTEAD["wrong_charset"](page, "Bluff Creek")
    assert isinstance(reply, Reply)
    found = read(reply.payload, reply.content_type, "http://127.0.0.1/blog/a/", ())
    assert found.content_key == extracted(page).content_key


def test_a_page_is_served_with_noise_at_each_look() -> None:
    """Two looks at one page differ, at least in their tokens."""
    world = World(1, weeks=2, pages=4)
    with ServedWorld(world) as served:
        server = served.servers["spirit"]
        path = next(iter(world.states[1]["spirit"].pages))
        first, second = (urlopen(server.url(path)).read() for _ in range(2))
    assert first != second


def test_reports_are_scored() -> None:
    """One found, one missed, one false, one told twice, one of another kind."""
    world = World(1, weeks=3, pages=4)
    kinds = {truth.kind for truth in world.truths}
    assert "edited" in kinds
    right = [Told(each.week, each.clinic, each.path, each.kind, ()) for each in world.truths]
    perfect = score(world, right)
    assert (perfect.recall, perfect.precision, perfect.twice) == (1.0, 1.0, 0)
    edited = next(each for each in right if each.kind == "edited")
    spoilt = [each for each in right if each is not right[-1]] + [
        edited,
        Told(3, "spirit", "/blog/x/", "edited", ()),
    ]
    result = score(world, spoilt)
    assert result.due.total() - result.found.total() == 1
    assert result.twice + result.false.total() == 2


@pytest.mark.slow
def test_a_small_world_is_told_as_it_is(tmp_path: Path) -> None:
    """The whole way: every event once and nothing else, over four weeks of all noises."""
    world = World(11, styles={name: STYLES[name] for name in ("block-theme", "hooked")}, weeks=4, pages=6)
    reports: list[Told] = []
    with ServedWorld(world) as served:
        for week in crawl_weeks(served, tmp_path / "watch"):
            reports += told(tmp_path / "watch", week)
    result = score(world, reports)
    assert (result.recall, result.precision, result.twice) == (1.0, 1.0, 0), "\n".join(result.detail)
