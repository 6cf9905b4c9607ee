"""One page in, one extract out: what is taken, what is left, what is refused."""

import os
import re
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from monitor.errors import ExtractionError
from monitor.extract import fingerprint, read, stamp
from monitor.extract.area import find_area
from monitor.extract.blocks import find_blocks
from monitor.extract.tree import parse
from tests.extract.pages import TEXT, extract, page, texts
from tests.extract.test_cases import CASES, extract_case, render

WORD = re.compile(r"[A-Za-z]{3,}")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_word_of_the_message_is_watched(case: Path) -> None:
    """Changing any one word of any passage in the page changes the content."""
    html = (case / "page.html").read_text()
    body = html[html.index("<body") :]
    before = extract_case(case)
    tried = 0
    for passage in before.passages:
        for word in WORD.findall(passage.text):
            if len(re.findall(rf"\b{word}\b", body)) != 1:
                continue
            changed = html.replace(body, re.sub(rf"\b{word}\b", "qqqzx", body))
            after = read(changed.encode(), "text/html", "https://a.example/", ())
            assert after.content_key != before.content_key, word
            assert sum("qqqzx" in p.text for p in after.passages) == 1, word
            tried += 1
    assert tried > 10


@pytest.mark.parametrize(
    "furniture",
    [
        "<div class='view-counter'>{} views</div>",
        "<p class='read'>{} min read</p>",
        "<div>Comments · {} Views</div>",
        "<p>Updated {} minutes ago</p>",
        "<span>{} comments</span>",
        "<div><p>Posted</p><div class='wp-block-post-date'><time>May {}</time></div><p>in</p></div>",
        "<section class='related-posts'><h3>Related</h3><p>We wrote {} more things about rest.</p></section>",
        "<div><h3>Recent posts</h3><ul><li><a href='/{}'>Post {}</a></li><li>Other</li></ul></div>",
        "<p>Popular right now</p><ul><li><a href='/{}'>Post {}</a></li><li><a href='/o'>New</a></li></ul>",
        "<h3>Most read today</h3><ul><li><a href='/{}'>Post {}</a></li><li><a href='/o'>New</a></li></ul>",
        "<h3>What’s trending</h3><ul><li><a href='/{}'>Post {}</a></li><li><a href='/o'>Other</a></li></ul>",
        "<div class='tools'><button>Copy as Markdown</button><button>Export to PDF</button>{} views</div>",
        "<div class='page-tools'><button>Larger letters {}</button></div>",
        "<div role='toolbar'><button>Larger letters {}</button></div>",
        "<div role='dialog' class='x'><h3>Letters</h3><p>We write {} times a year, and never more.</p></div>",
        "<div class='newsletter-popup'><p>Take {} per cent off your first visit with us today.</p></div>",
        "<div class='pum pum-overlay'><p>Take {} per cent off your first visit with us today.</p></div>",
        "<ul><li><a class='btn' href='/visit/'>First visit</a></li><li><a class='btn' href='/{}'>Part {}</a>"
        "</li><li><a class='btn' href='/fees'>Fees</a></li></ul>",
        "<ul><li><a class='btn' aria-current='page'>First visit</a></li><li><a class='btn' href='/{}'>Part {}"
        "</a></li><li><a class='btn' href='/fees'>Fees</a></li></ul>",
        "<h3>You may also like</h3><p><a href='/{}'>Post {}</a></p><p><a href='/q'>Other</a></p>",
        "<div id='comments'><h3>{} thoughts</h3><p>I liked this very much, thank you for it!</p></div>",
        "<div><h3>Leave your thought here</h3><p>Your email address will not be published.</p>{}</div>",
        "<div><h4>Letters</h4><p>We write {} times a year.</p><form><input type='email'></form></div>",
        "<nav aria-label='Posts'><a rel='prev' href='/x'>Previous: part {}</a></nav>",
        "<div class='ad-slot'><p>Buy {} shoes now.</p></div>",
        "<div class='sharedaddy'><a class='btn' href='#'>Share {}</a></div>",
        "<ul class='blog__details__info'><li>Written by Ana, {} years with us</li></ul>",
        "<div class='author-bio'><p>Ana has written {} articles.</p></div>",
        "<div hidden><p>Hidden words number {} that nobody asked for.</p></div>",
        "<div style='display:none'><p>Hidden words number {} that nobody asked for.</p></div>",
        "<div class='cookie-banner'><p>We use {} cookies.</p><button>Accept all {}</button></div>",
        "<span class='screen-reader-text'>opens in window {}</span>",
        "<script>var nonce = {};</script><style>.a{{width:{}px}}</style><!-- {} -->",
        "<ul class='tags'><li><a rel='tag' href='/t'>tag {}</a></li></ul>",
        "<footer class='entry-footer'>Filed under {}</footer>",
        "<ul><li><a href='/{}'>Title {}</a></li><li><a href='/b'>Another title</a></li></ul>",
        "<article class='teaser'><h3><a href='/x'>Post {}</a></h3><p>A short text.</p></article>",
        "<p><time datetime='2024-01-0{}'>January {}, 2024</time></p>",
        "<p>Published on <time datetime='2024-01-0{}'>January {}, 2024</time></p>",
        "<p>January {}, 2024 · By Ana Ruiz · 5 min read</p>",
    ],
)
@pytest.mark.parametrize("where", ["before", "after"])
def test_furniture_does_not_count(furniture: str, where: str) -> None:
    """What is not the message may change without changing the content, above and below the text."""
    one, two = (
        furniture.replace("{}", number).replace("{{", "{").replace("}}", "}") for number in ("3", "7")
    )
    bodies = (one + TEXT, two + TEXT) if where == "before" else (TEXT + one, TEXT + two)
    before, after = (extract(body) for body in bodies)
    if where == "before" and furniture.startswith("<ul><li><a"):
        return  # a list of links above the text is content: only a reader could tell
    assert before.content_key == after.content_key
    assert texts(before)[0].startswith("Ketamine is given")


@pytest.mark.parametrize(
    "message",
    [
        "<p>Call us.</p>",
        "<h2>Popular treatments</h2><p>Most people choose six visits.</p>",
        "<div class='modal-open has-popup'><p>Doors open at nine.</p></div>",
        "<div><h3>Most popular</h3><p>Six visits for $2,400</p></div>",
        "<h3>Popular right now</h3><p>Six visits, <a href='/six'>all in one month</a>, for $2,400.</p>",
        "<p>Copy as many pages as you like.</p>",
        "<p>$450 per visit</p>",
        "<h2>No text follows</h2>",
        "<h2 id='cookies'>Snacks and cookies</h2>",
        "<section id='sharing'><p>Sharing a room is possible.</p></section>",
        "<ul><li>Rest</li><li>Eat</li></ul>",
        "<ol><li><a href='https://study.example'>A study</a></li></ol><p>These are studies we follow.</p>",
        "<table><tr><td>Visit</td><td>$450</td></tr><tr><td>Only one cell</td></tr></table>",
        "<blockquote>I slept.</blockquote>",
        "<dl><dt>Deposit</dt><dd>$50</dd></dl>",
        "<div>A bare line of text</div>",
        "<div class='price-footer'>From $99</div>",
        "<div class='plan recommended'><h3>Recommended</h3><p>Six visits</p></div>",
        "<p>30 minutes</p>",
        "<p>By appointment only</p>",
        "<p>Last updated: 3 May 2025</p>",
        "<p>Offer ends <time datetime='2025-06-01'>June 1</time> for everybody who has booked before.</p>",
        "<p>Read <a href='/a'>this</a> and <a href='/b'>that</a> before you come to us.</p>",
        "<div class='views-row'><p>Parking is free.</p></div>",
        "<pre>Call 555-0100</pre>",
        "<p>Price: <del>$500</del> <ins>$450</ins></p>",
        "<div class='category-related tag-comments'><p>Bring your card.</p></div>",
        "<section class='social-proof'><h2>Four in five</h2><p>Our people sleep better.</p></section>",
        "<div class='share-your-story'><p>Tell us how it was.</p></div>",
        "<div class='meta-analysis'><p>Of 14 trials 9 agree.</p></div>",
        "<div class='blog__details__text'><p>The dose is half a milligram.</p></div>",
        "<div class='accordion'><h3>Is it safe?</h3><div style='display:none'><p>It is.</p></div></div>",
        "<div class='tve_faq'><h4>Quick?</h4><div class='tve_faqC' style='display:none'>Yes.</div></div>",
    ],
)
@pytest.mark.parametrize("where", ["before", "after"])
def test_short_messages_are_kept(message: str, where: str) -> None:
    """Short paragraphs, headings, items, cells and prices are text, first and last in the article."""
    found = extract(message + TEXT if where == "before" else TEXT + message)
    said = " ".join((*texts(found), *texts(found, "faq")))
    for words in re.sub(r"<[^>]+>", "\n", message).split("\n"):
        assert " ".join(words.split()) in said


def test_parts_are_told_apart() -> None:
    """Panels, captions, asides and buttons have their own parts, after the text, in the order of PARTS."""
    found = extract(
        "<a class='btn' href='/book'>Book now</a><aside><p>Ketamine is used off-label.</p></aside>"
        "<figure><img src='a.jpg' alt='A room'><figcaption>Our quiet room</figcaption></figure>"
        "<details><summary>Must I fast?</summary><p>Yes, for four hours.</p></details>"
        "<button aria-expanded='false' aria-controls='p1'>Can I drive?</button>"
        "<div id='p1' hidden><p>No.</p></div>"
        "<div class='w'><a href='tel:5550100'>Call 555-0100</a></div><button>Check prices</button>" + TEXT
    )
    assert texts(found, "faq") == ["Must I fast?", "Yes, for four hours.", "Can I drive?", "No."]
    assert texts(found, "caption") == ["Our quiet room"]
    assert texts(found, "aside") == ["Ketamine is used off-label."]
    assert texts(found, "call_to_action") == ["Book now", "Call 555-0100", "Check prices"]
    assert [p.part for p in found.passages] == sorted(
        (p.part for p in found.passages), key=["text", "faq", "caption", "aside", "call_to_action"].index
    )


def test_a_bare_link_below_the_text_calls_to_action() -> None:
    """A link that stands alone is a call to action; labels of sharing and paging are not."""
    found = extract(
        TEXT + "<div><a href='/contact'>Contact us today</a></div><div><a href='/n'>Next post</a></div>"
    )
    assert texts(found, "call_to_action") == ["Contact us today"]


def test_other_parts_say_nothing_twice() -> None:
    """The same button five times is one passage, and a caption that repeats the text is none."""
    found = extract(
        "<a class='btn'>Book</a>" * 5
        + "<p>Our quiet room</p><figure><figcaption>Our quiet room</figcaption></figure>"
        + TEXT
    )
    assert texts(found, "call_to_action") == ["Book"]
    assert texts(found, "caption") == []


def test_line_breaks_begin_blocks() -> None:
    """Each line of a paragraph with line breaks begins a block; sentences after the first do not."""
    found = extract("<p>12 Mill Road<br>Dayton. Parking is free.<br/></p>" + TEXT)
    assert [(p.text, p.begins) for p in found.passages[:3]] == [
        ("12 Mill Road", True),
        ("Dayton.", True),
        ("Parking is free.", False),
    ]


def test_title_is_tracked_apart() -> None:
    """A heading at the top that repeats the title or the h1 makes no passage, even twice."""
    found = extract(
        "<h2>First  visit</h2><h2>FIRST VISIT</h2>" + TEXT + "<h2>First visit</h2><p>Starts at nine.</p>"
    )
    assert texts(found)[0].startswith("Ketamine is given")
    assert "First visit" in texts(found)  # further down it is a heading like any other


def test_ignored_elements_are_dropped() -> None:
    """CSS selectors of the watch list drop elements, with all text inside and none after."""
    body = "<p class='promo'>Spring offer</p>" + TEXT
    assert "Spring offer" in texts(extract(body))
    assert "Spring offer" not in texts(extract(body, ignore=(".promo",)))
    assert extract(body, ignore=("body", "html")).content_key == extract(body).content_key


def test_a_selector_that_cannot_be_read_is_refused() -> None:
    """A bad selector costs the page, with a reason."""
    with pytest.raises(ExtractionError) as caught:
        extract(ignore=("p[",))
    assert caught.value.reason == "bad_selector"


@pytest.mark.parametrize("tag", ["div", "span", "blockquote", "b", "table><tr><td", "ul><li"])
def test_markup_nested_too_deep_is_refused(tag: str) -> None:
    """Deep nesting ends in a reason and never in a RecursionError or half a page."""
    for depth in (300, 100_000):
        with pytest.raises(ExtractionError) as caught:
            read(page(f"<{tag}>" * depth + TEXT), "text/html", "https://a.example/", ())
        assert caught.value.reason == "too_deep"


def test_markup_nested_deep_but_not_too_deep_is_read() -> None:
    """A hundred nested lists with errors all over are read."""
    deep = "<ul><li>x<foo&bar>" * 40 + "Deep down" + "</li></ul>" * 40
    assert any("Deep down" in text for text in texts(extract(deep + TEXT)))


def test_a_word_of_a_hundred_thousand_letters_survives() -> None:
    """Nothing is cut and nothing takes long."""
    assert "x" * 100_000 in texts(extract(TEXT + "<p>" + "x" * 100_000 + "</p>"))


def test_huge_and_broken_pages_end_in_an_extract_or_a_reason() -> None:
    """Unclosed, repeated and misplaced markup never ends in anything else."""
    for body in (
        "<p>a" * 20_000,
        "<table>" + "<tr><td>a" * 5_000,
        "<a href='#'>" * 200 + TEXT,
        "</p></div></article>" * 500 + TEXT,
        "<p " + "a=b " * 20_000 + ">" + TEXT,
        "&#0;&#xD800;&#x110000;&nbsp;&bogus;" + TEXT,
        "<![CDATA[ x ]]><?php echo 1 ?><!-- <p> --" + TEXT,
        "by A by A by A by A by A by A " * 10 + TEXT,
    ):
        with suppress(ExtractionError):
            assert read(page(body), "text/html", "https://a.example/", ()).passages


def test_a_page_without_text_is_refused() -> None:
    """Nothing extracted is an error with a reason, not an empty extract."""
    for body in (b"<html><body></body></html>", b"<html><body><nav><a href='/'>Home</a></nav></body></html>"):
        with pytest.raises(ExtractionError) as caught:
            read(body, "text/html", "https://a.example/", ())
        assert caught.value.reason == "no_text"


def test_main_text_from_elsewhere_is_taken_as_it_is() -> None:
    """Where trafilatura's text does not stand on the page in blocks, there is no area to look around in."""
    blocks = find_blocks(parse("<body><p>Loading, please wait a moment.</p></body>"))
    main = find_blocks(parse("<body><p>Quite another text that came out of a script.</p></body>"))
    assert find_area(blocks, main) is None
    assert find_area(blocks, blocks) is not None


def test_no_passage_holds_control_characters_or_loose_white_space() -> None:
    """Texts are single lines as extracted, with white space collapsed."""
    found = extract("<p>a&#1;b\u00a0\n c&#x9f;&#x1b;[31m</p>" + TEXT)
    assert texts(found)[0] == "ab c\u0178[31m"  # the parser reads &#x9f; as windows-1252, as browsers do


@pytest.mark.parametrize(
    "poison",
    ["a&#1;b", "a&#x0c;b", "a\x0cb", "<o:p>ab</o:p>", "<foo&bar>ab</foo&bar>", "a&#xFFFE;b", "a&#11b"],
)
def test_what_makes_trafilatura_give_up_is_cleaned_before(poison: str) -> None:
    """Control characters and odd tag names cost neither the page nor the words around them."""
    found = extract(f"<ul><li>{poison}</li><li>plain</li></ul>" + TEXT)
    assert texts(found)[0].replace(" ", "") == "ab"
    assert len(texts(found)) == 4


def test_stamp_names_everything_the_text_depends_on() -> None:
    """Extractor, its version and the ignored selectors; their order does not matter."""
    assert re.fullmatch(r"trafilatura 2\.3\.1 / passages \d+ / [0-9a-f]{8}", stamp(()))
    assert stamp((".a",)) != stamp(())
    assert stamp((".a", ".b")) == stamp((".b", ".a"))
    assert extract(ignore=(".a",)).stamp == stamp((".a",))


def test_extract_carries_the_fingerprint() -> None:
    """The fingerprint of an extract is the one that the cheap parse gives."""
    assert extract().fingerprint == fingerprint(page(), "text/html; charset=utf-8")


def test_result_does_not_depend_on_what_came_before() -> None:
    """Pages extracted in any order give the same extracts."""
    forwards = [extract_case(case) for case in CASES]
    backwards = [extract_case(case) for case in reversed(CASES)]
    assert forwards == backwards[::-1]


SHOW = (
    "import sys; from hashlib import sha256; from tests.extract.test_cases import CASES, extract_case;"
    "print([(e.content_key.hex(), e.fingerprint.hex(), sha256(repr(e).encode()).hexdigest())"
    " for e in map(extract_case, CASES)])"
)


def test_result_does_not_depend_on_the_hash_seed() -> None:
    """Two interpreters with different hash seeds give the same extracts, metadata included."""
    outputs = [
        subprocess.run(
            [sys.executable, "-c", SHOW],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "4242")
    ]
    assert outputs[0] == outputs[1]
    assert len(outputs[0]) > 500


def test_cases_show_every_part() -> None:
    """The case pages together use every part and every kind, so that none goes untested."""
    extracts = [extract_case(case) for case in CASES]
    assert {p.part for e in extracts for p in e.passages} == {
        "text",
        "faq",
        "caption",
        "aside",
        "call_to_action",
    }
    assert {p.kind for e in extracts for p in e.passages} == {"heading", "sentence", "item", "row", "quote"}
    assert all(render(e).strip() for e in extracts)
