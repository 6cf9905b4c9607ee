"""Lineage: since when each passage stands, and what it was before."""

from __future__ import annotations

from monitor.version import Edition, trace
from tests.store.factory import passages

FAST = "Relief often begins within two hours of the first infusion."
FASTER = "Relief often begins within one hour of the first infusion."
FASTEST = "Relief always begins within one hour of the first infusion."
SAFE = "A nurse stays with you during the whole visit."
PRICE = "A course of six infusions costs $2,700, and we do not bill insurance."


def traced(*versions: tuple[str, ...], technical: tuple[int, ...] = (), baseline: bool = False) -> dict:
    """Lines by their text now; version n is seen on day n."""
    editions = [
        Edition(number, f"2026-03-{number:02}T04:30:00Z", number in technical, passages(*texts))
        for number, texts in enumerate(versions, start=1)
    ]
    lines = trace(editions, baseline=baseline)
    assert [line.now.text for line in lines] == list(versions[-1])
    return {line.now.text: line for line in lines}


def ages(line) -> list[tuple[str, int]]:
    """All wordings of a line with the versions they began in, the latest first."""
    return [(each.text, each.version_id) for each in (line.now, *line.earlier)]


def test_a_passage_is_as_old_as_its_words():
    """What was there from the first version keeps its date, what came later has its own."""
    lines = traced((FAST, SAFE), (FAST, PRICE, SAFE), (FAST, PRICE, SAFE))
    assert ages(lines[SAFE]) == [(SAFE, 1)]
    assert ages(lines[PRICE]) == [(PRICE, 2)]
    assert lines[PRICE].now.seen_at == "2026-03-02T04:30:00Z"


def test_what_it_was_before_is_followed_back():
    """Through every rewording, the latest first."""
    lines = traced((FAST, SAFE), (FASTER, SAFE), (FASTEST, SAFE))
    assert ages(lines[FASTEST]) == [(FASTEST, 3), (FASTER, 2), (FAST, 1)]


def test_a_move_changes_no_age():
    """Neither for the passage that moved nor for those it passed; a later rewording is followed."""
    lines = traced((FAST, SAFE, PRICE), (SAFE, PRICE, FAST), (SAFE, PRICE, FASTER))
    assert ages(lines[SAFE]) == [(SAFE, 1)]
    assert ages(lines[FASTER]) == [(FASTER, 3), (FAST, 1)]


def test_a_passage_that_came_back_stands_since_then():
    """The time before it went does not count."""
    lines = traced((FAST, SAFE), (SAFE,), (FAST, SAFE))
    assert ages(lines[FAST]) == [(FAST, 3)]


def test_a_sentence_cut_otherwise_is_no_younger():
    """The same words as one passage, then as two."""
    whole = "It is quick, and it is safe for most people who come to us."
    one, two = "It is quick,", "and it is safe for most people who come to us."
    lines = traced((whole, SAFE), (one, two, SAFE))
    assert ages(lines[one]) == [(one, 1)]
    assert ages(lines[two]) == [(two, 1)]


def test_sentences_that_were_joined_were_both():
    """The earlier wording is what both of them said."""
    one, two = "Most people feel better after the first visit.", "They sleep well that night and eat again."
    joined = "Most people feel better after the first visit, sleep well that night and eat again."
    lines = traced((one, two, SAFE), (joined, SAFE))
    assert ages(lines[joined]) == [(joined, 2), (f"{one} {two}", 1)]


def test_only_the_first_look_leaves_the_age_open():
    """At a baseline nobody knows since when; an article published later has its date."""
    assert traced((FAST,), baseline=True)[FAST].now.may_be_older
    assert not traced((FAST,))[FAST].now.may_be_older
    line = traced((FAST,), (FASTER,), baseline=True)[FASTER]
    assert (line.now.may_be_older, line.earlier[0].may_be_older) == (False, True)


def test_another_extractor_rewords_nothing():
    """What it reads otherwise keeps its age, and what only it finds may be older."""
    lines = traced((FAST, SAFE), (FASTER, SAFE, PRICE), technical=(2,))
    assert ages(lines[FASTER]) == [(FASTER, 1)]
    assert lines[PRICE].now.may_be_older
