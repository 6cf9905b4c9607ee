"""Numbers that a list or a row of headings gives its entries: presentation, as bullets are.

A theme that writes "1. Deposit" where a list drew the number by itself has not changed a word.  So where
numbers came to several blocks, or went, and every other word stands where it stood, nothing is told.  One
number that becomes another is told: it may be a price.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from monitor.records import Passage

SEVERAL = 2
"""Numbers that must come or go together; a single one may say something."""

_MARK = re.compile(r"\(?\d{1,2}(?:\.\d{1,2}){0,3}[.)]\Z")
_ENDS = ".:"

_Place = tuple[int, str]


def is_numbering(before: Sequence[Passage], after: Sequence[Passage]) -> bool:
    """Whether two texts differ in nothing but the numbers of their blocks, which came or went.

    The full stop or colon behind a heading goes with its number, and how the words are cut into passages
    does not matter.
    """
    old, new = _Numbered(before), _Numbered(after)
    fewer, more = (old, new) if old.marks.total() < new.marks.total() else (new, old)
    different = more.marks - fewer.marks
    return (
        different.total() >= SEVERAL
        and different.keys() <= more.first
        and not fewer.marks - more.marks
        and old.words == new.words
    )


class _Numbered:
    """The words of a text without its numbers, and these by how many words stand before them.

    Attributes:
        words: without the full stops and colons behind them.
        marks: the numbers, such as "3." and "2.1)".
        first: those that begin a block.
    """

    def __init__(self, passages: Sequence[Passage]) -> None:
        self.words: list[str] = []
        self.marks: Counter[_Place] = Counter()
        self.first: set[_Place] = set()
        for passage in passages:
            for index, word in enumerate(passage.normal.split()):
                place = (len(self.words), word)
                if not _MARK.match(word):
                    self.words += filter(None, [word.rstrip(_ENDS)])
                    continue
                self.marks[place] += 1
                if index == 0 and passage.begins:
                    self.first.add(place)
