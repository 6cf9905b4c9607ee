"""Error pages are told from content, and content is never taken for an error page."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from monitor.records import Extract, Metadata, Part
from monitor.version import State, is_settled, unlike_content
from monitor.version.content import LONG, SHORT, STAYS
from monitor.version.wordings import KINDS
from tests.diff.texts import passage

ARTICLES = Path(__file__).parents[2] / "monitor" / "demo" / "articles"
LINES = [
    f"The {number}th paragraph tells how room {number} is kept quiet while a drip is running, and why."
    for number in range(1, 21)
]


def extract(*texts: str, title: str = "Quiet rooms", h1: str = "", part: Part = "text") -> Extract:
    """What was found."""
    found = tuple(passage(text, part=part) for text in texts)
    return Extract(Metadata(title=title, h1=h1), found, "stamp", b"")


LONG_PAGE = State.of(extract(*LINES))


@pytest.mark.parametrize(
    ("kind", "title", "texts"),
    [
        (
            "maintenance",
            "Quillstone",
            ["Our website is down for scheduled maintenance.", "We’ll be back shortly."],
        ),
        ("maintenance", "Maintenance mode", ["Thank you for your patience."]),
        (
            "maintenance",
            "Quillstone",
            ["This site is undergoing some routine maintenance and returns at noon."],
        ),
        ("block_page", "Just a moment...", ["Checking your browser before you go on.", "Ray 12ab."]),
        ("block_page", "Access denied", ["You do not have permission to open this address."]),
        ("block_page", "One more step", ["Please verify you are human.", "This takes a second."]),
        ("throttled", "Error", ["Too many requests.", "Try again in a few minutes."]),
        ("needs_javascript", "Quillstone", ["You need to enable JavaScript to run this app."]),
        ("needs_javascript", "Quillstone", ["Loading…"]),
        ("login_wall", "Members", ["Log in to continue reading.", "It is free."]),
        ("login_wall", "Protected: prices", ["This content is password protected.", "Password:"]),
        ("soft_404", "Page not found", ["Try the search."]),
        ("soft_404", "Oops", ["The page you were looking for has gone.", "Go to our home page."]),
        ("soft_404", "404", ["Nothing to see."]),
        ("consent", "Before you continue", ["Choose what may be stored on your device."]),
        ("redirect_stub", "Redirecting...", ["You should be redirected in a moment."]),
        ("server_error", "Error", ["Error establishing a database connection"]),
    ],
)
def test_error_pages_are_named(kind: str, title: str, texts: list[str]) -> None:
    """By wording alone at a first look, and all the more in the place of a page."""
    found = extract(*texts, title=title)
    assert unlike_content(None, found) == kind
    assert unlike_content(LONG_PAGE, found) == kind


@pytest.mark.parametrize(
    ("title", "texts"),
    [
        (
            "Maintenance infusions",
            [
                "After the first course most people come for maintenance infusions.",
                "Book a maintenance session.",
            ],
        ),
        (
            "When is a maintenance dose due?",
            ["We plan maintenance treatment for four weeks after the last drip."],
        ),
        (
            "Ketamine for maintenance",
            ["Ketamine in maintenance therapy is little studied.", "We tell you so."],
        ),
        (
            "How to log in to our portal",
            [
                "Log in to the portal with your card number.",
                "Sign in to see your diary.",
                "Ask us if you must.",
            ],
        ),
        ("404 patients later", ["We have treated 404 people and nothing was found that worried us."]),
        (
            "Just a moment of calm",
            ["It takes just a moment to fill in the form.", "We are back soon after noon."],
        ),
        (
            "Your privacy",
            ["Your privacy matters: the curtain stays shut and nobody comes in without a knock."],
        ),
        ("Cookies and tea", ["After the drip there are cookies, and you may accept as many as you like."]),
        ("Parking", ["The upper deck is temporarily unavailable."]),
        ("Closed in June", ["Our office is closed for the first week of June."]),
    ],
)
def test_short_articles_about_such_matters_are_content(title: str, texts: list[str]) -> None:
    """Short and honest: what an error page says in passing, an article may be about."""
    assert unlike_content(None, extract(*texts, title=title, h1=title)) == ""


def test_one_sentence_in_a_short_article_is_not_enough() -> None:
    """The words of an error page must make up a good part of it."""
    found = extract(*LINES[:5], "If the page you are looking for is not listed here, ask the front desk.")
    assert unlike_content(None, found) == ""


def test_one_sentence_is_enough_where_nothing_of_the_page_is_left() -> None:
    """A wall with many other words, met where something else used to stand."""
    found = extract(
        *(f"Menu entry {number} of the shop below the wall." for number in range(9)), "Log in to continue."
    )
    assert unlike_content(None, found) == ""
    assert unlike_content(LONG_PAGE, found) == "login_wall"


def test_a_short_page_that_was_so_before_stays_content() -> None:
    """A page about a login page, edited in one word, is not taken for one."""
    before = extract(
        "Log in to continue reading.", "The wall was built in May.", "It has a door.", "And a bell."
    )
    found = extract(
        "Log in to continue reading.", "The wall was built in June.", "It has a door.", "And a bell."
    )
    assert unlike_content(State.of(before), found) == ""


def test_long_pages_are_never_judged_by_their_wording() -> None:
    """Terms of use speak of rate limits."""
    text = [*LINES, "Too many requests.", "Access denied."]
    assert sum(len(line.split()) for line in text) > SHORT
    assert unlike_content(None, extract(*text)) == ""


@pytest.mark.parametrize("part", ["faq", "aside"])
def test_words_of_every_part_count(part: Part) -> None:
    """A page whose text stands in panels is no short page."""
    assert unlike_content(None, extract(*LINES, "You are rate limited.", part=part, title="Terms")) == ""


def test_no_demo_article_is_taken_for_an_error_page() -> None:
    """Each by itself and each sentence by itself, as the shortest page that could be made of it."""
    texts = [path.read_text().split("+++\n")[2] for path in sorted(ARTICLES.glob("*/*.md"))]
    assert len(texts) > 20
    for text in texts:
        sentences = [line for line in text.replace(". ", ".\n").splitlines() if line.strip()]
        assert unlike_content(None, extract(*sentences)) == ""
        for start in range(len(sentences) - 3):
            assert unlike_content(None, extract(*sentences[start : start + 4])) == "", sentences[
                start : start + 4
            ]


def test_an_article_cut_by_half_is_an_edit() -> None:
    """Sites shorten articles."""
    assert unlike_content(LONG_PAGE, extract(*LINES[:10])) == ""
    assert unlike_content(LONG_PAGE, extract(*LINES[::2])) == ""


def test_a_collapse_is_none() -> None:
    """A third of a long text is left, or less."""
    assert unlike_content(LONG_PAGE, extract(*LINES[:5])) == "collapsed"
    assert unlike_content(LONG_PAGE, extract("Join our letter and hear of open chairs first.")) == "collapsed"


def test_a_text_of_the_same_length_in_its_place_is_doubtful() -> None:
    """Not one passage is left: perhaps another part of the page was taken for the text."""
    others = [line.replace("quiet", "warm") for line in LINES]
    assert unlike_content(LONG_PAGE, extract(*others)) == "replaced"
    assert unlike_content(LONG_PAGE, extract(*others[1:], LINES[0])) == ""


def test_a_short_page_cannot_collapse() -> None:
    """Below a certain length every edit is large."""
    short = State.of(extract(*LINES[:3]))
    assert sum(each.words for each in short.passages) < LONG
    assert unlike_content(short, extract("Closed on Mondays.")) == ""


def test_a_text_that_breaks_off_in_mid_sentence_is_truncated() -> None:
    """The connection ended early and nobody said so."""
    assert unlike_content(LONG_PAGE, extract(*LINES[:12], LINES[12][:30])) == "truncated"


def test_an_end_that_was_taken_out_is_an_edit() -> None:
    """Whole sentences went; or the last one was shortened."""
    assert unlike_content(LONG_PAGE, extract(*LINES[:12])) == ""
    assert unlike_content(LONG_PAGE, extract(*LINES[:-1], LINES[-1][:40])) == ""


def test_letters_read_in_a_wrong_charset_are_garbled() -> None:
    """Also at a first look; but a page that always had such letters is content."""
    good = "We don’t bill insurance, and the café is next door."
    bad = good.encode().decode("cp1252")
    assert unlike_content(None, extract(*LINES, bad)) == "garbled"
    assert unlike_content(State.of(extract(*LINES, good)), extract(*LINES, bad)) == "garbled"
    assert unlike_content(State.of(extract(*LINES, bad)), extract(*LINES[1:], bad)) == ""
    assert unlike_content(None, extract(*LINES, good, "À la carte: Âge, £5, 20 °C, façade.")) == ""


def test_nothing_found_is_no_error_page() -> None:
    """A page without any passage is the extractor's business."""
    assert unlike_content(None, extract(title="")) == ""


@pytest.mark.parametrize(
    ("unlike", "again", "days", "settled"),
    [
        ("collapsed", True, STAYS.days, True),
        ("collapsed", True, STAYS.days - 1, False),
        ("collapsed", False, 100, False),
        ("truncated", True, STAYS.days, True),
        ("replaced", True, 0, True),
        ("replaced", False, 100, False),
        ("garbled", True, 0, True),
        ("maintenance", True, 1000, False),
        ("login_wall", True, 1000, False),
    ],
)
def test_when_the_unlikely_is_believed(unlike: str, again: bool, days: int, settled: bool) -> None:
    """What says that it is an error page never is; a collapse must last."""
    assert is_settled(unlike, again=again, failing=timedelta(days=days)) is settled


def test_wordings_cost_little_on_hostile_text() -> None:
    """No wording takes long on a sentence made to make it."""
    hostile = "under " + "scheduled " * 20_000 + "page " * 20_000 + "log in or " * 20_000
    for wording in KINDS.values():
        wording.search(hostile)
