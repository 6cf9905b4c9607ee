"""What two sequences have in common: a longest common subsequence, exact up to a bound on memory.

The answer depends on the two sequences alone: no time limit, no random choice, no hash order.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Sequence

from rapidfuzz.distance import Indel

MAX_CELLS = 400_000_000
"""Largest product of two lengths that is compared exactly: 20,000 by 20,000, about 50 MB for a moment."""

Match = tuple[int, int]


def matches(before: Sequence[Hashable], after: Sequence[Hashable]) -> list[Match]:
    """Index pairs of equal elements, increasing on both sides, as many as possible.

    Sequences whose lengths multiply to more than ``MAX_CELLS`` are first cut at elements that stand once
    on each side; a stretch that is still too long after that is left unmatched.
    """
    ids = _numbered(before, after)
    old = [ids[element] for element in before]
    new = [ids[element] for element in after]
    start, old_end, new_end = _trim(old, new)
    found = [(place, place) for place in range(start)]
    common = set(old[start:old_end]) & set(new[start:new_end])
    old_places = [place for place in range(start, old_end) if old[place] in common]
    new_places = [place for place in range(start, new_end) if new[place] in common]
    inner = _common([old[place] for place in old_places], [new[place] for place in new_places])
    found += [(old_places[i], new_places[j]) for i, j in inner]
    found += [(old_end + step, new_end + step) for step in range(len(old) - old_end)]
    return found


def heaviest_chain(candidates: Sequence[tuple[int, int, int]]) -> list[Match]:
    """The pairs, increasing on both sides, whose weights add up to the most.

    Args:
        candidates: (before, after, weight) with positive weights, each (before, after) once.
    """
    order = sorted(candidates, key=lambda candidate: (candidate[0], -candidate[1]))
    columns = sorted({after for _, after, _ in order})
    best: list[tuple[int, int]] = [(0, -1)] * (len(columns) + 1)  # a Fenwick tree of (weight, candidate)
    previous: list[int] = []
    for number, (_, after, weight) in enumerate(order):
        column = bisect_left(columns, after)
        total, link = _best_up_to(best, column)
        previous.append(link)
        _raise_to(best, column + 1, (total + weight, number))
    _, last = _best_up_to(best, len(columns))
    chain: list[Match] = []
    while last >= 0:
        chain.append(order[last][:2])
        last = previous[last]
    return chain[::-1]


def _numbered(before: Sequence[Hashable], after: Sequence[Hashable]) -> dict[Hashable, int]:
    ids: dict[Hashable, int] = {}
    for side in (before, after):
        for element in side:
            ids.setdefault(element, len(ids))
    return ids


def _trim(old: Sequence[int], new: Sequence[int]) -> tuple[int, int, int]:
    """Where the common beginning ends, and where the common end begins on each side."""
    start, old_end, new_end = 0, len(old), len(new)
    while start < old_end and start < new_end and old[start] == new[start]:
        start += 1
    while start < old_end and start < new_end and old[old_end - 1] == new[new_end - 1]:
        old_end -= 1
        new_end -= 1
    return start, old_end, new_end


def _common(old: Sequence[int], new: Sequence[int]) -> list[Match]:
    if len(old) * len(new) <= MAX_CELLS:
        return _exact(old, new)
    anchors = [*_anchors(old, new), (len(old), len(new))]
    found: list[Match] = []
    i = j = 0
    for old_anchor, new_anchor in anchors:
        if (old_anchor - i) * (new_anchor - j) <= MAX_CELLS:
            found += [(i + a, j + b) for a, b in _exact(old[i:old_anchor], new[j:new_anchor])]
        if old_anchor < len(old):
            found.append((old_anchor, new_anchor))
        i, j = old_anchor + 1, new_anchor + 1
    return found


def _exact(old: Sequence[int], new: Sequence[int]) -> list[Match]:
    blocks = Indel.opcodes(old, new).as_matching_blocks()
    return [(block.a + step, block.b + step) for block in blocks for step in range(block.size)]


def _anchors(old: Sequence[int], new: Sequence[int]) -> list[Match]:
    """A longest common subsequence of the elements that stand once on each side."""
    places = {element: place for place, element in enumerate(new)}
    old_counts, new_counts = Counter(old), Counter(new)
    return heaviest_chain(
        [
            (place, places[element], 1)
            for place, element in enumerate(old)
            if old_counts[element] == 1 and new_counts[element] == 1
        ]
    )


def _best_up_to(tree: Sequence[tuple[int, int]], count: int) -> tuple[int, int]:
    best = (0, -1)
    while count > 0:
        if tree[count][0] > best[0]:
            best = tree[count]
        count -= count & -count
    return best


def _raise_to(tree: list[tuple[int, int]], column: int, value: tuple[int, int]) -> None:
    while column < len(tree):
        if value[0] > tree[column][0]:
            tree[column] = value
        column += column & -column
