"""Alignment of passages, case by case."""

from __future__ import annotations

import time

import pytest

from monitor.diff import align
from tests.diff.texts import LONG, passage, passages, relations, rewritten

UNLIKE = (
    "Parking is free behind the house.",
    "Our nurses are trained in emergency care.",
    "Most people notice a change after the second visit.",
    "Bring a friend who can drive you home.",
)


def test_empty_texts_are_the_same() -> None:
    """Two pages without text have no difference."""
    alignment = align([], [])
    assert (alignment.pairs, alignment.words_added, alignment.words_removed) == ((), 0, 0)
    assert alignment.similarity == 1.0


def test_a_first_text_is_added_as_a_whole() -> None:
    """Where nothing was, everything is added, and nothing stayed."""
    alignment = align([], passages("One two.", "Three."))
    assert relations(alignment) == [("added", None, 0), ("added", None, 1)]
    assert (alignment.words_added, alignment.words_removed, alignment.similarity) == (3, 0, 0.0)


def test_glyphs_that_vanish_in_the_normal_form_are_unchanged() -> None:
    """Curly quotes, long dashes and no-break spaces are no difference."""
    alignment = align(passages('It\'s "calm" - here.'), passages("It’s “calm” –\u00a0here."))
    assert relations(alignment) == [("unchanged", 0, 0)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (LONG, LONG.replace("forty", "fifty")),
        (LONG, LONG.replace("stays", "does not stay")),
        ("Ketamine is safe.", "Ketamine is not safe."),
        ("Ketamine is FDA-approved for this use.", "Ketamine is not FDA-approved for this use."),
        ("$400", "$450"),
        ("400", "450"),
        ("€400", "$400"),
        ("70%", "85%"),
        ("Session: 400", "Session: $400"),
        ("First visit | $400", "First visit | $1,450"),
        ("6 sessions", "8 sessions"),
        ("Chronic pain", "Chronic fatigue"),
        ("Price", "Prices"),
        ("Testimonals", "Testimonials"),
        ("Call us today.", "Call us today!"),
        ("★★★★☆", "★★★★★"),
        ("费用是四百元", "费用是五百元"),
        (
            "Ketamine may help some people with depression feel better within days.",
            "Ketamine helps people with depression feel better within hours.",
        ),
        (
            "Our clinic has treated depression since 2015.",
            "Our clinic has treated depression, anxiety and post-traumatic stress in more than four thousand"
            " people from every county of the state since 2015.",
        ),
    ],
)
def test_an_edited_passage_is_reworded(before: str, after: str) -> None:
    """A word, a digit, a sign: what is still the same statement is told as reworded, both ways."""
    frame = ("Above.", "Below it all.")
    there = align(passages(frame[0], before, frame[1]), passages(frame[0], after, frame[1]))
    back = align(passages(frame[0], after, frame[1]), passages(frame[0], before, frame[1]))
    assert (
        relations(there) == relations(back) == [("unchanged", 0, 0), ("reworded", 1, 1), ("unchanged", 2, 2)]
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Anxiety", "Depression"),
        ("Free", "$50"),
        ("PTSD", "OCD"),
        ("What does it cost?", "Who is a candidate?"),
        ("The future of depression treatment", "This is how the clinic plans the treatment of each patient."),
        (UNLIKE[0], UNLIKE[1]),
        (UNLIKE[1], UNLIKE[2]),
        (
            "In a few weeks, most of our patients feel better than they did before.",
            "The price of an infusion depends on the dose and on how long you stay.",
        ),
    ],
)
def test_unlike_passages_are_not_paired(before: str, after: str) -> None:
    """Another statement in the same place is one removed and one added, in this order."""
    assert relations(align(passages(before), passages(after))) == [("removed", 0, None), ("added", None, 0)]


def test_a_row_of_prices_is_paired_row_by_row() -> None:
    """Rows that differ in numbers only keep their order when all numbers change."""
    before = passages(*(f"Session {number} | ${number * 100}" for number in range(1, 31)))
    after = passages(*(f"Session {number} | ${number * 110}" for number in range(1, 31)))
    assert relations(align(before, after)) == [("reworded", place, place) for place in range(30)]


def test_a_row_in_between_does_not_shift_the_rows_below() -> None:
    """A new row is told as added even while all the others change their numbers."""
    names = ["Intake", "Infusion", "Booster", "Lozenges"]
    before = passages(*(f"{name} visit: $400" for name in names))
    after = passages("Free parking for all", *(f"{name} visit: $450" for name in names))
    assert relations(align(before, after)) == [
        ("added", None, 0),
        *(("reworded", place, place + 1) for place in range(4)),
    ]


def test_a_passage_at_another_place_has_moved() -> None:
    """Re-ordering is told as moved and counts no words."""
    alignment = align(passages(*UNLIKE), passages(*UNLIKE[1:], UNLIKE[0]))
    assert relations(alignment) == [
        ("unchanged", 1, 0),
        ("unchanged", 2, 1),
        ("unchanged", 3, 2),
        ("moved", 0, 3),
    ]
    assert (alignment.words_added, alignment.words_removed, alignment.similarity) == (0, 0, 1.0)


def test_a_passage_in_another_part_has_moved() -> None:
    """A caption that the extractor puts into the main text is no edit."""
    main = passages(*UNLIKE)
    before = [*main, passage(LONG, part="caption")]
    after = [main[0], passage(LONG), *main[1:]]
    assert ("moved", 4, 1) in relations(align(before, after))
    assert align(before, after).words_added == 0


def test_another_kind_or_part_at_the_same_place_is_unchanged() -> None:
    """Kind and part are no part of a passage's identity."""
    assert relations(align([passage(LONG, "heading")], [passage(LONG, "item", "faq")])) == [
        ("unchanged", 0, 0)
    ]


def test_a_passage_that_moved_and_was_reworded_is_reworded() -> None:
    """A sentence that is much alike is known again far from its old place."""
    before = passages(LONG, *UNLIKE)
    after = passages(*UNLIKE, LONG.replace("forty", "fifty"))
    alignment = align(before, after)
    assert relations(alignment)[-1] == ("reworded", 0, 4)
    assert (alignment.words_added, alignment.words_removed) == (1, 1)


def test_two_reworded_passages_that_changed_places_are_both_reworded() -> None:
    """Also where both stand in one gap and cross each other."""
    other = "Insurance seldom pays for the treatment, but we give you a bill that you can hand in."
    before = passages(LONG, other)
    after = passages(other.replace("seldom", "never"), LONG.replace("forty", "fifty"))
    assert {relation for relation, _, _ in relations(align(before, after))} == {"reworded"}


def test_a_loosely_alike_passage_elsewhere_is_not_paired() -> None:
    """Far from its place a passage must be much alike: half of the words is too little."""
    before = passages("Ketamine helps people with depression feel better soon.", *UNLIKE)
    after = passages(*UNLIKE, "Ketamine helps many veterans with pain feel calmer at night.")
    assert {relation for relation, _, _ in relations(align(before, after))} == {
        "unchanged",
        "removed",
        "added",
    }


def test_repeated_passages_are_counted() -> None:
    """Of three equal passages one goes: two stay, one is removed."""
    alignment = align(
        passages("Book now", "A b c.", "Book now", "Book now"), passages("Book now", "A b c.", "Book now")
    )
    kinds = sorted(relation for relation, _, _ in relations(alignment))
    assert kinds == ["removed", "unchanged", "unchanged", "unchanged"]
    assert alignment.words_removed == 2


def test_removed_passages_stand_where_they_stood() -> None:
    """The pairs read like the later text, with what went at its old place."""
    before = passages(UNLIKE[0], UNLIKE[1], LONG, UNLIKE[2])
    alignment = align(before, passages(UNLIKE[0], UNLIKE[2], UNLIKE[3]))
    assert relations(alignment) == [
        ("unchanged", 0, 0),
        ("removed", 1, None),
        ("removed", 2, None),
        ("unchanged", 3, 1),
        ("added", None, 2),
    ]


def test_similarity_is_the_share_of_words_that_stayed() -> None:
    """One of five words replaced on both sides: eight of ten stayed."""
    alignment = align(passages("one two three four five"), passages("one two three four six"))
    assert (alignment.words_added, alignment.words_removed, alignment.similarity) == (1, 1, 0.8)


def test_mere_punctuation_counts_no_words_and_a_currency_sign_one() -> None:
    """Words are what is counted, and signs that carry meaning."""
    stop = align(passages("Call us today."), passages("Call us today!"))
    sign = align(passages("Only €400"), passages("Only $400"))
    assert (stop.words_added, stop.words_removed) == (0, 0)
    assert (sign.words_added, sign.words_removed) == (1, 1)


def test_two_sentences_that_became_one_lose_no_words() -> None:
    """Joining sentences counts what was put between them, not the sentences."""
    before = passages("We offer infusions in a quiet room.", "The effect is felt within hours.")
    after = passages("We offer infusions in a quiet room, and the effect is felt within hours.")
    alignment = align(before, after)
    assert {relation for relation, _, _ in relations(alignment)} == {"reworded", "removed"}
    assert alignment.words_added <= 3
    assert alignment.words_removed <= 2


def test_large_rewrites_stay_fast() -> None:
    """Time grows with the number of passages, not with its square."""
    before, after = rewritten(3000, seed=1), rewritten(3000, seed=2)
    start = time.process_time()
    align(before, after)
    assert time.process_time() - start < 5.0


def test_thousands_of_equal_passages_stay_fast() -> None:
    """A hostile page of one line over and over is no trap."""
    before, after = passages("Book now 1") * 5000, passages("Book now 2") * 6000
    start = time.process_time()
    alignment = align(before, after)
    assert time.process_time() - start < 5.0
    assert sum(pair.relation == "reworded" for pair in alignment.pairs) == 5000


def test_one_giant_passage_stays_fast() -> None:
    """A page without any sentence border is one passage of many words."""
    before = " ".join(f"w{number % 977}" for number in range(60_000))
    start = time.process_time()
    alignment = align(passages(before), passages(before.replace("w500 ", "other ")))
    assert time.process_time() - start < 5.0
    assert relations(alignment) == [("reworded", 0, 0)]
