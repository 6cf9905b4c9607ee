"""What happened to many pages of a clinic at once: boilerplate, told once for the clinic.

A step of an edit (this sentence went, that one came in its place) that stands in the findings of several
pages of one crawl is the site's, not the pages'.  So is a title that changed on several pages in the very
same words, as when the site's name is added to all of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from monitor.diff import count_words, words
from monitor.records import Change, Operation, Verdict

MANY = 3
"""Pages on which the same step makes it the site's."""

Step = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Sitewide:
    """One change to a clinic's boilerplate.

    Attributes:
        change: of kind ``sitewide``, each step once.
        pages: how many pages it touched.
    """

    change: Change
    pages: int


def part_sitewide(
    verdicts: Sequence[Verdict], told: frozenset[Step] = frozenset()
) -> tuple[tuple[Verdict, ...], Sitewide | None]:
    """Take what is the site's out of what was found on its pages.

    Args:
        verdicts: what one crawl found, a page each.
        told: steps that were told as sitewide not long ago; pages that follow later are not news.

    Returns:
        The verdicts without it, in the same order; a page where nothing else changed keeps its outcome,
        with the reason ``sitewide`` and no change.  And what is to be told of the clinic, if anything.
    """
    on_pages = Counter(each for verdict in verdicts for each in _steps(verdict))
    common = {each for each, pages in on_pages.items() if pages >= MANY} | (told & set(on_pages))
    if not common:
        return tuple(verdicts), None
    touched = sum(not common.isdisjoint(_steps(verdict)) for verdict in verdicts)
    news = _operations(verdicts, common - told)
    left = tuple(_without(verdict, common) for verdict in verdicts)
    if not news:
        return left, None
    added, removed = count_words(news)
    return left, Sitewide(Change("sitewide", news, added, removed), touched)


def step(operation: Operation) -> Step:
    """What makes an operation on one page the same as one on another."""
    if operation.field == "text":
        # Sentences that were joined or split have no key of their own; then the wording stands for it.
        before = operation.before_key or operation.before
        return ("text", operation.kind, before, operation.after_key or operation.after)
    runs = words(operation.before or "", operation.after or "")
    return (operation.field, *((run.kind, run.text) for run in runs if run.kind != "equal"))


def _steps(verdict: Verdict) -> set[Step]:
    return {step(each) for change in verdict.changes for each in change.operations if each.kind != "moved"}


def _operations(verdicts: Sequence[Verdict], common: set[Step]) -> tuple[Operation, ...]:
    news: dict[Step, Operation] = {}
    for verdict in verdicts:
        for change in verdict.changes:
            for operation in change.operations:
                if step(operation) in common:
                    news.setdefault(step(operation), operation)
    return tuple(news.values())


def _without(verdict: Verdict, common: set[Step]) -> Verdict:
    changes = tuple(filter(None, (_rest(change, common) for change in verdict.changes)))
    if changes == verdict.changes:
        return verdict
    return replace(verdict, changes=changes, reason=changes[0].kind if changes else "sitewide")


def _rest(change: Change, common: set[Step]) -> Change | None:
    """What of a change is the page's own; None if nothing is."""
    own = tuple(each for each in change.operations if step(each) not in common)
    if own == change.operations:
        return change
    if change.kind != "restored" and all(each.kind == "moved" for each in own):
        return None
    added, removed = count_words(own)
    return replace(change, operations=own, words_added=added, words_removed=removed)
