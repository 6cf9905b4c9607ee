"""What happened to many pages of a clinic at once: boilerplate, told once for the clinic.

A step of an edit (this sentence went, that one came in its place) that stands in the findings of several
pages of one crawl is the site's, not the pages'.  So is a title that changed on several pages in the very
same words, as when the site's name is added to all of them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from monitor.diff import count_words, words
from monitor.extract import normal_form
from monitor.records import Change, Operation, OperationKind, Verdict
from monitor.version.leaving import without

_NUMBER = re.compile(r"\d[\d.,:]*")

MANY = 3
"""Pages on which the same step makes it the site's."""

Step = tuple[object, ...]

_TAKEN_BACK: dict[OperationKind, OperationKind] = {"added": "removed", "removed": "added"}


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
    if not common and not told:
        return tuple(verdicts), None
    touched = sum(not common.isdisjoint(_steps(verdict)) for verdict in verdicts)
    news = _operations(verdicts, common - told)
    halves = {half for each in _operations(verdicts, common) for half in _halves(each)} | told

    def is_common(operation: Operation) -> bool:
        # What one page pairs as reworded another has as gone and come: beside other sentences, say.
        own = _halves(operation)
        return not common.isdisjoint(_ways(operation)) or (bool(own) and own <= halves)

    left = tuple(without(verdict, is_common, "sitewide") for verdict in verdicts)
    if not news:
        return left, None
    added, removed = count_words(news)
    return left, Sitewide(Change("sitewide", news, added, removed), touched)


def could_be_sitewide(verdicts: Sequence[Verdict]) -> set[bytes]:
    """Keys of the passages that went from, or were reworded on, fewer than ``MANY`` pages of one crawl."""
    on_pages = Counter(each for verdict in verdicts for each in _steps(verdict))
    told = (each for verdict in verdicts for change in verdict.changes for each in change.operations)
    return {
        each.before_key
        for each in told
        if each.kind != "moved" and each.before_key is not None and on_pages[step(each)] < MANY
    }


def step(operation: Operation) -> Step:
    """What makes an operation on one page the same as one on another."""
    if operation.field == "text":
        # Sentences that were joined or split have no key of their own; then the wording stands for it.
        before = operation.before_key or operation.before
        return ("text", operation.kind, before, operation.after_key or operation.after)
    runs = words(operation.before or "", operation.after or "")
    return (operation.field, *((run.kind, run.text) for run in runs if run.kind != "equal"))


def still_told(operations: Iterable[Operation]) -> frozenset[Step]:
    """What pages may follow without being news: what was told of the site and not taken back since."""
    told: set[Step] = set()
    for each in operations:
        back = replace(
            each,
            kind=_TAKEN_BACK.get(each.kind, each.kind),
            before=each.after,
            after=each.before,
            before_key=each.after_key,
            after_key=each.before_key,
        )
        told -= _ways(back) | _halves(back)
        told |= _ways(each) | _halves(each)
    return frozenset(told)


def _halves(operation: Operation) -> set[Step]:
    """What went and what came in a step of the text, each by itself."""
    if operation.field != "text" or operation.kind == "moved":
        return set()
    gone, come = operation.before_key or operation.before, operation.after_key or operation.after
    return {half for half in (("gone", gone), ("come", come)) if half[1] is not None}


def _ways(operation: Operation) -> set[Step]:
    """The steps that an operation may have in common with those on other pages."""
    if operation.field == "text" and None in (operation.before, operation.after):
        # "By our staff, 11 July 2025" comes or goes with a theme, with another date on every page.
        form, count = _NUMBER.subn("#", normal_form(operation.before or operation.after or ""))
        return {step(operation), *([("shape", operation.kind, form)] if count else [])}
    if operation.field != "title" or operation.before is None:
        return {step(operation)}
    return {step(operation), ("title of many", normal_form(operation.before))}


def _steps(verdict: Verdict) -> set[Step]:
    told = (each for change in verdict.changes for each in change.operations if each.kind != "moved")
    return {way for each in told for way in _ways(each)}


def _operations(verdicts: Sequence[Verdict], common: set[Step]) -> tuple[Operation, ...]:
    """What is told of the clinic: of each step that pages have in common, the first operation."""
    news: dict[Step, Operation] = {}
    for verdict in verdicts:
        for change in verdict.changes:
            for operation in change.operations:
                for way in sorted(_ways(operation) & common, key=repr):
                    news.setdefault(way, operation)
    return tuple(dict.fromkeys(news.values()))
