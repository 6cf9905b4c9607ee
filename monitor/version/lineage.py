"""Lineage: since when each passage of a page has stood in its words, and what it was before.

Followed forward through the versions of the page, with the same alignment that its edits were told by.  A
passage that only moved, or that was only cut otherwise, is as old as it was.  What another extractor reads
otherwise was not reworded by the clinic: it keeps its age, and what only the new one finds may be older.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from monitor.diff import align, steps
from monitor.records import Passage


@dataclass(frozen=True, slots=True)
class Edition:
    """One version of a page, as far as lineage asks.

    Attributes:
        version_id: its id.
        seen_at: when it was first seen, ISO 8601.
        technical: made by extracting again, not by an edit.
        passages: in order.
    """

    version_id: int
    seen_at: str
    technical: bool
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """Words in which a passage stood, or stands.

    Attributes:
        text: as extracted.
        version_id, seen_at: the first version with these words, and when it was seen.
        may_be_older: it stood there when we first looked, so nobody knows since when.
    """

    text: str
    version_id: int
    seen_at: str
    may_be_older: bool


@dataclass(frozen=True, slots=True)
class Line:
    """The history of one passage of a version.

    Attributes:
        now: its words.
        earlier: what it was before it was reworded, the latest first.
    """

    now: Wording
    earlier: tuple[Wording, ...] = ()


def trace(editions: Sequence[Edition], *, baseline: bool) -> tuple[Line, ...]:
    """The line of each passage of the last edition, in its order.

    Args:
        editions: all versions of a page up to that one, oldest first; at least one.
        baseline: the page was there when its clinic was first looked at.
    """
    first = editions[0]
    lines = tuple(_began(first, passage, unknown=baseline) for passage in first.passages)
    for before, after in pairwise(editions):
        lines = _followed(lines, before, after)
    return lines


def _began(edition: Edition, passage: Passage, *, unknown: bool) -> Line:
    return Line(Wording(passage.text, edition.version_id, edition.seen_at, unknown))


def _followed(lines: Sequence[Line], before: Edition, after: Edition) -> tuple[Line, ...]:
    """The lines after one more version."""
    pairs = align(before.passages, after.passages).pairs
    found: dict[int, Line] = {}
    for step in steps(pairs, before.passages, after.passages):
        for index in step.after:
            passage = after.passages[index]
            if not step.before:
                found[index] = _began(after, passage, unknown=after.technical)
                continue
            parents = [lines[place] for place in step.before]
            if step.kind != "reworded" or after.technical:
                found[index] = _kept(parents, passage)
            else:
                gone, _ = step.texts(before.passages, after.passages)
                found[index] = _reworded(parents, gone, after, passage)
    return tuple(found[index] for index in range(len(after.passages)))


def _kept(parents: Sequence[Line], passage: Passage) -> Line:
    """The same words, maybe cut otherwise: as old as the youngest of what they were taken from."""
    youngest = max(parents, key=lambda line: line.now.version_id)
    return replace(youngest, now=replace(youngest.now, text=passage.text))


def _reworded(parents: Sequence[Line], gone: str, after: Edition, passage: Passage) -> Line:
    """Other words; where several passages became one, the longest tells what was before."""
    main = max(parents, key=lambda line: len(line.now.text))
    return Line(
        Wording(passage.text, after.version_id, after.seen_at, may_be_older=False),
        (replace(main.now, text=gone), *main.earlier),
    )
