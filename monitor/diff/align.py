"""Alignment of two lists of passages: what stayed, moved, was reworded, came and went.

Judged on the normal forms alone.  First what stayed in order, by a longest common subsequence; then what
stands elsewhere, word for word; then, between the passages that stayed, which of those that left became
which that came; and at last the same across the whole text, for passages that moved and were reworded.
"""

from __future__ import annotations

from bisect import bisect
from collections import defaultdict, deque
from collections.abc import Iterable, Sequence

from monitor.diff.operations import count_words, told
from monitor.diff.rewording import Shapes, pair_elsewhere, pair_in_gap
from monitor.diff.sequence import Match, matches
from monitor.records import Alignment, Pair, Passage


def align(before: Sequence[Passage], after: Sequence[Passage]) -> Alignment:
    """How two lists of passages relate; the same answer on every run and machine."""
    old = [passage.normal for passage in before]
    new = [passage.normal for passage in after]
    stayed = matches(old, new)
    left, came = _without(range(len(old)), range(len(new)), stayed)
    moved = _same_elsewhere(old, new, left, came)
    left, came = _without(left, came, moved)
    shapes = Shapes(before, after)
    in_place = [pair for gap in _gaps(stayed, left, came) for pair in pair_in_gap(shapes, *gap)]
    elsewhere = pair_elsewhere(shapes, *_without(left, came, in_place))
    backbone = sorted(
        [Pair("unchanged", i, j) for i, j in stayed] + [Pair("reworded", i, j) for i, j in in_place],
        key=_place,
    )
    strays = [Pair("moved", i, j) for i, j in moved] + [Pair("reworded", i, j) for i, j in elsewhere]
    pairs = _in_reading_order(backbone, strays, len(old), len(new))
    return _measured(pairs, before, after)


def _without(left: Iterable[int], came: Iterable[int], taken: Sequence[Match]) -> tuple[list[int], list[int]]:
    """The indexes of both sides that are in no pair."""
    old, new = {i for i, _ in taken}, {j for _, j in taken}
    return [i for i in left if i not in old], [j for j in came if j not in new]


def _same_elsewhere(
    old: Sequence[str], new: Sequence[str], left: Iterable[int], came: Iterable[int]
) -> list[Match]:
    """The first that left with the first that came of the same normal form, and so on."""
    places: dict[str, deque[int]] = defaultdict(deque)
    for j in came:
        places[new[j]].append(j)
    return [(i, places[old[i]].popleft()) for i in left if places.get(old[i])]


def _gaps(
    stayed: Sequence[Match], left: Iterable[int], came: Iterable[int]
) -> list[tuple[list[int], list[int]]]:
    """What left and what came, by the gap between passages that stayed; gaps with something of both."""
    old_ends, new_ends = [i for i, _ in stayed], [j for _, j in stayed]
    gaps: dict[int, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for i in left:
        gaps[bisect(old_ends, i)][0].append(i)
    for j in came:
        gaps[bisect(new_ends, j)][1].append(j)
    return [gap for _, gap in sorted(gaps.items()) if all(gap)]


def _in_reading_order(
    backbone: Sequence[Pair], strays: Iterable[Pair], old_count: int, new_count: int
) -> tuple[Pair, ...]:
    """All pairs by place in the later text, removed passages where they stood.

    Args:
        backbone: pairs that increase on both sides.
        strays: pairs that cross others; they stand where they are now.
    """
    arrived = {pair.after: pair for pair in strays}
    departed = {pair.before for pair in arrived.values()}
    ordered: list[Pair] = []
    old = new = 0
    for pair in (*backbone, Pair("unchanged", old_count, new_count)):
        old_end, new_end = _place(pair)
        ordered += [Pair("removed", i, None) for i in range(old, old_end) if i not in departed]
        ordered += [arrived.get(j, Pair("added", None, j)) for j in range(new, new_end)]
        ordered.append(pair)
        old, new = old_end + 1, new_end + 1
    return tuple(ordered[:-1])


def _place(pair: Pair) -> Match:
    assert pair.before is not None
    assert pair.after is not None
    return pair.before, pair.after


def _measured(pairs: tuple[Pair, ...], before: Sequence[Passage], after: Sequence[Passage]) -> Alignment:
    added, removed = count_words(told(pairs, before, after))
    total = sum(passage.words for passage in (*before, *after))
    similarity = round(max(total - added - removed, 0) / total, 4) if total else 1.0
    return Alignment(pairs, added, removed, similarity)
