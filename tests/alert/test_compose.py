"""What mails say: golden files, nothing scraped that is markup, never so long that it is cut."""

from __future__ import annotations

import pytest
from lxml import html as lxml_html

from monitor.alert.compose import Composer
from monitor.alert.meaning import said_of
from monitor.alert.told import Meaning
from monitor.config import Alerts
from tests.alert.letters import ALERTS, GOLDEN, LETTERS, TITLES, composed, letter
from tests.alert.making import change, edit, signal

GMAIL_CUTS_AT = 102_000
ELEMENTS = {
    "html", "head", "meta", "title", "style", "body", "div", "table", "tr", "td", "h1", "h2", "h3", "span",
    "br", "a", "del", "ins",
}  # fmt: skip


@pytest.mark.parametrize("name", LETTERS)
def test_typical_mails_read_as_approved(name: str) -> None:
    """Text and HTML are to the letter what somebody has looked at."""
    found = composed(name)
    assert found.text == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")
    assert found.html == (GOLDEN / f"{name}.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", LETTERS)
def test_html_suits_mail_programs(name: str) -> None:
    """Tables and inline styles; no script, no image, no form, nothing loaded, links to the web only."""
    tree = lxml_html.document_fromstring(composed(name).html)
    elements = list(tree.iter())
    assert {element.tag for element in elements} <= ELEMENTS
    assert not [key for element in elements for key in element.attrib if key.startswith("on") or key == "src"]
    links = [element.get("href") for element in tree.iter("a")]
    assert all(link.startswith(("https://monitor.example.com/", "https://")) for link in links)
    assert all(table.get("role") == "presentation" for table in tree.iter("table"))
    assert "url(" not in composed(name).html


@pytest.mark.parametrize("name", LETTERS)
def test_text_fits_its_lines(name: str) -> None:
    """Lines are folded; addresses stand alone and whole."""
    for line in composed(name).text.splitlines():
        assert len(line) <= 72 or line.split()[-1].startswith("https://"), line


def test_difference_is_marked_by_more_than_colour() -> None:
    """What went is struck out, what came is underlined and bold; in the text there are signs."""
    found = composed("one-number")
    tree = lxml_html.document_fromstring(found.html)
    ((gone, come),) = zip(tree.iter("del"), tree.iter("ins"), strict=True)
    assert (gone.text, come.text) == ("70%", "85%")
    assert "line-through" in gone.get("style")
    assert "underline" in come.get("style")
    assert "[-70%-] {+85%+}" in found.text


@pytest.mark.parametrize(
    ("told", "subject"),
    [
        (change(), "Bluff Creek: “Up to 70%” → “Up to 85%”"),
        (change(1, edit("A visit costs $2,700 now.", "A visit costs $3,100 now.")),
         "Bluff Creek: “visit costs $2,700” → “visit costs $3,100”"),
        (change(1, edit("Mood infusion | 90 minutes | $395", "Mood infusion | 90 minutes | $445")),
         "Bluff Creek: “Mood infusion | $395” → “Mood infusion | $445”"),
        (change(1, edit("Mood infusion | $395", "Pain infusion | $395")),
         "Bluff Creek: “Mood” → “Pain”"),
        (change(1, edit("It is not approved.", "It is approved.")),
         "Bluff Creek: “It is not approved” → “It is approved”"),
        (change(1, edit(None, "A new sentence.")), "Bluff Creek: new: “A new sentence”"),
        (change(1, edit("An old sentence.", None)), "Bluff Creek: gone: “An old sentence”"),
        (change(kind="reverted"), "Bluff Creek: “How fast it works” back to an earlier wording"),
        (change(kind="removed", title="Prices"), "Bluff Creek: “Prices” removed"),
        (change(1, edit("a", "b", kind="moved"), title="Prices"), "Bluff Creek: “Prices”"),
        (change(1, edit("One.", "Two."), edit("It works.", "It cures."),
                signals=(signal("red_flag", after="It cures."),)),
         "Red flag at Bluff Creek: “It works” → “It cures”"),
        (change(1, edit("May cause nausea.", None), signals=(signal("disclosure_lost", "May cause"),)),
         "Bluff Creek drops a disclosure: “May cause nausea”"),
    ],
)  # fmt: skip
def test_subject_says_the_news(told: object, subject: str) -> None:
    """The heart of the heaviest change, with the words beside it."""
    found = Composer(ALERTS, TITLES).compose(letter(told)).subject
    assert found == subject


def test_a_red_flag_in_a_new_article_is_quoted() -> None:
    """A new article has no steps: the sentence itself is the news, in the subject and below its signal."""
    found = composed("bold-new-article")
    assert found.subject == "Red flag at Bluff Creek: “Six infusions cure depression for good in…”"
    for part in (found.html, " ".join(found.text.split())):
        assert "“Six infusions cure depression for good in nearly everybody.”" in part
        assert "first seen by us at mill-pond" in part
        assert part.count("first seen by us") == 1
        assert "Borrowed text, 2 passages" in part


def test_the_step_that_a_signal_speaks_of_is_always_shown() -> None:
    """However far below: the steps that are left out are those that mean nothing; the order stays."""
    edits = [edit(f"Point {n} is here.", f"Point {n} is there.") for n in range(12)]
    meant = (signal("red_flag", after="Point 10 is there."), signal("softened", "Point 8 is here."))
    text = Composer(ALERTS, TITLES).compose(letter(change(1, *edits, signals=meant))).text
    shown = [n for n in range(12) if f"Point {n} is" in text]
    assert shown == [0, 1, 2, 3, 8, 10]
    assert "“Point 10" not in text  # the step shows it: no need to quote it beside
    assert "… and 6 more steps" in text


def test_the_footer_says_what_goes_out_before_its_day() -> None:
    """Who gets a weekly mail on a Thursday reads why."""
    text = (
        Composer(ALERTS, TITLES)
        .compose(letter(change(), cadence="weekly", escalate=("red_flag", "copied")))
        .text
    )
    assert "sent on Mondays at 07:00 (UTC), at once for red flag, copied." in " ".join(text.split())


def test_a_long_mail_begins_with_what_matters() -> None:
    """Another clinic's red flag stands far below: it is told at the top, what means nothing is not."""
    flag = (signal("red_flag", after="It cures."),)
    changes = [
        change(1, edit("It works.", "It cures."), signals=flag),
        *(change(n, edit(None, f"Sentence {n}."), page_id=n) for n in range(2, 6)),
        change(7, edit("It helps.", "It cures."), signals=flag, clinic="z", clinic_name="Zinnia", page_id=7),
    ]
    found = Composer(ALERTS, TITLES).compose(letter(*changes))
    assert found.subject == "Red flag at Bluff Creek: “It works” → “It cures” · 5 more"
    assert found.text.splitlines()[2:5] == ["", "!! Red flag at Zinnia: “It helps” → “It cures”", ""]
    assert found.html.count("Red flag at Zinnia") == 1
    assert "Red flag at Zinnia" not in Composer(ALERTS, TITLES).compose(letter(changes[0], changes[-1])).html


def test_where_a_step_stands_is_said_once() -> None:
    """Two steps at one place: heading and context are above the first alone."""
    place = {"heading": "Prices", "context": "We take cards."}
    told = change(1, edit("It is dear.", None, **place), edit(None, "It is cheap.", **place))
    text = Composer(ALERTS, TITLES).compose(letter(told)).text
    assert (text.count("under “Prices”"), text.count("… We take cards.")) == (1, 1)


@pytest.mark.parametrize(
    ("meant", "words", "rule"),
    [
        (signal("claim_added", claim="works", rule="claim works"), "Claim added (Says that it works)", ""),
        (signal("claim_dropped", theme="price", rule="theme price"), "Claim dropped (Price and payment)", ""),
        (signal("claim_dropped", claim="cure", rule="red flag cure"), "Claim dropped (Speaks of a cure)", ""),
        (signal("strengthened", rule="gone: may"), "Wording stronger (Efficacy)", "gone: may"),
        (signal("number_changed", rule="rate: 3% → 4%"), "Number changed (Efficacy)", "rate: 3% → 4%"),
        (signal("copied", theme="safety", rule="first seen by us"), "Borrowed text", "first seen by us"),
        (signal("softened", claim="no_longer_there"), "Wording softer (No longer there)", ""),
        (signal("softened", theme="", rule="\u202e\x1bx"), "Wording softer", "<U+202E>␛x"),
    ],
)
def test_signals_in_words(meant: Meaning, words: str, rule: str) -> None:
    """What happened, what it is about and what decided; a rule that only repeats a slug is left out."""
    (said,) = said_of((meant,), (), TITLES)
    assert (said.words, said.rule) == (words, rule)


def test_a_huge_digest_is_cut_with_a_count_and_a_link() -> None:
    """However much there is, the mail stays under what Gmail shows, and says how much is left out."""
    words = " ".join(f"word{number}" for number in range(400))
    changes = [
        change(
            n, *(edit(f"{words} {n} {step}", f"other {words} {step}") for step in range(9)), page_id=n,
            signals=(signal("red_flag"),) if n == 700 else (),
        )
        for n in range(1, 901)
    ]  # fmt: skip
    found = Composer(ALERTS, TITLES).compose(letter(*changes, max_changes=1000))
    assert len(found.html.encode()) < GMAIL_CUTS_AT
    shown = found.html.count("/-/monitor/changes/")
    assert 5 < shown < 900
    for part in (found.html, found.text):
        assert f"{900 - shown} more changes are not shown here." in part
        assert "https://monitor.example.com/-/monitor/changes" in part
    assert "… and 3 more steps" in found.text
    assert found.text.index("Red flag") < 1000


def test_a_huge_digest_of_tiny_changes_is_cut_as_well() -> None:
    """A heading for each article and each clinic takes room, too; so does what ails a thousand clinics."""
    changes = [
        change(
            n, edit("https://a.example/", "https://b.example/", field="url"), kind="moved", page_id=n,
            clinic=f"clinic-{n}", clinic_name=f"<Clinic> & {n}" * 4, title=f"<Title> & {n}" * 12,
        )
        for n in range(1, 901)
    ]  # fmt: skip
    matters = LETTERS["health-only"].matters * 700
    found = Composer(ALERTS, TITLES).compose(letter(*changes, matters=matters, max_changes=1000))
    assert len(found.html.encode()) < GMAIL_CUTS_AT
    assert "… and 1,380 more notes" in found.text


def test_one_change_of_a_thousand_signals_is_cut_as_well() -> None:
    """A list of prices that changed in every row: the heaviest signals are told, the rest are counted."""
    rows = [edit(f"Package {n} | $1{n}", f"Package {n} | $2{n}") for n in range(1000)]
    prices = [
        signal("number_changed", each.before or "", each.after or "", "price", rule=f"price {n}: {'x' * 400}")
        for n, each in enumerate(rows)
    ]
    flag = signal("red_flag", after=rows[999].after or "", rule="FDA")
    found = Composer(ALERTS, TITLES).compose(letter(change(1, *rows, signals=(*prices, flag))))
    assert len(found.html.encode()) < GMAIL_CUTS_AT / 5
    for part in (found.html, found.text):
        assert "… and 993 more signals" in part
        assert "… and 994 more steps" in part
        assert "Package 999 | " in part


def test_without_a_public_address_there_are_no_dead_links() -> None:
    """Only the live page can be linked then."""
    found = Composer(Alerts(), TITLES).compose(LETTERS["capped"])
    assert "/-/monitor" not in found.html + found.text
    assert "4 more changes are not shown here." in found.text
    assert "Live page: https://bluff.example/fast/" in found.text
