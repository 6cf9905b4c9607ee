"""Steps: an alignment's pairs as they are told.

A pair knows one passage on each side.  Two sentences that became one are a reworded and a removed
passage there; told that way, words would seem lost that are still on the page.  A step puts such
passages together.  Passages that were only cut otherwise, with the same words, are no edit at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from rapidfuzz.distance import LCSseq

from monitor.diff.rewording import Shape, Shapes
from monitor.records import Pair, Passage

StepKind = Literal["unchanged", "regrouped", "moved", "reworded", "added", "removed"]

JOINED = 2 / 3
"""Share of a neighbour's words that must be found on the other side for the two to be told as one."""
JOINED_WORDS = 3
"""Passages of fewer words are always told by themselves."""
MAX_JOINED = 12
"""Passages on one side of one step."""

Indexes = tuple[int, ...]
ShapeOf = Callable[[int], Shape]


@dataclass(frozen=True, slots=True)
class Step:
    """What happened to one passage, or to neighbours that were joined or cut.

    Attributes:
        before: indexes in the earlier passages, ascending; empty for ``added``.
        after: indexes in the later passages, ascending; empty for ``removed``.
    """

    kind: StepKind
    before: Indexes
    after: Indexes

    def texts(self, before: Sequence[Passage], after: Sequence[Passage]) -> tuple[str, str]:
        """The texts of both sides as extracted, passages joined by a space; empty where there is none."""
        gone = " ".join(before[index].text for index in self.before)
        return gone, " ".join(after[index].text for index in self.after)


def steps(pairs: Sequence[Pair], before: Sequence[Passage], after: Sequence[Passage]) -> tuple[Step, ...]:
    """All steps in reading order; each index exactly once on its side."""
    told: list[Step] = []
    for stays, group in groupby(pairs, key=lambda pair: pair.relation in ("unchanged", "moved")):
        single = [Step(pair.relation, _indexes(pair.before), _indexes(pair.after)) for pair in group]
        told += single if stays or len(single) == 1 else _Hunk(single, before, after).steps()
    return tuple(told)


def _indexes(index: int | None) -> Indexes:
    return () if index is None else (index,)


class _Hunk:
    """Neighbouring steps of one passage each, none of which stayed where and as it was."""

    def __init__(self, single: Sequence[Step], before: Sequence[Passage], after: Sequence[Passage]) -> None:
        self._single = single
        self._before = before
        self._after = after
        self._shapes = Shapes(before, after)
        self._loose_before = {index for step in single for index in step.before if step.kind == "removed"}
        self._loose_after = {index for step in single for index in step.after if step.kind == "added"}

    def steps(self) -> list[Step]:
        whole = self._named(
            tuple(sorted(index for step in self._single for index in step.before)),
            tuple(sorted(index for step in self._single for index in step.after)),
        )
        if whole.kind == "regrouped":
            return [whole]
        grown = [self._grow(step) if step.kind == "reworded" else step for step in self._single]
        return [step for step in grown if not self._taken_in(step)]

    def _named(self, before: Indexes, after: Indexes) -> Step:
        gone = " ".join(self._before[index].normal for index in before)
        come = " ".join(self._after[index].normal for index in after)
        return Step("regrouped" if gone == come else "reworded", before, after)

    def _taken_in(self, step: Step) -> bool:
        if step.kind == "removed":
            return self._loose_before.isdisjoint(step.before)
        return step.kind == "added" and self._loose_after.isdisjoint(step.after)

    def _grow(self, step: Step) -> Step:
        """Take in removed and added neighbours for as long as one belongs to the step."""
        old, new = self._shapes.before, self._shapes.after
        before, after, growing = step.before, step.after, True
        while growing:
            wider_before = _wider(before, self._loose_before, old, _joined(new, after))
            wider_after = _wider(after, self._loose_after, new, _joined(old, wider_before))
            growing = (wider_before, wider_after) != (before, after)
            before, after = wider_before, wider_after
            self._loose_before.difference_update(before)
            self._loose_after.difference_update(after)
        return self._named(before, after)


def _wider(own: Indexes, loose: set[int], shape: ShapeOf, facing: str) -> Indexes:
    """The indexes, with the next or the one before them if it is loose and most of it is found opposite."""
    for neighbour in (own[-1] + 1, own[0] - 1):
        if neighbour in loose and len(own) < MAX_JOINED:
            both = tuple(sorted((*own, neighbour)))
            gain = LCSseq.similarity(_joined(shape, both), facing)
            gain -= LCSseq.similarity(_joined(shape, own), facing)
            length = len(shape(neighbour).exact)
            if length >= JOINED_WORDS and gain >= JOINED * length:
                return both
    return own


def _joined(shape: ShapeOf, indexes: Iterable[int]) -> str:
    return "".join(shape(index).exact for index in indexes)
