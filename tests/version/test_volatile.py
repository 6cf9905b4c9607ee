"""Volatile passages are found by evidence, and true edits beside them come through."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.records import Extract, Metadata, Passage
from monitor.version import (
    State,
    Volatile,
    between,
    could_rotate,
    in_its_place,
    judge,
    known,
    settled_metadata,
    steady,
    titles,
)
from tests.diff.texts import passage, passages

TEXT = passages(
    "Ketamine infusions are given in a quiet room with a nurse beside you.",
    "Most people need 6 sessions over three weeks.",
    "You may not drive until the next morning.",
    "Bring somebody who takes you home.",
)
QUOTES = passages(
    "“I slept for the first time in years,” wrote a guest.",
    "“They told me every price,” said a teacher.",
    "“Quiet room, kind people,” wrote a pilot.",
)
CONTINUED = replace(passage("It was quiet."), begins=False)


def texts(found: list[Passage]) -> list[str]:
    """In a fixed order, each once."""
    return sorted({each.text for each in found})


def judged(before: list[Passage], found: list[Passage], volatile: Volatile) -> list[str]:
    """What is told when something is known to be volatile: the texts of the operations."""
    first = Extract(Metadata(), tuple(before), "s", b"")
    second = Extract(Metadata(), tuple(found), "s", b"")
    verdict = judge(State.of(first).without(volatile), steady(second, volatile), earlier=(), baseline=False)
    told = [each for change in verdict.changes for each in change.operations if each.kind != "moved"]
    return [f"{each.before} > {each.after}" for each in told]


def told(before: list[Passage], first: list[Passage], second: list[Passage]) -> list[str]:
    """What is told after two looks."""
    return judged(before, first, known(between(before, first, second)))


def test_two_equal_looks_prove_nothing_volatile() -> None:
    """Whatever was before."""
    assert between([], TEXT, TEXT) == []
    assert between(TEXT, TEXT[1:], TEXT[1:]) == []
    assert between([], [], []) == []


def test_what_differs_between_two_looks_is_volatile_and_so_is_what_it_replaces() -> None:
    """Three quotes at three looks."""
    before, first, second = ([*TEXT[:2], quote, *TEXT[2:]] for quote in QUOTES)
    assert texts(between(before, first, second)) == texts(QUOTES)
    assert told(before, first, second) == []


@pytest.mark.parametrize("place", [0, 1, 4])
def test_first_middle_and_last_place(place: int) -> None:
    """A quote may stand anywhere."""
    looks = [[*TEXT[:place], quote, *TEXT[place:]] for quote in QUOTES]
    assert told(looks[0], looks[1], looks[2]) == []


def test_an_offer_that_is_shown_now_and_then() -> None:
    """There before, gone at the first look, there again at the second: it goes with what is volatile."""
    offer = passage("Book this week and save.")
    assert told([*TEXT, offer], TEXT, [*TEXT, offer]) == []
    assert told([*TEXT, offer], TEXT, [*TEXT, QUOTES[0]]) == []
    assert told(TEXT, [*TEXT, offer], TEXT) == []


def test_quotes_of_different_length() -> None:
    """One sentence gives way to three in one block."""
    long = [QUOTES[1], CONTINUED, replace(passage("I came back."), begins=False)]
    before, first = [*TEXT[:2], QUOTES[0], *TEXT[2:]], [*TEXT[:2], *long, *TEXT[2:]]
    second = [*TEXT[:2], QUOTES[2], *TEXT[2:]]
    assert told(before, first, second) == []
    assert told(first, before, second) == []


@pytest.mark.parametrize("at", range(4))
def test_a_tiny_edit_comes_through_alone(at: int) -> None:
    """One word in any sentence, also right beside the slot."""
    edited = [*TEXT]
    edited[at] = passage(TEXT[at].text.replace("you", "them").replace("6", "8").replace("not", "n't"))
    looks = [
        [*text[:2], quote, *text[2:]] for text, quote in zip((TEXT, edited, edited), QUOTES, strict=True)
    ]
    assert told(looks[0], looks[1], looks[2]) == [f"{TEXT[at].text} > {edited[at].text}"]


@pytest.mark.parametrize("at", range(4))
def test_a_sentence_added_or_removed_is_found(at: int) -> None:
    """Beside the slot the quote may be told with it, but the sentence is never swallowed."""
    new = passage("We close at noon on Fridays.")
    more = [[*TEXT[:at], new, *TEXT[at:]]] * 2
    less = [[*TEXT[:at], *TEXT[at + 1 :]]] * 2
    for then in (more, less):
        before = [*TEXT[:2], QUOTES[0], *TEXT[2:]]
        cut = then[0].index(TEXT[2]) if TEXT[2] in then[0] else then[0].index(TEXT[3])
        first, second = ([*then[0][:cut], quote, *then[0][cut:]] for quote in QUOTES[1:])
        wanted = new.text if then is more else TEXT[at].text
        assert any(wanted in each for each in told(before, first, second))


def test_the_last_sentence_of_the_paragraph_above_is_no_quote() -> None:
    """It ends a block of its own that began before the slot."""
    end = replace(TEXT[2], begins=False)
    before = [*TEXT[:2], end, QUOTES[0], TEXT[3]]
    first, second = [*TEXT[:2], QUOTES[1], TEXT[3]], [*TEXT[:2], QUOTES[2], TEXT[3]]
    assert told(before, first, second) == [f"{end.text} > None"]
    assert told(first, before, [*TEXT[:2], end, QUOTES[2], TEXT[3]]) == [f"None > {end.text}"]


def test_a_whole_section_that_went_is_not_taken_for_a_quote() -> None:
    """More blocks went than came."""
    before = [TEXT[0], QUOTES[0], *TEXT[1:3], TEXT[3]]
    assert len(told(before, [TEXT[0], QUOTES[1], TEXT[3]], [TEXT[0], QUOTES[2], TEXT[3]])) >= 2


# --- what is remembered --------------------------------------------------------------------------


def test_a_counter_is_known_again_by_its_shape() -> None:
    """Seen with two numbers, it is volatile with any."""
    counters = passages(
        "312 people have read this.", "313 people have read this.", "4,099 people have read this."
    )
    volatile = known(counters[:2])
    assert counters[2] in volatile
    assert judged([*TEXT, counters[0]], [*TEXT, counters[2]], volatile) == []


def test_one_passage_proves_nothing_about_its_digits() -> None:
    """The price in one of two offers on trial is still watched."""
    trial = passages("A course costs $2,700 until June.", "Ask us about our courses.")
    assert passage("A course costs $3,100 until June.") not in known(trial)


def test_a_known_quote_that_comes_back_is_not_told() -> None:
    """Weeks later, by its content alone."""
    assert judged([*TEXT, QUOTES[0]], [*TEXT, QUOTES[1]], known(QUOTES[:2])) == []


def test_the_next_quote_is_known_by_its_place() -> None:
    """Never seen, but it stands where a known one stood."""
    before, found = [*TEXT[:2], QUOTES[0], *TEXT[2:]], [*TEXT[:2], QUOTES[2], *TEXT[2:]]
    assert in_its_place(before, found, known(QUOTES[:2])) == [QUOTES[2]]
    assert in_its_place(before, found, Volatile()) == []
    assert in_its_place([], [], known(QUOTES)) == []


def test_what_comes_beside_a_known_quote_is_told() -> None:
    """The slot is taken already."""
    new = passage("We close at noon on Fridays.")
    before, found = [*TEXT[:2], QUOTES[0], *TEXT[2:]], [*TEXT[:2], QUOTES[1], new, *TEXT[2:]]
    assert in_its_place(before, found, known(QUOTES[:2])) == []
    assert in_its_place(before, [*TEXT[:2], QUOTES[2], new, *TEXT[2:]], known(QUOTES[:2])) == []


def test_an_edited_sentence_is_not_the_next_quote() -> None:
    """It is a rewording of what counts."""
    edited = passage(TEXT[2].text.replace("morning", "evening"))
    before, found = [*TEXT[:2], QUOTES[0], *TEXT[2:]], [*TEXT[:2], QUOTES[2], edited, TEXT[3]]
    assert in_its_place(before, found, known(QUOTES[:2])) == [QUOTES[2]]


def test_titles_of_other_articles_are_links() -> None:
    """Empty ones are none."""
    volatile = titles(["Sleep and mood", "", "Paying “for care”"])
    assert passage('Paying "for care"') in volatile
    assert passage("") not in volatile


# --- what is counted out anew --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("then", "now"),
    [
        ("Last reviewed by our physicians 3 weeks ago.", "Last reviewed by our physicians 4 weeks ago."),
        ("Updated an hour ago", "Updated 2 days ago"),
        ("Last updated 11 months ago.", "Last updated a year ago."),
        ("Posted yesterday by Ana", "Posted 2 days ago by Ana"),
        ("Reading time: 5 minutes", "Reading time: 6 minutes"),
        ("A 6 min read", "A 7 min read"),
        ("312 views so far", "1,204 views so far"),
    ],
)
def test_relative_dates_and_counts_are_masked(then: str, now: str) -> None:
    """They differ from week to week and not between two looks."""
    assert judged([*TEXT, passage(then)], [*TEXT, passage(now)], Volatile()) == []


def test_what_is_counted_out_has_its_own_reason() -> None:
    """More than quotes and dashes is different."""
    then, now = (
        Extract(Metadata(), (*TEXT, passage(f"Updated {weeks} weeks ago")), "s", b"") for weeks in (1, 2)
    )
    before = State.of(then).without(Volatile())
    verdict = judge(before, steady(now, Volatile()), earlier=(), baseline=False)
    assert (verdict.outcome, verdict.reason) == ("same", "counted_out")


@pytest.mark.parametrize(
    ("then", "now"),
    [
        ("Last reviewed by our physicians 3 weeks ago.", "Last reviewed by our nurses 3 weeks ago."),
        ("We opened 3 years ago.", "We opened 4 years ago."),
        (
            "The first of our studies was published 9 years ago.",
            "The first of our studies was published 2 years ago.",
        ),
        ("Relief lasts 3 weeks.", "Relief lasts 4 weeks."),
        ("Last updated: 3 May 2025", "Last updated: 4 May 2025"),
        ("Read for 40 minutes before the visit.", "Read for 50 minutes before the visit."),
        ("We were asked for 3 visits.", "We were asked for 4 visits."),
    ],
)
def test_other_numbers_are_not(then: str, now: str) -> None:
    """Words around a relative date count, and so do numbers that no machine counts out."""
    assert judged([*TEXT, passage(then)], [*TEXT, passage(now)], Volatile()) == [f"{then} > {now}"]


# --- how sure one can be -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("found", "doubtful"),
    [
        ([passage(TEXT[0].text.replace("quiet", "calm")), *TEXT[1:]], False),
        ([*TEXT, QUOTES[0]], True),
        (TEXT[1:], True),
        ([QUOTES[0], *TEXT[1:]], True),
        (TEXT, False),
        ([*TEXT[::-1]], False),
        (
            [*TEXT, *passages(*(f"Sentence {word} is new here." for word in "abcdefghijklmnopqrstuvwxyz"))],
            False,
        ),
    ],
)
def test_what_could_be_the_turn_of_a_quote(found: list[Passage], doubtful: bool) -> None:
    """A few passages that came, went or were swapped; not one word, nor a whole section."""
    before, after = (Extract(Metadata(), tuple(each), "s", b"") for each in (TEXT, found))
    verdict = judge(State.of(before), after, earlier=(), baseline=False)
    assert could_rotate(verdict) is doubtful


def test_fields_on_which_two_looks_disagree_are_as_before() -> None:
    """A title that counts messages is no edit; another one beside it is."""
    before = Metadata(title="(1) Prices", description="Old")
    first, second = replace(before, title="(2) Prices", description="New"), replace(before, description="New")
    assert settled_metadata(before, replace(first), replace(second, title="(3) Prices")) == replace(
        before, description="New"
    )


def test_a_sentence_removed_beside_a_known_quote_is_not_taken_for_one() -> None:
    """The quote that stood there before is known; what else went was the article's own."""
    quotes = known(QUOTES[:2])
    before = [*TEXT[:2], QUOTES[0], *TEXT[2:]]
    first, second = ([TEXT[0], quote, *TEXT[2:]] for quote in (QUOTES[2], QUOTES[1]))
    assert texts(between(before, first, second, quotes)) == [QUOTES[2].text]


def test_a_sentence_removed_where_a_known_offer_comes_and_goes_is_not_taken_for_one() -> None:
    """The offer stands at one look and not at the other; nothing new was seen to be volatile."""
    offers = known(QUOTES)
    before, without_offer = TEXT, [TEXT[0], *TEXT[2:]]
    with_offer = [TEXT[0], QUOTES[0], *TEXT[2:]]
    assert between(before, without_offer, with_offer, offers) == []
