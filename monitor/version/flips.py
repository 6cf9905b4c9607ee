"""Pages that go back and forth between known states: one episode, told once.

The first step away is told, and so is the first return, as ``reverted``.  What comes or goes once more
after that is recorded as a version and not told again, until the page has kept still for longer than an
episode.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import replace
from itertools import pairwise

from monitor.diff import align, operations
from monitor.extract import normal_form
from monitor.records import Change, Extract, Operation, Verdict
from monitor.version.leaving import without

EPISODE_DAYS = 60
"""Days within which a third turn belongs to the same episode."""

TURNS = 2
"""Comings and goings of one wording that are told."""

_FIELDS = ("title", "h1", "description", "author", "published_at")


def without_flips(verdict: Verdict, history: Sequence[Extract]) -> Verdict:
    """Leave out what has come and gone before.

    Args:
        verdict: on what was found now.
        history: the page's versions of an episode's length, oldest first; the last is the current
            one.
    """
    standing = [_said(extract) for extract in history]
    turned = {
        said: sum((said in before) != (said in after) for before, after in pairwise(standing))
        for said in _sides(verdict)
    }

    def is_flip(operation: Operation) -> bool:
        return all(turned[side] >= TURNS for side in _of(operation))

    return without(verdict, is_flip, "flips")


def with_returns(verdict: Verdict, history: Sequence[Extract]) -> Verdict:
    """Name an edit ``reverted`` if all of it goes back to what one earlier version said.

    The texts as a whole need not be equal: a counter or the site's boilerplate may differ meanwhile.
    """
    changes = tuple(
        replace(change, kind="reverted") if change.kind == "edited" and _returns(change, history) else change
        for change in verdict.changes
    )
    if changes == verdict.changes:
        return verdict
    return replace(verdict, changes=changes, reason=changes[0].kind)


def _returns(change: Change, history: Sequence[Extract]) -> bool:
    told = [each for each in change.operations if each.kind != "moved"]
    come = {side for each in told if each.after is not None for side in _of(replace(each, before=None))}
    gone = {side for each in told if each.before is not None for side in _of(replace(each, after=None))}
    *earlier, current = history
    return any(
        come <= said and gone.isdisjoint(said) and come >= _replaced(extract, current, gone)
        for extract, said in zip(earlier, map(_said, earlier), strict=True)
    )


def _replaced(earlier: Extract, current: Extract, gone: set[Hashable]) -> set[Hashable]:
    """What an earlier version said in the place of what goes now: without it nothing returns."""
    steps = operations(align(earlier.passages, current.passages), earlier.passages, current.passages)
    came = ((each, ("text", normal_form(each.after or ""))) for each in steps if each.kind == "reworded")
    return {("text", normal_form(each.before or "")) for each, after in came if after in gone}


def _said(extract: Extract) -> set[Hashable]:
    fields = {(name, normal_form(getattr(extract.metadata, name))) for name in _FIELDS}
    return {("text", each.normal) for each in extract.passages} | fields


def _sides(verdict: Verdict) -> set[Hashable]:
    return {side for change in verdict.changes for each in change.operations for side in _of(each)}


def _of(operation: Operation) -> list[Hashable]:
    sides = (operation.before, operation.after)
    return [(operation.field, normal_form(side)) for side in sides if side is not None]
