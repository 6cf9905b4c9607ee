"""Taking steps out of a verdict that some rule says are not the page's news."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from monitor.diff import count_words
from monitor.records import Change, Operation, Verdict


def without(verdict: Verdict, is_out: Callable[[Operation], bool], reason: str) -> Verdict:
    """The verdict without some operations.

    A page where nothing else changed keeps its outcome, with ``reason`` and no change; a page that is
    back after its removal is told as ``restored`` whatever is left out of it.
    """
    changes = tuple(filter(None, (_rest(change, is_out) for change in verdict.changes)))
    if changes == verdict.changes:
        return verdict
    return replace(verdict, changes=changes, reason=changes[0].kind if changes else reason)


def _rest(change: Change, is_out: Callable[[Operation], bool]) -> Change | None:
    own = tuple(each for each in change.operations if each.kind == "moved" or not is_out(each))
    if own == change.operations:
        return change
    if change.kind != "restored" and all(each.kind == "moved" for each in own):
        return None
    added, removed = count_words(own)
    return replace(change, operations=own, words_added=added, words_removed=removed)
