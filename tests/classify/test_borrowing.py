"""Borrowed passages: what is near, what is common, and who had it first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from monitor.classify import NearCopy, Sighting, borrowing, brings, copied
from monitor.records import Change, Operation
from tests.store.factory import passages

NOW = datetime(2026, 6, 1, 4, 30, tzinfo=UTC)
OURS = "Most of our guests leave the infusion chair feeling lighter than they have felt in years."
THEIRS = "Most of our patients leave the infusion chair feeling lighter than they had felt in many years."
COMMON = "Ketamine was developed in the 1960s as an anesthetic and is still used in hospitals."


def words(text: str) -> borrowing.Words:
    """As they are compared."""
    return borrowing.words_of(text)


def seen(clinic: str, days: int, *, older: bool = False) -> Sighting:
    """A sighting so many days ago."""
    at = (NOW - timedelta(days=days)).isoformat().replace("+00:00", "Z")
    return Sighting(clinic, 7, f"https://{clinic}.example/a/", at, older)


def copy(text: str, *sightings: Sighting) -> NearCopy:
    """A stored passage."""
    return NearCopy(text, words(text), sightings)


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        (OURS, OURS, True),
        (OURS, THEIRS, True),
        (OURS, OURS.upper().replace(".", "!"), True),
        ("A course of six infusions costs $2,700, and we do not bill any insurance.",
         "A course of six infusions costs $3,150 and we do not bill any insurance.", True),
        (OURS, "Most of our guests sleep in the infusion chair and go home before noon, lighter by $450.",
         False),
        ("Ketamine therapy helps with depression.", "Ketamine therapy helps with depression.", False),
        ("Nausea and dizziness are the most common side effects of ketamine.",
         "Drowsiness and headache are the rarest side effects of ketamine here.", False),
    ],
)  # fmt: skip
def test_near_is_the_same_text_maybe_reworded(one, other, near):
    """Figures, case and punctuation do not count; short passages are like others by chance."""
    assert borrowing.is_near(words(one), words(other)) is near
    assert borrowing.is_near(words(other), words(one)) is near


def test_shingles_of_a_rewording_are_mostly_those_of_the_original():
    """The few that are kept of one lead to the other, and are the same on every machine."""
    ours, theirs = borrowing.shingles(words(OURS)), borrowing.shingles(words(THEIRS))
    assert set(borrowing.kept(ours)) & set(theirs)
    assert len(borrowing.kept(ours)) == borrowing.KEPT
    assert borrowing.shingles(words("Too short to be told from others.")) == []
    assert borrowing.kept(ours)[0] == min(ours) == 68576287


def test_what_another_had_first_is_told_with_the_caveat():
    """With both passages, who it was and since when; first means first seen by us."""
    signal = copied("north", None, OURS, [copy(THEIRS, seen("south", 90, older=True))], NOW)
    assert (signal.kind, signal.before, signal.after) == ("copied", THEIRS, OURS)
    assert (
        "first seen by us at south (https://south.example/a/) at our first look on 2026-03-03" in signal.rule
    )
    assert "not known" in signal.rule


def test_the_oldest_of_others_is_named():
    """Whichever of their passages it is in."""
    copies = [copy(OURS, seen("south", 20)), copy(THEIRS, seen("west", 40), seen("east", 30))]
    assert "at west " in copied("north", None, OURS, copies, NOW).rule


def test_what_nobody_had_before_is_nobodys():
    """No copy, or one that was seen at the same time or later."""
    assert copied("north", None, OURS, [], NOW) is None
    assert copied("north", None, OURS, [copy(OURS, seen("south", 0))], NOW) is None
    assert copied("north", None, OURS, [copy(OURS, seen("south", -1))], NOW) is None


def test_what_the_clinic_had_itself_is_not_borrowed_again():
    """Neither when it stood elsewhere on its site, whoever was first, nor when it is only reworded."""
    copies = [copy(THEIRS, seen("south", 90)), copy(OURS, seen("north", 10))]
    assert copied("north", None, OURS, copies, NOW) is None
    south = [copy(THEIRS, seen("south", 90))]
    assert copied("north", OURS.replace("guests", "visitors"), OURS, south, NOW) is None
    assert copied("north", "Come and see us on Monday.", OURS, south, NOW) is not None


def test_common_knowledge_is_not_borrowed():
    """Many clinics, long ago; many only since last week is a fashion."""
    long_ago = [seen(f"c{number}", 40) for number in range(borrowing.MANY)]
    lately = [seen(f"c{number}", 5) for number in range(borrowing.MANY)]
    at_first = [seen(f"c{number}", 5, older=True) for number in range(borrowing.MANY)]
    assert borrowing.is_common(long_ago, NOW)
    assert borrowing.is_common(at_first, NOW)
    assert not borrowing.is_common(lately, NOW)
    assert not borrowing.is_common(long_ago[1:] + long_ago[1:], NOW)
    assert copied("north", None, COMMON, [copy(COMMON, *long_ago)], NOW) is None
    assert copied("north", None, COMMON, [copy(COMMON, *lately)], NOW) is not None


def test_common_knowledge_may_have_many_wordings():
    """Clinics count together, whichever of the near passages they have."""
    copies = [
        copy(COMMON.replace("used", word), seen(f"c{number}", 200))
        for number, word in enumerate(("used", "given", "chosen", "needed"))
    ]
    assert copied("north", None, COMMON, copies, NOW) is None


def test_a_change_brings_what_came():
    """Added and reworded passages with what was there before; all of a new article; not what moved."""
    one, two, three = passages("One came.", "Two is reworded.", "Three only moved.")
    operations = (
        Operation("added", None, one.text, after_key=one.key),
        Operation("reworded", "Two was.", two.text, before_key=b"x", after_key=two.key),
        Operation("moved", three.text, three.text, before_key=three.key, after_key=three.key),
        Operation("removed", "Four.", None, before_key=b"y"),
        Operation("reworded", "Old title", one.text, field="title"),
    )
    assert brings(Change("edited", operations), (one, two, three)) == [(None, one), ("Two was.", two)]
    assert [each for _, each in brings(Change("published"), (one, two, three))] == [one, two, three]


def test_joined_sentences_are_brought_by_their_words():
    """An operation of several passages has no key."""
    one, two = passages("It was one.", "Now it is two.")
    cut = Operation("reworded", "It was one, now two.", f"{one.text} {two.text}")
    assert [each for _, each in brings(Change("edited", (cut,)), (one, two))] == [one, two]
