"""Volatile passages: what a page says otherwise at every look, such as counters and rotating quotes.

Found by evidence: before a change is believed the page is fetched once more in the same crawl, and what
differs between the two looks is volatile.  It is remembered for the page by its content and by its shape
(digits masked), so that it does not count at later looks either.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from monitor.diff import align
from monitor.extract import normal_form
from monitor.records import Extract, Metadata, Passage

_DIGITS = re.compile(r"\d[\d.,:]*")


@dataclass(frozen=True, slots=True)
class Volatile:
    """What is known to be volatile on one page.

    Attributes:
        keys: of passages that came or went between two looks of one crawl.
        shapes: their normal forms with digits masked, where they have digits.
    """

    keys: frozenset[bytes] = frozenset()
    shapes: frozenset[str] = frozenset()

    def __contains__(self, passage: Passage) -> bool:
        return passage.key in self.keys or shape(passage) in self.shapes

    def __or__(self, other: Volatile) -> Volatile:
        """What either knows."""
        return Volatile(self.keys | other.keys, self.shapes | other.shapes)

    def without(self, passages: Iterable[Passage]) -> tuple[Passage, ...]:
        """The passages that count."""
        return tuple(passage for passage in passages if passage not in self)


def known(passages: Iterable[Passage]) -> Volatile:
    """What to leave out from now on, from the passages that were seen to be volatile."""
    passages = tuple(passages)
    shapes = (shape(passage) for passage in passages)
    return Volatile(frozenset(each.key for each in passages), frozenset(filter(None, shapes)))


def titles(of_others: Iterable[str]) -> Volatile:
    """Titles of other articles of the clinic: where one stands in a text it is a link to that article."""
    forms = (normal_form(title) for title in of_others)
    return Volatile(frozenset(Passage(form, form).key for form in forms if form))


def shape(passage: Passage) -> str:
    """The normal form with its numbers masked; empty where there is none or nothing else."""
    masked, count = _DIGITS.subn("#", passage.normal)
    return masked if count and any(character.isalpha() for character in masked) else ""


def between(before: Sequence[Passage], first: Sequence[Passage], second: Sequence[Passage]) -> list[Passage]:
    """The passages that two looks of one crawl prove to be volatile.

    Args:
        before: of the version that the page had.
        first, second: of the two looks.

    Returns:
        What stands in one look and not in the other; and what stood in their place before.
    """
    in_first, in_second = {each.key for each in first}, {each.key for each in second}
    restless = [each for each in first if each.key not in in_second]
    restless += [each for each in second if each.key not in in_first]
    return restless + _replaced(before, first, in_first & in_second, most=2 * len(restless))


def _replaced(
    before: Sequence[Passage], first: Sequence[Passage], steady: set[bytes], most: int
) -> list[Passage]:
    """Passages of the version before whose place is taken by something volatile now.

    In each gap between passages that stayed and into which something volatile came: those that went and
    became nothing that is steady.  One quote may be longer than the next, so their numbers need not be
    equal; ``most`` bounds them, so that a whole section that went is not taken for a quote.
    """
    found: list[Passage] = []
    left: list[Passage] = []
    is_restless = False
    for pair in (*align(before, first).pairs, None):
        if pair is None or pair.relation == "unchanged":
            found += left if is_restless and len(left) <= most else []
            left, is_restless = [], False
            continue
        came = None if pair.after is None else first[pair.after]
        is_steady = came is not None and came.key in steady
        is_restless = is_restless or (came is not None and not is_steady)
        if pair.before is not None and not is_steady:
            left.append(before[pair.before])
    return found


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
