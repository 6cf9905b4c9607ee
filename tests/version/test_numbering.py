"""Numbers that blocks got, or lost, are no edit; every other word and number is."""

from __future__ import annotations

import pytest

from monitor.version.numbering import is_numbering
from tests.diff.texts import passage

PLAIN = ["Deposit", "You pay $50.", "Refunds", "Within 2 days.", "Complaints", "Write to us."]
NUMBERED = ["1. Deposit", "You pay $50.", "2. Refunds", "Within 2 days.", "3. Complaints", "Write to us."]


def told(before: list[str], after: list[str]) -> bool:
    """Whether there is more than numbering between two texts; both ways must agree."""
    old, new = [passage(text) for text in before], [passage(text) for text in after]
    assert is_numbering(old, new) == is_numbering(new, old)
    return not is_numbering(old, new)


@pytest.mark.parametrize(
    "after",
    [
        NUMBERED,
        ["1) Deposit:", "You pay $50.", "2) Refunds", "Within 2 days.", "(3) Complaints", "Write to us."],
        ["4.1. Deposit", "You pay $50.", "4.2. Refunds", "Within 2 days.", "Complaints", "Write to us."],
        ["1. Deposit. You pay $50.", "2. Refunds. Within 2 days.", "Complaints. Write to us."],
        ["1.", "Deposit", "You pay $50.", "2.", "Refunds", "Within 2 days.", "Complaints", "Write to us."],
    ],
)
def test_numbers_of_several_blocks_are_not_told(after: list[str]) -> None:
    """Whether they come or go, with or without the full stop behind the heading, however cut."""
    assert not told(PLAIN, after)


@pytest.mark.parametrize(
    "after",
    [
        PLAIN,
        ["1. Deposit", *PLAIN[1:]],
        [*NUMBERED[:1], "You pay $60.", *NUMBERED[2:]],
        [*NUMBERED[:3], "Within 3 days.", *NUMBERED[4:]],
        [*NUMBERED[:5], "Do not write to us."],
        [*NUMBERED[:4], "3. Praise", "Write to us."],
        ["1 Deposit", PLAIN[1], "2 Refunds", *PLAIN[3:]],
        ["2024. Deposit", PLAIN[1], "2025. Refunds", *PLAIN[3:]],
        [PLAIN[0], "You 1. pay 2. $50.", *PLAIN[2:]],
        [*NUMBERED[:2], *NUMBERED[4:], *NUMBERED[2:4]],
    ],
)
def test_everything_else_is_told(after: list[str]) -> None:
    """One number alone, another word beside the numbers, numbers that are none, another order."""
    assert told(PLAIN, after)


def test_other_numbers_are_told() -> None:
    """Numbers that change may be prices, or the rank of a rule."""
    assert told(NUMBERED, [text.replace("1.", "4.").replace("2.", "5.") for text in NUMBERED])
