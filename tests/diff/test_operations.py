"""What is told of an edit."""

from __future__ import annotations

import pytest

from monitor.diff import align, count_words, operations
from monitor.records import Operation, Passage
from tests.diff.texts import LONG, passage, passages


def told(before: list[Passage], after: list[Passage]) -> list[tuple[str, str | None, str | None]]:
    """The operations from one text to another, without their keys."""
    return [(each.kind, each.before, each.after) for each in operations(align(before, after), before, after)]


def test_operations_stand_in_reading_order_without_what_stayed() -> None:
    """Each step once, in the order of the later text."""
    before = passages(
        "Opening words.", "Parking is free.", LONG, "Closing words here.", "Call the front desk."
    )
    after = passages(
        "Call the front desk.",
        "Opening words.",
        LONG.replace("forty", "fifty"),
        "Closing words here.",
        "New: lozenges.",
    )
    assert told(before, after) == [
        ("moved", "Call the front desk.", "Call the front desk."),
        ("removed", "Parking is free.", None),
        ("reworded", LONG, LONG.replace("forty", "fifty")),
        ("added", None, "New: lozenges."),
    ]


def test_texts_are_told_as_extracted_with_part_and_keys() -> None:
    """An operation shows the glyphs of the page and says where they stand."""
    before, after = (
        [passage("“Book” now — free", part="call_to_action")],
        [passage("“Book” now — $20", part="call_to_action")],
    )
    (operation,) = operations(align(before, after), before, after)
    assert operation == Operation(
        "reworded",
        "“Book” now — free",
        "“Book” now — $20",
        part="call_to_action",
        before_key=before[0].key,
        after_key=after[0].key,
    )


@pytest.mark.parametrize("is_split", [False, True])
def test_joined_and_split_sentences_are_one_operation(is_split: bool) -> None:
    """No word seems lost that is still on the page."""
    several = passages(
        "Above.", "We offer infusions in a quiet room.", "The effect is felt within hours.", "Below it."
    )
    single = passages(
        "Above.", "We offer infusions in a quiet room, and the effect is felt within hours.", "Below it."
    )
    before, after = (single, several) if is_split else (several, single)
    (operation,) = operations(align(before, after), before, after)
    both = "We offer infusions in a quiet room. The effect is felt within hours."
    assert operation.kind == "reworded"
    assert (operation.after if is_split else operation.before) == both
    assert (operation.after_key if is_split else operation.before_key) is None
    assert (operation.before_key if is_split else operation.after_key) == (before if is_split else after)[
        1
    ].key


def test_the_same_words_cut_otherwise_are_not_told() -> None:
    """A quote that became six sentences, or sentences in one list item, say what they said."""
    sentences = [f"Sentence number {number} speaks of something else." for number in range(6)]
    before, after = (
        passages("Above.", " ".join(sentences), "Below it."),
        passages("Above.", *sentences, "Below it."),
    )
    assert told(before, after) == told(after, before) == []
    assert align(before, after).similarity == 1.0


def test_an_edit_in_words_cut_otherwise_is_told_alone() -> None:
    """One word changed while a block fell apart into sentences: one operation, one word."""
    sentences = [f"Sentence number {number} speaks of something else again." for number in range(5)]
    edited = [sentence.replace("else", "other") if "3" in sentence else sentence for sentence in sentences]
    before, after = passages(" ".join(sentences)), passages(*edited)
    alignment = align(before, after)
    assert (alignment.words_added, alignment.words_removed) == (1, 1)
    assert told(before, after) == [("reworded", " ".join(sentences), " ".join(edited))]


def test_a_removed_neighbour_with_other_words_stays_by_itself() -> None:
    """A sentence that really went is told as removed beside the reworded one."""
    before = passages(LONG, "Insurance seldom pays for any of it.")
    after = passages(LONG.replace("forty", "fifty"))
    assert [kind for kind, _, _ in told(before, after)] == ["reworded", "removed"]


def test_counts_are_those_of_the_operations() -> None:
    """Words of what came and went and inside what was reworded; what moved counts nothing."""
    counted = count_words(
        [
            Operation("added", None, "one two"),
            Operation("removed", "three", None),
            Operation("reworded", "a b c", "a x y c"),
            Operation("moved", "d e", "d e"),
        ]
    )
    assert counted == (4, 2)
