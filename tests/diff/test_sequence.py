"""What two sequences have in common."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.diff import sequence
from monitor.diff.sequence import heaviest_chain, matches

letters = st.text("abc", max_size=10)


def longest(before: Sequence[str], after: Sequence[str]) -> int:
    """Length of a longest common subsequence, by the textbook."""
    row = [0] * (len(after) + 1)
    for one in before:
        above, row = row, [0]
        for place, other in enumerate(after):
            row.append(above[place] + 1 if one == other else max(above[place + 1], row[place]))
    return row[-1]


@given(letters, letters)
def test_as_much_as_possible_is_matched(before: str, after: str) -> None:
    """The pairs are equal, increase on both sides, and there cannot be more of them."""
    found = matches(before, after)
    assert all(before[i] == after[j] for i, j in found)
    assert all(a < c and b < d for (a, b), (c, d) in pairwise(found))
    assert len(found) == longest(before, after)


@given(st.lists(st.integers(0, 30), max_size=30), st.lists(st.integers(0, 30), max_size=30))
def test_too_long_sequences_are_cut_at_what_stands_once(before: list[int], after: list[int]) -> None:
    """Beyond the bound on memory the pairs are still equal and increasing."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sequence, "MAX_CELLS", 12)
        found = matches(before, after)
    assert all(before[i] == after[j] for i, j in found)
    assert all(a < c and b < d for (a, b), (c, d) in pairwise(found))


def test_too_long_sequences_of_different_elements_are_matched_exactly(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where everything stands once, the cuts are the answer."""
    monkeypatch.setattr(sequence, "MAX_CELLS", 1)
    assert matches("xabcdefy", "zabdcefw") in (
        [(1, 1), (2, 2), (3, 4), (5, 5), (6, 6)],
        [(1, 1), (2, 2), (4, 3), (5, 5), (6, 6)],
    )


def test_the_heaviest_chain_is_not_the_longest() -> None:
    """One pair that weighs more than two crossing ones wins."""
    assert heaviest_chain([(0, 1, 3), (1, 2, 3), (2, 0, 10)]) == [(2, 0)]
    assert heaviest_chain([(0, 1, 3), (1, 2, 3), (2, 0, 5)]) == [(0, 1), (1, 2)]
    assert heaviest_chain([]) == []


def test_a_chain_takes_each_index_once() -> None:
    """Two partners for one index cannot both be taken."""
    assert heaviest_chain([(0, 0, 2), (0, 1, 3), (1, 1, 2)]) == [(0, 0), (1, 1)]
