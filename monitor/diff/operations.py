"""Operations: what is told of an edit, passage by passage."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from monitor.diff.steps import Step, steps
from monitor.diff.words import changed_words, words
from monitor.records import Alignment, Operation, Pair, Passage

_NOT_TOLD = ("unchanged", "regrouped")


def operations(
    alignment: Alignment, before: Sequence[Passage], after: Sequence[Passage]
) -> tuple[Operation, ...]:
    """What is told, in reading order; what stayed and what was only cut otherwise is left out.

    Sentences that were joined into one, or one that was split, are one ``reworded`` operation: on the
    side with several passages its text is theirs, joined by spaces, and it has no key.
    """
    return told(alignment.pairs, before, after)


def told(pairs: Sequence[Pair], before: Sequence[Passage], after: Sequence[Passage]) -> tuple[Operation, ...]:
    """The same, from the pairs alone."""
    every = steps(pairs, before, after)
    return tuple(_operation(step, before, after) for step in every if step.kind not in _NOT_TOLD)


def count_words(operations: Iterable[Operation]) -> tuple[int, int]:
    """Number of words (added, removed) by some operations; what moved counts nothing."""
    added = removed = 0
    for operation in operations:
        gone, come = operation.before or "", operation.after or ""
        if operation.kind == "reworded":
            more, less = changed_words(words(gone, come))
            added, removed = added + more, removed + less
        elif operation.kind != "moved":
            added, removed = added + len(come.split()), removed + len(gone.split())
    return added, removed


def _operation(step: Step, before: Sequence[Passage], after: Sequence[Passage]) -> Operation:
    kind = step.kind
    assert kind != "unchanged"
    assert kind != "regrouped"
    gone, come = step.texts(before, after)
    return Operation(
        kind=kind,
        before=gone if step.before else None,
        after=come if step.after else None,
        part=after[step.after[0]].part if step.after else before[step.before[0]].part,
        before_key=before[step.before[0]].key if len(step.before) == 1 else None,
        after_key=after[step.after[0]].key if len(step.after) == 1 else None,
    )
