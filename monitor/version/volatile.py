"""Volatile passages: what a page says otherwise at every look, such as counters and rotating quotes.

Found by evidence: before a change is believed the page is fetched once more in the same crawl, and what
differs between the two looks is volatile.  It is remembered for the page by its content; by its shape
(digits masked) where nothing but digits was seen to differ; and by its place, for the next quote of a row
has never been seen before.  Relative dates and the like change without differing between two looks: they
are masked by pattern.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import dropwhile

from monitor.diff import align, words
from monitor.extract import normal_form
from monitor.records import Extract, Metadata, Operation, Pair, Passage, Verdict

_DIGITS = re.compile(r"\d[\d.,:]*")

# What a machine counts out anew by itself; the words around it still count.
_UNIT = r"(?:sec(?:ond)?|min(?:ute)?|h(?:ou)?r|day|week|month)s?"
_YEARS = "years?"
_AGO = r"\b(?:(?:about|over|almost|nearly) )?(?:an?|one|\d+|a few) {unit} ago\b"
_COUNTED_OUT = re.compile(
    rf"{_AGO.format(unit=_UNIT)}|"
    r"\bjust now\b|\byesterday\b|"
    r"\b\d+[ -]?min(?:ute)?s?[ -](?:of )?read(?:ing)?(?: time)?\b|"
    r"(?<=reading time: )\d+ \w+|(?<=time to read: )\d+ \w+|"
    r"\b\d[\d.,]*k? (?=(?:views?|reads?|shares?|likes?|comments?)\b)",
    re.IGNORECASE,
)
_SAVED = re.compile(
    r"\b(?:updated|posted|published|reviewed|edited|modified|refreshed|checked|written|viewed|booked|asked)\b|"
    r"\bread(?:ing)?\b|\b(?:views?|shares?|likes?|comments?)\b",
    re.IGNORECASE,
)
_YEARS_AGO = re.compile(_AGO.format(unit=_YEARS), re.IGNORECASE)
_STAMP = 6
"""Words above which years are told by the author: "Our protocol was first published 10 years ago"."""

_LINE = 25
"""Words above which a passage is running text, in which nothing is masked."""

_FEW = 24
"""Operations above which a change is a rewriting; a quote may turn beside an edit of the boilerplate."""

_ALIKE = 0.7
"""Share of the characters that two wordings of one sentence have in common at least."""


@dataclass(frozen=True, slots=True)
class Volatile:
    """What is known to be volatile on one page.

    Attributes:
        keys: of passages that came or went between two looks of one crawl.
        shapes: normal forms with digits masked, of passages that were seen with other digits.
    """

    keys: frozenset[bytes] = frozenset()
    shapes: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.keys or self.shapes)

    def __contains__(self, passage: Passage) -> bool:
        return passage.key in self.keys or shape(passage) in self.shapes

    def __or__(self, other: Volatile) -> Volatile:
        """What either knows."""
        return Volatile(self.keys | other.keys, self.shapes | other.shapes)

    def without(self, passages: Iterable[Passage]) -> tuple[Passage, ...]:
        """The passages that count, with what is counted out in them masked."""
        counting = ((passage, masked(passage)) for passage in passages)
        return tuple(form for passage, form in counting if passage not in self and form not in self)


_NOTHING = Volatile()


def known(passages: Iterable[Passage]) -> Volatile:
    """What to leave out from now on, from the passages that were seen to be volatile."""
    passages = tuple(passages)
    seen: defaultdict[str, set[bytes]] = defaultdict(set)
    for passage in passages:
        seen[shape(passage)].add(passage.key)
    # One passage alone proves nothing about its digits: of two offers on trial each has a price to watch.
    shapes = frozenset(each for each, keys in seen.items() if each and len(keys) > 1)
    return Volatile(frozenset(each.key for each in passages), shapes)


def titles(of_others: Iterable[str]) -> Volatile:
    """Titles of other articles of the clinic: where one stands in a text it is a link to that article."""
    forms = (normal_form(title) for title in of_others)
    return Volatile(frozenset(Passage(form, form).key for form in forms if form))


def shape(passage: Passage) -> str:
    """The normal form with its numbers masked; empty where there is none or nothing else."""
    form, count = _DIGITS.subn("#", passage.normal)
    return form if count and any(character.isalpha() for character in form) else ""


def masked(passage: Passage) -> Passage:
    """Rule: "updated 3 weeks ago", "6 min read" and "312 views" are the same next week with other numbers."""
    if not _SAVED.search(passage.normal) or passage.words > _LINE:
        return passage
    form = _COUNTED_OUT.sub("#", passage.normal)
    if passage.words <= _STAMP:
        form = _YEARS_AGO.sub("#", form)
    return passage if form == passage.normal else replace(passage, normal=form)


def between(
    before: Sequence[Passage],
    first: Sequence[Passage],
    second: Sequence[Passage],
    volatile: Volatile = _NOTHING,
) -> list[Passage]:
    """The passages that two looks of one crawl prove to be volatile.

    Args:
        before: of the version that the page had.
        first, second: of the two looks.
        volatile: what is known to be so; it is not named again.

    Returns:
        What stands in one look and not in the other; and what stood in their place before.
    """
    before, first, second = (tuple(map(masked, passages)) for passages in (before, first, second))
    in_first, in_second = {each.key for each in first}, {each.key for each in second}
    restless = [each for each in first if each.key not in in_second and each not in volatile]
    restless += [each for each in second if each.key not in in_first and each not in volatile]
    new = known(restless)
    replaced = _replaced(before, first, new, volatile) + _replaced(before, second, new, volatile)
    return restless + [each for each in replaced if each not in volatile]


def in_its_place(before: Sequence[Passage], found: Sequence[Passage], volatile: Volatile) -> list[Passage]:
    """The passages that stand where something volatile stood: the next quote, never seen before.

    Between two passages that stayed, if something volatile went: what came and is no rewording of what
    counts, as long as it makes no more blocks than went without another known one in their place.
    """
    standing, stood = {each.key for each in found}, {each.key for each in before}
    restless: list[Passage] = []
    for gap in _gaps(before, found):
        gone = [each for each in _before(gap, before) if each in volatile and each.key not in standing]
        came = [each for each in _after(gap, found) if each in volatile and each.key not in stood]
        new = [
            found[pair.after]
            for pair in gap
            if pair.after is not None
            and found[pair.after] not in volatile
            and (pair.before is None or before[pair.before] in volatile)
        ]
        new = _own_blocks(new, gone)
        if gone and _blocks(new) <= _blocks(gone) - _blocks(came):
            restless += new
    return restless


def could_rotate(verdict: Verdict) -> bool:
    """Whether a change could be the turn of something that rotates, so that two looks may agree by chance.

    Passages that came, went or were swapped, a few of them; one word in a sentence does not rotate.
    """
    told = [each for change in verdict.changes for each in change.operations]
    text = [each for each in told if each.field == "text" and each.kind != "moved"]
    return 0 < len(text) <= _FEW and any(map(_is_swap, text))


def _is_swap(operation: Operation) -> bool:
    if operation.before is None or operation.after is None:
        return True
    runs = words(operation.before, operation.after)
    kept = sum(len(run.text) for run in runs if run.kind == "equal")
    return kept < _ALIKE * max(len(operation.before), len(operation.after))


def _gaps(before: Sequence[Passage], after: Sequence[Passage]) -> Iterator[list[Pair]]:
    """The runs of pairs between passages that stayed."""
    gap: list[Pair] = []
    for pair in align(before, after).pairs:
        if pair.relation == "unchanged":
            yield gap
            gap = []
        else:
            gap.append(pair)
    yield gap


def _replaced(
    before: Sequence[Passage], look: Sequence[Passage], new: Volatile, volatile: Volatile
) -> list[Passage]:
    """Passages of the version before whose place is taken by something newly found to be volatile.

    What was known to be so before has its own forerunners, which are known, too.

    In each gap between passages that stayed and into which something volatile came: those that went and
    became nothing that is steady.  One quote may have more sentences than the next but hardly more
    blocks, so a paragraph that was taken out beside a quote is not taken for a part of it.
    """
    found: list[Passage] = []
    stood = {each.key for each in before}
    for gap in _gaps(before, look):
        came = [each for each in _after(gap, look) if each in new and each.key not in stood]
        left = [
            before[pair.before]
            for pair in gap
            if pair.before is not None
            and (pair.after is None or look[pair.after] in new or look[pair.after] in volatile)
        ]
        left = _own_blocks(left, came)
        if came and _blocks(left) <= _blocks(came):
            found += left
    return found


def _before(gap: Iterable[Pair], passages: Sequence[Passage]) -> list[Passage]:
    return [passages[pair.before] for pair in gap if pair.before is not None]


def _after(gap: Iterable[Pair], passages: Sequence[Passage]) -> list[Passage]:
    return [passages[pair.after] for pair in gap if pair.after is not None]


def _own_blocks(passages: Sequence[Passage], like: Sequence[Passage]) -> list[Passage]:
    """Without the end of the block above, where a quote has a block of its own."""
    if like and not like[0].begins:
        return list(passages)
    return list(dropwhile(lambda each: not each.begins, passages))


def _blocks(passages: Sequence[Passage]) -> int:
    """Number of blocks that some passages make; what goes on in a block begins none."""
    return sum(each.begins for each in passages) or min(1, len(passages))


def settled_metadata(before: Metadata, first: Metadata, second: Metadata) -> Metadata:
    """The first look's metadata, with what was before wherever the two looks disagree."""
    restless = {
        name: getattr(before, name)
        for name in Metadata.__slots__
        if getattr(first, name) != getattr(second, name)
    }
    return replace(first, **restless)


def steady(extract: Extract, volatile: Volatile) -> Extract:
    """The extract as it is judged: without what is volatile."""
    return replace(extract, passages=volatile.without(extract.passages))
